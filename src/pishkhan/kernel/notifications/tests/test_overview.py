"""The outbox in figures."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.notifications import overview, ports
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.ports import Carrier
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.notifications.testing import MemoryProvider


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]


def a_message(**said):
    now = clock.now()
    fields = {
        "event": "tests.said",
        "channel": "sms",
        "language": "fa",
        "dedupe_key": str(Message.objects.count()),
        "address": "09120000001",
        "parts": 2,
        "state": "delivered",
        "created_at": now,
        "wanted_at": now,
        "sent_at": now,
        "provider": "one",
        "cost": 1_000,
    }
    return Message.objects.create(**{**fields, **said})


@pytest.fixture
def carriers(monkeypatch):
    monkeypatch.setattr(ports, "_connected", {})
    ports.connect(
        Channel.SMS,
        Carrier(name="one", provider=MemoryProvider()),
        Carrier(name="two", provider=MemoryProvider()),
    )


@pytest.mark.usefixtures("carriers")
def test_each_operator_is_told_with_what_it_did_the_idle_and_the_former_too():
    a_message()
    a_message(state="sent")
    a_message(state="failed", reason="undelivered")
    a_message(state="waiting", sent_at=None, reason="URLError", tries=2, cost=0)
    a_message(provider="former", created_at=clock.now() - timedelta(hours=2))
    a_message(provider="one", created_at=clock.now() - timedelta(days=2))
    one, two, former = overview.carriers_since(clock.now() - timedelta(days=1))
    assert (one.accepted, one.receipts, one.delivered, one.failed) == (3, 2, 1, 1)
    assert (one.waiting, one.refused_lately, one.cost, one.connected) == (1, 1, 3_000, True)
    assert (two.accepted, two.last_accepted_at, two.connected) == (0, None, True)
    assert (former.name, former.connected) == ("former", False)
    assert not one.is_failing


@pytest.mark.usefixtures("carriers")
def test_an_operator_that_only_refuses_lately_is_failing():
    a_message(sent_at=clock.now() - timedelta(hours=1))
    a_message(state="waiting", sent_at=None, reason="URLError", tries=2)
    assert overview.carriers_since(clock.now() - timedelta(days=1))[0].is_failing


def test_what_is_due_and_what_is_held_for_its_hour_are_told_apart():
    assert overview.waiting_now() == []
    since = clock.now() - timedelta(minutes=7)
    a_message(state="waiting", wanted_at=since)
    a_message(state="waiting", wanted_at=clock.now() + timedelta(hours=5))
    a_message(state="waiting", expires_at=clock.now() - timedelta(seconds=1))
    [found] = overview.waiting_now()
    assert (found.count, found.since, found.held) == (1, since, 1)


def test_failures_are_told_by_reason_the_commonest_first():
    for reason in ("undelivered", "no_credit", "undelivered"):
        a_message(state="failed", reason=reason)
    found = overview.failures_since(clock.now() - timedelta(days=1))
    assert [(one.reason, one.count) for one in found] == [("undelivered", 2), ("no_credit", 1)]


def test_a_day_is_one_of_tehran():
    midnight = clock.now().replace(hour=20, minute=30)  # 00:00 in Tehran
    a_message(created_at=midnight - timedelta(seconds=1))
    a_message(created_at=midnight)
    found = overview.days_since(clock.now() - timedelta(days=2))
    assert [(one.day - clock.today(), one.messages, one.parts, one.cost) for one in found] == [
        (timedelta(days=1), 1, 2, 1_000),
        (timedelta(0), 1, 2, 1_000),
    ]
