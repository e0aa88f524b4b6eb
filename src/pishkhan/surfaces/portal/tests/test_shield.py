"""Codes that nobody uses: the pages ask for a human where they otherwise would not."""

from datetime import timedelta

import pytest
from django.conf import settings

from pishkhan.foundation import clock
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.rules import codes as rules
from pishkhan.web.human_check.testing import read_image
from pishkhan.web.testing import a_browser


DEVICE = settings.DEVICE_COOKIE_NAME


@pytest.fixture
def who(answers):
    return {"identifier": answers["person.national_id"], "mobile": answers["person.mobile"]}


@pytest.fixture
def under_attack(browser):
    """Twenty codes of this network were not used, and lived their time."""
    with clock.frozen(clock.now() - rules.LIFE - timedelta(minutes=1)):
        for place in range(20):
            identity.send_code(f"0935000{place:04}", "portal", "127.0.0.1")
    browser.phone.clear()
    return browser


def test_signing_in_asks_for_a_human_and_then_sends(under_attack, who):
    client = under_attack.client
    page = client.post("/sign-in/", who, follow=True)
    assert "انسان هستید" in page.context["fields"][1].errors[0]
    assert not under_attack.phone
    page = client.post("/sign-in/", {**who, **read_image(page.content)}, follow=True)
    assert page.redirect_chain[-1][0] == "/sign-in/code/"
    assert len(under_attack.phone) == 1
    assert b"human_image_token" not in page.content


def test_without_passing_it_nothing_is_sent(under_attack, who):
    client = under_attack.client
    client.post("/sign-in/", who)
    for typed in ({}, {"human_image": "00000", "human_image_token": "x"}):
        page = client.post("/sign-in/", {**who, **typed}, follow=True)
        assert b"human_image_token" in page.content
    assert not under_attack.phone


def test_asking_again_for_a_code_asks_too(browser, who, frozen_now):
    client = browser.client
    with clock.frozen(frozen_now):
        client.post("/sign-in/", who)
        for place in range(20):
            identity.send_code(f"0935000{place:04}", "portal", "127.0.0.1")
    with clock.frozen(frozen_now + rules.LIFE + timedelta(minutes=1)):
        page = client.post("/sign-in/resend/", follow=True)
        assert "انسان هستید" in page.context["errors"][0]
        client.post("/sign-in/resend/", read_image(page.content))
    assert len([one for one in browser.phone if one.mobile == who["mobile"]]) == 2


def test_the_form_asks_once_more_and_harder_and_then_goes_on(under_attack, answers):
    under_attack.start("e_request")
    page = under_attack.fill("person", answers)
    assert not under_attack.phone
    assert "انسان هستید" in page.content.decode()
    assert f'value="{answers["person.first_name"]}"' in page.content.decode()
    page = under_attack.fill("person", answers)
    assert len(under_attack.phone) == 1
    assert page.redirect_chain[-1][0].endswith("/mobile/")


class TestDevice:
    def test_the_mark_is_given_where_codes_are_asked_for_and_stays(self, browser):
        client = browser.client
        client.get("/")
        assert DEVICE not in client.cookies
        client.get("/sign-in/")
        mark = client.cookies[DEVICE]
        assert mark["httponly"]
        assert mark["samesite"] == "Lax"
        assert DEVICE not in client.get("/sign-in/").cookies

    def test_codes_are_counted_by_it(self, browser, who, monkeypatch):
        monkeypatch.setattr(rules, "CODES_PER_DEVICE", 1)
        client = browser.client
        client.get("/sign-in/")
        client.post("/sign-in/", who)
        page = client.post("/sign-in/", who | {"mobile": "09120000997"}, follow=True)
        assert "بیش از اندازه" in page.context["fields"][1].errors[0]
        other = a_browser()
        other.get("/sign-in/")
        other.post("/sign-in/", who | {"mobile": "09120000997"})
        assert [one.mobile for one in browser.phone] == [who["mobile"], "09120000997"]

    def test_a_mark_that_we_did_not_sign_is_none(self, browser, who, monkeypatch):
        monkeypatch.setattr(rules, "CODES_WITHOUT_DEVICE", 0)
        browser.client.cookies[DEVICE] = "made-up:signature"
        browser.client.post("/sign-in/", who)
        assert not browser.phone
