"""What a clerk does with a task before deciding: claim, release, hand over, take back, note."""

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.acting import overtaken
from pishkhan.kernel.cases.actions.entering import CLOSE_TASKS, go_back
from pishkhan.kernel.cases.actions.moving import (
    LockedTask,
    Moving,
    lock_case,
    lock_task,
    read_task,
)
from pishkhan.kernel.cases.errors import (
    CaseIsSuspended,
    NotAHolder,
    NotYours,
    OwnCase,
    Stale,
    TooLateToTakeBack,
)
from pishkhan.kernel.cases.models import Case, Note, Task
from pishkhan.kernel.cases.queries.claims import is_free, lies_with, may_distribute
from pishkhan.kernel.cases.queries.returning import last_undoable
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.cases.terms import EventKind
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations


ASSIGN = """
    UPDATE cases_task SET assignee_id = %s, assignee_name = %s, claimed_at = %s
    WHERE id = %s AND case_id = %s"""


@transaction.atomic
def claim(*, task_id: int, by: Actor) -> None:
    """Take a task of one's cartable for oneself; raises Stale if somebody else has it."""
    moving, task = _of_actor(task_id, by)
    if not is_free(task, {by.account_id}):
        raise Stale(by_name=task.assignee_name, account_id=task.assignee_id, at=None)
    assign(moving, task, EventKind.CLAIMED, by=by, account_id=by.account_id, name=by.name)


@transaction.atomic
def release(*, task_id: int, by: Actor) -> None:
    """Put a claimed task back into its cartable; raises NotYours if another claimed it."""
    moving, task = _of_actor(task_id, by)
    if task.assignee_id != by.account_id:
        raise NotYours
    assign(moving, task, EventKind.RELEASED, by=by, account_id=None, name="")


@transaction.atomic
def reassign(*, task_id: int, to_account_id: int, by: Actor) -> None:
    """Hand a task to another holder of the same cartable; raises NotAHolder.

    For whoever works in the cartable, and for who distributes the work of the organisation.
    """
    moving, task = _of_actor(task_id, by, distributing=True)
    held = organisations.holders(
        task.organisation_id or 0, task.role, moving.service, moving.at, level=task.confidentiality
    )
    names = {holder.account_id: holder.name for holder in held}
    if to_account_id not in names:
        raise NotAHolder
    name = names[to_account_id]
    assign(moving, task, EventKind.REASSIGNED, by=by, account_id=to_account_id, name=name)


@transaction.atomic
def put_back(*, task_id: int, from_account_id: int, by: Actor) -> None:
    """Undo a hand-over that its receiver has not seen; raises TooLateToTakeBack."""
    moving, task = _of_actor(task_id, by, distributing=True)
    if task.assignee_id != from_account_id or task.seen_at is not None:
        raise TooLateToTakeBack
    assign(moving, task, EventKind.RELEASED, by=by, account_id=None, name="")


def release_absent(*, account_id: int, organisation_id: int, role: str, service: str) -> int:
    """Put what an absent officer had claimed back into the cartables; how many tasks."""
    held = Task.objects.filter(
        assignee_id=account_id, organisation_id=organisation_id, role=role, closed_at=None
    )
    if service:
        held = held.filter(service=service)
    ids = list(held.order_by("case_id", "id").values_list("id", flat=True))
    return sum(_release_of(task_id, account_id) for task_id in ids)


@transaction.atomic
def _release_of(task_id: int, account_id: int) -> bool:
    moving, task = lock_task(task_id)
    if task.closed_at is not None or task.assignee_id != account_id:
        return False
    assign(moving, task, EventKind.RELEASED, by=Actor.system(), account_id=None, name="")
    return True


def mark_seen(*, task_id: int, by: Actor) -> None:
    """Note when a task was first opened by somebody it lies with; afterwards nobody takes it back."""
    seen = Task.objects.filter(id=task_id, closed_at=None, seen_at=None).first()
    if seen is None or not _lies_with(seen, by):
        return
    Task.objects.filter(id=task_id, case_id=seen.case_id, seen_at=None).update(seen_at=clock.now())


@transaction.atomic
def take_back(*, case_id: int, by: Actor) -> CaseView:
    """Undo one's own last action while nobody has seen where it went.

    What was done is open again as it was, deadline and timers too. Raises TooLateToTakeBack if it
    was seen, was not the last, had effects or defects, or the actor's post has ended.
    """
    moving = lock_case(case_id)
    last = last_undoable(case_id, by)
    if last is None:
        raise TooLateToTakeBack
    writing.run(CLOSE_TASKS, [moving.at, "taken_back", by.name, case_id])
    moving.note(
        EventKind.TAKEN_BACK,
        by=by,
        action=last.action,
        from_state=moving.state,
        to_state=last.from_state,
    )
    go_back(moving, read_task(moving, last.task_id), by)
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


def _of_actor(task_id: int, by: Actor, *, distributing: bool = False) -> tuple[Moving, LockedTask]:
    moving, task = lock_task(task_id)
    if task.closed_at is not None:
        raise overtaken(task)
    if task.suspended_at is not None:
        raise CaseIsSuspended
    if not lies_with(task, by) and not (distributing and may_distribute(task, by)):
        raise NotYours
    if by.person_id is not None and by.person_id == moving.applicant_id:
        raise OwnCase
    return moving, task


def assign(
    moving: Moving, task: LockedTask, kind: EventKind, *, by: Actor, account_id: int | None, name: str
) -> None:  # fmt: skip
    """Write whose the task is, None for nobody's; nobody's page becomes stale by it."""
    claimed_at = moving.at if account_id else None
    writing.run(ASSIGN, [account_id, name, claimed_at, task.id, moving.id])
    moving.note(kind, by=by, task_id=task.id, place=task.place, payload={"assignee": name})
    moving.save(moved=False)


def _lies_with(task: Task, by: Actor) -> bool:
    if task.for_applicant:
        own = Case.objects.filter(id=task.case_id, applicant_id=by.person_id or 0)
        return by.kind is ActorKind.CITIZEN and own.exists()
    return lies_with(task, by)
