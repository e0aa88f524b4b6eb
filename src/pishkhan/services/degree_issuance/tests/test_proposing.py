"""A proposal is whole, and goes to the second person."""

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, staff_of
from pishkhan.services.degree_issuance import queries
from pishkhan.services.degree_issuance.actions.proposing import propose
from pishkhan.services.degree_issuance.errors import NotOurPaper
from pishkhan.services.degree_issuance.questions import SAMPLE
from pishkhan.services.degree_issuance.terms import Deed
from pishkhan.services.degree_issuance.testing import settle


TYPED = {key.partition(".")[2]: text for key, text in SAMPLE.items()}


@pytest.fixture
def campus(db):  # noqa: ARG001 - opens the database
    tree = a_tree()
    catalogue.publish_all(Actor.system())
    staff = staff_of(tree.university)
    settle(tree)
    return tree.university, staff


def test_it_goes_to_the_second_person_with_its_answers(campus):
    university, staff = campus
    case_id = propose(
        university_id=university.id, deed=Deed.ISSUE, typed=TYPED, by=staff[Role.EXPERT]
    )
    case = cases.case(case_id)
    assert case.state == "approval"
    assert case.facts["issue.serial"] == TYPED["serial"]
    assert queries.proposer(case_id).account_id == staff[Role.EXPERT].account_id


def test_only_who_keeps_records_proposes_and_only_what_is_whole(campus):
    university, staff = campus
    said = {"university_id": university.id, "deed": Deed.ISSUE}
    with pytest.raises(NotAllowed):
        propose(typed=TYPED, by=staff[Role.SIGNER], **said)
    with pytest.raises(FormIncomplete):
        propose(typed={**TYPED, "because": ""}, by=staff[Role.EXPERT], **said)


def test_a_code_that_names_no_paper_of_theirs_is_refused(campus):
    university, staff = campus
    said = {"code": "73910482650173948216", "because": "نامه"}
    with pytest.raises(NotOurPaper):
        propose(university_id=university.id, deed=Deed.RESUME, typed=said, by=staff[Role.EXPERT])
    assert cases.open_cases_of([university.id], "degree_issuance") == []
