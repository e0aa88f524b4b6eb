"""What two people agreed on is done, or all of it is taken back."""

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, staff_of
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.errors import Implausible
from pishkhan.services.degree_issuance.actions.proposing import propose
from pishkhan.services.degree_issuance.questions import SAMPLE
from pishkhan.services.degree_issuance.terms import Deed
from pishkhan.services.degree_issuance.testing import open_register


pytestmark = pytest.mark.django_db
TYPED = {key.partition(".")[2]: text for key, text in SAMPLE.items()}


def test_without_a_roll_nothing_is_issued_and_then_it_is():
    university = a_tree().university
    catalogue.publish_all(Actor.system())
    staff = staff_of(university)
    by, second = staff[Role.EXPERT], staff[Role.SIGNER]
    case_id = propose(university_id=university.id, deed=Deed.ISSUE, typed=TYPED, by=by)
    [offer] = [one for one in cases.offers(case_id, second) if one.action.name == "approve"]
    with pytest.raises(Implausible):
        cases.act(task_id=offer.task_id, action="approve", by=second)
    assert cases.case(case_id).state == "approval"
    open_register(university)
    assert cases.act(task_id=offer.task_id, action="approve", by=second).outcome == "done"
    [roll] = records.rolls_of(university.id)
    assert roll.year == 1398
