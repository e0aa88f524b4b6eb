"""A bank's file beside our books: every row is answered, and nothing changes the second time."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.actions import bank_files, reconciling
from pishkhan.kernel.payments.errors import (
    AskedByYourself,
    DayToCome,
    FileOfAnother,
    MustGoBack,
    NoReadableRow,
    NoSuchBankFile,
    UnknownGateway,
    UnreadableBankFile,
)
from pishkhan.kernel.payments.models import Attempt, BankFile, BankLine, Difference, Payment
from pishkhan.kernel.payments.terms import (
    AttemptState,
    DifferenceKind,
    InvoiceState,
    RefundGround,
    RefundState,
)
from pishkhan.kernel.payments.testing import BankFault, BankState
from pishkhan.kernel.payments.tests.money import everything, file_of, officer, row, take, waiting


@pytest.fixture
def by(house):  # noqa: ARG001 - the database is open
    return officer()


def pays(house, key="case:1"):
    """An invoice that was paid as it should be, and the bank's order."""
    owed = house.owes(key)
    attempt = house.pays(owed)
    return owed, house.bank.orders[attempt.order_number]


def lost(house, key="case:1"):
    """An invoice whose payer paid, and we never heard of it: the attempt was given up."""
    owed = house.owes(key)
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.passes(hours=2)
    house.teller.work()
    assert house.last(owed).state is AttemptState.FAILED
    return owed, order


def test_a_file_that_agrees_finds_nothing(house, by):
    orders = [pays(house, f"case:{number}")[1] for number in range(3)]
    found = take(file_of(*map(row, orders)), by=by)
    assert (found.rows, found.matched, found.total) == (3, 3, 120_000)
    assert waiting() == []
    assert found.reconciled_at == clock.now()


def test_the_same_file_is_read_once_and_a_second_run_changes_nothing(house, by):
    _owed, order = pays(house)
    _other, given_up = lost(house, "case:2")
    rows = [row(order), row(given_up), row(order, reference="X1", order_number=5), "bad"]
    found = take(file_of(*rows), by=by)
    before = everything()
    house.passes(hours=1)
    again = payments.take_bank_file(
        gateway="memory", day=found.day, name="again.csv", stream=file_of(*rows), by=by
    )
    assert (again.file_id, again.is_new) == (found.id, False)
    payments.reconcile(found.id)
    payments.reconcile(found.id)
    assert everything() == before


def test_a_payment_learns_its_card_and_its_number_of_the_network_from_the_file(house, by):
    _owed, order = pays(house)
    _other, another = pays(house, "case:2")
    Payment.objects.update(card="", rrn="")
    Payment.objects.filter(reference=another.reference).update(rrn=order.rrn)
    take(file_of(row(order), row(another)), by=by)
    told = Payment.objects.get(reference=order.reference)
    assert (told.card, told.rrn) == (house.bank.card, "")  # the number is another payment's here
    assert Payment.objects.get(reference=another.reference).rrn == order.rrn
    Payment.objects.update(rrn="")
    payments.reconcile(BankFile.objects.get().id)
    assert Payment.objects.get(reference=order.reference).rrn == order.rrn


@pytest.mark.parametrize("state", ["settled", "verified"])
def test_a_payment_that_we_gave_up_and_the_bank_has_is_recovered_and_served(house, by, state):
    owed, order = lost(house)
    found = take(file_of(row(order, state=state)), by=by)
    [difference] = Difference.objects.all()
    assert (difference.kind, difference.detail) == (DifferenceKind.STATE, f"failed/{state}")
    assert difference.resolved_at is not None
    assert difference.resolved_by is None
    assert (found.matched, found.open_differences, found.closed_differences) == (1, 0, 1)
    if state == "verified":  # the teller has it settled; the bank had returned it otherwise
        order.state = BankState.VERIFIED
        house.teller.work()
    assert payments.by_id(owed.id).state is InvoiceState.PAID
    payments.serve_due()
    assert house.served == [owed.id]
    assert payments.findings() == []


def test_an_attempt_of_which_nobody_knew_the_end_is_recovered_too(house, by):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("verify", *[BankFault.NO] * 3)
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.UNKNOWN
    take(file_of(row(order)), by=by)
    assert house.last(owed).state is AttemptState.SETTLED
    assert payments.by_id(owed.id).state is InvoiceState.PAID
    house.ends()
    assert payments.findings() == []
    assert Payment.objects.count() == 1


def test_a_verified_payment_that_the_bank_has_settled_is_settled_here(house, by):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("settle", BankFault.LOST)
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.VERIFIED
    take(file_of(row(order)), by=by)
    assert house.last(owed).state is AttemptState.SETTLED
    assert [one.resolution for one in Difference.objects.all()] != [""]
    assert payments.findings() == []


def test_a_verified_payment_that_the_bank_gave_back_is_given_back_here_and_the_invoice_is_free(
    house, by
):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("settle", *[BankFault.PENDING] * 50)
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.VERIFIED
    take(file_of(row(order, state="reversed")), by=by)
    assert house.last(owed).state is AttemptState.REVERSED
    assert waiting() == []
    assert "برگردانده" in Difference.objects.get().resolution
    assert set(payments.balances().values()) == {0}
    house.teller.work()
    assert payments.findings() == []
    house.bank.heal()
    assert house.pays(owed).state is AttemptState.SETTLED


