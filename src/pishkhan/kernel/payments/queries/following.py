"""What is known of an attempt before its bank is asked."""

from datetime import timedelta

from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.models import Attempt
from pishkhan.kernel.payments.ports import Gateway
from pishkhan.kernel.payments.rules.following import Known
from pishkhan.kernel.payments.terms import AttemptState, Fault, Hint


def known_of(row: Attempt, gateway: Gateway) -> Known:
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
