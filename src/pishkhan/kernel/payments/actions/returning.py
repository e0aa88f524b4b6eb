"""What a browser brings back from the bank: a hint, written down and asked after."""

from collections.abc import Mapping

import structlog
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.actions.attempting import TARGET, WAKE_CHANNEL
from pishkhan.kernel.payments.actions.locking import locked
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.ports import Returned
from pishkhan.kernel.payments.terms import AttemptState, Hint


NOT_BACK_YET = frozenset({AttemptState.CREATED, AttemptState.TOKEN, AttemptState.REDIRECTED})
# Without the name of a payment nothing was claimed in these.
NAMELESS = frozenset(
    {AttemptState.RETURNED, AttemptState.VERIFYING, AttemptState.UNKNOWN, AttemptState.FAILED}
)
# Whoever asks the bank just now asked without this: hence no lease. Woken after the commit.
NOTE = f"""
    WITH noted AS (
        UPDATE payments_attempt
        SET state = 'returned', hint = %(hint)s, reference = %(reference)s, card = %(card)s,
            fault = %(fault)s, code = %(code)s, said_amount = %(said_amount)s, returned_at = coalesce(returned_at, %(now)s),
            ended_at = NULL, next_at = %(now)s, tries = 0, lease = 0
        WHERE id = %(id)s)
    SELECT pg_notify('{WAKE_CHANNEL}', '')"""  # noqa: S608 - constants
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
    invoice, attempt = found
    if not _is_news(attempt, said):
        log.info("payment_hint_again", attempt=attempt.id, state=attempt.state)
        return invoice.token
    noted = {
        "hint": (Hint.OK if said.says_ok else Hint.NOK).value,
        "reference": said.reference[:80],
        "code": said.code[:60],
    }
    seen = {"fault": said.fault.value, "card": said.card[:30], "said_amount": said.amount}
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"id": attempt.id, "now": clock.now(), **noted, **seen})
    record("payments.returned", target=TARGET, target_id=attempt.id, by=None, after=noted)
    return invoice.token


def _meant(gateway: str, said: Returned) -> tuple[Invoice, Attempt] | None:
    """The attempt of the token and of the order number, locked: both fit where both come.

    A browser that is back before the bank's page was written is known by its order number.
    """
    if said.order_number:
        found = locked(
            "second.gateway = %s AND second.order_number = %s", [gateway, said.order_number]
        )
        fits = found is None or not said.token or found[1].token in {"", said.token}
        return found if fits else None
    if said.token:
        return locked("second.gateway = %s AND second.token = %s", [gateway, said.token])
    return None


def _is_news(attempt: Attempt, said: Returned) -> bool:
    if attempt.state in NOT_BACK_YET:
        return True
    brings_name = said.says_ok and bool(said.reference) and not attempt.reference
    return attempt.state in NAMELESS and brings_name