def test_a_row_with_the_rrn_of_another_payment_leaves_a_living_attempt_alone(house, by):
    _other, paid = pays(house)
    owed = house.owes("case:2")
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("verify", *[BankFault.NO] * 3)
    house.back(attempt, order)
    house.teller.work()
    before = Attempt.objects.get(id=attempt.id)
    assert before.state == AttemptState.UNKNOWN
    take(file_of(row(paid), row(order, rrn=paid.rrn)), by=by)
    after = Attempt.objects.get(id=attempt.id)
    assert (after.state, after.fault, after.next_at) == (before.state, before.fault, before.next_at)
    assert waiting() == [("state", "unknown/settled")]
    house.bank.heal()
    house.passes(minutes=5)
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED


def test_recovered_money_for_what_was_paid_otherwise_meanwhile_goes_back(house, by):
    owed, order = lost(house)
    paid = house.pays(owed)
    assert paid.state is AttemptState.SETTLED
    take(file_of(row(order), row(house.bank.orders[paid.order_number])), by=by)
    house.ends()
    second = Payment.objects.get(reference=order.reference)
    assert not second.is_used
    went_back = second.reversed_at is not None or second.refunds.exists()
    assert went_back
    assert Payment.objects.filter(is_used=True).count() == 1
    assert payments.findings() == []


def test_what_the_bank_took_back_though_it_was_settled_here_waits_for_a_person(house, by):
    _owed, order = pays(house)
    found = take(file_of(row(order, state="reversed")), by=by)
    assert waiting() == [("state", "settled/reversed")]
    assert found.matched == 0
    [difference] = payments.differences(payments.FinanceAsked())
    payments.resolve_difference(
        difference.id, resolution="بانک برگرداند", correct_books=True, by=by
    )
    balances = payments.balances()
    assert (balances["bank:memory"], balances["unexplained:"]) == (0, 40_000)
    take(file_of(row(order, state="reversed"), row(order, state="reversed")), by=by)
    assert [kind for kind, _detail in waiting()] == ["twice_at_bank"]


def test_another_amount_is_a_difference_and_nothing_is_taken(house, by):
    owed, order = lost(house)
    take(file_of(row(order, amount=400_000)), by=by)
    assert waiting() == [("amount", "settled")]
    assert house.last(owed).state is AttemptState.FAILED
    assert Payment.objects.count() == 0


def test_what_only_the_bank_has_and_what_only_we_have(house, by):
    _owed, order = pays(house)
    day = clock.today()
    house.passes(days=1)
    take(file_of(row(order, reference="NOBODY", order_number=5, rrn="")), by=by, day=day)
    assert waiting() == [("only_at_bank", "settled"), ("only_here", "settled")]
    # The day after, the bank's file names it after all.
    take(file_of(row(order)), by=by, day=day)
    assert waiting() == [("only_at_bank", "settled")]


def test_a_day_that_is_not_over_misses_nothing_yet(house, by):
    pays(house)
    _other, second = pays(house, "case:2")
    take(file_of(row(second)), by=by)
    assert waiting() == []


def test_a_payment_under_the_number_of_another_order_is_nobodys(house, by):
    _owed, order = pays(house)
    take(file_of(row(order), row(order, reference="SECOND", rrn="")), by=by)
    assert waiting() == [("only_at_bank", "settled")]
    take(file_of(row(order, order_number=order.number + 1)), by=by)
    assert ("state", "order") in waiting()


def test_the_same_payment_twice_is_a_difference_and_settled_then_reversed_is_not(house, by):
    _owed, order = pays(house)
    _other, second = pays(house, "case:2")
    refund = payments.ask_refund(
        payment_id=Payment.objects.get(reference=second.reference).id,
        amount=40_000,
        ground=RefundGround.DECIDED,
        note="بازگشت",
        by=by,
    )
    payments.approve_refund(refund, by=officer("finance2"))
    payments.mark_paid_back(refund, bank_reference="7788", by=by)
    assert payments.refund(refund).state is RefundState.PAID_BACK
    found = take(file_of(row(order), row(order), row(second), row(second, state="reversed")), by=by)
    assert waiting() == [("twice_at_bank", "")]
    assert (found.rows, found.matched) == (4, 3)


def test_bad_rows_are_differences_with_their_line_and_why(house, by):
    _owed, order = pays(house)
    found = take(
        file_of(
            row(order), "", row(order, amount="-1"), row(order, state="?"), "\x00,\x00", "x" * 5000
        ),
        by=by,
    )
    bad = Difference.objects.filter(kind=DifferenceKind.BAD_ROW).order_by("line")
    assert [(one.line, one.detail) for one in bad] == [
        (4, "amount"),
        (5, "state"),
        (6, "columns"),
        (7, "too_long"),
    ]
    assert (found.rows, found.matched, found.bad_rows) == (1, 1, 4)
    again = take(file_of(row(order), "", "x"), by=by)
    assert again.bad_rows == 1


