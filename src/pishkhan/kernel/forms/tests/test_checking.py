"""A form held against its answers."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import digits
from pishkhan.kernel.forms import checking, errors
from pishkhan.kernel.forms.spec import Choice, Facts, Page, Question, When, WrongFact
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.kernel.forms.testing import ANSWERS, PAGES


KEYS = [key for key, _page, _question in checking.each_question(PAGES)]
answers_of_all_sorts = st.dictionaries(st.sampled_from(KEYS), st.text(max_size=30))


def a_question(kind, **more):
    return Question(code="q", label="پرسش", kind=kind, privacy=Privacy.OPEN, **more)


def test_right_answers_leave_nothing_to_refuse():
    assert checking.check_all(PAGES, ANSWERS) == {}


def test_an_empty_form_refuses_each_required_question_with_its_label():
    refused = checking.check_all(PAGES, {})
    assert set(refused["person"]) == {"kind", "first_name", "mobile"}
    assert "نام" in str(refused["person"]["first_name"][0])
    assert isinstance(refused["request"]["agreed"][0], errors.MustTick)
    assert isinstance(refused["person"]["kind"][0], errors.NotChosen)


def test_a_condition_decides_what_is_asked():
    natural = checking.asked_keys(PAGES, {"person.kind": "natural"})
    legal = checking.asked_keys(PAGES, {"person.kind": "legal"})
    assert "person.national_id" in natural - legal
    assert "person.legal_id" in legal - natural


def test_a_question_whose_condition_is_not_asked_is_not_asked():
    chain = (
        Page(
            code="p",
            title="ص",
            questions=(
                replace(a_question(QuestionKind.TEXT), code="a"),
                replace(a_question(QuestionKind.TEXT), code="b", when=When("p.a", "1")),
                replace(a_question(QuestionKind.TEXT), code="c", when=When("p.b", ("1", "2"))),
            ),
        ),
    )
    assert checking.asked_keys(chain, {"p.a": "0", "p.b": "1"}) == {"p.a"}
    assert checking.asked_keys(chain, {"p.a": "1", "p.b": "2"}) == {"p.a", "p.b", "p.c"}


def test_the_answer_to_a_question_not_asked_is_no_fact():
    found = checking.facts_of(PAGES, {**ANSWERS, "person.legal_id": "10100000000"})
    assert "person.legal_id" not in found


def test_facts_are_typed_and_folded():
    found = checking.facts_of(PAGES, ANSWERS)
    assert found.text("person.national_id") == "0932833810"
    assert found.text("person.mobile") == "09120000000"
    assert found.number("request.year") == 1404
    assert found.ticked("request.agreed")


def test_a_fact_asked_for_as_another_type_is_a_bug():
    with pytest.raises(WrongFact):
        Facts({"a": 1}).text("a")
    with pytest.raises(WrongFact):
        Facts({"a": True}).number("a")
    with pytest.raises(WrongFact):
        Facts({"a": "1"}).on("a")


def test_facts_go_into_json_with_dates_in_iso_form():
    assert Facts({"a": date(2026, 3, 21), "b": None}).as_json() == {"a": "2026-03-21", "b": None}


def test_partial_forgives_what_is_empty_but_not_what_is_wrong():
    state = checking.check_page(PAGES, PAGES[0], {"person.mobile": "12"}, partial=True)
    assert set(state.errors) == {"mobile"}


def test_wrong_text_is_shown_again_as_it_was_typed():
    state = checking.check_page(PAGES, PAGES[0], {"person.first_name": "Sara <b>"})
    assert state.values["first_name"] == "Sara <b>"
    assert not state.is_right


def test_an_option_that_was_not_offered_is_refused():
    question = a_question(QuestionKind.SELECT, choices=(Choice(value="a", label="الف"),))
    with pytest.raises(errors.NotAChoice):
        checking.read(question, "b")


def test_spaces_and_invisible_signs_are_no_answer():
    with pytest.raises(errors.Missing):
        checking.read(a_question(QuestionKind.TEXT), "\u200b \u200c")


def test_a_very_long_answer_is_refused_with_its_limit():
    with pytest.raises(errors.TooLong) as refusal:
        checking.read(a_question(QuestionKind.LONG_TEXT, max_length=500), "ا" * 30_000)
    assert refusal.value.data["limit"] == 500


def test_the_identity_is_what_stands_before_the_mobile_check():
    assert checking.identity(PAGES, ANSWERS) == {
        "person.national_id": "0932833810",
        "person.mobile": "09120000000",
    }


def test_answers_are_shown_by_label_and_jalali_date():
    question = a_question(QuestionKind.CHOICE, choices=(Choice(value="a", label="الف"),))
    assert checking.shown(question, "a") == "الف"
    assert (
        checking.shown(a_question(QuestionKind.JALALI_DATE), date(2026, 11, 21)) == "۳۰ آبان ۱۴۰۵"
    )
    shown = checking.shown(a_question(QuestionKind.DATE), date(2026, 11, 21))
    assert shown == "۳۰ آبان ۱۴۰۵ (\u20662026/11/21\u2069)"
    assert checking.shown(question, None) == ""


def test_differences_name_what_changed_and_nothing_else():
    before = checking.answered(PAGES, ANSWERS)
    after = checking.answered(PAGES, {**ANSWERS, "person.first_name": "سارا"})
    [change] = checking.differences(before, after)
    assert (change.key, change.before, change.after) == ("person.first_name", "سمیه", "سارا")


def test_a_question_that_is_no_longer_asked_is_a_difference():
    before = checking.answered(PAGES, ANSWERS)
    legal = {**ANSWERS, "person.kind": "legal", "person.legal_id": "10380284790"}
    changed = {row.key for row in checking.differences(before, checking.answered(PAGES, legal))}
    assert "person.national_id" in changed


def test_the_form_survives_the_way_into_json_and_back():
    again = checking.pages_from(checking.body_of(PAGES))
    assert checking.version_of(again) == checking.version_of(PAGES)
    assert not checking.form_changes(again, PAGES)


def test_a_changed_form_has_another_version_and_says_what_changed():
    person = PAGES[0]
    longer = replace(person.questions[1], max_length=20)
    newer = (
        replace(person, questions=(person.questions[0], longer, a_question(QuestionKind.TEXT))),
        *PAGES[1:],
    )
    changes = checking.form_changes(PAGES, newer)
    assert checking.version_of(newer) != checking.version_of(PAGES)
    assert changes.changed == ("نام",)
    assert changes.added == ("پرسش",)
    assert "کد ملی" in changes.removed


@given(answers_of_all_sorts)
def test_every_answer_is_either_refused_or_a_fact(answers):
    refused = checking.check_all(PAGES, answers)
    found = checking.facts_of(PAGES, answers)
    for key in checking.asked_keys(PAGES, answers):
        page, code = key.split(".")
        assert (code in refused.get(page, {})) != (key in found.values)


@given(
    number=st.from_regex(r"[A-Z][0-9]{7,8}", fullmatch=True),
    written=st.sampled_from([digits.to_persian, digits.to_arabic, str.lower, " {} ".format]),
)
def test_a_passport_typed_in_any_digits_is_read_and_kept_as_the_passport_has_it(number, written):
    passport = a_question(QuestionKind.FOREIGN_ID, pattern="[A-Z0-9]{6,12}")
    assert checking.read(passport, written(number)) == number
    assert checking.kept(passport, written(number)) == number


def test_a_wrong_passport_and_every_other_answer_are_kept_as_typed():
    assert checking.kept(a_question(QuestionKind.FOREIGN_ID), "۱۲") == "۱۲"
    assert checking.kept(a_question(QuestionKind.NATIONAL_ID), "۰۹۳۲۸۳۳۸۱۰") == "۰۹۳۲۸۳۳۸۱۰"


@pytest.mark.parametrize("kind", [QuestionKind.TEXT, QuestionKind.LONG_TEXT])
def test_what_somebody_writes_in_arabic_is_shown_in_the_letters_they_typed(kind):
    typed = "كنت مريضًا في مستشفى الكاظمية؛ هذه شهادتي"
    question = a_question(kind)
    assert checking.shown(question, checking.read(question, typed)) == typed


def test_a_name_in_persian_is_kept_in_persian_letters():
    assert checking.read(a_question(QuestionKind.PERSIAN_NAME), "علي الكاظمي") == "علی الکاظمی"
