"""What stands before the code: whose record it is, and whether there is one already."""

import pytest

from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.kernel.records import api as records
from pishkhan.services.degree_confirmation import queries
from pishkhan.services.degree_confirmation.actions.confirming import show_code
from pishkhan.services.degree_confirmation.errors import HasCode
from pishkhan.services.degree_confirmation.testing import close_register, recorded
from pishkhan.services.degree_confirmation.tests.test_rules import FACTS


pytestmark = pytest.mark.django_db


@pytest.fixture
def university():
    return a_tree().university


def said(university, **more):
    return {**FACTS, "study.university": university.id, "mobile_ownership": "match", **more}


def test_a_code_is_shown_only_to_who_surely_is_its_holder(university):
    document = recorded(university).document_id
    close_register(university)
    show_code(said(university))  # there is none yet
    code = records.issue_code(document, by=Actor.system())
    with pytest.raises(HasCode) as refusal:
        show_code(said(university))
    assert code.code[:4] in str(refusal.value.data["number"])
    for other in ({"mobile_ownership": "unknown"}, {"person.last_name": "بهرامی"}):
        show_code(said(university, **other))


def test_a_record_is_ready_once_two_people_have_closed_its_roll(university):
    recorded(university)
    assert queries.sure_paper(said(university)) is not None
    assert queries.ready_paper(said(university)) is None
    close_register(university)
    assert queries.ready_paper(said(university)) is not None


def test_what_the_register_knows_as_anothers_is_shown_and_cannot_be_chosen(university):
    recorded(university, person__identity=cast.SECOND_APPLICANT.national_id)
    assert [one for one in queries.candidates(said(university)) if one.may_be_chosen] == []
