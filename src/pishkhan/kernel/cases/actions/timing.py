"""Timers: claimed in batches by any number of workers, each fired in a transaction of its own."""

import structlog
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.acting import act
from pishkhan.kernel.cases.actions.entering import run_effects
from pishkhan.kernel.cases.actions.escalating import escalate
from pishkhan.kernel.cases.actions.moving import lock_task
from pishkhan.kernel.cases.rules import spans
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
    RETURNING id, task_id, name"""
FIRED = """
    UPDATE cases_timer SET fired_at = %s WHERE id = %s AND case_id = %s
      AND fired_at IS NULL AND NOT is_cancelled"""


LATER = """
    UPDATE cases_timer SET next_at = %s, attempts = 0 WHERE id = %s AND case_id = %s
      AND fired_at IS NULL AND NOT is_cancelled"""


def fire_due_timers(limit: int = 100) -> int:
    """Fire up to `limit` timers that are due; how many were claimed. Run by any number of workers.

    One that fails is tried again after 1, 2, 4 … minutes, eight times in all.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": clock.now(), "limit": limit})
        claimed = cursor.fetchall()
    for timer_id, task_id, name in claimed:
        try:
            _fire(timer_id, task_id, name)
        except Exception as error:  # noqa: BLE001 - edge: one bad timer must not stop the others
            log.warning("timer failed", timer_id=timer_id, error=type(error).__name__)
            writing.run(
                "UPDATE cases_timer SET last_error = %s WHERE id = %s",
                [f"{type(error).__name__}: {error}"[:500], timer_id],
            )
    return len(claimed)


@transaction.atomic
def _fire(timer_id: int, task_id: int, name: str) -> None:
    moving, task = lock_task(task_id)
    rule = next((r for r in moving.standing.timers if r.name == name), None)
    if rule is not None and rule.deed is not TimerDeed.TAKE:
        awake = spans.at_work(moving.at, moving.calendar(task.organisation_id))
        if awake > moving.at:  # a worker that comes late, or a closure told since
            writing.run(LATER, [awake, timer_id, moving.id])
            return
    if not writing.run(FIRED, [moving.at, timer_id, moving.id]):
        return  # cancelled, or fired by another, while we waited for the case
    if task.closed_at is not None or task.state != moving.state or rule is None:
        return
    by = Actor.system()
    if rule.deed is TimerDeed.TAKE:
        act(task_id=task_id, action=rule.action, by=by, reason=f"timer:{name}")
        return
    place, moved = task.place, False
    if rule.deed is TimerDeed.ESCALATE:
        place, moved = escalate(moving, task, rule)
    moving.note(
        EventKind.TIMER,
        by=by,
        action=name,
        task_id=task_id,
        place=place,
        payload={"moved": True} if moved else None,
    )
    moving.save(moved=moved)
    run_effects(moving, rule.effects, moving.step(by=by, action=name))
