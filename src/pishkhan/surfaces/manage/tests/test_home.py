"""What the first page draws attention to."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases, testing
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give


pytestmark = pytest.mark.django_db


def home(browser):
    return browser.get(reverse("manage:home")).content.decode()


def test_suspended_cases_are_counted_by_place_with_their_age(world, admin, local):
    testing.an_open_case("e_request", {"office": world.tree.office.id})
    places = cases.suspended_places([""])
    assert [(one.count, one.organisation_id) for one in places] == [(1, world.tree.office.id)]
    for browser in (admin, local):
        assert "کارمند دبیرخانه" in home(browser)
    assert cases.suspended_places([world.tree.other_university.path]) == []
    give(cast.the_clerk(), world.tree.office, Role.SECRETARIAT)
    cases.resume_all()
    assert cases.suspended_places([""]) == []


@pytest.mark.parametrize("page", ["manage:home", "manage:waiting"])
def test_in_english_the_places_are_named_with_as_few_queries_as_one(world, admin, page):
    def cost():
        admin.get(reverse(page), {"lang": "en"}, follow=True)
        with CaptureQueriesContext(connection) as asked:
            html = admin.get(reverse(page)).content.decode()
        assert "Somewhere" in html
        return len(asked)

    organisations.rename_organisation(
        organisation_id=world.tree.office.id, name="دفتر", name_en="Somewhere", because="نام",
        by=Actor.system(),
    )  # fmt: skip
    testing.an_open_case("e_request", {"office": world.tree.office.id})
    before = cost()
    for place in (world.tree.university, world.tree.other_university):
        testing.an_open_case("e_request", {"office": place.id})
    assert len(cases.suspended_places([""])) == len({"office", "university", "other"})
    assert cost() == before


def test_late_cases_are_counted_by_cartable(world, admin):
    give(cast.the_clerk(), world.tree.office, Role.SECRETARIAT)
    testing.an_open_case("e_request", {"office": world.tree.office.id})
    assert cases.late_places([""]) == []
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert [one.count for one in cases.late_places([world.tree.university.path])] == [1]
        assert cases.late_places([world.tree.other_university.path]) == []
        assert "پیش" in home(admin)


def test_nothing_amiss_is_said_in_words(admin):
    assert "هیچ کاری از مهلتش نگذشته است." in home(admin)


def test_an_auditor_finds_the_way_to_the_trail(world):
    html = home(world.browser("auditor"))
    assert reverse("manage:audit") in html
    assert reverse("manage:people") not in html


def test_versions_know_their_open_cases(world):
    testing.an_open_case("e_request", {"office": world.tree.office.id})
    (version,) = cases.versions("e_request")
    assert (version.is_active, version.open_cases) == (True, 1)


def test_vacant_posts_are_those_of_the_part_one_keeps(world):
    held = organisations.holdings(world.post.id)[0]
    assert organisations.vacant_posts([""]) == []
    organisations.end_holding(holding_id=held.id, by=Actor.system())
    assert organisations.vacant_posts([world.tree.university.path]) == [world.post]
    assert organisations.vacant_posts([world.tree.other_university.path]) == []
    assert organisations.vacant_posts([]) == []
