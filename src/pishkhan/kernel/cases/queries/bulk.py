"""What one button would do to many tasks, before it does; and what it did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases.errors import (
    AlreadyYours,
    Blocked,
    CaseIsSuspended,
    NoSuchAction,
    NoSuchRun,
    NoSuchTask,
    NotOnlyToRead,
    NotYours,
    OpinionPending,
    OwnCase,
    SameActor,
    Stale,
)
from pishkhan.kernel.cases.models import BulkItem, BulkRun, Case, Referral, Task
from pishkhan.kernel.cases.queries.claims import is_free, lies_with
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.queries.impartial import is_own_case
from pishkhan.kernel.cases.queries.reading import may_see, offers, subject_of_task
from pishkhan.kernel.cases.rules.referral import ONLY_TO_READ
from pishkhan.kernel.cases.terms import REFERRAL, BulkDeed, BulkStatus, ItemStatus, ReferralKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act


UNDO_WINDOW = timedelta(minutes=30)
# What is done in the inbox of any process, besides its buttons and handing over.
VERBS = (BulkDeed.CLAIM, BulkDeed.RELEASE, BulkDeed.REFER, BulkDeed.NOTE, BulkDeed.LABEL)
FOR_GOOD = frozenset({BulkDeed.RELEASE, BulkDeed.NOTE})


@dataclass(frozen=True, kw_only=True, slots=True)
class RunView:
    """A run, with how many of its tasks came how far."""

    id: int
    account_id: int
    deed: BulkDeed
    title: str
    comment: str
    status: BulkStatus
    total: int
    done: int
    refused: int
    undone: int
    kept: int
    started_at: datetime
    ended_at: datetime | None

    @property
    def handled(self) -> int:
        """How many tasks had their turn."""
        return self.done + self.refused + self.undone + self.kept

    @property
    def goes_on(self) -> bool:
        """Whether something is still to come."""
        return self.status in {BulkStatus.RUNNING, BulkStatus.UNDOING}

    @property
    def may_undo(self) -> bool:
        """Whether its window is open and something can be undone."""
        if self.deed in FOR_GOOD:
            return False
        if self.status is not BulkStatus.DONE or self.ended_at is None or not self.done:
            return False
        return self.ended_at + UNDO_WINDOW > clock.now()


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemView:
    """What became of one task; `message` with `data` is why not."""

    id: int
    case_id: int
    task_id: int
    reference: str
    applicant_name: str
    status: ItemStatus
    to_account_id: int | None
    code: str
    message: str
    data: dict[str, object]


def refusal_of(task_id: int, action: str, actor: Actor) -> DomainError | None:
    """Why the button cannot be pressed on this task in a run, None where it can; nothing is done.

    What the guard of the service says is known only when it is pressed. At most eight queries.
    """
    task = Task.objects.filter(id=task_id).first()
    case = Case.objects.filter(id=task.case_id).first() if task else None
    if task is None or case is None:
        return NoSuchTask()
    if refusal := _at_all(case, task, action):
        return refusal
    if any(o.task_id == task_id and o.action.name == action for o in offers(case.id, actor)):
        return None
    return _why_not(case, task, action, actor)


def refusal_of_verb(task_id: int, deed: BulkDeed, actor: Actor) -> DomainError | None:
    """Why a verb of the inbox leaves this task out, None where it does not; nothing is done.

    Whether a place takes what is referred to it is known only when it is. At most six queries.
    """
    task = Task.objects.filter(id=task_id).first()
    if task is None:
        return NoSuchTask()
    if deed is BulkDeed.LABEL:
        known = lies_with(task, actor) or may_see(task.case_id, actor)
        return None if known else NotYours()
    if task.closed_at is not None:
        return Stale(by_name=task.closed_by_name, account_id=task.closed_by, at=task.closed_at)
    if task.suspended_at is not None:
        return CaseIsSuspended()
    return _not_theirs(task, actor) or _not_now(task, deed, actor)


def _not_theirs(task: Task, actor: Actor) -> DomainError | None:
    if not lies_with(task, actor):
        return NotYours()
    place = frozenset({(task.role, task.organisation_id or 0)})
    subject = Subject(service=task.service, cartables=place, level=task.confidentiality)
    grant = organisations.reach(actor, Act.ACT_ON_TASK).grant_for(subject)
    applicant = Case.objects.filter(id=task.case_id).values_list("applicant_id", flat=True).first()
    return OwnCase() if is_own_case(applicant or 0, actor, grant) else None


def _not_now(task: Task, deed: BulkDeed, actor: Actor) -> DomainError | None:
    is_mine = task.assignee_id is not None and task.assignee_id == actor.account_id
    if deed is BulkDeed.RELEASE:
        return None if is_mine else NotYours()
    if deed is BulkDeed.CLAIM and is_mine:
        return AlreadyYours()
    if deed is BulkDeed.NOTE and not _only_to_read(task):
        return NotOnlyToRead()
    if not is_free(task, {actor.account_id, *(grant.on_behalf_of for grant in actor.grants)}):
        return Stale(by_name=task.assignee_name, account_id=task.assignee_id, at=None)
    return None


def _only_to_read(task: Task) -> bool:
    asked = Referral.objects.filter(case_id=task.case_id, task_id=task.id, ended_at=None).first()
    return asked is not None and ReferralKind(asked.kind) in ONLY_TO_READ


def _at_all(case: Case, task: Task, action: str) -> DomainError | None:
    """Why nobody could press it."""
    if task.closed_at is not None:
        return Stale(by_name=task.closed_by_name, account_id=task.closed_by, at=task.closed_at)
    if task.suspended_at is not None:
        return CaseIsSuspended()
    state = process_of(case.definition_id).states.get(task.state)
    if task.kind == REFERRAL or state is None or action not in state.bulk:
        return NoSuchAction()
    asked = Referral.objects.filter(case_id=case.id, is_blocking=True, ended_at=None).first()
    return OpinionPending(place=asked.to_place) if asked else None


def _why_not(case: Case, task: Task, action: str, actor: Actor) -> DomainError:
    if not lies_with(task, actor):
        return NotYours()
    state = process_of(case.definition_id).states[task.state]
    subject = subject_of_task(case, task, state, action)
    grant = organisations.reach(actor, Act.ACT_ON_TASK).grant_for(subject)
    if is_own_case(case.applicant_id, actor, grant):
        return OwnCase()
    own = {actor.account_id, *(grant.on_behalf_of for grant in actor.grants)}
    if not is_free(task, own):
        return Stale(by_name=task.assignee_name, account_id=task.assignee_id, at=None)
    if case.open_defects:
        return Blocked(open=case.open_defects)
    return SameActor(state=state.title) if state.not_same_actor else NoSuchAction()


def run_of(run_id: int, actor: Actor) -> RunView:
    """A run of the actor's own; raises NoSuchRun. Two queries."""
    row = BulkRun.objects.filter(id=run_id, account_id=actor.account_id or 0).first()
    if row is None:
        raise NoSuchRun
    return _view(row)


