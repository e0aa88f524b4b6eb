"""One button, hand-over or verb of the inbox on many tasks: each by itself, and undone again.

The act and the line that says so are one transaction: a run that was killed goes on where it was
and does nothing twice. Who asked is looked up anew, so that a post that ended ends the run's power.
"""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases.actions.acting import act
from pishkhan.kernel.cases.actions.handling import (
    claim,
    put_back,
    reassign,
    release,
    take_back,
)
from pishkhan.kernel.cases.actions.labels import put_label, take_label
from pishkhan.kernel.cases.actions.referring import answer_referral, refer, take_back_referral
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
from pishkhan.kernel.cases.queries.bulk import VERBS, refusal_of_verb, run_of
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.spec import Addressee, Json
from pishkhan.kernel.cases.terms import (
    REFERRAL,
    BulkDeed,
    BulkStatus,
    EventKind,
    ItemStatus,
    ReferralKind,
)
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


def do_on_many(
    *, deed: BulkDeed, task_ids: Sequence[int], by: Actor, params: Mapping[str, Json] | None = None,
    comment: str = "",
) -> int:  # fmt: skip
    """One verb of the inbox on each task, whatever its process; the id of the run.

    `params`: label_id for a label; organisation_id, role, kind and working_days for a referral,
    with the order as the `comment`. Raises TooMany above 1000, NoSuchAction without any task or
    for what is no such verb.
    """
    if not task_ids or deed not in VERBS:
        raise NoSuchAction
    run = BulkRun(deed=deed.value, title=deed.label, comment=comment, params=dict(params or {}))
    return _start(run, dict.fromkeys(task_ids), by)


def refer_many(*, task_ids: Sequence[int], to: Addressee, by: Actor) -> int:
    """Refer the case of each task to one place; as `do_on_many`."""
    params: dict[str, Json] = {
        "organisation_id": to.organisation_id, "role": to.role, "kind": to.kind.value,
        "working_days": to.working_days,
    }  # fmt: skip
    return do_on_many(
        deed=BulkDeed.REFER, task_ids=task_ids, params=params, comment=to.order, by=by
    )


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
            (UNDONE if due is ItemStatus.DONE else DONE)[BulkDeed(run.deed)](run, item, by)
        item.status = done.value
    except DomainError as refusal:
        item.status, item.code, item.message = kept.value, refusal.code, refusal.message
        item.data = {name: str(value) for name, value in refusal.data.items()}
    item.save(update_fields=["status", "code", "message", "data"])


def _press(run: BulkRun, item: BulkItem, by: Actor) -> None:
    task = Task.objects.get(id=item.task_id, case_id=item.case_id)
    process = process_of(Case.objects.get(id=task.case_id).definition_id)
    if task.kind == REFERRAL or run.action not in process.states[task.state].bulk:
        raise NoSuchAction
    act(task_id=task.id, action=run.action, by=by, comment=run.comment, reason=run.reason)


def _unpress(_run: BulkRun, item: BulkItem, by: Actor) -> None:
    steps = CaseEvent.objects.filter(case_id=item.case_id, kind=EventKind.ACTION.value)
    last = steps.order_by("-seq").first()
    if last is None or last.task_id != item.task_id:
        raise TooLateToTakeBack  # it has gone on since
    take_back(case_id=item.case_id, by=by)


def _distribute(_run: BulkRun, item: BulkItem, by: Actor) -> None:
    reassign(task_id=item.task_id, to_account_id=item.to_account_id or 0, by=by)


def _put_back(_run: BulkRun, item: BulkItem, by: Actor) -> None:
    put_back(task_id=item.task_id, from_account_id=item.to_account_id or 0, by=by)


def _claim(_run: BulkRun, item: BulkItem, by: Actor) -> None:
    claim(task_id=item.task_id, by=by)


def _release(_run: BulkRun, item: BulkItem, by: Actor) -> None:
    release(task_id=item.task_id, by=by)


def _refer(run: BulkRun, item: BulkItem, by: Actor) -> None:
    to = Addressee(
        organisation_id=run.params["organisation_id"],
        role=run.params["role"],
        kind=ReferralKind(run.params["kind"]),
        working_days=run.params["working_days"],
        order=run.comment,
    )
    [referral_id] = refer(task_id=item.task_id, to=[to], by=by)
    item.data = {"referral": referral_id}


def _take_back_referral(_run: BulkRun, item: BulkItem, by: Actor) -> None:
    take_back_referral(referral_id=item.data["referral"], by=by)


def _note(_run: BulkRun, item: BulkItem, by: Actor) -> None:
    answer_referral(task_id=item.task_id, text="", by=by)


def _label(run: BulkRun, item: BulkItem, by: Actor) -> None:
    is_new = put_label(case_id=item.case_id, label_id=run.params["label_id"], by=by)
    item.data = {"is_new": is_new}


def _unlabel(run: BulkRun, item: BulkItem, by: Actor) -> None:
    if item.data["is_new"]:
        take_label(case_id=item.case_id, label_id=run.params["label_id"], by=by)


def _if_possible(deed: BulkDeed, do: "Deed") -> "Deed":
    """The verb as the preview has it: what it leaves out is refused."""

    def done(run: BulkRun, item: BulkItem, by: Actor) -> None:
        if refusal := refusal_of_verb(item.task_id, deed, by):
            raise refusal
        do(run, item, by)

    return done


Deed = Callable[[BulkRun, BulkItem, Actor], None]
_VERBS: Mapping[BulkDeed, Deed] = {
    BulkDeed.CLAIM: _claim,
    BulkDeed.RELEASE: _release,
    BulkDeed.REFER: _refer,
    BulkDeed.NOTE: _note,
    BulkDeed.LABEL: _label,
}
DONE: Mapping[BulkDeed, Deed] = {
    BulkDeed.PRESS: _press,
    BulkDeed.DISTRIBUTE: _distribute,
    **{deed: _if_possible(deed, do) for deed, do in _VERBS.items()},
}
UNDONE: Mapping[BulkDeed, Deed] = {
    BulkDeed.PRESS: _unpress,
    BulkDeed.DISTRIBUTE: _put_back,
    BulkDeed.CLAIM: _release,
    BulkDeed.REFER: _take_back_referral,
    BulkDeed.LABEL: _unlabel,
}
