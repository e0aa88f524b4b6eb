"""What may be kept of every route's answer, and that each door which writes has a limit.

Generated from the resolver: a public page may be kept by anybody and carries nothing of anybody;
whatever is a person's is kept by nobody.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from pishkhan.web import limits
from pishkhan.web.limits import DOORS as LIMITED, ELSEWHERE
from tests.journeys.everybody import doors, world
from tests.journeys.test_permissions_matrix import CITIZENS, OUTSIDE, TABLE


PUBLIC = {
    *("portal:home", "portal:which", "portal:about", "portal:card"),
    *("portal:guides", "portal:guide"),
    *("verify:log", "verify:log_institution", "verify:log_day"),
}
# Not pages: figures and health, the description of the API, pictures that never change.
OPEN = {
    *("watching:", "api", "isolated_file", "portal:guide_picture"),
    # Files of the public log, and its lists for programs.
    *("verify:did", "verify:did_of_issuer", "verify:did_of_trial", "verify:jwks"),
    *("verify:issuers", "verify:signed_issuers", "verify:authority", "verify:status_list"),
    *("verify:log_keys", "verify:log_checkpoint", "verify:log_tile", "verify:log_entries"),
}
ALL = {door.name: door for door in doors()}
PERSONAL = sorted(name for name in ALL if name not in PUBLIC and not name.startswith(tuple(OPEN)))
OFF_LIMITS = (
    "desk:",
    "manage:",
    "finance:",
    "registrar:",
    "api",
    "watching:",
    "web:gallery",
    "web:screen",
)


@pytest.fixture(scope="module")
def everybody(whole_database, django_db_blocker):  # noqa: ARG001 - the database must be there
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(PUBLIC))
@pytest.mark.parametrize("language", ["", "?lang=en", "?lang=ar", "?lang=fa"])
@pytest.mark.xdist_group("caching")
def test_a_public_page_may_be_kept_by_anybody_and_is_the_same_for_all(everybody, name, language):
    address = everybody.address(ALL[name]) + language
    answers = [everybody.knock(who, "GET", address, {}) for who in everybody.who]
    for answer in answers:
        assert answer.status_code == 200
        assert answer["Cache-Control"].startswith("public, max-age=")
        assert "stale-while-revalidate" in answer["Cache-Control"]
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer["ETag"] == answers[0]["ETag"]
        assert answer.content == answers[0].content
        assert int(answer["Content-Length"]) == len(answer.content)
    again = everybody.who["anonymous"].get(address, headers={"If-None-Match": answers[0]["ETag"]})
    assert again.status_code == 304
    assert not again.content
    html = answers[0].content.decode()
    assert "csrfmiddlewaretoken" not in html
    if language:
        assert f'lang="{language[-2:]}"' in html
        assert f"/track/{language}" in html


@pytest.mark.parametrize("name", PERSONAL)
@pytest.mark.xdist_group("caching")
def test_what_is_a_persons_is_kept_by_nobody(everybody, name):
    address = everybody.address(ALL[name])
    for who in (
        "anonymous",
        "applicant",
        "half",
        "clerk",
        "administrator",
        "auditor",
        "accountant",
    ):
        for method in ("GET", "POST"):
            answer = everybody.knock(who, method, address, {})
            said = answer.headers.get("Cache-Control", "")
            assert "no-store" in said, f"{method} by {who}: {said!r}"
            assert "public" not in said


@pytest.mark.xdist_group("caching")
def test_an_address_of_nobody_may_be_kept_for_a_while(everybody):
    answer = everybody.knock("applicant", "GET", "/there-is-no-such-page/", {})
    assert answer.status_code == 404
    assert answer["Cache-Control"].startswith("public")
    assert not answer.cookies


@pytest.mark.xdist_group("caching")
def test_a_language_chosen_before_leads_to_its_address(everybody):
    browser = everybody.who["citizen"]
    browser.cookies["language"] = "en"
    answer = browser.get("/which/?need=x")
    assert answer["Location"] == "/which/?need=x&lang=en"
    assert "no-store" in answer["Cache-Control"]
    assert browser.get("/which/?lang=fa").status_code == 200
    del browser.cookies["language"]


@pytest.mark.xdist_group("caching")
@pytest.mark.parametrize(
    ("who", "address"),
    [("citizen", "/sign-out/"), ("clerk", "/staff/logout/")],
)
def test_signing_out_clears_what_the_browser_kept_but_not_its_cookies(everybody, who, address):
    answer = everybody.knock(who, "POST", address, {})
    assert answer.status_code == 302
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


OF_SERVICES = (
    "cartable_request:",
    "degree_confirmation:",
    "degree_issuance:",
    "international_commission:",
)


def test_pages_that_services_bring_have_the_limit_of_services():
    firsts = {"degree_confirmation:": ("compare", {"case_id": 1})}
    for name in OF_SERVICES:
        page, parts = firsts.get(name, ("index", {}))
        address = reverse(f"{name}{page}", kwargs=parts)
        assert limits.limit_of(f"{name}{page}", address) is limits.OF_SERVICES


def test_every_public_door_that_writes_has_a_limit():
    outside = OUTSIDE | CITIZENS
    without = [
        name
        for name, line in TABLE.items()
        if line is not None
        and "POST" in line.methods
        and not name.startswith(OFF_LIMITS)
        and name not in LIMITED | ELSEWHERE
        and not name.startswith(OF_SERVICES)
        and (line.let_in & outside or not line.let_in)
    ]
    assert without == []
