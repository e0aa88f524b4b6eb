"""What is known of an attempt before its bank is asked."""

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
