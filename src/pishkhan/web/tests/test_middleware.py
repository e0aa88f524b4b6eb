"""Language and headers of every page."""

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import get_language

from pishkhan.web import languages


PAGE = "/ui/timeline/"


def test_pages_are_persian_whatever_the_browser_prefers(client: Client):
    text = client.get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="fa" dir="rtl">' in text


def test_a_language_is_chosen_by_a_link_and_kept(client: Client):
    first = client.get(f"{PAGE}?a=1&lang=en")
    assert first["Location"] == f"{PAGE}?a=1"
    answer = client.get(PAGE)
    assert '<html lang="en" dir="ltr">' in answer.content.decode()
    assert answer["Content-Language"] == "en"


def test_arabic_runs_from_the_other_side(client: Client):
    client.cookies["language"] = "ar"
    assert 'lang="ar" dir="rtl"' in client.get(PAGE).content.decode()


def test_the_links_to_the_other_languages_keep_the_query(client: Client):
    assert 'href="?a=1&amp;lang=en"' in client.get(f"{PAGE}?a=1").content.decode()


@pytest.mark.parametrize("lang", ["xx", "../fa", ""])
def test_an_unknown_language_is_ignored(client: Client, lang: str):
    assert client.get(PAGE, {"lang": lang}).status_code == 200


@pytest.mark.parametrize("path", ["//elsewhere.example/", "/\\elsewhere.example/"])
def test_switching_never_leads_out_of_the_site(path: str):
    request = RequestFactory().get("/", {"lang": "en"})
    request.path = path
    assert languages.switch(request)["Location"] == "/elsewhere.example/"


def test_the_language_does_not_leak_into_the_next_request(client: Client):
    before = get_language()
    client.cookies["language"] = "ar"
    client.get(PAGE)
    assert get_language() == before


@pytest.mark.django_db
@pytest.mark.parametrize("address", [PAGE, "/nowhere/", "/staff/login/"])
def test_every_page_forbids_what_is_inline_or_from_elsewhere(client: Client, address: str):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["²", "1²", "x", "-1"])
def test_a_length_that_is_no_number_is_no_fault(client: Client, said: str):
    assert client.get("/", CONTENT_LENGTH=said).status_code == 200


@pytest.mark.parametrize("said", ["9" * 19, "9" * 5_000])
def test_a_length_of_very_many_digits_is_too_much(client: Client, said: str):
    assert client.get("/", CONTENT_LENGTH=said).status_code == 413
