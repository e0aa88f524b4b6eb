"""Money that a payer misses is found by card, amount and time, and reaches its invoice."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.identity.testing import the_applicant
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.errors import (
    AlreadyResolved,
    CannotClaim,
    NoSuchDifference,
    NoteNeeded,
)
from pishkhan.kernel.payments.models import Attempt, BankLine, Difference
from pishkhan.kernel.payments.queries import orphans
from pishkhan.kernel.payments.terms import AttemptState, InvoiceState, RefundGround
from pishkhan.kernel.payments.testing import BankFault, a_fee
from pishkhan.kernel.payments.tests.money import file_of, officer, row, take, waiting


@pytest.fixture
def by(house):  # noqa: ARG001 - the database is open
    return officer()


def found(at=None, card="1234", amount=40_000, **more):
    return payments.find_orphan(card_last4=card, amount=amount, at=at or clock.now(), **more)


def kinds(several):
    return [one.kind for one in several]


def test_a_payment_is_found_by_what_the_payer_knows_and_by_nothing_less(house):
    house.pays(house.owes())
    assert kinds(found()) == [payments.OrphanKind.COUNTED]
    assert kinds(found(card="۱۲۳۴")) == [payments.OrphanKind.COUNTED]
    assert found(card="1235") == []
    assert found(amount=400_000) == []
    assert found(clock.now() - timedelta(hours=5)) == []
    assert found(clock.now() - timedelta(hours=1), within=timedelta(hours=2)) != []
    for odd in ("", "234", "12345", "%%%%", "____", "1234'"):
        assert found(card=odd) == []
    assert found(amount=0) == []


def test_the_services_of_the_asker_bound_what_is_found(house):
    house.pays(house.owes())
    assert found(services=frozenset({"other"})) == []
    assert found(services=frozenset({"guest"})) != []


def test_the_nearest_of_many_is_found_whatever_came_first(house, monkeypatch):
    monkeypatch.setattr(orphans, "MOST", 2)
    for number in range(5):
        house.pays(house.owes(f"case:{number}"))
        house.passes(minutes=1)
    newest = clock.now() - timedelta(minutes=1)
    assert [one.at for one in found(newest)] == [newest, newest - timedelta(minutes=1)]


def test_those_of_other_services_take_no_place(house, monkeypatch):
    monkeypatch.setattr(orphans, "MOST", 2)
    a_fee("other.round", service="other")
    for number in range(3):
        owed = payments.invoice(
            fee_code="other.round", person_id=the_applicant().id, key=f"other:{number}", by=None
        )
        house.pays(owed)
    house.pays(house.owes())
    [one] = found(services=frozenset({"guest"}))
    assert one.payment.service == "guest"


def test_an_attempt_whose_end_is_unknown_is_said_to_be_unclear(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("verify", *[BankFault.NO] * 5)
    house.back(attempt, order)
    house.teller.work()
    assert kinds(found()) == [payments.OrphanKind.UNCLEAR]


def test_money_that_goes_back_is_said_to_go_back(house, by):
    house.pays(house.owes())
    payment = payments.payment_lines(payments.FinanceAsked())[0]
    payments.ask_refund(
        payment_id=payment.id, amount=40_000, ground=RefundGround.DECIDED, note="بازگشت", by=by
    )
    assert kinds(found()) == [payments.OrphanKind.ON_ITS_WAY_BACK]


@pytest.fixture
def orphan(house, by):
    """Money in the bank's file without our number, and the attempt for which it was paid."""
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    paid_at = clock.now()
    house.passes(hours=2)
    house.teller.work()
    assert house.last(owed).state is AttemptState.FAILED
    take(file_of(row(order, order_number="")), by=by)
    assert waiting() == [("only_at_bank", "settled")]
    return owed, BankLine.objects.get(), paid_at


