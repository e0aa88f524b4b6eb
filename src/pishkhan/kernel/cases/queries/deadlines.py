"""Open deadlines beside the calendar as it is now: which of them would be another day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import connection
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.calendars.api import Calendar
from pishkhan.kernel.cases.models import Case, Task
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.rules import promise, spans
from pishkhan.kernel.cases.rules.process import Span
from pishkhan.kernel.cases.terms import REFERRAL
from pishkhan.kernel.organisations import api as organisations


ONE_DAY = timedelta(days=1)
# A deadline can be moved this far by what is told at the same time and not written yet.
UNDER_WAY = timedelta(days=62)
AT_ONCE = 1000
MOST_COUNTED = 50_000
# The state and the version the task was given its time in: a case moved to another version keeps it.
TASKS = """
    SELECT t.id, t.case_id, t.due_at, t.due_from, t.organisation_id, t.kind, r.due_days,
           coalesce(born.definition_id, c.definition_id), coalesce(born.to_state, t.state)
    FROM cases_task AS t JOIN cases_case AS c ON c.id = t.case_id
    LEFT JOIN cases_referral AS r ON r.case_id = t.case_id AND r.task_id = t.id
    LEFT JOIN LATERAL (
        SELECT definition_id, to_state FROM cases_caseevent AS e
        WHERE e.case_id = t.case_id AND e.kind IN ('entered', 'migrated') AND e.at <= t.due_from
        ORDER BY e.seq DESC LIMIT 1) AS born ON true
    WHERE t.id = ANY(%s::bigint[]) AND t.closed_at IS NULL AND t.suspended_at IS NULL
      AND t.due_at IS NOT NULL AND t.due_from IS NOT NULL
    ORDER BY t.case_id, t.id"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """An open deadline as it is and as it should be; of a task, or of a whole case (`task_id` None)."""

    case_id: int
    task_id: int | None
    organisation_id: int | None
    before: datetime
    after: datetime

    @property
    def moves(self) -> bool:
        """Whether the calendar says another day now."""
        return self.before != self.after


class Almanac:
    """Calendars of organisations from one day on, each asked for once."""

    def __init__(self, first: date) -> None:
        self.first = first
        self.known: dict[int | None, Calendar] = {}

    def of(self, organisation_id: int | None) -> Calendar:
        """The calendar there."""
        if organisation_id not in self.known:
            self.known[organisation_id] = calendars.calendar_from(self.first, organisation_id)
        return self.known[organisation_id]


def count_moved(first: date, last: date | None, organisation_id: int | None) -> int:
    """How many open deadlines the calendar, as it is in this transaction, would move.

    Asked after a change and before its commit it foretells what the change does. Of very many
    deadlines the first 50 000 are looked at.
    """
    moved = 0
    for chunk in _chunks(islice(tasks_over(first, last, organisation_id), MOST_COUNTED)):
        moved += sum(one.moves for one in of_tasks(chunk))
    for chunk in _chunks(islice(cases_over(first, last), MOST_COUNTED)):
        moved += sum(one.moves for one in of_cases(chunk))
    return moved


def tasks_over(first: date, last: date | None, organisation_id: int | None) -> Iterator[int]:
    """Ids of open tasks whose time may run over these days, those of a case together."""
    inside = Q()
    if organisation_id is not None:
        paths = calendars.paths_closed_with(organisation_id)
        inside = Q(organisation_id__in=organisations.ids_inside(*paths))
    rows = Task.objects.filter(_over(first, last), inside, suspended_at=None)
    yield from rows.order_by("case_id", "id").values_list("id", flat=True).iterator(AT_ONCE)


def cases_over(first: date, last: date | None) -> Iterator[int]:
    """Ids of open cases with a promised day that may run over these days and is not stopped."""
    rows = Case.objects.filter(_over(first, last), due_days__isnull=False, due_days_left=None)
    yield from rows.order_by("id").values_list("id", flat=True).iterator(AT_ONCE)


def of_tasks(task_ids: Sequence[int]) -> list[Deadline]:
    """The deadlines of open tasks, counted now; a statement, and two for each organisation."""
    with connection.cursor() as cursor:
        cursor.execute(TASKS, [list(task_ids)])
        rows = cursor.fetchall()
    almanac = _almanac(row[3] for row in rows)
    found: list[Deadline] = []
    for task_id, case_id, due_at, due_from, place, kind, days, definition_id, state in rows:
        span = _span(definition_id, state) if kind != REFERRAL else Span(working_days=days or 0)
        after = spans.after(due_from, span, almanac.of(place)) if span.working_days else due_at
        found.append(
            Deadline(
                case_id=case_id, task_id=task_id, organisation_id=place, before=due_at, after=after
            )
        )
    return found


def of_cases(case_ids: Sequence[int]) -> list[Deadline]:
    """The promised days of open cases, counted now."""
    rows = Case.objects.filter(id__in=case_ids, closed_at=None, due_days_left=None).values_list(
        "id", "definition_id", "organisations", "due_at", "due_from", "due_days", "due_stops"
    )
    listed = list(rows.order_by("id"))
    almanac = _almanac(row[4] for row in listed if row[4])
    found: list[Deadline] = []
    for case_id, definition_id, places, due_at, due_from, days, stops in listed:
        if due_at is None or due_from is None or days is None:
            continue
        slots = process_of(definition_id).orgs
        place = next((places.get(slot) for slot in slots), None)
        after = promise.due(due_from, days, stops, almanac.of(place))
        found.append(
            Deadline(
                case_id=case_id, task_id=None, organisation_id=place, before=due_at, after=after
            )
        )
    return found


def _over(first: date, last: date | None) -> Q:
    over = Q(closed_at=None, due_at__gte=clock.start_of(first) - UNDER_WAY)
    return over if last is None else over & Q(due_from__lt=clock.start_of(last + ONE_DAY))


def _span(definition_id: int, state: str) -> Span:
    known = process_of(definition_id).states.get(state)
    return known.due if known else Span()


def _almanac(moments: Iterable[datetime]) -> Almanac:
    return Almanac(clock.in_tehran(min(moments, default=clock.now())).date())


def _chunks(ids: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(ids, AT_ONCE)):
        yield chunk
