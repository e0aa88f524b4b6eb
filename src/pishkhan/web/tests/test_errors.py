"""Every failure has its page, its status and a number to quote."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.foundation.identifiers import BadNationalId
from pishkhan.web import errors


class Stale(DomainError):
    code = "stale"
    message = "این کار پیش از شما به دست %(by_name)s انجام شد."
    hint = "صفحه را تازه کنید."


def stale(_request: HttpRequest) -> HttpResponse:
    raise Stale(by_name="مریم <b>احمدی</b>")


class TooManyCodes(DomainError):
    code = "too_many_codes"
    message = "زیاد است."


def too_many(request: HttpRequest) -> HttpResponse:
    if "at" in request.GET:
        raise TooManyCodes(retry_at=datetime(2026, 11, 21, 8, tzinfo=UTC))
    raise TooManyCodes(seconds=90)


def fields(_request: HttpRequest) -> HttpResponse:
    raise FieldErrors({"nid": [BadNationalId()]})


def forbidden(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def missing(_request: HttpRequest) -> HttpResponse:
    raise Http404


def bug(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the programme")


def no_database(_request: HttpRequest) -> HttpResponse:
    raise OperationalError


def big(_request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("a", ""))


urlpatterns = [
    path("stale/", stale),
    path("fields/", fields),
    path("too-many/", too_many),
    path("forbidden/", forbidden),
    path("missing/", missing),
    path("bug/", bug),
    path("no-database/", no_database),
    path("big/", big),
    path("form/", form),
    path("staff/", include("allauth.urls")),
    path("", include("pishkhan.web.urls")),
]
handler400 = "pishkhan.web.errors.bad_request"
handler403 = "pishkhan.web.errors.forbidden"
handler404 = "pishkhan.web.errors.not_found"
handler500 = "pishkhan.web.errors.server_error"


@pytest.fixture(autouse=True)
def _addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/stale/", 409),
        ("/fields/", 400),
        ("/too-many/", 429),
        ("/forbidden/", 403),
        ("/missing/", 404),
        ("/nowhere/", 404),
        ("/bug/", 500),
        ("/no-database/", 503),
        ("/big/", 413),
    ],
)
def test_a_failure_has_its_status_a_page_in_persian_and_a_reference(
    browser: Client, address: str, status: int
):
    answer = browser.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="fa" dir="rtl">' in text
    assert "شمارهٔ پیگیری این پیام" in text


def test_a_refusal_says_what_happened_and_what_to_do_and_escapes_names(browser: Client):
    text = browser.get("/stale/").content.decode()
    assert "این کار پیش از شما به دست مریم &lt;b&gt;احمدی&lt;/b&gt; انجام شد." in text
    assert "صفحه را تازه کنید." in text


def test_a_refusal_leads_back_within_this_site_only(browser: Client):
    inside = browser.get("/stale/", headers={"Referer": "http://testserver/desk/"})
    outside = browser.get("/stale/", headers={"Referer": "http://elsewhere.example/"})
    assert 'href="http://testserver/desk/"' in inside.content.decode()
    assert "elsewhere" not in outside.content.decode()


def test_for_htmx_a_refusal_is_a_notice_and_not_a_page(browser: Client):
    answer = browser.get("/stale/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer.content.decode().lstrip().startswith('<div class="notice bad" role="alert">')


def test_field_errors_that_nobody_caught_are_listed(browser: Client):
    assert "کد ملی" in browser.get("/fields/").content.decode()


def test_a_bug_tells_nothing_about_the_programme(browser: Client):
    assert "secret of the programme" not in browser.get("/bug/").content.decode()


def test_a_lost_database_asks_to_come_back(browser: Client):
    assert browser.get("/no-database/")["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("address", "wait"),
    [("/too-many/", "90"), ("/too-many/?at", "Sat, 21 Nov 2026 08:00:00 GMT")],
)
def test_who_asks_too_often_is_told_when_to_come_back(browser: Client, address: str, wait: str):
    assert browser.get(address)["Retry-After"] == wait


def test_a_form_without_its_token_is_told_to_reload(browser: Client):
    answer = browser.post("/form/", {"a": "1"})
    assert answer.status_code == 403
    assert "این برگه کهنه شده است" in answer.content.decode()


def test_a_body_of_fifty_megabytes_is_refused_with_a_page(browser: Client):
    answer = browser.post("/form/", b"a=" + b"x" * 50_000_000, "application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "بیش از اندازه بزرگ" in answer.content.decode()


def test_a_field_of_fifty_megabytes_in_a_multipart_form_is_refused_too():
    answer = Client(raise_request_exception=False).post("/form/", {"a": "x" * 50_000_000})
    assert answer.status_code == 413


def test_a_body_over_the_ceiling_is_refused_unread(browser: Client):
    answer = browser.post("/form/", {"a": "1"}, CONTENT_LENGTH="300000000")
    assert answer.status_code == 413


def test_every_status_of_a_refusal_has_its_words():
    assert set(errors.STATUSES.values()) <= set(errors.WORDS)
