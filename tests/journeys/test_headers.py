"""Headers and cookies of every answer, as production sends them: every route, every visitor."""

import re

import pytest
from django.db import transaction
from django.test import override_settings

from tests.architecture.test_pages import INLINE
from tests.journeys.everybody import doors, world


PRODUCTION = {
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "LANGUAGE_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-session",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "LANGUAGE_COOKIE_NAME": "__Host-language",
    "DEVICE_COOKIE_NAME": "__Host-device",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REFERRERS = {"same-origin", "no-referrer"}
SHOWN_BY_THE_BROWSER_ITSELF = {"application/pdf", "image/jpeg", "image/png"}
DOORS = sorted(doors(), key=lambda door: door.name)


@pytest.fixture(scope="module")
def everybody(whole_database, django_db_blocker):  # noqa: ARG001 - the database must be there
    with (
        override_settings(**PRODUCTION),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        found = world()
        for browser in found.who.values():
            browser.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
        yield found
        transaction.set_rollback(True)


def policy_of(answer):
    """The Content-Security-Policy as directive → sources."""
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {part[0]: part[1:] for part in parts if part}


def faults(answer, *, is_https=True):
    """What is wrong with an answer; machines that watch may ask without HTTPS."""
    headers, kind = answer.headers, answer.headers.get("Content-Type", "").partition(";")[0]
    for name, value in ALWAYS.items():
        if headers.get(name) != value:
            yield f"{name}: {headers.get(name)}"
    if headers.get("Referrer-Policy") not in REFERRERS:
        yield f"Referrer-Policy: {headers.get('Referrer-Policy')}"
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        yield "no Permissions-Policy"
    if is_https and "max-age=31536000" not in headers.get("Strict-Transport-Security", ""):
        yield "no Strict-Transport-Security"
    yield from faults_of_policy(policy_of(answer), kind)
    yield from faults_of_cookies(answer)
    if kind == "text/html" and not answer.streaming:
        for found in INLINE.finditer(re.sub(r"<!--.*?-->", "", answer.content.decode())):
            yield f"inline: {found.group()}"


def faults_of_policy(policy, kind):
    if policy.get("default-src") not in (["'self'"], ["'none'"]):
        yield f"default-src {policy.get('default-src')}"
    if "frame-ancestors" not in policy:
        yield "no frame-ancestors"
    for directive, sources in policy.items():
        may_style = kind in SHOWN_BY_THE_BROWSER_ITSELF and directive == "style-src"
        if any("unsafe" in source for source in sources) and not may_style:
            yield f"{directive} {' '.join(sources)}"
        if any(source.startswith(("http", "*")) for source in sources):
            yield f"{directive} {' '.join(sources)}"
    if kind == "text/html":
        yield from faults_of_a_page(policy)


def faults_of_a_page(policy):
    allowed = {"object-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'self'"]}
    fallback = {"object-src": policy["default-src"]}
    for name, value in allowed.items():
        if policy.get(name, fallback.get(name)) not in (value, ["'none'"]):
            yield f"no {name}"


def faults_of_cookies(answer):
    for name, cookie in answer.cookies.items():
        if cookie["max-age"] == 0:  # taken away
            continue
        if not name.startswith("__Host-"):
            yield f"the cookie {name} is not of this host alone"
        if not (
            cookie["secure"] and cookie["httponly"] and cookie["samesite"] in {"Lax", "Strict"}
        ):
            yield f"the cookie {name} is not safe: {cookie.OutputString()}"
        if cookie["path"] != "/" or cookie["domain"]:
            yield f"the cookie {name} is for {cookie['domain']}{cookie['path']}"


@pytest.mark.parametrize(
    "door",
    [
        pytest.param(
            door,
            id=door.name,
            marks=pytest.mark.xdist_group(f"headers of {door.name.partition(':')[0]}"),
        )
        for door in DOORS
    ],
)
def test_every_answer_is_safe(everybody, door):
    wrong = []
    for who in ("anonymous", "applicant", "clerk", "administrator"):
        for method in ("GET", "POST"):
            answer = everybody.knock(who, method, everybody.address(door), {})
            is_https = not door.name.startswith("watching:")
            found = faults(answer, is_https=is_https)
            wrong += [f"{method} by {who} ({answer.status_code}): {one}" for one in found]
            if (
                not answer.streaming
                and any(secret.encode() in answer.content for secret in everybody.secrets)
                and not re.search(r"no-store|private", answer.headers.get("Cache-Control", ""))
            ):
                wrong.append(f"{method} by {who}: a page of a person may be kept by a cache")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("address", ["/nowhere/", "/static/ui/pishkhan.css", "/api/nowhere"])
def test_what_is_no_route_is_safe_too(everybody, address):
    answer = everybody.knock("anonymous", "GET", address, {})
    assert not list(faults(answer))


def test_plain_http_is_led_to_https(everybody):
    browser = everybody.who["anonymous"]
    answer = browser.get("/", headers={"X-Forwarded-Proto": "http"})
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://")
