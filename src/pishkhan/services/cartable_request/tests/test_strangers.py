"""Every verb about cartables refuses who has no right to it, whoever calls it."""

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NotYours
from pishkhan.kernel.cases.terms import CartableStatus
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request.actions import keeping, requesting
from pishkhan.services.cartable_request.tests.conftest import SYSTEM, TYPED, introduced


@pytest.fixture
def strangers(ground):
    """A manager and a liaison of another university, and whoever asks here and decides nothing."""
    elsewhere = ground.tree.other_university
    found = {"nobody": Actor.anonymous(), "citizen": Actor.citizen(cast.the_applicant().id, "")}
    for name, role in (("manager", Role.OFFICE_MANAGER), ("liaison", Role.LIAISON)):
        account = cast.an_account(f"stranger-{name}")
        tree_testing.give(account, elsewhere, role)
        found[name] = organisations.actor_for_account(account.id)
    expert = cast.an_account("stranger-expert")
    tree_testing.give(expert, ground.tree.university, Role.EXPERT)
    return {**found, "expert": organisations.actor_for_account(expert.id)}


@pytest.fixture
def cartable(ground):
    made = cases.create_cartable(**ground.place, by=SYSTEM)
    return cases.cartable(made)


def test_a_request(ground, strangers):
    for stranger in strangers.values():
        with pytest.raises(NotAllowed):
            requesting.request(**ground.place, by=stranger)
    assert cases.open_asks() == {}


def test_an_introduction_and_with_it_a_handover(ground, strangers):
    case_id = requesting.request(**ground.place, by=SYSTEM)
    for stranger in strangers.values():
        with pytest.raises(NotAllowed):
            requesting.introduce(
                case_id=case_id, typed=TYPED | {"instead": "1"}, letter=None, by=stranger
            )
    assert cases.case(case_id).state == "introduce"


def test_an_approval(ground, strangers):
    case_id = introduced(ground)
    [offer] = [one for one in cases.offers(case_id, ground.expert) if one.action.name == "approve"]
    for stranger in (*strangers.values(), ground.liaison):
        with pytest.raises(NotYours):
            cases.act(task_id=offer.task_id, action="approve", by=stranger)
    assert cases.case(case_id).state == "review"


def test_the_making_of_a_cartable(ground, strangers):
    laid = [("office_manager", ground.tree.headquarters.id)]
    for stranger in (*strangers.values(), ground.liaison):
        with pytest.raises(NotAllowed):
            cases.create_cartable(**ground.place, by=stranger, laid_before=laid)
    assert cases.cartables_at([ground.tree.university.id]) == []
    laid = [("expert", ground.tree.headquarters.id)]
    assert cases.create_cartable(**ground.place, by=ground.expert, laid_before=laid)


@pytest.mark.parametrize("deed", [keeping.SUSPEND, keeping.LIFT, keeping.CLOSE, "burn"])
def test_what_becomes_of_a_cartable(ground, strangers, cartable, deed):
    for stranger in (*strangers.values(), ground.liaison, ground.expert):
        with pytest.raises(NotAllowed):
            keeping.change(cartable, deed, because="ادغام", by=stranger)
    assert cases.cartable(cartable.id).status is CartableStatus.LIVE


@pytest.mark.parametrize("verb", ["suspend_cartable", "close_cartable"])
def test_the_verbs_of_the_kernel_themselves(ground, strangers, cartable, verb):
    for stranger in (*strangers.values(), ground.liaison, ground.expert):
        with pytest.raises(NotAllowed):
            getattr(cases, verb)(cartable.id, because="ادغام", by=stranger)
        with pytest.raises(NotAllowed):
            cases.lift_cartable(cartable.id, by=stranger)
    getattr(cases, verb)(cartable.id, because="ادغام", by=ground.manager)
    assert cases.cartable(cartable.id).status is not CartableStatus.LIVE
