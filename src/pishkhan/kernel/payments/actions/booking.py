"""Adding to the ledger, in the transaction of whatever moved the money."""

from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.payments.models import Payment, Transfer
from pishkhan.kernel.payments.rules import ledger
from pishkhan.kernel.persistence.api import as_json, columns_of, insert_json, new_id


COLUMNS = tuple(columns_of(Transfer).split(", "))
ADD = insert_json("payments_transfer", COLUMNS, "rows")


def money_of(payment: Payment, service: str) -> ledger.Money:
    """A payment as the ledger needs it."""
    return ledger.Money(
        payment_id=payment.id, gateway=payment.gateway, service=service, amount=payment.amount
    )


def book(
    *transfers: ledger.Transfer,
    service: str = "",
    payment_id: int | None = None,
    refund_id: int | None = None,
    difference_id: int | None = None,
) -> None:
    """Write the lines; IntegrityError where one of them stands already. One statement."""
    now = clock.now()
    rows = [
        {
            "id": new_id(),
            "key": one.key,
            "kind": one.kind.value,
            "debit": one.debit,
            "credit": one.credit,
            "amount": one.amount,
            "payment_id": payment_id,
            "refund_id": refund_id,
            "difference_id": difference_id,
            "service": service,
            "at": now,
        }
        for one in transfers
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(ADD, {"rows": as_json(rows)})
