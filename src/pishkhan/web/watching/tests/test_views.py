"""The addresses for machines: who may read what, without sessions, hosts and HTTPS in the way."""

import pytest
from django.test import Client, override_settings

from pishkhan.web.watching import checks


TOKEN = "a long token of those who watch 4711"
ADDRESSES = ["/healthz", "/readyz", "/metrics"]


@pytest.fixture
def declared(monkeypatch):
    """Only these checks."""
    known = {}
    monkeypatch.setattr(checks, "_declared", known)
    return known


def not_ready():
    raise checks.NotReady("silent for 90 s")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_they_are_never_cached_and_make_no_session(client: Client, address):
    answer = client.get(address)
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert answer["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_neither_an_unknown_host_nor_plain_http_is_in_the_way(client: Client, declared, address):  # noqa: ARG001 - nothing is asked
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["pishkhan.ir"]):
        assert client.get(address, headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_writes_there(client: Client, address):
    assert client.post(address).status_code == 405


def test_it_lives_whatever_the_database_does(client: Client):
    assert client.get("/healthz").json() == {"status": "alive"}  # this test has no database


def test_not_ready_says_why_to_this_machine(client: Client, declared):
    declared |= {"disk": lambda: "90 GB free", "worker": not_ready}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "checks": {
            "disk": {"ok": True, "why": "90 GB free"},
            "worker": {"ok": False, "why": "silent for 90 s"},
        },
    }


def test_strangers_learn_only_that_it_is_not_ready(client: Client, declared):
    declared["worker"] = not_ready
    answer = client.get("/readyz", REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready"}


@pytest.mark.parametrize(
    "stranger",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"},
        {"REMOTE_ADDR": ""},
        {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}", "REMOTE_ADDR": "203.0.113.9"},
    ],
)
def test_figures_are_not_for_strangers(client: Client, stranger):
    answer = client.get("/metrics", **stranger)
    assert answer.status_code == 404
    assert b"pishkhan_" not in answer.content


@pytest.mark.django_db
@override_settings(WATCH_TOKEN=TOKEN)
def test_with_a_token_only_the_token_opens(client: Client):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": f"Basic {TOKEN}"}).status_code == 404
    there = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/metrics", headers=there, REMOTE_ADDR="203.0.113.9").status_code == 200
