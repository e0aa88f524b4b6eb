"""Back-off, giving up, what is kept of answers, addresses, sealed secrets."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, strategies as st

from pishkhan.kernel.webhooks.rules import addresses, answers, payload, retrying
from pishkhan.kernel.webhooks.rules.payload import Announcement
from pishkhan.kernel.webhooks.rules.sealing import DoesNotOpen, Keys, seal, unseal
from pishkhan.kernel.webhooks.terms import Topic


NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
chances = st.floats(0, 1)


@given(attempt=st.integers(1, 1000), chance=chances)
def test_waits_grow_from_five_seconds_to_six_hours_and_never_shrink(attempt, chance):
    wait = retrying.wait_after(attempt, chance)
    assert timedelta(seconds=4) <= wait <= timedelta(hours=7.2)
    assert retrying.wait_after(attempt + 1, chance) >= wait


@given(attempt=st.integers(1, 9))
def test_receivers_that_failed_together_are_not_tried_together(attempt):
    assert retrying.wait_after(attempt, 0.0) < retrying.wait_after(attempt, 1.0)


@given(data=st.data())
def test_a_delivery_is_tried_for_nearly_three_days_and_then_given_up(data):
    now, attempt = NOW, 0
    while now is not None:
        attempt, last = attempt + 1, now
        now = retrying.next_try(attempt=attempt, since=NOW, now=now, chance=data.draw(chances))
    assert timedelta(hours=60) < last - NOW < timedelta(hours=72)
    assert attempt > 15


@given(failures=st.integers(1, 10**6))
def test_a_failing_receiver_is_left_alone_for_a_second_to_five_minutes(failures):
    assert timedelta(seconds=1) <= retrying.pause_after(failures) <= timedelta(minutes=5)
    assert retrying.pause_after(failures + 1) >= retrying.pause_after(failures)


@given(days=st.integers(0, 20))
def test_five_days_of_failure_switch_off(days):
    since = NOW - timedelta(days=days)
    assert retrying.is_to_be_switched_off(failing_since=since, now=NOW) == (days >= 5)
    assert not retrying.is_to_be_switched_off(failing_since=None, now=NOW)


@given(text=st.text(max_size=2000))
def test_what_is_kept_of_an_answer_is_one_short_line(text):
    kept = answers.excerpt(text)
    assert len(kept) <= 500
    assert "\n" not in kept
    assert "\x00" not in kept


@given(
    before=st.text(alphabet='ab ,:{}"', max_size=20),
    number=st.from_regex(r"[0-9۰-۹]{8,16}", fullmatch=True),
    after=st.text(alphabet='ab ,:{}"', max_size=20),
)
def test_no_number_of_a_person_is_kept_in_any_script(before, number, after):
    spaced = number[:4] + "-" + number[4:]
    for written in (number, spaced):
        kept = answers.excerpt(f"{before}{written}{after}")
        assert written not in kept
        assert sum(c.isdecimal() for c in kept) == 0


def test_an_address_of_email_is_not_kept_and_a_status_is():
    assert answers.excerpt("error 404 for sara@example.com") == "error 404 for …"


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example/",
        "ftp://receiver.example/",
        "https://user:word@receiver.example/",
        "https://@receiver.example/",
        "https://receiver.example/#part",
        "https:///path",
        "https://receiver.example:0/",
        "https://receiver.example:99999/",
        "https://receiver.example/a b",
        "https://receiver.example/\r\nHost: other",
        "https://گیرنده.example/",
        "https://[::1/",
        "receiver.example",
        "",
        "https://receiver.example/" + "a" * 500,
    ],
)
def test_what_is_no_plain_https_address_is_refused(url):
    assert not addresses.is_acceptable(url, is_development=False)


def test_an_address_without_tls_is_for_development_only():
    assert addresses.is_acceptable("https://receiver.example:8443/a?b=c", is_development=False)
    assert addresses.is_acceptable("http://127.0.0.1:9000/", is_development=True)


@given(url=st.text(max_size=60))
def test_any_text_is_judged_without_failing(url):
    judged = addresses.is_acceptable(url, is_development=False)
    assert not judged or url.startswith(("https://", "HTTPS://", "Https://")) or "://" in url


RING = Keys(keys={"old": b"o" * 32, "new": b"n" * 32}, current="new")


@given(secret=st.binary(min_size=32, max_size=32), place=st.integers(0, 2**63 - 1))
def test_a_sealed_secret_opens_and_shows_nothing(secret, place):
    sealed = seal(secret, RING, endpoint_id=place)
    assert unseal(sealed, RING, endpoint_id=place) == secret
    assert secret not in sealed.bytes


@given(at=st.integers(0, 59), bit=st.integers(0, 7))
def test_a_sealed_secret_that_was_changed_or_moved_does_not_open(at, bit):
    sealed = seal(b"s" * 32, RING, endpoint_id=1)
    changed = bytearray(sealed.bytes)
    changed[at] ^= 1 << bit
    assume(at < len(changed))
    for one, place in [(type(sealed)(by="new", bytes=bytes(changed)), 1), (sealed, 2)]:
        with pytest.raises(DoesNotOpen):
            unseal(one, RING, endpoint_id=place)
    with pytest.raises(DoesNotOpen):
        unseal(sealed, Keys(keys={"old": b"o" * 32}, current="old"), endpoint_id=1)


def test_the_body_says_what_happened_and_nothing_about_persons():
    said = Announcement(
        id=5,
        topic=Topic.MOVED,
        case_id=2**60,
        sequence=7,
        service="e_request",
        state="expert",
        reference="12/4",
        organisation_ids=(3, 4),
        at=NOW,
    )
    assert said.name == "msg_5"
    assert json.loads(payload.body(said)) == {
        "type": "case.moved",
        "timestamp": "2026-11-22T08:00:00Z",
        "data": {
            "case": str(2**60),
            "reference": "12/4",
            "sequence": 7,
            "service": "e_request",
            "state": "expert",
            "organisations": ["3", "4"],
        },
    }
