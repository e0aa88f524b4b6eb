"""Each request has its number, its figures and, where wished, its line; none names anybody."""

import io
import json
import sys

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from pishkhan.config import logs
from pishkhan.foundation import digits, spans
from pishkhan.web.watching import figures


NUMBER = "0f8fad5bd9cb469fa16570867728950e"


def fine(_request: HttpRequest, national_id: str) -> HttpResponse:
    return HttpResponse(national_id)


def asks(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    return HttpResponse()


def bug(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the programme")


urlpatterns = [
    path("person/<str:national_id>/", fine, name="fine"),
    path("asks/", asks, name="asks"),
    path("bug/", bug, name="bug"),
    path("", include("pishkhan.web.watching.urls")),
    path("", include("pishkhan.web.urls")),
    path("staff/", include("allauth.urls")),
]
handler404 = "pishkhan.web.errors.not_found"
handler500 = "pishkhan.web.errors.server_error"


@pytest.fixture(autouse=True)
def _addresses():
    with override_settings(ROOT_URLCONF=__name__, ACCESS_LOG=True):
        yield


@pytest.fixture
def written(monkeypatch):
    """The lines of the log as they are written."""
    page = io.StringIO()
    monkeypatch.setattr(sys, "stderr", page)
    logs.configure()
    yield lambda: [json.loads(line) for line in page.getvalue().splitlines()]
    monkeypatch.undo()
    logs.configure()


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


def counted(sample, **labels):
    return figures.COUNTED.get_sample_value(sample, labels) or 0


def test_the_number_comes_back_and_stands_in_every_line(browser, written):
    answer = browser.get("/bug/", headers={"X-Request-ID": NUMBER})
    assert answer["X-Request-ID"] == NUMBER
    lines = written()
    assert [line["event"] for line in lines] == ["answered", "request"]
    assert {line["request"] for line in lines} == {NUMBER}


def test_the_reference_of_the_page_is_in_the_log_as_it_was_shown(browser, written):
    page = browser.get("/bug/").content.decode()
    [line] = [line for line in written() if line["event"] == "answered"]
    shown = f"{line['reference'][:4]} {line['reference'][4:]}"
    assert digits.to_persian(shown) in page
    assert "RuntimeError" in line["exception"]


def test_a_line_names_the_route_and_never_the_address(browser, written):
    browser.get("/person/0001010107/?mobile=09120000001")
    [line] = written()
    assert line["route"] == "fine"
    assert line["status"] == 200
    assert "0001010107" not in json.dumps(line)
    assert "09120000001" not in json.dumps(line)


def test_requests_are_counted_by_route_and_status(browser):
    labels = {"route": "fine", "status": "200"}
    before = counted("pishkhan_requests_total", **labels)
    browser.get("/person/1/")
    browser.get("/person/2/")
    assert counted("pishkhan_requests_total", **labels) == before + 2


def test_addresses_that_are_not_ours_share_one_name(browser):
    before = counted("pishkhan_requests_total", route="none", status="404")
    for number in range(5):
        browser.get(f"/nowhere/{number}/")
    assert counted("pishkhan_requests_total", route="none", status="404") == before + 5


@pytest.mark.django_db
def test_statements_are_counted(browser):
    before = counted("pishkhan_database_statements_total", route="asks")
    browser.get("/asks/")
    assert counted("pishkhan_database_statements_total", route="asks") == before + 2


def test_a_method_that_nobody_knows_has_no_name_of_its_own(browser, written):
    browser.generic("MAHSA", "/person/1/")
    [line] = written()
    assert line["method"] == "other"


def test_nothing_is_in_flight_afterwards(browser):
    browser.get("/bug/")
    assert counted("pishkhan_requests_in_flight") == 0


def test_while_nobody_keeps_traces_there_is_one_span_for_all():
    assert spans.span("a") is spans.span("b")
    assert spans.carried() == {}