def test_a_row_of_the_banks_file_that_is_nobodys_is_found(orphan):
    _owed, line, paid_at = orphan
    [one] = found(paid_at)
    assert (one.kind, one.line.id) == (payments.OrphanKind.AT_BANK, line.id)
    assert found(paid_at, services=frozenset({"guest"})) == []


def test_it_is_handed_to_its_invoice_which_is_then_paid_and_served(house, orphan, by):
    owed, line, _paid_at = orphan
    [candidate] = payments.candidates(payments.bank_line(line.id))
    assert candidate.id == house.last(owed).id
    claimed = payments.claim_orphan(
        line_id=line.id, attempt_id=candidate.id, note="رسید بانک را دیدم", by=by
    )
    assert claimed == owed.id
    assert payments.by_id(owed.id).state is InvoiceState.PAID
    payments.serve_due()
    assert house.served == [owed.id]
    assert waiting() == []
    assert payments.findings() == []
    assert kinds(found(house.last(owed).created_at)) == [payments.OrphanKind.COUNTED]
    with pytest.raises(NoSuchDifference):
        payments.claim_orphan(line_id=line.id, attempt_id=candidate.id, note="باز", by=by)
    payments.reconcile(line.file_id)
    assert Difference.objects.count() == 1


def test_money_of_another_amount_or_for_what_has_its_money_is_handed_to_nobody(house, orphan, by):
    owed, line, _paid_at = orphan
    other = house.owes("case:2")
    paid = house.pays(other)
    with pytest.raises(CannotClaim):
        payments.claim_orphan(line_id=line.id, attempt_id=paid.id, note="این", by=by)
    with pytest.raises(CannotClaim):
        payments.claim_orphan(line_id=line.id, attempt_id=1, note="این", by=by)
    BankLine.objects.update(amount=41_000)
    with pytest.raises(CannotClaim):
        payments.claim_orphan(line_id=line.id, attempt_id=house.last(owed).id, note="این", by=by)
    assert payments.by_id(owed.id).state is InvoiceState.OPEN


def test_what_the_bank_has_said_to_be_given_back_is_nobodys_candidate(house, orphan, by):
    owed, line, _paid_at = orphan
    attempt = house.last(owed)
    Attempt.objects.filter(id=attempt.id).update(state=AttemptState.REVERSED.value)
    assert payments.candidates(payments.bank_line(line.id)) == []
    with pytest.raises(CannotClaim):
        payments.claim_orphan(line_id=line.id, attempt_id=attempt.id, note="این", by=by)
    assert waiting() == [("only_at_bank", "settled")]


def test_only_who_keeps_all_money_hands_it_out(house, orphan):
    owed, line, _paid_at = orphan
    with pytest.raises(NotAllowed):
        payments.claim_orphan(
            line_id=line.id,
            attempt_id=house.last(owed).id,
            note="این",
            by=officer("f.guest", service="guest"),
        )


def test_a_difference_is_closed_once_with_words(orphan, by):
    assert orphan
    [difference] = payments.differences(payments.FinanceAsked())
    with pytest.raises(NoteNeeded):
        payments.resolve_difference(difference.id, resolution=" ", by=by)
    with pytest.raises(NotAllowed):
        payments.resolve_difference(
            difference.id, resolution="بسته", by=officer("f.guest", service="guest")
        )
    payments.resolve_difference(difference.id, resolution="از آنِ سال پیش", by=by)
    with pytest.raises(AlreadyResolved):
        payments.resolve_difference(difference.id, resolution="باز", by=by)
    with pytest.raises(NoSuchDifference):
        payments.resolve_difference(1, resolution="نیست", by=by)
    assert payments.balances() == {}


def test_money_that_stays_nobodys_is_booked_as_looked_into(orphan, by):
    assert orphan
    [difference] = payments.differences(payments.FinanceAsked())
    payments.resolve_difference(
        difference.id, resolution="پیگیری با بانک", correct_books=True, by=by
    )
    assert payments.balances() == {"bank:memory": 40_000, "unexplained:": -40_000}
    assert payments.findings() == []
