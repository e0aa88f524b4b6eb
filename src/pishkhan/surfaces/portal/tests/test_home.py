"""The entry page and the router: nobody must know which site to use."""

import pytest

from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.portal.needs import NEEDS
from pishkhan.surfaces.portal.tests.conftest import SERVICE
from pishkhan.surfaces.portal.views.home import STARTS_AN_HOUR


def test_every_service_is_a_tile_until_it_is_switched_off(browser):
    title = catalogue.service(SERVICE).title
    assert title in browser.client.get("/").content.decode()
    catalogue.switch(SERVICE, is_on=False, by=Actor.system())
    assert title not in browser.client.get("/").content.decode()
    assert "فعلاً بسته است" in browser.client.get(f"/s/{SERVICE}/").content.decode()


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.code)
def test_no_need_ends_in_a_dead_end(browser, need):
    page = browser.client.get(f"/which/?need={need.code}")
    assert need.answer in page.content.decode()
    goal = need.address or need.now_address or f"/s/{need.service}/"
    assert f'href="{goal}"' in page.content.decode()
    assert browser.client.get(goal, follow=True).status_code == 200


def test_the_card_says_what_is_needed_how_long_and_who(browser, office):
    page = browser.client.get(f"/s/{SERVICE}/").content.decode()
    for said in ("تصویر برگهٔ دست‌نویس", "۱۵ روز کاری", "معمولاً ۵ روز کاری", office.name, "رایگان"):
        assert said in page


def test_an_unknown_service_is_not_found(browser):
    assert browser.client.get("/s/nothing/").status_code == 404


def test_starting_is_limited_by_address(browser):
    for _ in range(STARTS_AN_HOUR):
        browser.client.post(f"/s/{SERVICE}/start/")
    assert browser.client.post(f"/s/{SERVICE}/start/").status_code == 429


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_public_pages_are_served_in_every_language(browser, language):
    browser.client.cookies["language"] = language
    for address in ("/", "/which/", f"/s/{SERVICE}/", "/sign-in/", "/recover/"):
        page = browser.client.get(address, follow=True)  # public ones have it in their address
        assert page.status_code == 200
        assert f'lang="{language}"' in page.content.decode()
