"""What a browser brings back from the bank: a hint, written down and asked after."""

from collections.abc import Mapping

import structlog
from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.actions.attempting import TARGET, WAKE_CHANNEL
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.ports import Returned
from pishkhan.kernel.payments.terms import AttemptState, Hint
from pishkhan.kernel.persistence.api import notify


NOT_BACK_YET = frozenset({AttemptState.CREATED, AttemptState.TOKEN, AttemptState.REDIRECTED})
# Without the name of a payment nothing was claimed in these.
NAMELESS = frozenset(
    {AttemptState.RETURNED, AttemptState.VERIFYING, AttemptState.UNKNOWN, AttemptState.FAILED}
)
log = structlog.get_logger(__name__)


@transaction.atomic
def returned(gateway: str, fields: Mapping[str, str]) -> str | None:
    """Note what the browser says; the token of the invoice to lead it to.

    None where it is of no attempt of ours. The first that comes is noted, later ones change
    nothing; but one that brings the name of a payment, after one that said no without a name, is
    asked after too. Never calls the bank, never believes.
    """
    till = ports.till(gateway)
    # A NUL is in no protocol, and no column takes it.
    is_text = not any("\0" in name + value for name, value in fields.items())
    said = till.gateway.read(fields) if till and is_text else None
    if said is None:
        log.warning("payment_hint_unread", gateway=gateway, fields=sorted(fields)[:20])
        return None
    found = _meant(gateway, said)
    if found is None:
        log.warning("payment_hint_foreign", gateway=gateway, order=said.order_number)
        return None
    invoice = Invoice.objects.select_for_update().get(id=found.invoice_id)
    attempt = Attempt.objects.select_for_update().get(id=found.id)
    if not _is_news(attempt, said):
        log.info("payment_hint_again", attempt=attempt.id, state=attempt.state)
        return invoice.token
    now = clock.now()
    attempt.state = AttemptState.RETURNED.value
    attempt.hint = (Hint.OK if said.says_ok else Hint.NOK).value
    attempt.reference = said.reference[:80]
    attempt.fault, attempt.code = said.fault.value, said.code[:60]
    attempt.returned_at = attempt.returned_at or now
    attempt.ended_at, attempt.next_at, attempt.tries = None, now, 0
    # Whoever asks the bank just now asked without this.
    attempt.lease = 0
    attempt.save()
    record(
        "payments.returned",
        target=TARGET,
        target_id=attempt.id,
        by=None,
        after={"hint": attempt.hint, "reference": attempt.reference, "code": attempt.code},
    )
    notify(WAKE_CHANNEL)
    return invoice.token


def _meant(gateway: str, said: Returned) -> Attempt | None:
    """The attempt of the token and of the order number: both fit where both come.

    A browser that is back before the bank's page was written is known by its order number.
    """
    rows = Attempt.objects.filter(gateway=gateway)
    if said.order_number:
        found = rows.filter(order_number=said.order_number).first()
        fits = found is not None and found.token in {"", said.token or found.token}
        return found if fits else None
    return rows.filter(token=said.token).first() if said.token else None


def _is_news(attempt: Attempt, said: Returned) -> bool:
    if attempt.state in NOT_BACK_YET:
        return True
    brings_name = said.says_ok and bool(said.reference) and not attempt.reference
    return attempt.state in NAMELESS and brings_name
