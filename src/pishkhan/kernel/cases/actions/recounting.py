"""The calendar has changed: deadlines that run over the changed days are counted anew.

In chunks, each a transaction, one at a time over the whole platform: of two closures told at once
the second is counted by a calendar that knows the first. Whatever is repeated, or begun again after
a crash, finds nothing left to move.
"""

from array import array
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.entering import NEW_TIMER, timers_of
from pishkhan.kernel.cases.actions.moving import LockedTask, Moving, lock_case, lock_task
from pishkhan.kernel.cases.models import Timer
from pishkhan.kernel.cases.queries import deadlines
from pishkhan.kernel.cases.queries.deadlines import Deadline
from pishkhan.kernel.cases.spec import Json
from pishkhan.kernel.cases.terms import REFERRAL, EventKind
from pishkhan.kernel.identity.spec import Actor


CHUNK = 100  # cases whose clerks wait for one another at most
MOST_NAMED = 5
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('cases.recount', 0))"
MOVE_TASK = "UPDATE cases_task SET due_at = %s, sort_at = %s WHERE id = %s AND case_id = %s"
CALM = "UPDATE cases_task SET priority = 0 WHERE id = %s AND case_id = %s"
STOP_TIMERS = """
    UPDATE cases_timer SET is_cancelled = true
    WHERE task_id = %s AND case_id = %s AND fired_at IS NULL AND NOT is_cancelled"""


def recount(first: date, last: date | None, organisation_id: int | None) -> int:
    """Count open deadlines that run over the days from `first` to `last` anew; how many moved.

    `last` None: without end; `organisation_id`: only there and below it. A deadline that had
    passed and lies ahead again sets its alarms anew.
    """
    change = _Change(first, last)
    # The ids alone are kept: eight bytes each, so that a million fit while the rows change.
    tasks = array("q", deadlines.tasks_over(first, last, organisation_id))
    cases = array("q", deadlines.cases_over(first, last))
    moved = sum(_chunk_of_tasks(tasks[n : n + CHUNK], change) for n in range(0, len(tasks), CHUNK))
    return moved + sum(
        _chunk_of_cases(cases[n : n + CHUNK], change) for n in range(0, len(cases), CHUNK)
    )


class _Change:
    """The days that changed, and why offices are closed on them; asked once for a place."""

    def __init__(self, first: date, last: date | None) -> None:
        self.first, self.last = first, last
        self.known: dict[int | None, list[Json]] = {}

    def closed(self, organisation_id: int | None) -> list[Json]:
        """Day and title of what is closed there among the days that changed."""
        if self.last is None:
            return []
        if organisation_id not in self.known:
            rows = calendars.closures_of(self.first, self.last, organisation_id)
            self.known[organisation_id] = [
                [row.day.isoformat(), row.title] for row in rows[:MOST_NAMED]
            ]
        return self.known[organisation_id]


@transaction.atomic
def _chunk_of_tasks(ids: Iterable[int], change: _Change) -> int:
    writing.run(ONE_AT_A_TIME, [])
    late = [one.task_id for one in deadlines.of_tasks(list(ids)) if one.moves]
    return sum(_recount_task(task_id, change) for task_id in late if task_id is not None)


@transaction.atomic
def _chunk_of_cases(ids: Iterable[int], change: _Change) -> int:
    writing.run(ONE_AT_A_TIME, [])
    late = [one.case_id for one in deadlines.of_cases(list(ids)) if one.moves]
    return sum(_recount_case(case_id, change) for case_id in late)


def _recount_task(task_id: int, change: _Change) -> bool:
    moving, task = lock_task(task_id)
    found = next(iter(deadlines.of_tasks([task_id])), None)  # as it is under the lock
    if found is None or not found.moves:
        return False
    writing.run(MOVE_TASK, [found.after, found.after, task.id, moving.id])
    if task.kind != REFERRAL and task.state == moving.state:
        _set_alarms(moving, task, found.after)
    _note(moving, found, change, place=task.place)
    return True


def _set_alarms(moving: Moving, task: LockedTask, due_at: datetime) -> None:
    writing.run(STOP_TIMERS, [task.id, moving.id])
    fired = Timer.objects.filter(task_id=task.id, case_id=moving.id, fired_at__isnull=False)
    names = set(fired.values_list("name", flat=True))
    rows = timers_of(
        moving,
        moving.standing.timers,
        task_id=task.id,
        organisation_id=task.organisation_id,
        due_at=due_at,
        born=task.due_from,
    )
    # What has gone off stays so, unless its hour lies ahead again.
    ahead = [row for row in rows if row["name"] not in names or _is_ahead(row, moving.at)]
    writing.run_many(NEW_TIMER, ahead)
    if due_at > moving.at:
        writing.run(CALM, [task.id, moving.id])


def _is_ahead(row: writing.Values, now: datetime) -> bool:
    fire_at = row["fire_at"]
    return isinstance(fire_at, datetime) and fire_at > now


def _recount_case(case_id: int, change: _Change) -> bool:
    moving = lock_case(case_id)
    found = next(iter(deadlines.of_cases([case_id])), None)
    if found is None or not found.moves:
        return False
    moving.due_at = found.after
    _note(moving, found, change, place="")
    return True


def _note(moving: Moving, found: Deadline, change: _Change, *, place: str) -> None:
    moving.note(
        EventKind.RECOUNTED,
        by=Actor.system(),
        task_id=found.task_id,
        place=place,
        payload={
            "before": found.before.isoformat(),
            "after": found.after.isoformat(),
            "closed": change.closed(found.organisation_id),
        },
    )
    moving.save(moved=False)
