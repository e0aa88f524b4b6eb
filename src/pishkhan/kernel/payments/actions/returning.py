"""What a browser brings back from the bank: a hint, written down and asked after.

A callback must bring the token of the bank's page: that is known to the payer and the bank alone.
An order number is not, for people read it to one another.
"""

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
# In these there may be a reference to ask after, and there is no payment yet.
ASKED_AFTER = frozenset({AttemptState.RETURNED, AttemptState.VERIFYING, AttemptState.UNKNOWN})
# As many names of payments beside the first are asked after at a time.
MOST_OTHERS = 5
# Whoever asks the bank just now asked without this: hence no lease. Woken after the commit.
NOTE = f"""
    WITH noted AS (
        UPDATE payments_attempt
        SET state = 'returned', hint = %(hint)s, reference = %(reference)s, card = %(card)s,
            fault = %(fault)s, code = %(code)s, said_amount = %(said_amount)s,
            returned_at = %(now)s,
            ended_at = NULL, next_at = %(now)s, tries = 0, lease = 0
        WHERE id = %(id)s)
    SELECT pg_notify('{WAKE_CHANNEL}', '')"""  # noqa: S608 - constants
# Another name than the one that is asked after: in its turn. Whoever asks just now is not disturbed.
NOTE_OTHER = f"""
    WITH noted AS (
        UPDATE payments_attempt
        SET other_references = other_references || %(reference)s::varchar, returned_at = %(now)s,
            next_at = CASE WHEN lease = 0 THEN %(now)s ELSE next_at END
        WHERE id = %(id)s)
    SELECT pg_notify('{WAKE_CHANNEL}', '')"""  # noqa: S608 - constants
log = structlog.get_logger(__name__)


@transaction.atomic
def returned(gateway: str, fields: Mapping[str, str]) -> str | None:
    """Note what the browser says; the token of the invoice to lead it to.

    None where it is of no attempt of ours, or does not bring its token. The first that comes is
    noted, later ones change nothing; but while there is no payment, one that brings the name of
    another payment is asked after too. Never calls the bank, never believes.
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
    note = _note_of(attempt, said)
    if note is None:
        log.info("payment_hint_again", attempt=attempt.id, state=attempt.state)
        return invoice.token
    noted = {
        "hint": (Hint.OK if said.says_ok else Hint.NOK).value,
        "reference": said.reference[:80],
        "code": said.code[:60],
    }
    seen = {"fault": said.fault.value, "card": said.card[:30], "said_amount": said.amount}
    with connection.cursor() as cursor:
        cursor.execute(note, {"id": attempt.id, "now": clock.now(), **noted, **seen})
    record("payments.returned", target=TARGET, target_id=attempt.id, by=None, after=noted)
    return invoice.token


def _meant(gateway: str, said: Returned) -> tuple[Invoice, Attempt] | None:
    """The attempt of the token, locked; where the order number comes too, that fits as well.

    A browser that is back before the bank's page was written is known by its order number.
    """
    if not said.token:
        return None
    if said.order_number:
        found = locked(
            "second.gateway = %s AND second.order_number = %s", [gateway, said.order_number]
        )
        return found if found and found[1].token in {"", said.token} else None
    return locked("second.gateway = %s AND second.token = %s", [gateway, said.token])


def _note_of(attempt: Attempt, said: Returned) -> str | None:
    """How to note it; None where it says nothing new."""
    if attempt.state in NOT_BACK_YET:
        return NOTE
    name, asked_after = said.reference[:80], {attempt.reference, *attempt.other_references}
    if not (said.says_ok and name) or name in asked_after:
        return None
    is_first = attempt.state in ASKED_AFTER and not attempt.reference
    if is_first or attempt.state == AttemptState.FAILED:
        return NOTE
    has_place = attempt.state in ASKED_AFTER and len(attempt.other_references) < MOST_OTHERS
    return NOTE_OTHER if has_place else None
