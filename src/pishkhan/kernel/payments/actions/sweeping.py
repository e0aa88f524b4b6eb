"""What time ends, and what a job that was lost left undone."""

from collections.abc import Callable

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.payments.actions.concluding import grace
from pishkhan.kernel.payments.actions.invoicing import TARGET
from pishkhan.kernel.payments.actions.serving import UNSERVED, serve
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.rules.states import ENDED
from pishkhan.kernel.payments.spec import Swept
from pishkhan.kernel.payments.terms import InvoiceState
from pishkhan.kernel.persistence.api import each_by_itself


A_PAGE = 500
log = structlog.get_logger(__name__)


def sweep() -> Swept:
    """Serve what is still owed, and lapse invoices whose time and grace are over.

    An invoice with an attempt under way waits for that one's end. All of them are met in one run,
    so that those which fail again and again keep no place from the others.
    """
    under_way = Attempt.objects.filter(invoice_id=OuterRef("id")).exclude(state__in=ENDED)
    over = Invoice.objects.filter(
        ~Exists(under_way), state=InvoiceState.OPEN, payable_until__lt=clock.now() - grace()
    )
    lapsed = _each(over, "lapse", _lapse)
    found = Swept(lapsed=lapsed, served=_each(Invoice.objects.filter(UNSERVED), "serve", serve))
    if found.served:
        log.warning("payments_swept", lapsed=found.lapsed, served=found.served)
    return found


def _each(rows: QuerySet[Invoice], what: str, do: Callable[[int], bool]) -> int:
    """Do it to each of the invoices, a page of their numbers in memory; to how many it was done."""
    done, last = 0, 0
    while page := list(
        rows.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:A_PAGE]
    ):
        done += sum(each_by_itself(what, page, do))
        last = page[-1]
    return done


@transaction.atomic
def _lapse(invoice_id: int) -> bool:
    row = Invoice.objects.select_for_update().get(id=invoice_id)
    under_way = Attempt.objects.filter(invoice_id=row.id).exclude(state__in=ENDED)
    if row.state != InvoiceState.OPEN or under_way.exists():
        return False
    row.state = InvoiceState.LAPSED.value
    row.save(update_fields=["state"])
    record("payments.lapsed", target=TARGET, target_id=row.id, by=None)
    return True
