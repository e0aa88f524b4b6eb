"""Referring: somebody else is asked, told or given a copy, and the case stays where it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.acting import overtaken
from pishkhan.kernel.cases.actions.bearing import bear_referral, bear_task
from pishkhan.kernel.cases.actions.moving import LockedTask, Moving, lock_task
from pishkhan.kernel.cases.actions.routing import Place, cartable
from pishkhan.kernel.cases.errors import (
    AnswerRequired,
    CaseIsClosed,
    CaseIsSuspended,
    NoAddressee,
    NobodyThere,
    NoSuchReferral,
    NotAHolder,
    NotCleared,
    NotYours,
    OutOfLine,
    OwnCase,
    Stale,
    TooLateToTakeBack,
    TooManyAddressees,
    ToOneself,
)
from pishkhan.kernel.cases.models import ROUTED, Referral, Task
from pishkhan.kernel.cases.queries.claims import is_free, lies_with
from pishkhan.kernel.cases.queries.impartial import is_own_case
from pishkhan.kernel.cases.rules import referral as rules
from pishkhan.kernel.cases.rules.process import Span
from pishkhan.kernel.cases.spec import Addressee
from pishkhan.kernel.cases.terms import REFERRAL, EventKind, ReferralKind, ReferralOutcome
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Holder, Subject
from pishkhan.kernel.organisations.terms import Act, Role


END = """
    UPDATE cases_task SET closed_at = %s, closed_by = %s, closed_by_name = %s, outcome = %s
    WHERE id = %s AND case_id = %s"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ending:
    outcome: ReferralOutcome
    by: Actor
    grant: Grant | None = None
    text: str = ""


@transaction.atomic
def refer(*, task_id: int, to: Sequence[Addressee], by: Actor) -> list[int]:
    """Refer the case of a task, or pass on a referral, to each of `to`; the ids of the referrals.

    All or none. Raises NoAddressee, TooManyAddressees, NobodyThere, NotCleared, NotAHolder,
    OutOfLine, ToOneself, NotYours, OwnCase, CaseIsSuspended, CaseIsClosed, Stale.
    """
    if not to:
        raise NoAddressee
    if len(to) > rules.MOST_ADDRESSEES:
        raise TooManyAddressees(most=rules.MOST_ADDRESSEES)
    moving, task, grant = _of_actor(task_id, by)
    if moving.closed_at is not None and any(one.kind not in rules.ONLY_TO_READ for one in to):
        raise CaseIsClosed
    parent = Referral.objects.filter(case_id=moving.id, task_id=task.id).first()
    referrals = [_send(moving, task, grant, one, by, parent) for one in to]
    moving.save(moved=False)
    return [one.id for one in referrals]


@transaction.atomic
def answer_referral(*, task_id: int, text: str, by: Actor) -> None:
    """Answer what was asked; what came only to be read is noted by it, with or without a text.

    Raises AnswerRequired, NoSuchReferral, NotYours, OwnCase, Stale.
    """
    moving, task, grant = _of_actor(task_id, by)
    asked = _referral(moving, task)
    only_read = ReferralKind(asked.kind) in rules.ONLY_TO_READ
    if not text.strip() and not only_read:
        raise AnswerRequired
    outcome = ReferralOutcome.NOTED if only_read else ReferralOutcome.ANSWERED
    _end(moving, asked, _Ending(outcome=outcome, text=text, by=by, grant=grant))


@transaction.atomic
def return_referral(*, task_id: int, comment: str, by: Actor) -> None:
    """Send a referral back undone (عودت), saying why.

    Raises AnswerRequired, NoSuchReferral, NotYours, OwnCase, Stale.
    """
    moving, task, grant = _of_actor(task_id, by)
    if not comment.strip():
        raise AnswerRequired
    ending = _Ending(outcome=ReferralOutcome.RETURNED, text=comment, by=by, grant=grant)
    _end(moving, _referral(moving, task), ending)


@transaction.atomic
def take_back_referral(*, referral_id: int, by: Actor) -> None:
    """Undo one's own referral while nobody there has seen it; raises TooLateToTakeBack, NoSuchReferral."""
    sent = Referral.objects.filter(id=referral_id, sent_by=by.account_id or 0).first()
    if sent is None:
        raise NoSuchReferral
    moving, task = lock_task(sent.task_id)
    if task.closed_at is not None or task.seen_at is not None:
        raise TooLateToTakeBack
    _end(moving, sent, _Ending(outcome=ReferralOutcome.TAKEN_BACK, by=by))


@transaction.atomic
def lift_blocking(*, referral_id: int, because: str, by: Actor) -> None:
    """The case may be decided before this opinion is in; the question itself stays open.

    For whoever asked, or has the case before them. Raises AnswerRequired, NoSuchReferral, NotYours.
    """
    asked = Referral.objects.filter(id=referral_id, is_blocking=True, ended_at=None).first()
    if asked is None:
        raise NoSuchReferral
    if not because.strip():
        raise AnswerRequired
    moving, task = lock_task(asked.task_id)
    own = Task.objects.filter(ROUTED, case_id=moving.id, closed_at=None)
    if asked.sent_by != by.account_id and not any(lies_with(one, by) for one in own):
        raise NotYours
    Referral.objects.filter(id=asked.id, case_id=moving.id).update(is_blocking=False)
    moving.note(
        EventKind.UNBLOCKED, by=by, task_id=task.id, place=asked.to_place, comment=because,
        payload={"referral": asked.id},
    )  # fmt: skip
    moving.save(moved=False)


