"""Rules of one-time codes, addresses, masking, ownership, identifiers and mobiles."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.identifiers import BadNationalId, RepeatedDigits
from pishkhan.kernel.identity.errors import BadIdentifier
from pishkhan.kernel.identity.rules import codes
from pishkhan.kernel.identity.rules.addresses import prefix_of
from pishkhan.kernel.identity.rules.codes import Entry, SentCode
from pishkhan.kernel.identity.rules.identifiers import written
from pishkhan.kernel.identity.rules.masking import masked
from pishkhan.kernel.identity.rules.mobiles import may_change_mobile
from pishkhan.kernel.identity.rules.ownership import (
    clerk_must_check,
    is_to_be_warned,
    may_go_on,
)
from pishkhan.kernel.identity.terms import IdentifierKind, Ownership, OwnershipPolicy


T = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LATER = T + timedelta(seconds=61)


def sent(at=T, **more):
    return SentCode(sent_at=at, expires_at=at + codes.LIFE, **more)


@pytest.mark.parametrize(
    ("day", "now", "entry"),
    [
        ([], T, Entry.EXPIRED),
        ([sent(matches=True)], T, Entry.RIGHT),
        ([sent()], T, Entry.WRONG),
        ([sent(matches=True)], T + codes.LIFE, Entry.EXPIRED),
        ([sent(matches=True)], T + codes.LIFE - timedelta(microseconds=1), Entry.RIGHT),
        ([sent(matches=True, used_at=T)], T, Entry.USED),
        ([sent(matches=True, used_at=T)], T + codes.LIFE, Entry.USED),
        ([sent(used_at=T)], T, Entry.WRONG),
        ([sent(matches=True, wrong_tries=5)], T, Entry.CLOSED),
        ([sent(matches=True, wrong_tries=4)], T, Entry.RIGHT),
        ([sent(LATER), sent(T, matches=True)], LATER, Entry.REPLACED),
        ([sent(LATER), sent(T)], LATER, Entry.WRONG),
    ],
)
def test_an_entry_is_judged_by_the_newest_code(day, now, entry):
    assert codes.judge(day, now) == entry


@pytest.mark.parametrize(("count", "seconds"), [(0, 0), (1, 60), (2, 120), (3, 240), (9, 3600)])
def test_the_wait_doubles_with_every_unused_code_up_to_an_hour(count, seconds):
    assert codes.wait_after(count) == timedelta(seconds=seconds)


def test_a_used_code_starts_the_wait_afresh():
    assert codes.resend_at([]) is None
    assert codes.resend_at([sent(used_at=T), sent(), sent()]) is None
    assert codes.resend_at([sent(), sent(used_at=T)]) == T + timedelta(seconds=60)


def test_the_eleventh_code_of_a_day_waits_until_the_first_is_a_day_old():
    day = [sent(T - timedelta(hours=number)) for number in range(codes.CODES_PER_NUMBER)]
    assert codes.day_frees_at(day[:-1]) is None
    assert codes.day_frees_at(day) == T - timedelta(hours=9) + codes.DAY


@given(st.integers(min_value=0, max_value=40))
def test_tries_left_are_never_negative(wrong):
    assert 0 <= codes.tries_left(wrong) <= codes.TRIES_PER_CODE


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("unknown", "unknown"),
    ],
)
def test_addresses_share_a_prefix(address, prefix):
    assert prefix_of(address) == prefix


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0001010107", "000••••107"), ("09120000001", "091•••••001"), ("1234", "••••"), ("", "")],
)
def test_the_middle_of_a_number_is_hidden(number, shown):
    assert masked(number) == shown


@pytest.mark.parametrize("policy", OwnershipPolicy)
@pytest.mark.parametrize("outcome", Ownership)
def test_only_blocking_at_a_mismatch_stops_a_person(policy, outcome):
    stops = (policy, outcome) == (OwnershipPolicy.BLOCK, Ownership.MISMATCH)
    assert may_go_on(policy, outcome) is not stops


@pytest.mark.parametrize("outcome", Ownership)
def test_warning_and_checking_follow_the_policy(outcome):
    assert is_to_be_warned(OwnershipPolicy.WARN, outcome) is (outcome == Ownership.MISMATCH)
    assert clerk_must_check(OwnershipPolicy.CLERK_CHECKS, outcome) is (outcome != Ownership.MATCH)
    assert not is_to_be_warned(OwnershipPolicy.OFF, outcome)
    assert not clerk_must_check(OwnershipPolicy.OFF, outcome)


def test_identifiers_are_written_in_one_form():
    assert written(IdentifierKind.NATIONAL_ID, "۰۹۳۲۸۳۳۸۱۰") == "0932833810"
    assert written(IdentifierKind.PASSPORT, " p-123 45678 ") == "P12345678"
    assert written(IdentifierKind.UNIQUE_ID, "۰۰۰۰۱۲۳۴۵۶۷۸") == "000012345678"


def test_wrong_identifiers_are_refused_each_by_its_name():
    with pytest.raises(BadNationalId):
        written(IdentifierKind.NATIONAL_ID, "0932833811")
    with pytest.raises(RepeatedDigits):
        written(IdentifierKind.NATIONAL_ID, "1111111111")
    with pytest.raises(BadIdentifier) as refusal:
        written(IdentifierKind.UNIQUE_ID, "123")
    assert str(refusal.value) == "شناسهٔ یکتا درست نیست."


def test_an_installation_may_write_foreign_numbers_its_own_way():
    patterns = {IdentifierKind.FIDA: "F[0-9]{3}"}
    assert written(IdentifierKind.FIDA, "f123", patterns) == "F123"
    with pytest.raises(BadIdentifier):
        written(IdentifierKind.PASSPORT, "P12345678", patterns)


def test_a_mobile_changes_once_in_thirty_days():
    assert may_change_mobile(None, T)
    assert not may_change_mobile(T, T + timedelta(days=29))
    assert may_change_mobile(T, T + timedelta(days=30))
