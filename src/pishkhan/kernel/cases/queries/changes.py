"""What moved since one last asked, for programs that follow many cases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from pishkhan.foundation import clock
from pishkhan.kernel.cases.models import Case, CaseEvent
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.kernel.persistence.api import Row, first_id_at


SHOWN = (EventKind.ENTERED, EventKind.REOPENED, EventKind.TAKEN_BACK)
# Clocks of machines differ by this much at most, and ids are made by the machines.
MARGIN = timedelta(seconds=2)
OLDEST = """
    SELECT min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A case came into a state; `title` is what its applicant calls it. `id` is the cursor."""

    id: int
    case_id: int
    at: datetime
    state: str
    title: str
    with_applicant: bool


def changes(
    case_ids: Collection[int] | QuerySet[Row, int], *, after: int = 0, limit: int = 100
) -> list[Change]:
    """What happened in these cases after the change `after`, the oldest first; two queries.

    Programs have no clearance, so confidential cases are as if they stood still.
    What an open transaction may still add comes later, in its place: no change is ever passed by.
    """
    rows = CaseEvent.objects.filter(
        case_id__in=case_ids, id__gt=after, id__lt=_settled(), kind__in=[k.value for k in SHOWN]
    )
    secret = Case.objects.filter(id=OuterRef("case_id"), confidentiality__gt=0)
    return [_change(row) for row in rows.exclude(Exists(secret)).order_by("id")[:limit]]


def _settled() -> int:
    """Every event with a lesser id is committed: it is older than all open transactions."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        oldest = cursor.fetchone()[0]
    now = clock.now()
    return first_id_at(min(oldest or now, now) - MARGIN)


def _change(row: CaseEvent) -> Change:
    state = process_of(row.definition_id).states[row.to_state]
    return Change(
        id=row.id,
        case_id=row.case_id,
        at=row.at,
        state=state.name,
        title=state.shown,
        with_applicant=state.with_applicant,
    )
