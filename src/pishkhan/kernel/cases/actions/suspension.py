"""Cases that wait because nobody holds the post: set going again, and found in the first place."""

from dataclasses import dataclass, replace
from functools import partial

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.entering import (
    NEW_TIMER,
    ask_for_holders,
    run_effects,
    timers_of,
)
from pishkhan.kernel.cases.actions.handling import assign
from pishkhan.kernel.cases.actions.moving import LockedTask, Moving, lock_case, lock_task
from pishkhan.kernel.cases.actions.routing import Place, place_for
from pishkhan.kernel.cases.models import ROUTED, Cartable, Task
from pishkhan.kernel.cases.queries.claims import is_free
from pishkhan.kernel.cases.queries.gaps import needed_of
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.process import Assign
from pishkhan.kernel.cases.terms import CartableStatus, CaseStatus, EventKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.persistence.api import each_by_itself


PUT = """
    UPDATE cases_task SET cartable_id = %s, role = %s, role_title = %s, organisation_name = %s,
        suspended_at = NULL, due_at = %s, due_from = %s, sort_at = %s, seen_at = NULL,
        assignee_id = NULL, assignee_name = '', claimed_at = NULL
    WHERE id = %s AND case_id = %s"""
SUSPEND = """
    WITH stopped AS (
        UPDATE cases_task SET suspended_at = %s, cartable_id = NULL, assignee_id = NULL,
            assignee_name = '', claimed_at = NULL
        WHERE id = %s AND case_id = %s RETURNING id)
    UPDATE cases_timer SET is_cancelled = true FROM stopped
    WHERE cases_timer.task_id = stopped.id AND fired_at IS NULL AND NOT is_cancelled"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """Who is asked for: a role at an organisation, for a service."""

    organisation_id: int
    role: str
    service: str


def resume(role: str, organisation_id: int, service: str = "") -> int:
    """Put tasks that wait for `role` (or its fallback) into a cartable; how many.

    `service` "" means every service. The clerk's deadline starts now, not when the case got stuck.
    """
    waiting = Task.objects.filter(
        closed_at=None, suspended_at__isnull=False, organisation_id=organisation_id
    )
    if service:
        waiting = waiting.filter(service=service)
    ids = waiting.order_by("case_id", "id").values_list("id", flat=True)
    return sum(each_by_itself("resume", list(ids), partial(_resume, role=role)))


def resume_all() -> int:
    """Try every suspended task; how many go on. Run hourly, in case a call of `resume` was lost."""
    waiting = Task.objects.filter(closed_at=None, suspended_at__isnull=False)
    ids = waiting.order_by("case_id", "id").values_list("id", flat=True)
    return sum(each_by_itself("resume", list(ids), partial(_resume, role="")))


def strand() -> int:
    """Suspend open tasks whose cartable lost its last holder who may see them; how many. Run hourly.

    Where others are left, what somebody had claimed who left is put back into the cartable.
    """
    now = clock.now()
    used = Task.objects.filter(closed_at=None, cartable_id__isnull=False)
    dead = [
        place.id
        for place in Cartable.objects.filter(id__in=used.values("cartable_id").distinct())
        if place.status != CartableStatus.LIVE.value
        or not organisations.has_holder(place.organisation_id, place.role, place.service, now)
    ]
    claimed = used.filter(assignee_id__isnull=False).exclude(cartable_id__in=dead)
    each_by_itself("release", [task.id for task in claimed if is_free(task, ())], _release)
    secret = used.filter(ROUTED, confidentiality__gt=0).exclude(cartable_id__in=dead)
    unseen = [
        task.id
        for task in secret
        if not organisations.has_holder(
            task.organisation_id or 0, task.role, task.service, now, level=task.confidentiality
        )
    ]
    # What was referred to an empty desk waits there for the next holder, and its sender sees it.
    ids = (
        used.filter(ROUTED, cartable_id__in=dead)
        .order_by("case_id", "id")
        .values_list("id", flat=True)
    )
    return sum(each_by_itself("strand", [*unseen, *ids], _strand))


@transaction.atomic
def _resume(task_id: int, role: str) -> bool:
    moving, task = lock_task(task_id)
    entry = _seat(moving, task, role)
    if task.suspended_at is None or task.closed_at is not None or entry is None:
        return False
    level = moving.confidentiality
    place = place_for(moving.process, entry, task.organisation_id, moving.at, level=level)
    if not place.is_held:
        return False
    _put(moving, task, place)
    moving.status, moving.suspend_reason = CaseStatus.OPEN.value, ""
    by = Actor.system()
    moving.note(EventKind.RESUMED, by=by, task_id=task_id, place=place.shown)
    moving.save()
    run_effects(moving, moving.process.on_resumed, moving.step(by=by, action="resumed"))
    return True


@transaction.atomic
def tell_of_suspension(case_id: int) -> tuple[Missing, ...]:
    """Run what the process does when it is suspended, if it still is; whom it lacks.

    That is also whom its state needs beside those who have its tasks, suspended or not.
    """
    moving = lock_case(case_id)
    waiting = Task.objects.filter(ROUTED, case_id=case_id, closed_at=None).exclude(
        suspended_at=None
    )
    places = [(one.role, one.organisation_id) for one in waiting if one.organisation_id is not None]
    missing = tuple(
        Missing(organisation_id=place, role=role, service=moving.service)
        for role, place in dict.fromkeys((*places, *needed_of(moving, moving.process)))
    )
    if moving.status == CaseStatus.SUSPENDED.value:
        step = moving.step(by=Actor.system(), action="suspended")
        run_effects(moving, moving.process.on_suspended, step)
    return missing


def _seat(moving: Moving, task: LockedTask, role: str) -> Assign | None:
    """The entry of the state that the task was born from, if `role` could serve it ("" any)."""
    for entry in moving.standing.assign:
        served = {entry.role, entry.fallback}
        if task.role in served and (not role or role in served):
            return entry
    # Escalated to a role that the state does not assign: that role is asked again.
    return Assign(role=task.role, org="") if role in {"", task.role} else None


def _put(moving: Moving, task: LockedTask, place: Place) -> None:
    due_at = moving.due(moving.standing.due, task.organisation_id)
    writing.run(
        PUT,
        [
            place.cartable_id,
            place.role,
            place.role_title,
            place.organisation_name,
            due_at,
            moving.at,
            due_at or moving.at + spans.FAR,
            task.id,
            moving.id,
        ],
    )
    rows = timers_of(
        moving,
        moving.standing.timers,
        task_id=task.id,
        organisation_id=task.organisation_id,
        due_at=due_at,
    )
    writing.run_many(NEW_TIMER, rows)


@transaction.atomic
def _release(task_id: int) -> None:
    moving, task = lock_task(task_id)
    if task.closed_at is None and task.assignee_id is not None and is_free(task, ()):
        assign(moving, task, EventKind.RELEASED, by=Actor.system(), account_id=None, name="")


@transaction.atomic
def _strand(task_id: int) -> bool:
    moving, task = lock_task(task_id)
    if task.closed_at is not None or task.suspended_at is not None or not task.organisation_id:
        return False
    entry = _seat(moving, task, "") or Assign(role=task.role)
    seat, level = replace(entry, org=""), moving.confidentiality
    place = place_for(moving.process, seat, task.organisation_id, moving.at, level=level)
    writing.run(SUSPEND, [moving.at, task_id, moving.id])
    if place.is_held:  # by the fallback: straight on, with timers of its own
        _put(moving, task, place)
        moving.note(EventKind.REASSIGNED, by=Actor.system(), task_id=task_id, place=place.shown)
        moving.save()
        return False
    reason = place.reason
    moving.note(
        EventKind.SUSPENDED, by=Actor.system(), task_id=task_id, reason=reason, place=task.place
    )
    others = Task.objects.filter(ROUTED, case_id=moving.id, closed_at=None, suspended_at=None)
    if not others.exists():
        moving.status, moving.suspend_reason = CaseStatus.SUSPENDED.value, reason
    ask_for_holders(moving)
    moving.save()
    return True