def test_bytes_that_are_no_text_are_a_bad_row_and_the_rest_is_read(house, by):
    _owed, order = pays(house)
    stream = file_of(row(order))
    stream.seek(0, 2)
    stream.write(b"\n\xff\xfe\xfd")
    stream.seek(0)
    found = take(stream, by=by)
    assert (found.rows, found.bad_rows) == (1, 1)


def test_files_that_are_none_are_refused_whole(house, by):
    day = clock.today()

    def taking(stream, **more):
        usual = {"gateway": "memory", "day": day, "name": "x.csv", "by": by}
        return payments.take_bank_file(stream=stream, **(usual | more))

    for text in ("", "a,b,c"):
        with pytest.raises(UnreadableBankFile):
            taking(file_of(header=text))
    with pytest.raises(NoReadableRow):
        taking(file_of("x", "y"))
    with pytest.raises(UnknownGateway):
        taking(file_of(), gateway="nobody")
    with pytest.raises(DayToCome):
        taking(file_of(), day=day + timedelta(days=1))
    _owed, order = pays(house)
    taking(file_of(row(order)))
    with pytest.raises(FileOfAnother):
        taking(file_of(row(order)), day=day - timedelta(days=1))
    assert BankFile.objects.count() == 1
    assert Difference.objects.count() == 0
    with pytest.raises(NoSuchBankFile):
        payments.reconcile(1)


def test_an_empty_day_is_a_file_too(by, house):
    house.owes()
    found = take(file_of(), by=by)
    assert (found.rows, found.matched) == (0, 0)


def test_the_pages_of_a_long_file_are_read_one_by_one(house, by, monkeypatch):
    monkeypatch.setattr(bank_files, "A_PAGE", 2)
    monkeypatch.setattr(reconciling, "A_PAGE", 2)
    orders = [pays(house, f"case:{number}")[1] for number in range(5)]
    strange = [row(orders[0], reference=f"X{n}", order_number=n, rrn="") for n in range(1, 6)]
    found = take(file_of(*map(row, orders), *strange, "bad"), by=by)
    assert (found.rows, found.matched, found.bad_rows) == (10, 5, 1)
    assert BankLine.objects.count() == 10
    assert len(waiting()) == 6


def test_a_recovery_that_fails_leaves_its_difference_and_stops_no_other(house, by, monkeypatch):
    _owed, broken = lost(house)
    other, order = lost(house, "case:2")
    real = reconciling.conclude_by_file

    def breaks(attempt_id, answer):
        if answer.reference == broken.reference:
            raise RuntimeError
        return real(attempt_id, answer)

    monkeypatch.setattr(reconciling, "conclude_by_file", breaks)
    found = take(file_of(row(broken), row(order)), by=by)
    assert waiting() == [("state", "failed/settled")]
    assert payments.by_id(other.id).state is InvoiceState.PAID
    monkeypatch.undo()
    payments.reconcile(found.id)
    assert waiting() == []
    assert payments.bank_file(found.id).matched == 2


def test_a_gateway_that_is_no_longer_connected_is_reconciled_all_the_same(house, by):
    owed, order = lost(house)
    ports.connect()
    take(file_of(row(order)), by=by)
    assert payments.by_id(owed.id).state is InvoiceState.PAID


def test_only_who_keeps_all_money_reads_a_banks_file(house, by):
    house.owes()
    assert by.account_id
    for other in (officer("f.guest", service="guest"),):
        with pytest.raises(NotAllowed):
            payments.take_bank_file(
                gateway="memory", day=clock.today(), name="x", stream=file_of(), by=other
            )
    assert Attempt.objects.count() == 0


def test_what_the_bank_took_beyond_a_payment_goes_back_when_two_people_say_so(house, by):
    owed, order = pays(house)
    take(file_of(row(order, amount=400_000)), by=by)
    [difference] = Difference.objects.all()
    assert (difference.kind, difference.ours) == (DifferenceKind.AMOUNT, 40_000)
    payments.resolve_difference(difference.id, resolution="ده برابر", correct_books=True, by=by)
    [refund] = payments.refunds(payments.FinanceAsked())
    assert (refund.amount, refund.ground) == (360_000, RefundGround.WRONG_AMOUNT)
    assert not payments.refund_of(refund.payment.id).is_whole
    with pytest.raises(AskedByYourself):
        payments.approve_refund(refund.id, by=by)
    with pytest.raises(MustGoBack):
        payments.refuse_refund(refund.id, because="نه", by=officer("finance2"))
    payments.approve_refund(refund.id, by=officer("finance2"))
    payments.mark_paid_back(refund.id, bank_reference="140509-7", by=by)
    assert {name: sum_ for name, sum_ in payments.balances().items() if sum_} == {
        "bank:memory": 40_000,
        "income:guest": -40_000,
    }
    assert payments.findings() == []
    assert not payments.unexplained_accounts(payments.balances())
    assert payments.by_id(owed.id).state is InvoiceState.PAID
