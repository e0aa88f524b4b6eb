"""Giving what was paid for: once, in the transaction that says so."""

from collections.abc import Callable

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.payments.actions import pins
from pishkhan.kernel.payments.actions.owing import owe_back
from pishkhan.kernel.payments.models import Invoice, Payment
from pishkhan.kernel.payments.queries.views import invoice_of
from pishkhan.kernel.payments.spec import InvoiceView
from pishkhan.kernel.payments.terms import InvoiceState, RefundGround
from pishkhan.kernel.persistence.api import defer, each_by_itself, update


TARGET = "invoice"
JOB = "payments.serve"
A_PAGE = 500
OnServed = Callable[[InvoiceView], None]
UNSERVED = Q(state__in=[InvoiceState.PAID, InvoiceState.WAIVED], served_at=None)
_services: dict[str, OnServed] = {}
log = structlog.get_logger(__name__)


def register(service: str, *, on_served: OnServed) -> None:
    """What a service does when an invoice of it is settled or waived (called from `apps.ready`).

    It runs in the transaction that says it was done, so it is done once; it writes rows and calls
    nobody. A service that registers nothing gives the receipt and the PIN.
    Raises ValueError where another has registered for it.
    """
    if _services.setdefault(service, on_served) is not on_served:
        raise ValueError(f"two register for {service}")


def defer_serving(invoice_id: int) -> None:
    """Have it served after the caller's transaction."""
    defer(JOB, key=f"serve:{invoice_id}", invoice_id=invoice_id)


def serve_at_once(row: Invoice) -> None:
    """Give what the locked invoice was paid for, in the caller's transaction.

    Where the service stumbles, nothing of it is done and the payment stands: a job asks it again.
    """
    try:
        with transaction.atomic():
            _give(row)
    except Exception:  # the edge: whatever a service raises
        log.exception("not_served_at_once", invoice=row.id)
        defer_serving(row.id)


@transaction.atomic
def serve(invoice_id: int) -> bool:
    """Give what was paid for, if it was not given yet; whether it was given now."""
    row = Invoice.objects.select_for_update().filter(UNSERVED, id=invoice_id).first()
    if row is not None:
        _give(row)
    return row is not None


def _give(row: Invoice) -> None:
    payment = _payment(row) if row.gives_pin else None
    if row.gives_pin and not pins.issue(row, payment) and payment is not None:
        # Paid by another invoice before: one round is one PIN, and this money goes back.
        owe_back(payment, ground=RefundGround.SURPLUS)
    elif row.service in _services:
        _services[row.service](invoice_of(row))
    row.served_at = clock.now()
    update(row, "served_at")
    record("payments.served", target=TARGET, target_id=row.id, by=None)


def _payment(row: Invoice) -> Payment | None:
    return Payment.objects.filter(invoice_id=row.id, is_used=True).first()


def serve_due() -> int:
    """Serve all that is owed since before now: what stumbled, or was lost. How many."""
    return each_invoice(Invoice.objects.filter(UNSERVED), "serve", serve)


def each_invoice(rows: QuerySet[Invoice], what: str, do: Callable[[int], bool]) -> int:
    """Do it to each of these, a page of their numbers in memory; to how many it was done.

    All of them are met, so that those which fail again and again keep no place from the others.
    """
    done, last = 0, 0
    while page := list(
        rows.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:A_PAGE]
    ):
        done += sum(each_by_itself(what, page, do))
        last = page[-1]
    return done
