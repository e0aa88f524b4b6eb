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
from pishkhan.kernel.cases.actions.entering import timers_of
from pishkhan.kernel.cases.actions.moving import (
    LockedTask,
    Moving,
    lock_cases,
    read_tasks,
    save_all,
)
from pishkhan.kernel.cases.models import Timer
from pishkhan.kernel.cases.queries import deadlines
from pishkhan.kernel.cases.queries.deadlines import Deadline
from pishkhan.kernel.cases.spec import Json
from pishkhan.kernel.cases.terms import REFERRAL, EventKind
from pishkhan.kernel.identity.spec import Actor


CHUNK = 100  # cases whose clerks wait for one another at most
MOST_NAMED = 5
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('cases.recount', 0))"
MOVE_TASKS = """
    UPDATE cases_task SET due_at = moved.at, sort_at = moved.at
    FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS moved(id, case_id, at)
    WHERE cases_task.id = moved.id AND cases_task.case_id = moved.case_id"""
CALM = """
    UPDATE cases_task SET priority = 0
    WHERE id = ANY(%s::bigint[]) AND case_id = ANY(%s::bigint[]) AND priority <> 0"""
STOP_TIMERS = """
    UPDATE cases_timer SET is_cancelled = true
    WHERE task_id = ANY(%s::bigint[]) AND case_id = ANY(%s::bigint[])
      AND fired_at IS NULL AND NOT is_cancelled"""


def recount(first: date, last: date | None, organisation_id: int | None) -> int:
    """Count open deadlines that run over the days from `first` to `last` anew; how many moved.

    `last` None: without end; `organisation_id`: only where is closed with it. A deadline that had
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
    seen = [one for one in deadlines.of_tasks(list(ids)) if one.moves]
    cases = _locked(seen)
    found = deadlines.of_tasks([one.task_id or 0 for one in seen])  # as they are under the locks
    moves = [one for one in found if one.moves and one.case_id in cases]
    if not moves:
        return 0
    task_ids, case_ids = [one.task_id or 0 for one in moves], [one.case_id for one in moves]
    tasks = read_tasks(task_ids, case_ids)
    writing.run(MOVE_TASKS, [task_ids, case_ids, [one.after.isoformat() for one in moves]])
    routed = [
        (cases[one.case_id], tasks[one.task_id or 0], one.after)
        for one in moves
        if tasks[one.task_id or 0].kind != REFERRAL
        and tasks[one.task_id or 0].state == cases[one.case_id].state
    ]
    _set_alarms(routed)
    for one in moves:
        _note(cases[one.case_id], one, change, place=tasks[one.task_id or 0].place)
    save_all([cases[case_id] for case_id in dict.fromkeys(case_ids)])
    return len(moves)


@transaction.atomic
def _chunk_of_cases(ids: Iterable[int], change: _Change) -> int:
    writing.run(ONE_AT_A_TIME, [])
    seen = [one for one in deadlines.of_cases(list(ids)) if one.moves]
    cases = _locked(seen)
    moves = [one for one in deadlines.of_cases(list(cases)) if one.moves]
    for one in moves:
        cases[one.case_id].due_at = one.after
        _note(cases[one.case_id], one, change, place="")
    save_all([cases[one.case_id] for one in moves])
    return len(moves)


def _locked(seen: list[Deadline]) -> dict[int, Moving]:
    cases = lock_cases(one.case_id for one in seen) if seen else {}
    first = next(iter(cases.values()), None)
    for moving in cases.values():
        moving.calendars = first.calendars if first else {}  # asked once for all
    return cases


def _set_alarms(routed: list[tuple[Moving, LockedTask, datetime]]) -> None:
    if not routed:
        return
    task_ids, case_ids = [task.id for _m, task, _d in routed], [moving.id for moving, *_ in routed]
    writing.run(STOP_TIMERS, [task_ids, case_ids])
    gone = Timer.objects.filter(task_id__in=task_ids, case_id__in=case_ids, fired_at__isnull=False)
    fired = set(gone.values_list("task_id", "name"))
    for moving, task, due_at in routed:
        rows = timers_of(
            moving,
            moving.standing.timers,
            task_id=task.id,
            organisation_id=task.organisation_id,
            due_at=due_at,
            born=task.due_from,
        )
        # What has gone off stays so, unless its hour lies ahead again.
        moving.timers += [
            row for row in rows if (task.id, row["name"]) not in fired or _is_ahead(row, moving.at)
        ]
    calm = [task.id for moving, task, due_at in routed if due_at > moving.at]
    writing.run(CALM, [calm, case_ids])


def _is_ahead(row: writing.Values, now: datetime) -> bool:
    fire_at = row["fire_at"]
    return isinstance(fire_at, datetime) and fire_at > now


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
