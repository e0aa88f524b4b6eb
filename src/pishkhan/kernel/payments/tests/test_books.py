"""The ledger cannot be changed, and whatever does not add up is found."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.models import Invoice, Payment, Refund, Transfer
from pishkhan.kernel.payments.sealed import TRANSFERS
from pishkhan.kernel.payments.terms import RefundGround
from pishkhan.kernel.payments.tests.money import officer


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE payments_transfer SET amount = 1",
        "DELETE FROM payments_transfer",
    ],
)
def test_a_line_of_the_ledger_is_neither_changed_nor_removed(house, sql):
    house.pays(house.owes())
    with (
        pytest.raises((InternalError, ProgrammingError), match="append-only"),
        transaction.atomic(),
    ):
        run(sql)
    assert Transfer.objects.count() == 3


def test_a_transfer_has_two_accounts_and_an_amount_and_stands_once(house):
    house.pays(house.owes())
    row = Transfer.objects.first()
    for change in ({"amount": 0}, {"amount": -1}, {"debit": row.credit}, {}):
        values = {
            "key": "another" if change else row.key,
            "kind": row.kind,
            "debit": row.debit,
            "credit": row.credit,
            "amount": row.amount,
            "at": row.at,
        }
        with pytest.raises(DatabaseError), transaction.atomic():
            Transfer.objects.create(**values | change)


def test_the_ledger_is_sealed_with_the_trail():
    assert "payments_transfer" in audit.append_only_tables()
    columns = {field.column for field in Transfer._meta.concrete_fields}
    assert set(TRANSFERS.columns) == columns


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (
            lambda: Payment.objects.update(settled_at=None),
            {"verified and not settled", "served without a payment"},
        ),
        (
            lambda: Invoice.objects.update(served_at=None),
            {"paid and not served"},
        ),
        (
            lambda: Invoice.objects.update(state="open", served_at=None, paid_at=None),
            {"used and its invoice not paid"},
        ),
        (
            lambda: Payment.objects.update(is_used=False),
            {"settled for nothing and not on its way back", "served without a payment"},
        ),
        (
            lambda: Payment.objects.update(amount=1),
            set(),
        ),
    ],
)
def test_what_does_not_add_up_is_found(house, spoil, what):
    owed = house.owes()
    house.pays(owed)
    payments.serve_due()
    assert payments.findings() == []
    spoil()
    house.passes(hours=2)
    found = {one.what for one in payments.findings()}
    assert what <= found
    assert found
    if not what:
        assert payments.unexplained() == [Payment.objects.get().id]


def test_what_is_under_way_at_a_gateway_that_was_taken_out_is_found(house):
    house.at_the_bank(house.owes())
    assert payments.findings() == []
    ports.connect()
    lost = "under way at a gateway that is not connected"
    assert [one.what for one in payments.findings()] == [lost]
    house.connect(house.bank)
    house.bank.refunds = True
    paid = house.pays(house.owes("case:2"))
    payments.serve_due()
    refund = payments.ask_refund(
        payment_id=Payment.objects.get(attempt_id=paid.id).id,
        amount=40_000,
        ground=RefundGround.DECIDED,
        note="بازگشت",
        by=officer("finance1"),
    )
    payments.approve_refund(refund, by=officer("finance2"))
    assert payments.findings() == []
    ports.connect()
    assert {one.what for one in payments.findings()} == {
        lost,
        "a refund in the hands of a gateway that is not connected",
    }


def test_a_refund_that_the_ledger_does_not_tell_is_found(house):
    house.pays(house.owes())
    payments.serve_due()
    row = Payment.objects.get()
    Refund.objects.create(
        payment=row, amount=1, ground="decided", state="paid_back", asked_at=row.verified_at
    )
    assert [one.what for one in payments.findings()] == ["a refund that the ledger does not tell"]


@pytest.mark.usefixtures("house")
def test_a_transfer_of_no_payment_is_found():
    Transfer.objects.create(
        key="x", kind="taken", debit="a:", credit="b:", amount=1, at="2026-11-21T00:00Z"
    )
    assert [one.what for one in payments.findings()] == ["a transfer of no payment"]
