"""Separation of duties: who decided an earlier step may not decide the next (`not_same_actor`)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from pishkhan.kernel.cases.models import CaseEvent
from pishkhan.kernel.cases.terms import EventKind


def decided_before(
    *, case_id: int, account_id: int | None, states: Collection[str], state: str, since: datetime
) -> str | None:
    """One of `states` in which this account has decided; in `state` itself only from `since` on."""
    if not states or account_id is None:
        return None
    decided = CaseEvent.objects.filter(
        Q(at__gte=since) | ~Q(from_state=state),
        case_id=case_id,
        kind=EventKind.ACTION,
        account_id=account_id,
        from_state__in=states,
    )
    return decided.values_list("from_state", flat=True).first()
