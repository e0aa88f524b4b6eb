"""How questions become fields, and what the browser sends becomes answers."""

from html.parser import HTMLParser

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from pishkhan.foundation.identifiers import BadNationalId
from pishkhan.kernel.forms.spec import Choice, Page, PageState, Question, When
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.web.fields import Field, date_parts
from pishkhan.web.form_pages import FormPage, drawn_fields, read


def a_question(code: str, kind: QuestionKind, **more: object) -> Question:
    return Question(code=code, label=f"برچسب {code}", kind=kind, privacy=Privacy.OPEN, **more)


KINDS = (Choice(value="natural", label="حقیقی"), Choice(value="legal", label="حقوقی"))
PAGE = Page(
    code="person",
    title="مشخصات",
    questions=(
        a_question("kind", QuestionKind.CHOICE, choices=KINDS),
        a_question("nid", QuestionKind.NATIONAL_ID, help="ده رقم"),
        a_question("company", QuestionKind.LEGAL_ID, when=When("person.kind", "legal")),
        a_question("elsewhere", QuestionKind.TEXT, when=When("other.page", "yes")),
        a_question("born", QuestionKind.JALALI_DATE),
        a_question("note", QuestionKind.LONG_TEXT, required=False),
        a_question("agree", QuestionKind.TICK),
    ),
)


def state(errors: dict[str, list[object]] | None = None, **values: str) -> PageState:
    asked = tuple(q.code for q in PAGE.questions if q.when is None)
    return PageState(page="person", asked=asked, values=values, read={}, errors=errors or {})


def drawn(form: FormPage) -> str:
    template = engines["django"].from_string("{% form_page form %}")
    return template.render({"form": form}, RequestFactory().get("/"))


def a_form(errors: dict[str, list[object]] | None = None, **values: str) -> FormPage:
    fields = drawn_fields(PAGE, state(errors, **values))
    return FormPage(title="مشخصات", fields=fields, save_address="/save/", step=1, steps=5)


class Reader(HTMLParser):
    """What a screen reader would want to know: ids, the ids that are referred to, tags in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids += [found["id"]] if found.get("id") else []
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.referred += (found.get(name) or "").split()
        if (found.get("href") or "").startswith("#"):
            self.referred.append(found["href"][1:])


WRONG = {"nid": [BadNationalId()]}


def test_every_reference_leads_somewhere_and_no_id_is_there_twice():
    reader = Reader(drawn(a_form(WRONG, nid="0012345678")))
    assert set(reader.referred) <= set(reader.ids)
    assert len(reader.ids) == len(set(reader.ids))


def test_every_input_has_a_label():
    reader = Reader(drawn(a_form()))
    labelled = {attrs["for"] for tag, attrs in reader.tags if tag == "label"}
    inputs = {
        attrs["id"]
        for tag, attrs in reader.tags
        if tag in {"input", "select", "textarea"} and attrs.get("type") != "hidden"
    }
    assert inputs <= labelled


def test_label_hint_error_and_input_stand_in_that_order():
    html = drawn(a_form(WRONG, nid="0012345678"))
    places = [
        html.index(mark) for mark in ('for="q-nid"', "q-nid-hint", "q-nid-error", 'name="nid"')
    ]
    assert places == sorted(places)


def test_a_wrong_field_says_so_to_everybody():
    html = drawn(a_form(WRONG, nid="0012345678"))
    attributes = next(a for t, a in Reader(html).tags if a.get("name") == "nid")
    assert attributes["aria-invalid"] == "true"
    assert attributes["aria-describedby"] == "q-nid-hint q-nid-error"


def test_the_summary_links_to_the_field():
    html = drawn(a_form(WRONG))
    assert '<a href="#q-nid">' in html
    assert "data-errors" in html


def test_there_is_no_summary_without_errors():
    assert "data-errors" not in drawn(a_form())


def test_what_was_typed_is_shown_again_even_if_wrong_and_in_the_digits_of_the_language():
    assert 'value="۰۰۱۲۳۴۵۶۷۸"' in drawn(a_form(WRONG, nid="0012345678"))


def test_html_in_an_answer_stays_text():
    html = drawn(a_form(note="</textarea><script>alert(1)</script>"))
    assert "<script>" not in html


def test_radios_stand_in_a_fieldset_with_a_legend():
    tags = [tag for tag, _ in Reader(drawn(a_form())).tags]
    assert tags.index("fieldset") < tags.index("legend") < tags.index("label")


def test_a_question_that_another_answer_calls_for_is_drawn_with_its_condition_in_words():
    html = drawn(a_form())
    assert 'data-when="kind" data-is="legal"' in html
    assert "فقط اگر «برچسب kind» «حقوقی» است" in html


def test_a_question_that_depends_on_another_page_is_not_drawn_when_it_is_not_asked():
    assert 'name="elsewhere"' not in drawn(a_form())


def test_each_field_names_its_key_for_autosave():
    html = drawn(a_form())
    assert 'data-autosave="/save/"' in html
    assert 'data-code="person.nid"' in html


def test_optional_fields_say_so():
    assert drawn(a_form()).count("(اختیاری)") == 1


def test_a_number_opens_the_numeric_keyboard_and_runs_from_the_left():
    attributes = next(a for _, a in Reader(drawn(a_form())).tags if a.get("name") == "nid")
    assert (attributes["inputmode"], attributes["dir"]) == ("numeric", "ltr")


@pytest.mark.parametrize(
    "text", ["1405/8/30", "1405/08/30", "30/8/1405", "۱۴۰۵/۰۸/۳۰", "1405-8-30"]
)
def test_a_date_is_taken_apart_either_way_round(text: str):
    parts = date_parts(text)
    assert (parts["day"], parts["month"], parts["year"]) == ("۳۰", "8", "۱۴۰۵")


def test_half_a_date_is_shown_again_as_typed():
    assert date_parts("1405//") == {"day": "", "month": "", "year": "۱۴۰۵"}


def test_the_month_of_a_date_is_chosen_again():
    assert '<option value="8" selected>آبان' in drawn(a_form(born="1405/8/30"))


def test_three_parts_of_a_date_are_read_as_one_text():
    post = {"born_day": " ۳۰", "born_month": "12", "born_year": "1405"}
    assert read(PAGE, post) == {"born": "1405/12/۳۰"}


def test_an_empty_date_is_read_as_empty():
    assert read(PAGE, {"born_day": "", "born_month": "", "born_year": ""}) == {"born": ""}


def test_what_the_browser_did_not_send_is_absent():
    assert read(PAGE, {"nid": "1"}) == {"nid": "1"}


def test_a_code_field_needs_no_question():
    field = Field.code("number", "شمارهٔ نامه", errors=[BadNationalId()])
    with translation.override("fa"):
        html = engines["django"].from_string("{% field field %}").render({"field": field})
    assert 'id="q-number"' in html
    assert "q-number-error" in html
