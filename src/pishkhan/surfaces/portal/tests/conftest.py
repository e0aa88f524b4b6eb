"""The service e_request with its office, and an applicant's browser."""

import pytest

from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.surfaces.portal.testing import ApplicantBrowser
from pishkhan.web.testing import a_browser


SERVICE = "e_request"


@pytest.fixture
def office(db):  # noqa: ARG001 - opens the database
    office = organisations.a_tree().office
    catalogue.publish_all(Actor.system())
    catalogue.set_office(SERVICE, organisation_id=office.id, by=Actor.system())
    return office


@pytest.fixture
def staff(office):
    return organisations.staff_of(office)


@pytest.fixture
def browser(office):  # noqa: ARG001 - the office is there first
    with cast.ownership_is(Ownership.MATCH), cast.codes_remembered() as phone:
        yield ApplicantBrowser(a_browser(), phone)


@pytest.fixture
def answers():
    return dict(catalogue.service(SERVICE).sample)


@pytest.fixture
def confirmed(browser, answers):
    """The person is known; the page of the request comes next."""
    browser.start(SERVICE)
    browser.fill("person", answers)
    browser.enter_code()
    return browser


@pytest.fixture
def full(confirmed, answers):
    """Everything is there; only the last button is left."""
    confirmed.fill("request", answers)
    confirmed.upload("letter", a_jpeg())
    return confirmed


@pytest.fixture
def registered(full):
    full.submit()
    return full


@pytest.fixture
def case_id(registered):
    return registered.draft().submitted_case_id
