"""Finance officers and banks' files, for the tests of what people do with money."""

import io

from pishkhan.foundation import clock
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, give
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.models import BankFile, Difference


HEADER = ",".join(payments.BANK_FILE_COLUMNS)


def officer(username="finance1", *, service=""):
    """A finance officer at the top, of all services or of one."""
    account = cast.an_account(username, f"مالی {username}")
    if not organisations.actor_for_account(account.id).grants:
        give(account, a_tree().headquarters, Role.FINANCE, service)
    return organisations.actor_for_account(account.id)


def row(order, *, state="settled", **instead):
    """An order of the bank in memory, as its file would have it."""
    cells = {
        "reference": order.reference,
        "rrn": order.rrn,
        "order_number": order.number,
        "amount": order.amount,
        "state": state,
        "card": "603799******1234",
        "at": clock.in_tehran(order.paid_at).isoformat(),
    }
    return ",".join(str(cell) for cell in (cells | instead).values())


def file_of(*rows, header=HEADER):
    """The bytes of a file."""
    return io.BytesIO("\n".join([header, *rows]).encode())


def take(stream, *, by, day=None, gateway="memory"):
    """Take a file of today and lay it beside the books, as the job would."""
    taken = payments.take_bank_file(
        gateway=gateway, day=day or clock.today(), name="memory.csv", stream=stream, by=by
    )
    payments.reconcile(taken.file_id)
    return payments.bank_file(taken.file_id)


def waiting():
    """Open differences as kind and detail, in the order in which they were found."""
    found = Difference.objects.filter(resolved_at=None).order_by("id")
    return [(one.kind, one.detail) for one in found]


def everything():
    """All rows that reconciliation writes, to see that nothing changed."""
    return (
        list(Difference.objects.order_by("id").values()),
        list(BankFile.objects.order_by("id").values()),
        payments.balances(),
    )
