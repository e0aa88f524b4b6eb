"""The shield around one-time codes: budgets of devices, and codes that nobody uses."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from structlog.testing import capture_logs

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity import api as identity, errors, testing
from pishkhan.kernel.identity.models import OneTimeCode
from pishkhan.kernel.identity.rules import codes as rules, shield
from pishkhan.kernel.identity.rules.shield import Conversion


PURPOSE, HERE, THERE = "sign_in", "192.0.2.7", "198.51.100.1"


@pytest.fixture(autouse=True)
def carried():
    with testing.codes_remembered() as carried:
        yield carried


def number(place, block="0912000"):
    return f"{block}{place:04}"


def send(mobile, address=HERE, **more):
    return identity.send_code(mobile, PURPOSE, address, **more)


def send_many(count, carried, *, used=0, address=HERE, block="0912000"):
    for place in range(count):
        send(number(place, block), address)
        if place < used:
            identity.check_code(number(place, block), PURPOSE, carried[-1].code, address)


@given(st.integers(0, 500), st.integers(0, 500))
def test_only_enough_codes_hardly_used_are_an_alarm(sent, used):
    conversion = Conversion(sent=sent, used=min(used, sent))
    assert conversion.is_low == (sent >= 20 and min(used, sent) / sent < 0.3)


def test_a_block_is_ten_thousand_numbers():
    assert shield.block_of("09120001234") == shield.block_of("09120009999") == "0912000"


@pytest.mark.django_db
class TestConversion:
    def test_codes_that_nobody_uses_ask_for_a_human(self, carried, frozen_now):
        send_many(20, carried, used=5)
        with clock.frozen(frozen_now + rules.LIFE):
            with pytest.raises(errors.ProofNeeded):
                send(number(50))
            assert len(carried) == 20
            send(number(50), is_human=True)
            assert len(carried) == 21

    def test_codes_that_still_live_do_not_count(self, carried, frozen_now):
        send_many(20, carried)
        with clock.frozen(frozen_now + rules.LIFE - timedelta(seconds=1)):
            send(number(50))

    def test_codes_that_people_use_ask_nobody(self, carried, frozen_now):
        send_many(20, carried, used=6)
        with clock.frozen(frozen_now + rules.LIFE):
            send(number(50))

    def test_another_network_and_block_are_not_asked(self, carried, frozen_now):
        send_many(20, carried)
        with clock.frozen(frozen_now + rules.LIFE):
            send(number(1, "0935000"), THERE)

    def test_one_block_from_many_networks_is_seen(self, frozen_now):
        for place in range(20):
            send(number(place), f"10.0.{place}.1")
        with clock.frozen(frozen_now + rules.LIFE), pytest.raises(errors.ProofNeeded):
            send(number(50), THERE)

    def test_one_network_to_many_blocks_is_seen(self, frozen_now):
        for place in range(20):
            send(number(0, f"09{place:02}000"), f"192.0.2.{place}")
        with clock.frozen(frozen_now + rules.LIFE), pytest.raises(errors.ProofNeeded):
            send(number(50, "0999000"))

    def test_spread_over_all_it_is_seen_at_last(self, frozen_now, monkeypatch):
        monkeypatch.setattr(shield, "ENOUGH_OF_ALL", 30)
        for place in range(30):
            send(number(0, f"09{place:02}000"), f"10.0.{place}.1")
        with clock.frozen(frozen_now + rules.LIFE), pytest.raises(errors.ProofNeeded):
            send(number(50, "0999000"), THERE)

    def test_an_hour_later_it_is_forgotten(self, carried, frozen_now):
        send_many(20, carried)
        with clock.frozen(frozen_now + shield.LOOKED_BACK):
            send(number(50))

    def test_the_alarm_is_raised_once_an_hour_and_names_nobody(self, carried, frozen_now):
        send_many(20, carried)
        with clock.frozen(frozen_now + rules.LIFE), capture_logs() as said:
            for place in range(3):
                with pytest.raises(errors.ProofNeeded):
                    send(number(50 + place))
        alarms = [line for line in lines() if line.verb == "identity.codes_hardly_used"]
        assert {line.after["by"] for line in alarms} == {"network", "block"}
        assert len(alarms) == 2
        assert [line["event"] for line in said] == ["codes_hardly_used"] * 2
        assert "0912" not in f"{said} {alarms}"
        assert HERE not in f"{said} {alarms}"

    def test_neither_network_nor_block_is_kept_in_clear(self, carried):
        send_many(1, carried)
        row = OneTimeCode.objects.values("network_hash", "block_hash").get()
        assert all(len(text) == 64 for text in row.values())


@pytest.mark.django_db
class TestDevices:
    def test_a_device_has_a_budget_wherever_it_is(self, monkeypatch):
        monkeypatch.setattr(rules, "CODES_PER_DEVICE", 2)
        send(number(1), device="d1")
        send(number(2), THERE, device="d1")
        with pytest.raises(errors.TooManyCodes):
            send(number(3), "203.0.113.5", device="d1")
        send(number(3), device="d2")

    def test_browsers_without_a_mark_share_the_budget_of_their_network(self, monkeypatch):
        monkeypatch.setattr(rules, "CODES_WITHOUT_DEVICE", 2)
        send(number(1), device="")
        send(number(2), "192.0.2.99", device="")
        with pytest.raises(errors.TooManyCodes):
            send(number(3), device="")
        send(number(3), THERE, device="")
        send(number(4), device="d1")

    def test_where_no_browser_asks_there_is_no_device(self, monkeypatch):
        monkeypatch.setattr(rules, "CODES_WITHOUT_DEVICE", 0)
        send(number(1))


@pytest.mark.django_db
class TestPumping:
    """Somebody paid by the message asks for codes to one block of numbers, from many addresses."""

    def test_it_is_over_within_minutes_while_people_elsewhere_notice_nothing(
        self, carried, frozen_now
    ):
        paid, refused = 0, 0
        for second in range(600):
            with clock.frozen(frozen_now + timedelta(seconds=second)):
                try:
                    send(
                        number(second, "0990123"),
                        f"10.{second % 250}.{second // 250}.9",
                        device=f"d{second}",
                    )
                    paid += 1
                except errors.ProofNeeded:
                    refused += 1
                if second % 10 == 0:  # a person, who uses the code
                    person = number(second, "0912555")
                    send(person, f"172.16.{second // 10}.3", device=f"p{second}")
                    identity.check_code(person, PURPOSE, carried[-1].code, HERE)
        assert paid <= 140  # until twenty codes were two minutes old
        assert refused == 600 - paid
        alarms = [line for line in lines(limit=5000) if line.verb == "identity.codes_hardly_used"]
        assert {line.after["by"] for line in alarms} == {"block"}
