"""The day book: entries in their order, sums that agree with one another, nothing of others."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.queries import daybook
from pishkhan.kernel.payments.terms import RefundGround
from pishkhan.kernel.payments.testing import MemoryBank, a_fee
from pishkhan.kernel.payments.tests.money import officer


ANY = payments.FinanceAsked()


@pytest.fixture
def busy(house):
    """Two gateways, two days, a refund."""
    second = MemoryBank(name="second", terminal="000777", settles=False, knows_by_token=True)
    for number in range(3):
        house.pays(house.owes(f"case:{number}"))
    house.passes(days=1)
    house.connect(second)
    house.pays(house.owes("case:9"))
    one = payments.payment_lines(ANY)[-1]
    refund = payments.ask_refund(
        payment_id=one.id, amount=10_000, ground=RefundGround.DECIDED, note="بخشی", by=officer()
    )
    payments.approve_refund(refund, by=officer("finance2"))
    payments.mark_paid_back(refund, bank_reference="123456", by=officer())
    return house


def test_totals_and_sums_say_the_same(busy):
    assert busy
    totals = payments.payment_totals(ANY)
    assert (totals.count, totals.taken, totals.settled) == (4, 160_000, 160_000)
    assert (totals.unsettled, totals.reversed, totals.paid_back) == (0, 0, 10_000)
    for by in payments.GROUPS:
        rows = payments.payment_sums(ANY, by)
        for name in ("count", "taken", "settled", "unsettled", "reversed", "paid_back"):
            assert sum(getattr(row.totals, name) for row in rows) == getattr(totals, name), by
    terminals = payments.payment_sums(ANY, "terminal")
    assert [(row.name, row.totals.count) for row in terminals] == [
        (("memory", "000123"), 3),
        (("second", "000777"), 1),
    ]
    assert [row.name for row in payments.payment_sums(ANY, "day")] == [
        ("2026-11-21",),
        ("2026-11-22",),
    ]


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({}, 4),
        ({"gateway": "second"}, 1),
        ({"terminal": "000123"}, 3),
        ({"service": "guest"}, 4),
        ({"service": "other"}, 0),
        ({"services": frozenset({"other"})}, 0),
        ({"services": frozenset({"guest"}), "service": "guest"}, 4),
        ({"services": frozenset()}, 0),
    ],
)
def test_filters_narrow_and_the_reach_of_the_reader_is_never_widened(busy, narrowed, count):
    assert busy
    asked = payments.FinanceAsked(**narrowed)
    assert len(payments.payment_lines(asked)) == count
    assert payments.payment_totals(asked).count == count
    assert bool(payments.entries(asked)) is bool(count)
    assert len(list(payments.every_payment_line(asked))) == count


def test_a_day_ends_at_midnight_in_tehran(busy):
    assert busy
    day = clock.today() - timedelta(days=1)
    asked = payments.FinanceAsked(
        since=clock.start_of(day), until=clock.start_of(day + timedelta(days=1))
    )
    assert payments.payment_totals(asked).count == 3


def test_the_day_book_is_in_order_and_its_accounts_come_to_nothing(busy, monkeypatch):
    assert busy
    monkeypatch.setattr(daybook, "A_PAGE_OF_A_FILE", 2)
    entries = list(payments.every_entry(ANY))
    assert [one.id for one in entries] == sorted(one.id for one in entries)
    assert len(entries) == 4 * 3 + 2
    moved = payments.movements(ANY)
    assert sum(one.balance for one in moved) == 0
    assert {one.account: one.balance for one in moved} == payments.balances()
    first = payments.payment_lines(ANY)[-1]
    assert [one.kind.value for one in payments.entries_of(first.id)] == [
        "taken",
        "settled",
        "used",
        "owed_back",
        "paid_back",
    ]


def test_a_payment_is_found_by_every_number_that_people_read(busy):
    assert busy
    one = payments.payment_lines(ANY)[0]
    for text in (one.reference, one.rrn, str(one.number), str(one.order_number)):
        assert [found.id for found in payments.payment_lines(ANY, text=text)] == [one.id]
    assert payments.payment_lines(ANY, text="9" * 40) == []


def test_pages_follow_one_another(busy):
    assert busy
    first = payments.payment_lines(ANY, limit=3)
    rest = payments.payment_lines(ANY, before=first[-1].id)
    assert len({one.id for one in [*first, *rest]}) == 4


def test_what_is_under_way_is_counted_by_its_kind(house):
    house.at_the_bank(house.owes())
    assert payments.attempt_counts(ANY) == {"unsettled": 0, "unknown": 0, "pending": 1}
    [one] = payments.attempt_lines(ANY, payments.UNDER_WAY["pending"])
    assert one.amount == 40_000
    assert list(payments.every_attempt_line(ANY, payments.UNDER_WAY["unknown"])) == []


def test_gateways_and_terminals_that_were_used_can_be_asked_for(busy):
    assert busy
    assert payments.places() == {
        "gateways": ["memory", "second"],
        "terminals": ["000123", "000777"],
    }


def test_an_officer_of_one_service_reaches_no_other(house):
    assert house
    a_fee("other_round", service="other")
    of_guests = officer("f.guest", service="guest")
    assert payments.finance_services(of_guests, "view_finance") == {"guest"}
    assert payments.finance_services(officer(), "view_finance") is None
    assert payments.may_finance(of_guests, "view_finance", "guest")
    assert not payments.may_finance(of_guests, "view_finance", "other")
    assert not payments.may_finance(of_guests, "view_finance")
