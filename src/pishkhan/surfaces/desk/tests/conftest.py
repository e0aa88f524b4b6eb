"""A documented request at an office whose every post is held, and browsers of its staff."""

import pytest

from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import Office
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


@pytest.fixture
def office(db):  # noqa: ARG001 - opens the database
    """The office, its staff, and the applicant."""
    tree = organisations.a_tree()
    staff = organisations.staff_of(tree.office)
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=tree.office.id, by=Actor.system())
    applicant = identity.actor_for_person(cast.the_applicant().id)
    return Office(tree=tree, staff=staff, applicant=applicant)


@pytest.fixture
def case_id(office):
    """A request that was just registered."""
    return office.a_request()


@pytest.fixture
def clerk(office):
    return signed_in_staff(a_browser(), office.staff[Role.SECRETARIAT].account_id)


@pytest.fixture
def expert(office):
    return signed_in_staff(a_browser(), office.staff[Role.EXPERT].account_id)


@pytest.fixture
def signer(office):
    return signed_in_staff(a_browser(), office.staff[Role.SIGNER].account_id)


@pytest.fixture
def auditor(office):
    return signed_in_staff(a_browser(), office.staff[Role.AUDITOR].account_id)


@pytest.fixture
def citizen(office):
    return signed_in_person(a_browser(), office.applicant.person_id)


@pytest.fixture
def stranger(db):  # noqa: ARG001 - opens the database
    return a_browser()


@pytest.fixture
def other_clerk(office):
    account = cast.an_account("other-clerk", "کاوه سنگ‌تراش")
    organisations.give(account, office.tree.other_university, Role.SECRETARIAT)
    return signed_in_staff(a_browser(), account.id)
