"""The calendar has changed: deadlines that run over the changed days are counted anew."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.entering import NEW_TIMER, timers_of
from pishkhan.kernel.cases.actions.moving import LockedTask, Moving, lock_case, lock_task
from pishkhan.kernel.cases.models import Case, Referral, Task, Timer
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.process import Span
from pishkhan.kernel.cases.terms import REFERRAL, EventKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations


ONE_DAY = timedelta(days=1)
MOVE_TASK = "UPDATE cases_task SET due_at = %s, sort_at = %s WHERE id = %s AND case_id = %s"
CALM = "UPDATE cases_task SET priority = 0 WHERE id = %s AND case_id = %s"
STOP_TIMERS = """
    UPDATE cases_timer SET is_cancelled = true
    WHERE task_id = %s AND case_id = %s AND fired_at IS NULL AND NOT is_cancelled"""


def recount(first: date, last: date | None, organisation_id: int | None) -> int:
    """Count open deadlines that run over the days from `first` to `last` anew; how many moved.

    `last` None: without end; `organisation_id`: only there and below it. A deadline that had
    passed and lies ahead again sets its alarms anew. Each case in a transaction of its own.
    """
    begin = clock.start_of(first)
    over = Q(due_at__gte=begin) & Q(closed_at=None)
    if last is not None:
        over &= Q(due_from__lt=clock.start_of(last + ONE_DAY))
    inside = Q()
    if organisation_id is not None:
        path = "".join(f"{one}/" for one in organisations.line_of(organisation_id))
        inside = Q(organisation_id__in=organisations.ids_inside(path))
    tasks = Task.objects.filter(over, inside, suspended_at=None).order_by("case_id", "id")
    moved = sum(_recount_task(one) for one in list(tasks.values_list("id", flat=True)))
    cases = Case.objects.filter(over, due_days__isnull=False, due_days_left=None).order_by("id")
    return moved + sum(_recount_case(one) for one in list(cases.values_list("id", flat=True)))


@transaction.atomic
def _recount_task(task_id: int) -> bool:
    moving, task = lock_task(task_id)
    span = _span(moving, task)
    if task.closed_at or task.suspended_at or not task.due_from or not span:
        return False
    due_at = spans.after(task.due_from, span, moving.calendar(task.organisation_id))
    if due_at == task.due_at:
        return False
    writing.run(MOVE_TASK, [due_at, due_at, task.id, moving.id])
    if task.kind != REFERRAL:
        _set_alarms(moving, task, due_at)
    _note(moving, task_id=task.id, place=task.place, before=task.due_at, after=due_at)
    return True


def _span(moving: Moving, task: LockedTask) -> Span:
    """The time the task was given, nothing where it does not belong to the state of the case."""
    if task.kind == REFERRAL:
        asked = Referral.objects.filter(case_id=moving.id, task_id=task.id).first()
        return Span(working_days=(asked.due_days if asked else None) or 0)
    return moving.standing.due if task.state == moving.state else Span()


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


@transaction.atomic
def _recount_case(case_id: int) -> bool:
    moving = lock_case(case_id)
    if moving.closed_at or moving.due_days is None or moving.due_days_left is not None:
        return False
    if moving.due_from is None:
        return False
    span = Span(working_days=moving.due_days)
    due_at = spans.after(moving.due_from, span, moving.calendar(moving.office_id))
    if due_at == moving.due_at:
        return False
    before, moving.due_at = moving.due_at, due_at
    _note(moving, task_id=None, place="", before=before, after=due_at)
    return True


def _note(
    moving: Moving, *, task_id: int | None, place: str, before: datetime | None, after: datetime
) -> None:
    moving.note(
        EventKind.RECOUNTED,
        by=Actor.system(),
        task_id=task_id,
        place=place,
        payload={"before": before.isoformat() if before else None, "after": after.isoformat()},
    )
    moving.save(moved=False)
