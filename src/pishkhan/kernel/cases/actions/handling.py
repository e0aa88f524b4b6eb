"""What a clerk does with a task before deciding: claim, release, hand over, take back, note."""

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.entering import CLOSE_TASKS, Entry, enter
from pishkhan.kernel.cases.actions.moving import LockedTask, Moving, lock_case, lock_task
from pishkhan.kernel.cases.errors import (
    CaseIsSuspended,
    NotAHolder,
    NotYours,
    Stale,
    TooLateToTakeBack,
)
from pishkhan.kernel.cases.models import CaseEvent, Note, Task
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.cases.terms import EventKind, StateKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act


ASSIGN = """
    UPDATE cases_task SET assignee_id = %s, assignee_name = %s, claimed_at = %s
    WHERE id = %s AND case_id = %s"""


@transaction.atomic
def claim(*, task_id: int, by: Actor) -> None:
    """Take a task of one's cartable for oneself; raises Stale if somebody else has it."""
    moving, task = _of_actor(task_id, by)
    if task.assignee_id not in {None, by.account_id}:
        raise Stale(by_name=task.assignee_name, at=None)
    _assign(moving, task, EventKind.CLAIMED, by=by, account_id=by.account_id, name=by.name)


@transaction.atomic
def release(*, task_id: int, by: Actor) -> None:
    """Put a claimed task back into its cartable; raises NotYours if another claimed it."""
    moving, task = _of_actor(task_id, by)
    if task.assignee_id != by.account_id:
        raise NotYours
    _assign(moving, task, EventKind.RELEASED, by=by, account_id=None, name="")


@transaction.atomic
def reassign(*, task_id: int, to_account_id: int, by: Actor) -> None:
    """Hand a task to another holder of the same cartable; raises NotAHolder."""
    moving, task = _of_actor(task_id, by)
    held = organisations.holders(task.organisation_id or 0, task.role, moving.service, moving.at)
    names = {holder.account_id: holder.name for holder in held}
    if to_account_id not in names:
        raise NotAHolder
    name = names[to_account_id]
    _assign(moving, task, EventKind.REASSIGNED, by=by, account_id=to_account_id, name=name)


def mark_seen(*, task_id: int, by: Actor) -> None:
    """Note when a task was first opened by somebody it lies with; afterwards nobody takes it back."""
    seen = Task.objects.filter(id=task_id, closed_at=None, seen_at=None).first()
    if seen is None or not _lies_with(seen, by):
        return
    Task.objects.filter(id=task_id, case_id=seen.case_id, seen_at=None).update(seen_at=clock.now())


@transaction.atomic
def take_back(*, case_id: int, by: Actor) -> CaseView:
    """Undo one's own last action while nobody has seen where it went.

    Raises TooLateToTakeBack if it was seen, was not the last, or had effects or defects.
    """
    moving = lock_case(case_id)
    last = CaseEvent.objects.filter(case_id=case_id, kind=EventKind.ACTION.value).last()
    if last is None or not _may_be_taken_back(moving, last, by):
        raise TooLateToTakeBack
    writing.run(CLOSE_TASKS, [moving.at, "taken_back", by.name, case_id])
    moving.note(
        EventKind.TAKEN_BACK,
        by=by,
        action=last.action,
        from_state=moving.state,
        to_state=last.from_state,
    )
    enter(moving, last.from_state, Entry(by=by))
    moving.save()
    return moving.view()


def write_note(*, case_id: int, text: str, by: Actor) -> None:
    """Keep one's personal note on a case; an empty text removes it."""
    if by.account_id is None:
        raise NotYours
    own = Note.objects.filter(case_id=case_id, account_id=by.account_id)
    if not text:
        own.delete()
        return
    Note.objects.update_or_create(
        case_id=case_id,
        account_id=by.account_id,
        defaults={"text": text, "written_at": clock.now()},
    )


def _may_be_taken_back(moving: Moving, last: CaseEvent, by: Actor) -> bool:
    state = moving.process.states[last.from_state]
    action = state.actions[last.action]
    tasks = list(Task.objects.filter(case_id=moving.id, closed_at=None))
    later = CaseEvent.objects.filter(case_id=moving.id, seq__gt=last.seq)
    quiet = {EventKind.ENTERED.value, EventKind.DECISION.value, EventKind.SUSPENDED.value}
    return (
        by.account_id is not None
        and last.account_id == by.account_id
        and not action.effects
        and not action.raises_defects
        and not action.reroute
        and state.vote is None
        and moving.standing.kind is StateKind.HUMAN
        and not moving.standing.effects
        and not any(task.seen_at or task.assignee_id or task.for_applicant for task in tasks)
        and not later.exclude(kind__in=quiet).exists()
    )


def _of_actor(task_id: int, by: Actor) -> tuple[Moving, LockedTask]:
    moving, task = lock_task(task_id)
    if task.closed_at is not None:
        raise Stale(by_name=task.closed_by_name, at=task.closed_at)
    if task.suspended_at is not None:
        raise CaseIsSuspended
    subject = Subject(
        service=moving.service,
        organisation_ids=frozenset(moving.organisation_ids),
        cartables=frozenset({(task.role, task.organisation_id or 0)}),
    )
    if not organisations.reach(by, Act.ACT_ON_TASK).covers(subject):
        raise NotYours
    return moving, task


def _assign(
    moving: Moving, task: LockedTask, kind: EventKind, *, by: Actor, account_id: int | None, name: str
) -> None:  # fmt: skip
    claimed_at = moving.at if account_id else None
    writing.run(ASSIGN, [account_id, name, claimed_at, task.id, moving.id])
    moving.note(kind, by=by, task_id=task.id, place=task.place, payload={"assignee": name})
    moving.save(moved=False)


def _lies_with(task: Task, by: Actor) -> bool:
    if task.for_applicant:
        return by.person_id is not None
    return any(
        grant.role == task.role
        and grant.organisation_id == task.organisation_id
        and grant.service in {"", task.service}
        for grant in by.grants
    )
