"""Timers: claimed in batches by any number of workers, and fired together, each once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.acting import act
from pishkhan.kernel.cases.actions.entering import run_effects
from pishkhan.kernel.cases.actions.escalating import escalate
from pishkhan.kernel.cases.actions.moving import (
    LockedTask,
    Moving,
    lock_cases,
    read_tasks,
    save_all,
)
from pishkhan.kernel.cases.errors import NoSuchTask, TooEarly
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.process import TimerRule
from pishkhan.kernel.cases.terms import EventKind, TimerDeed
from pishkhan.kernel.identity.spec import Actor


log = structlog.get_logger(__name__)
# A claim moves `next_at` to the next try, so a worker that dies leaves nothing locked. After the
# eighth the timer is dead, with its error, for somebody to look at.
CLAIM = """
    UPDATE cases_timer SET attempts = attempts + 1,
        next_at = %(now)s + interval '1 minute' * power(2, attempts)
    WHERE id = ANY(ARRAY(
        SELECT id FROM cases_timer
        WHERE next_at <= %(now)s AND fired_at IS NULL AND NOT is_cancelled AND attempts < 8
        ORDER BY next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
    RETURNING id, case_id, task_id, name"""
WAITS = timedelta(minutes=10)  # until a timer that found it too early looks again
FIRED = """
    UPDATE cases_timer SET fired_at = %s
    WHERE id = ANY(%s::bigint[]) AND case_id = ANY(%s::bigint[])
      AND fired_at IS NULL AND NOT is_cancelled
    RETURNING id"""
LATER = """
    UPDATE cases_timer SET next_at = %s, attempts = 0 WHERE id = %s AND case_id = %s
      AND fired_at IS NULL AND NOT is_cancelled"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A timer that is this worker's until its next try."""

    id: int
    case_id: int
    task_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that goes off; its case is locked. Without a rule it is only crossed off."""

    timer: Claimed
    moving: Moving
    task: LockedTask
    rule: TimerRule | None


def fire_due_timers(limit: int = 100) -> int:
    """Fire up to `limit` timers that are due; how many were claimed. Run by any number of workers.

    One that fails is tried again after 1, 2, 4 … minutes, eight times in all; one that is refused
    as TooEarly every ten minutes, for as long as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": clock.now(), "limit": limit})
        claimed = [Claimed(*row) for row in cursor.fetchall()]
    for several in _rounds(claimed):
        _try(several)
    return len(claimed)


def _rounds(claimed: list[Claimed]) -> Iterator[list[Claimed]]:
    """The timers in their order, of each case one at a time."""
    while claimed:
        first = {one.case_id: one for one in reversed(claimed)}
        yield list(first.values())
        claimed = [one for one in claimed if first[one.case_id] is not one]


def _try(several: list[Claimed]) -> None:
    """Fire them together; if that fails each alone, so that one bad timer does not stop the others."""
    try:
        alone = _fire(several)
    except TooEarly as error:
        if len(several) == 1:
            _later(several[0], error)
            return
        alone = several
    except Exception as error:  # noqa: BLE001 - edge: whatever an effect of a service raises
        if len(several) == 1:
            _failed(several[0], error)
            return
        alone = several
    for one in alone:
        _try([one])


def _later(timer: Claimed, error: TooEarly) -> None:
    log.info("timer waits", timer_id=timer.id, because=error.code)
    writing.run(LATER, [clock.now() + WAITS, timer.id, timer.case_id])


def _failed(timer: Claimed, error: Exception) -> None:
    log.warning("timer failed", timer_id=timer.id, error=type(error).__name__)
    writing.run(
        "UPDATE cases_timer SET last_error = %s WHERE id = %s",
        [f"{type(error).__name__}: {error}"[:500], timer.id],
    )


@transaction.atomic
def _fire(several: list[Claimed]) -> list[Claimed]:
    """Fire timers of different cases in one transaction; the ones that want one of their own.

    All cases are locked at once, by their numbers; what a worker that died here had done is undone.
    Who presses a button does so alone: a step may wait for locks of others, such as letter books.
    """
    cases = lock_cases(one.case_id for one in several)
    tasks = read_tasks([one.task_id for one in several], list(cases))
    together = next(iter(cases.values()), None)
    due: list[Due] = []
    alone: list[Claimed] = []
    for one in several:
        moving, task = cases.get(one.case_id), tasks.get(one.task_id)
        if moving is None or task is None or together is None:
            raise NoSuchTask
        moving.calendars, moving.known = together.calendars, together.known  # asked once for all
        rule = next((r for r in moving.standing.timers if r.name == one.name), None)
        if task.closed_at is not None or task.state != moving.state:
            rule = None  # the case went on
        if rule is not None and rule.deed is TimerDeed.TAKE:
            if len(several) > 1:
                alone.append(one)
                continue
        elif rule is not None:
            awake = spans.at_work(moving.at, moving.calendar(task.organisation_id))
            if awake > moving.at:  # a worker that comes late, or a closure told since
                writing.run(LATER, [awake, one.id, moving.id])
                continue
        due.append(Due(one, moving, task, rule))
    _go_off(due)
    return alone


def _go_off(due: list[Due]) -> None:
    """Cross the timers off, and do what they say; one that was cancelled meanwhile stays silent."""
    if not due:
        return
    ids, cases = [one.timer.id for one in due], [one.moving.id for one in due]
    with connection.cursor() as cursor:
        cursor.execute(FIRED, [due[0].moving.at, ids, cases])
        fired = {timer_id for (timer_id,) in cursor.fetchall()}
    by = Actor.system()
    noted: list[tuple[Due, TimerRule]] = []
    for one in due:
        if one.rule is None or one.timer.id not in fired:
            continue
        if one.rule.deed is TimerDeed.TAKE:
            reason = f"timer:{one.rule.name}"
            act(task_id=one.task.id, action=one.rule.action, by=by, reason=reason)
            continue
        _note(one, one.rule, by)
        noted.append((one, one.rule))
    save_all([one.moving for one, _rule in noted])
    for one, rule in noted:
        step = one.moving.step(by=by, action=rule.name)
        run_effects(one.moving, rule.effects, step)


def _note(one: Due, rule: TimerRule, by: Actor) -> None:
    place, moved = one.task.place, False
    if rule.deed is TimerDeed.ESCALATE:
        place, moved = escalate(one.moving, one.task, rule)
    one.moving.note(
        EventKind.TIMER,
        by=by,
        action=rule.name,
        task_id=one.task.id,
        place=place,
        payload={"moved": True} if moved else {},
    )
    one.moving.version += moved  # what others have on screen is stale only then
