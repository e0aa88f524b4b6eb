"""A question whose answer is an organisation."""

import pytest

from pishkhan.kernel.forms import api, checking, errors
from pishkhan.kernel.forms.spec import Page, Question
from pishkhan.kernel.forms.terms import Privacy, QuestionKind
from pishkhan.kernel.forms.testing import declared_form
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing
from pishkhan.kernel.organisations.terms import OrganisationKind


WHERE = Page(
    code="study",
    title="محل تحصیل",
    questions=(
        Question(
            code="university",
            label="دانشگاه",
            kind=QuestionKind.ORGANISATION,
            privacy=Privacy.OPEN,
            of=OrganisationKind.UNIVERSITY,
        ),
    ),
)


@pytest.fixture
def tree(db):  # noqa: ARG001 - opens the database
    return testing.a_tree()


@pytest.fixture
def placed(tree):  # noqa: ARG001 - the list must have something
    with declared_form("places", (WHERE,)):
        yield api.start("places", session_key="browser")


def close(place):
    organisations.close_organisation(organisation_id=place.id, because="ادغام", by=Actor.system())


def test_it_is_kept_as_a_number_and_shown_by_its_name(tree, placed):
    state = api.save(placed, WHERE, {"university": str(tree.university.id)})
    assert state.is_right
    assert api.facts(placed).number("study.university") == tree.university.id
    assert api.answered(placed)[0].answers[0].text == tree.university.name


@pytest.mark.parametrize("raw", ["0", "x", "-3", "9" * 19, "9" * 40, "۱۲"])
def test_what_is_no_organisation_is_refused(placed, raw):
    [refused] = api.save(placed, WHERE, {"university": raw}).errors["university"]
    assert isinstance(refused, errors.NotAChoice)


def test_one_of_another_kind_is_refused(tree, placed):
    state = api.save(placed, WHERE, {"university": str(tree.headquarters.id)})
    assert isinstance(state.errors["university"][0], errors.NotAChoice)


def test_nothing_chosen_is_said_to_be_not_chosen(placed):
    state = api.save(placed, WHERE, {"university": ""})
    assert isinstance(state.errors["university"][0], errors.NotChosen)


def test_a_closed_one_may_not_be_chosen_any_more(tree, placed):
    api.save(placed, WHERE, {"university": str(tree.other_university.id)})
    close(tree.other_university)
    assert api.check_all(placed)["study"]["university"]


def test_the_page_that_is_drawn_offers_every_open_one_by_name(tree):
    [question] = api.offered(WHERE).questions
    assert [one.label for one in question.choices] == [
        tree.other_university.name,
        tree.university.name,
    ]
    assert WHERE.questions[0].choices == ()


def test_what_was_sent_is_read_by_name_after_it_was_closed(tree, placed):
    api.save(placed, WHERE, {"university": str(tree.other_university.id)})
    api.submitted(api.lock(placed.token), 77)
    close(tree.other_university)
    assert api.answered_in(77)[0].answers[0].text == tree.other_university.name


def test_a_form_is_read_back_with_the_kind_of_its_places():
    assert checking.pages_from(checking.body_of((WHERE,)))[0].questions[0].of is (
        OrganisationKind.UNIVERSITY
    )


def test_forms_without_places_keep_their_version():
    [asked] = checking.body_of((Page(code="a", title="a", questions=(
        Question(code="b", label="b", kind=QuestionKind.TEXT, privacy=Privacy.OPEN),)),))  # fmt: skip
    assert "of" not in asked["questions"][0]
