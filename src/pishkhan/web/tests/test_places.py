"""Places and answers in the language of the page."""

from dataclasses import dataclass

import pytest
from django.utils.translation import override

from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.web import answers, places


@pytest.fixture
def ministry(db):  # noqa: ARG001 - the database
    """A name with a comma in it."""
    tree = a_tree()
    name = "وزارت علوم، تحقیقات و فناوری"
    organisations.rename_organisation(
        organisation_id=tree.headquarters.id, name=name, name_en="Ministry of Science",
        because="نام", by=Actor.system(),
    )  # fmt: skip
    return name


def test_a_place_is_said_in_the_language_of_the_page(ministry, django_assert_num_queries):
    place = f"{Role.EXPERT.label} · {ministry}"
    with override("en"), django_assert_num_queries(2):  # whatever the number of places
        said = places.spoken_all([place, ministry, "", f"{place}، {Role.SIGNER.label} · x"])
    assert said[ministry] == "Ministry of Science"
    role, _dot, name = said[place].partition(" · ")
    assert name == "Ministry of Science"
    assert role != Role.EXPERT.label
    assert said[""] == ""


@dataclass(frozen=True, kw_only=True)
class Row:
    organisation_id: int | None
    organisation_name: str
    title: str = Role.EXPERT.label


def test_rows_are_said_by_the_id_of_their_organisation(ministry, django_assert_num_queries):
    tree = a_tree()
    for place, english in ((tree.university, "First"), (tree.other_university, "Second")):
        organisations.rename_organisation(
            organisation_id=place.id, name="دانشگاه همنام", name_en=english, because="نام",
            by=Actor.system(),
        )  # fmt: skip
    rows = [Row(organisation_id=one.id, organisation_name="دانشگاه همنام")
            for one in (tree.university, tree.other_university)]  # fmt: skip
    rows += [Row(organisation_id=tree.headquarters.id, organisation_name=ministry),
             Row(organisation_id=None, organisation_name="")]  # fmt: skip
    with override("en"), django_assert_num_queries(2):  # whatever the number of rows
        said = places.rows_in_words(rows, role="title")
    assert [one.organisation_name for one in said] == ["First", "Second", "Ministry of Science", ""]
    assert Role.EXPERT.label not in {one.title for one in said}
    with override("fa"), django_assert_num_queries(0):
        assert places.rows_in_words(rows, role="title") == rows


def test_in_persian_it_is_as_it_was_kept_without_a_query(ministry, django_assert_num_queries):
    with override("fa"), django_assert_num_queries(0):
        assert places.spoken(f"کارشناس · {ministry}") == f"کارشناس · {ministry}"


def test_what_has_no_name_in_the_language_stays_persian(ministry):  # noqa: ARG001 - the database
    with override("ar"):
        assert places.spoken("سازمانی که نیست") == "سازمانی که نیست"


def test_an_answer_is_read_as_its_kind_asks(ministry):
    with override("fa"):
        assert answers.shown("0001", QuestionKind.NATIONAL_ID) == "۰۰۰۱"
        assert answers.shown("A0001", QuestionKind.FOREIGN_ID) == "A0001"
    with override("en"):
        assert answers.shown(ministry, QuestionKind.ORGANISATION) == "Ministry of Science"
        day = answers.shown("۲۸ فروردین ۱۳۸۲ (2003-04-17)", QuestionKind.DATE)
        assert day == "17 April 2003 (28 Farvardin 1382)"