def runs_of(actor: Actor, *, limit: int = 20) -> list[RunView]:
    """The last runs of an actor, the newest first."""
    rows = BulkRun.objects.filter(account_id=actor.account_id or 0).order_by("-started_at", "-id")
    return [_view(row) for row in rows[:limit]]


def items_of(run_id: int, *, after: int = 0, limit: int = 100) -> list[ItemView]:
    """What became of the tasks of a run, in their order; one query."""
    rows = BulkItem.objects.filter(run_id=run_id, id__gt=after).order_by("id")[:limit]
    return [item_view(row) for row in rows]


def every_item(run_id: int) -> Iterator[ItemView]:
    """All of them, in pieces."""
    rows = BulkItem.objects.filter(run_id=run_id).order_by("id")
    yield from (item_view(row) for row in rows.iterator(chunk_size=500))


def item_view(row: BulkItem) -> ItemView:
    """A row as others see it."""
    return ItemView(
        id=row.id,
        case_id=row.case_id,
        task_id=row.task_id,
        reference=row.reference,
        applicant_name=row.applicant_name,
        status=ItemStatus(row.status),
        to_account_id=row.to_account_id,
        code=row.code,
        message=row.message,
        data=row.data,
    )


def _view(row: BulkRun) -> RunView:
    items = BulkItem.objects.filter(run_id=row.id)
    counted = dict(items.values_list("status").annotate(Count("id")))
    return RunView(
        id=row.id,
        account_id=row.account_id,
        deed=BulkDeed(row.deed),
        title=row.title,
        comment=row.comment,
        status=BulkStatus(row.status),
        total=row.total,
        done=counted.get(ItemStatus.DONE.value, 0),
        refused=counted.get(ItemStatus.REFUSED.value, 0),
        undone=counted.get(ItemStatus.UNDONE.value, 0),
        kept=counted.get(ItemStatus.KEPT.value, 0),
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