def read_answers(*, case_id: int, by: Actor) -> int:
    """The sender has read how their referrals of a case ended; how many were new."""
    ended = Referral.objects.filter(
        case_id=case_id, sent_by=by.account_id or 0, ended_at__isnull=False, read_at=None
    )
    return ended.update(read_at=clock.now())


def _of_actor(task_id: int, by: Actor) -> tuple[Moving, LockedTask, Grant | None]:
    moving, task = lock_task(task_id)
    if task.closed_at is not None:
        raise overtaken(task)
    if task.suspended_at is not None:
        raise CaseIsSuspended
    place = frozenset({(task.role, task.organisation_id or 0)})
    grant = organisations.reach(by, Act.ACT_ON_TASK).grant_for(
        Subject(service=moving.service, cartables=place, level=moving.confidentiality)
    )
    if grant is None or by.account_id is None:
        raise NotYours
    if is_own_case(moving.applicant_id, by, grant):
        raise OwnCase
    if not is_free(task, {by.account_id, grant.on_behalf_of}):
        raise Stale(by_name=task.assignee_name, account_id=task.assignee_id, at=None)
    return moving, task, grant


def _send(
    moving: Moving, task: LockedTask, grant: Grant | None, to: Addressee, by: Actor,
    parent: Referral | None,
) -> Referral:  # fmt: skip
    if _comes_back(task, to, by):
        raise ToOneself(organisation_id=to.organisation_id, role=to.role)
    place, holder = _place(moving, task, grant, to)
    due_at = moving.due(Span(working_days=to.working_days or 0), to.organisation_id)
    task_id = bear_task(
        moving,
        place,
        state=moving.state,
        title=to.kind.label,
        kind=REFERRAL,
        due_at=due_at,
        referral=to.order,
        referred_by=by.name,
        assignee_id=holder.account_id if holder else None,
        assignee_name=holder.name if holder else "",
        claimed_at=moving.at if holder else None,
    )
    sent = Referral(
        case_id=moving.id,
        task_id=task_id,
        parent_id=parent.id if parent else None,
        kind=to.kind.value,
        order=to.order,
        sent_by=by.account_id or 0,
        sent_by_name=by.name,
        sent_place=task.place,
        on_behalf_of=grant.on_behalf_of if grant else None,
        to_place=place.shown,
        to_name=holder.name if holder else "",
        sent_at=moving.at,
        due_days=to.working_days,
        is_blocking=to.is_blocking and to.kind is ReferralKind.OPINION,
    )
    bear_referral(moving, sent)
    moving.note(
        EventKind.REFERRED,
        by=by,
        grant=grant,
        action=to.kind.value,
        task_id=sent.task_id,
        place=place.shown,
        comment=to.order,
        payload={"referral": sent.id, "to": sent.to_name, "blocking": sent.is_blocking},
    )
    return sent


def _comes_back(task: LockedTask, to: Addressee, by: Actor) -> bool:
    """Whether it names the sender, or nobody in particular of the post whose work it is."""
    if to.account_id is not None:
        return to.account_id == by.account_id
    return (to.organisation_id, to.role) == (task.organisation_id, task.role)


def _place(
    moving: Moving, task: LockedTask, grant: Grant | None, to: Addressee
) -> tuple[Place, Holder | None]:
    place = organisations.organisation(to.organisation_id)
    held = organisations.holders(to.organisation_id, to.role, moving.service, moving.at)
    if place is None or not held:
        title = moving.process.role_title(to.role)
        raise NobodyThere(place=f"{title} · {place.name}" if place else title)
    level = moving.confidentiality
    if level:
        held = organisations.holders(
            to.organisation_id, to.role, moving.service, moving.at, level=level
        )
        if not held:
            raise NotCleared(place=place.name)
    sender = organisations.organisation(task.organisation_id or 0)
    far = sender is not None and not rules.is_in_line(sender.path, place.path)
    is_manager = grant is not None and grant.role == Role.OFFICE_MANAGER.value
    if sender is None or (
        far and not (is_manager and rules.is_in_one_tree(sender.path, place.path))
    ):
        raise OutOfLine(place=place.name)
    named = {one.account_id: one for one in held}
    if to.account_id is not None and to.account_id not in named:
        raise NotAHolder
    found = cartable(moving.process, to.organisation_id, to.role)
    if found is None:
        raise NobodyThere(place=f"{moving.process.role_title(to.role)} · {place.name}")
    return found, named.get(to.account_id) if to.account_id is not None else None


def _referral(moving: Moving, task: LockedTask) -> Referral:
    found = Referral.objects.filter(case_id=moving.id, task_id=task.id, ended_at=None).first()
    if found is None:
        raise NoSuchReferral
    return found


def _end(moving: Moving, ended: Referral, ending: _Ending) -> None:
    by = ending.by
    writing.run(
        END, [moving.at, by.account_id, by.name, ending.outcome.value, ended.task_id, moving.id]
    )
    Referral.objects.filter(id=ended.id, case_id=moving.id).update(
        ended_at=moving.at,
        ended_by=by.account_id,
        ended_by_name=by.name,
        outcome=ending.outcome.value,
        answer=ending.text,
    )
    moving.note(
        EventKind.REFERRAL_ENDED,
        by=by,
        grant=ending.grant,
        action=ending.outcome.value,
        task_id=ended.task_id,
        place=ended.to_place,
        comment=ending.text,
        payload={"referral": ended.id},
    )
    moving.save(moved=False)
