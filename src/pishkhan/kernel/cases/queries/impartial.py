"""Separation of duties: who decided an earlier step may not decide the next (`not_same_actor`)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from pishkhan.kernel.cases.models import CaseEvent
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor, Grant


def decided_before(
    *,
    case_id: int,
    accounts: Collection[int],
    states: Collection[str],
    state: str,
    since: datetime,
) -> str | None:
    """One of `states` in which one of these accounts decided, or somebody in their place.

    Whoever holds several accounts is one and the same, as far as it was said who holds them.
    In `state` itself only what was decided from `since` on counts.
    """
    if not states or not accounts:
        return None
    accounts = identity.with_other_accounts(accounts)
    decided = CaseEvent.objects.filter(
        Q(at__gte=since) | ~Q(from_state=state),
        Q(account_id__in=accounts) | Q(on_behalf_of__in=accounts),
        case_id=case_id,
        kind=EventKind.ACTION,
        from_state__in=states,
    )
    return decided.values_list("from_state", flat=True).first()


def acting(by: Actor, grant: Grant | None) -> frozenset[int]:
    """The accounts that answer for an act: who presses, and in whose place."""
    absent = grant.on_behalf_of if grant else None
    return frozenset(one for one in (by.account_id, absent) if one is not None)


def is_own_case(applicant_id: int, by: Actor, grant: Grant | None) -> bool:
    """Whether the applicant is who presses, or who is stood in for; one query for a stand-in."""
    if by.person_id is not None and by.person_id == applicant_id:
        return True
    absent = identity.account(grant.on_behalf_of) if grant and grant.on_behalf_of else None
    return absent is not None and absent.person_id == applicant_id
