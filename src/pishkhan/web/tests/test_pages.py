"""Page or part, safe addresses, the address of the client."""

import pytest
from django.test import RequestFactory, override_settings

from pishkhan.web.pages import address_of, page, safe_address


FACTORY = RequestFactory()
TIMELINE = {"moments": []}


def test_the_part_is_inside_the_page():
    context = {"status": 404, "title": "نبود", "text": "", "details": []}
    whole = page(FACTORY.get("/"), "ui/error.html", context, part="ui/_refusal.html")
    part = page(
        FACTORY.get("/", headers={"HX-Request": "true"}),
        "ui/error.html",
        context,
        part="ui/_refusal.html",
    )
    assert whole.content.startswith(b"<!doctype html>")
    assert part.content.startswith(b"<div")
    assert part["Vary"] == "HX-Request"


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_htmx_gets_the_whole_page_where_it_replaces_the_whole_page(header: str):
    request = FACTORY.get("/", headers={"HX-Request": "true", header: "true"})
    answer = page(request, "ui/error.html", {"title": "نبود"}, part="ui/_refusal.html")
    assert answer.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    ("address", "result"),
    [
        ("/desk/", "/desk/"),
        ("http://testserver/desk/", "http://testserver/desk/"),
        ("//elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("-1", "/"),
        ("<script>", "/"),
    ],
)
def test_only_addresses_of_this_site_are_safe(address: str, result: str):
    assert safe_address(FACTORY.get("/"), address) == result


def test_what_a_stranger_forwards_is_not_believed():
    request = FACTORY.get("/", headers={"X-Forwarded-For": "10.9.9.9"}, REMOTE_ADDR="10.0.0.5")
    assert address_of(request) == "10.0.0.5"


@override_settings(TRUSTED_PROXIES=["10.0.0.1", "10.0.0.2"])
def test_the_last_address_before_the_trusted_proxies_counts():
    request = FACTORY.get(
        "/", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7, 10.0.0.2"}, REMOTE_ADDR="10.0.0.1"
    )
    assert address_of(request) == "192.0.2.7"


@pytest.mark.parametrize(
    ("address", "result"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
    ],
)
def test_one_home_is_one_address(address: str, result: str):
    assert address_of(FACTORY.get("/", REMOTE_ADDR=address)) == result
