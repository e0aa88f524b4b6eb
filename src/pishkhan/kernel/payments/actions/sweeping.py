"""What time ends, and what a job that was lost left undone."""

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.payments.actions.concluding import grace
from pishkhan.kernel.payments.actions.invoicing import TARGET
from pishkhan.kernel.payments.actions.serving import each_invoice, serve_due
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.rules.states import ENDED
from pishkhan.kernel.payments.spec import Swept
from pishkhan.kernel.payments.terms import InvoiceState


log = structlog.get_logger(__name__)


def sweep() -> Swept:
    """Serve what is still owed, and lapse invoices whose time and grace are over.

    An invoice with an attempt under way waits for that one's end.
    """
    under_way = Attempt.objects.filter(invoice_id=OuterRef("id")).exclude(state__in=ENDED)
    over = Invoice.objects.filter(
        ~Exists(under_way), state=InvoiceState.OPEN, payable_until__lt=clock.now() - grace()
    )
    found = Swept(lapsed=each_invoice(over, "lapse", _lapse), served=serve_due())
    if found.served:
        log.warning("payments_swept", lapsed=found.lapsed, served=found.served)
    return found


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
