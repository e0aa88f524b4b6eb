"""What is known of an attempt when its bank is asked, and when it has answered."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.models import Attempt
from pishkhan.kernel.payments.ports import Gateway
from pishkhan.kernel.payments.rules.following import Claim, Known, Ours
from pishkhan.kernel.payments.terms import AttemptState, Fault, Hint


RIVALS = """
    SELECT
        EXISTS (SELECT FROM payments_payment WHERE invoice_id = %(invoice)s AND is_used),
        EXISTS (
            SELECT FROM payments_payment
            WHERE gateway = %(gateway)s AND attempt_id <> %(attempt)s
              AND (reference = %(reference)s OR (rrn <> '' AND rrn = %(rrn)s)))"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rivals:
    """Payments that stand in the way of another."""

    have_its_invoice: bool
    have_its_name: bool


def rivals_of(row: Attempt, *, reference: str, rrn: str) -> Rivals:
    """Payments that have the attempt's invoice already, or the name of its payment; one query."""
    asked: dict[str, int | str] = {
        "invoice": row.invoice_id,
        "gateway": row.gateway,
        "attempt": row.id,
        "reference": reference,
        "rrn": rrn,
    }
    with connection.cursor() as cursor:
        cursor.execute(RIVALS, asked)
        invoice, name = cursor.fetchone()
    return Rivals(have_its_invoice=invoice, have_its_name=name)


def ours_of(row: Attempt, *, claim: Claim = Claim.USABLE, is_reference_used: bool = False) -> Ours:
    """With what an answer about an attempt is compared; no query."""
    return Ours(
        amount=row.amount,
        said_amount=row.said_amount,
        order_number=row.order_number,
        terminal=row.terminal,
        reference=row.reference,
        claim=claim,
        is_reference_used=is_reference_used,
    )


def known_of(row: Attempt, gateway: Gateway, *, is_alone: bool = False) -> Known:
    """An attempt as the rules see it; no query."""
    return Known(
        state=AttemptState(row.state),
        hint=Hint(row.hint),
        hint_fault=Fault(row.fault),
        has_reference=bool(row.reference),
        tries=row.tries,
        created_at=row.created_at,
        redirected_at=row.redirected_at,
        returned_at=row.returned_at,
        verify_within=gateway.verify_within,
        knows_by_token=gateway.knows_by_token,
        settles=gateway.settles,
        is_alone=is_alone,
    )


def known_by_file(row: Attempt) -> Known:
    """An attempt at a gateway that may not be connected any more; no query.

    What a bank's file calls verified is not ours before it is settled.
    """
    till = ports.till(row.gateway)
    if till is not None:
        return known_of(row, till.gateway)
    return Known(
        state=AttemptState(row.state),
        created_at=row.created_at,
        verify_within=timedelta(),
        knows_by_token=False,
        settles=True,
    )
