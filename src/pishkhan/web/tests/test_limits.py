"""The table of limits at public doors."""

from datetime import timedelta

import pytest
from django.urls import get_resolver

from pishkhan.foundation import clock
from pishkhan.web import limits
from pishkhan.web.limits import DOORS, ELSEWHERE, Limit
from pishkhan.web.testing import a_browser


pytestmark = pytest.mark.django_db


def test_a_door_is_shut_for_an_address_that_knocks_too_often_and_for_no_other(monkeypatch):
    monkeypatch.setattr(limits, "DOORS", {"portal:sign_in": Limit(3, timedelta(hours=1))})
    browser = a_browser()
    codes = [browser.post("/sign-in/", REMOTE_ADDR="10.0.0.1").status_code for _ in range(5)]
    assert codes == [302, 302, 302, 429, 429]
    refused = browser.post("/sign-in/", REMOTE_ADDR="10.0.0.1")
    assert refused["Retry-After"] == "3600"
    assert "چند نفر از یک نشانی" in refused.content.decode()
    assert browser.get("/sign-in/", REMOTE_ADDR="10.0.0.1").status_code == 200
    assert browser.post("/sign-in/", REMOTE_ADDR="10.0.0.2").status_code == 302
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert browser.post("/sign-in/", REMOTE_ADDR="10.0.0.1").status_code == 302


def test_no_door_stands_in_both_tables_and_each_is_a_route():
    assert not set(DOORS) & set(ELSEWHERE)
    known = set()

    def names(resolver, prefix=""):
        for one in resolver.url_patterns:
            if hasattr(one, "url_patterns"):
                names(one, f"{prefix}{one.namespace}:" if one.namespace else prefix)
            else:
                known.add(prefix + (one.name or ""))

    names(get_resolver())
    assert set(DOORS) | set(ELSEWHERE) <= known
