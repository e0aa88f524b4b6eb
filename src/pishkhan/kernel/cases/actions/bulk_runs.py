"""One button, or one hand-over, on many tasks: each by itself, with its result, and undone again.

The act and the line that says so are one transaction: a run that was killed goes on where it was
and does nothing twice. Who asked is looked up anew, so that a post that ended ends the run's power.
"""

from collections.abc import Sequence

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases.actions.acting import act
from pishkhan.kernel.cases.actions.handling import put_back, reassign, take_back
from pishkhan.kernel.cases.errors import (
    NoSuchAction,
    NoSuchRun,
    NothingToDistribute,
    NotYours,
    RunGoesOn,
    TooLateToTakeBack,
    TooMany,
)
from pishkhan.kernel.cases.models import BulkItem, BulkRun, Case, CaseEvent, Task
from pishkhan.kernel.cases.queries.bulk import run_of
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.terms import REFERRAL, BulkDeed, BulkStatus, EventKind, ItemStatus
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.persistence.api import defer


IN_THE_REQUEST = 50
MOST = 1000


def press_on_many(
    *, task_ids: Sequence[int], action: str, title: str, by: Actor, comment: str = "",
    reason: str = "",
) -> int:  # fmt: skip
    """Press `action` on each task; the id of the run. Up to 50 are done when this returns.

    However few, the job goes on with them if this process is killed; else it finds nothing to do.
    Only actions that the state lists under `bulk`. Raises TooMany above 1000, NoSuchAction without
    any.
    """
    if not task_ids:
        raise NoSuchAction
    run = BulkRun(
        deed=BulkDeed.PRESS.value, action=action, title=title, comment=comment, reason=reason
    )
    return _start(run, dict.fromkeys(task_ids), by)


def distribute(*, shares: Sequence[tuple[int, int]], title: str, by: Actor) -> int:
    """Hand tasks over: pairs of a task and the account that gets it; the id of the run.

    Raises TooMany above 1000, NothingToDistribute.
    """
    if not shares:
        raise NothingToDistribute
    return _start(BulkRun(deed=BulkDeed.DISTRIBUTE.value, title=title), dict(shares), by)


def undo_run(*, run_id: int, by: Actor) -> None:
    """Take back each step of a run that nobody has seen; the others say why they stay.

    Raises NoSuchRun, RunGoesOn.
    """
    with transaction.atomic():
        run = run_of(run_id, by)
        BulkRun.objects.select_for_update(of=("self",)).get(id=run_id)
        if not run_of(run_id, by).may_undo:
            raise RunGoesOn
        BulkRun.objects.filter(id=run_id).update(status=BulkStatus.UNDOING.value, ended_at=None)
        _go_on_later(run_id, BulkStatus.UNDOING)
    if run.total <= IN_THE_REQUEST:
        continue_run(run_id)


def continue_run(run_id: int) -> None:
    """Go on with a run to its end; raises NoSuchRun."""
    run = BulkRun.objects.filter(id=run_id).first()
    if run is None:
        raise NoSuchRun
    if run.status not in {BulkStatus.RUNNING.value, BulkStatus.UNDOING.value}:
        return  # the request did all of it; its end, from which undoing counts, stays as it is
    undoing = run.status == BulkStatus.UNDOING.value
    due = ItemStatus.DONE if undoing else ItemStatus.WAITING
    by = organisations.actor_for_account(run.account_id)
    waiting = BulkItem.objects.filter(run_id=run_id, status=due.value).order_by("case_id", "id")
    for item_id, case_id in list(waiting.values_list("id", "case_id")):
        _do(run, item_id, case_id, due, by)
    ended = BulkStatus.UNDONE if undoing else BulkStatus.DONE
    BulkRun.objects.filter(id=run_id, status=run.status).update(
        status=ended.value, ended_at=clock.now()
    )


def _start(run: BulkRun, wanted: dict[int, int | None], by: Actor) -> int:
    if by.account_id is None:
        raise NotYours
    if len(wanted) > MOST:
        raise TooMany(most=MOST)
    tasks = Task.objects.in_bulk(list(wanted))
    run.account_id, run.account_name = by.account_id, by.name
    run.started_at, run.total = clock.now(), len(tasks)
    with transaction.atomic():
        run.save(force_insert=True)
        BulkItem.objects.bulk_create(
            BulkItem(
                run_id=run.id,
                case_id=task.case_id,
                task_id=task.id,
                to_account_id=wanted[task.id],
                reference=task.reference,
                applicant_name=task.applicant_name,
            )
            for task in tasks.values()
        )
        _go_on_later(run.id, BulkStatus.RUNNING)
    if run.total <= IN_THE_REQUEST:
        continue_run(run.id)
    return run.id


def _go_on_later(run_id: int, status: BulkStatus) -> None:
    # A key for each way: a job that waits from the first may begin before the undoing is committed.
    defer("cases.bulk", key=f"cases.bulk:{run_id}:{status.value}", run_id=run_id)


@transaction.atomic
def _do(run: BulkRun, item_id: int, case_id: int, due: ItemStatus, by: Actor) -> None:
    held = BulkItem.objects.select_for_update(of=("self",)).filter(id=item_id, case_id=case_id)
    item = held.filter(status=due.value).first()
    if item is None:
        return  # another worker did it
    done, kept = ItemStatus.DONE, ItemStatus.REFUSED
    if due is ItemStatus.DONE:
        done, kept = ItemStatus.UNDONE, ItemStatus.KEPT
    try:
        with transaction.atomic():
            (_undo if due is ItemStatus.DONE else _deed)(run, item, by)
        item.status = done.value
    except DomainError as refusal:
        item.status, item.code, item.message = kept.value, refusal.code, refusal.message
        item.data = {name: str(value) for name, value in refusal.data.items()}
    item.save(update_fields=["status", "code", "message", "data"])


def _deed(run: BulkRun, item: BulkItem, by: Actor) -> None:
    if run.deed == BulkDeed.DISTRIBUTE.value:
        reassign(task_id=item.task_id, to_account_id=item.to_account_id or 0, by=by)
        return
    task = Task.objects.get(id=item.task_id, case_id=item.case_id)
    process = process_of(Case.objects.get(id=task.case_id).definition_id)
    if task.kind == REFERRAL or run.action not in process.states[task.state].bulk:
        raise NoSuchAction
    act(task_id=task.id, action=run.action, by=by, comment=run.comment, reason=run.reason)


def _undo(run: BulkRun, item: BulkItem, by: Actor) -> None:
    if run.deed == BulkDeed.DISTRIBUTE.value:
        put_back(task_id=item.task_id, from_account_id=item.to_account_id or 0, by=by)
        return
    steps = CaseEvent.objects.filter(case_id=item.case_id, kind=EventKind.ACTION.value)
    last = steps.order_by("-seq").first()
    if last is None or last.task_id != item.task_id:
        raise TooLateToTakeBack  # it has gone on since
    take_back(case_id=item.case_id, by=by)
