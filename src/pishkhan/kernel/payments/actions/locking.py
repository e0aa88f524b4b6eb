"""The lock under which money is moved: that of the invoice, and then that of the attempt."""

from collections.abc import Sequence

from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.persistence.api import both


def locked(where: str, values: Sequence[int | str]) -> tuple[Invoice, Attempt] | None:
    """An attempt and its invoice, locked in the one order in which everybody locks them.

    `where` calls the attempt `second`. What another transaction held is read as that one left it.
    One statement.
    """
    found = f"second.invoice_id = first.id AND {where} FOR UPDATE"
    return both(Invoice, Attempt, found, values)
