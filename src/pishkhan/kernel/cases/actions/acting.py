"""Pressing a button: the one transaction in which a case moves (research/workflow.md § 5.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import connection, transaction

from pishkhan.foundation.row_ids import row_id
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.announcing import save_step
from pishkhan.kernel.cases.actions.defects import raise_defects, withdraw_defects
from pishkhan.kernel.cases.actions.entering import CLOSE_TASKS, Entry, enter, run_effects, settle
from pishkhan.kernel.cases.actions.moving import LockedTask, Moving, lock_task
from pishkhan.kernel.cases.actions.routing import place_for
from pishkhan.kernel.cases.errors import (
    CaseIsSuspended,
    NoSuchAction,
    NoSuchOrganisation,
    NoSuchTask,
    NotWaiting,
    NotYours,
    OpinionPending,
    OwnCase,
    SameActor,
    Stale,
)
from pishkhan.kernel.cases.models import ROUTED, Referral, Task
from pishkhan.kernel.cases.queries.claims import is_free
from pishkhan.kernel.cases.queries.impartial import acting, decided_before, is_own_case
from pishkhan.kernel.cases.registry import registration
from pishkhan.kernel.cases.rules import pressing
from pishkhan.kernel.cases.rules.process import Action, Assign, State, Vote
from pishkhan.kernel.cases.spec import CaseView, Defect, Json, Params
from pishkhan.kernel.cases.terms import REFERRAL, EventKind
from pishkhan.kernel.identity.spec import Actor, ActorKind, Grant
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act


SYSTEM = _("سامانه")
CLOSE_TASK = """
    WITH closed AS (
        UPDATE cases_task
        SET closed_at = %s, closed_by = %s, closed_by_name = %s, outcome = %s
        WHERE id = %s AND case_id = %s RETURNING id)
    UPDATE cases_timer SET is_cancelled = true FROM closed
    WHERE cases_timer.task_id = closed.id AND fired_at IS NULL AND NOT is_cancelled"""
TALLY = """
    SELECT count(*) FILTER (WHERE outcome = %s AND closed_at IS NOT NULL),
           count(*) FILTER (WHERE outcome = %s AND closed_at IS NOT NULL),
           count(*)
    FROM cases_task WHERE case_id = %s AND state = %s AND created_at = %s"""


@transaction.atomic
def act(  # noqa: PLR0913 - what a clerk says when pressing a button
    *,
    task_id: int,
    action: str,
    by: Actor,
    seen_version: int | None = None,
    comment: str = "",
    reason: str = "",
    defects: Sequence[Defect] = (),
    params: Params | None = None,
) -> CaseView:
    """Press `action` on a task. `seen_version` is the version of the case the actor had on screen.

    Raises NoSuchTask, Stale, NoSuchAction, NotYours, OwnCase, SameActor, CommentRequired,
    ReasonRequired, DefectsRequired, ParamRequired, Blocked, OpinionPending, CaseIsSuspended,
    NoSuchOrganisation, and whatever the guard of the service raises.
    """
    moving, task = lock_task(task_id)
    _require_fresh(moving, task, seen_version)
    state = moving.standing
    pressed = state.actions.get(action)
    if pressed is None:
        raise NoSuchAction
    grant = entitle(moving, task, pressed, by)
    given: dict[str, Json] = dict(params or {})
    if by.kind is not ActorKind.SYSTEM:
        pressing.require_words(
            pressed, comment=comment, reason=reason, defects=len(defects), params=given
        )
        pressing.require_no_open_defects(pressed, moving.open_defects)
    step = replace(moving.step(by=by, action=action), comment=comment, reason=reason, params=given)
    if pressed.guard:
        registration(moving.service).guards[pressed.guard](step)
    _close(moving, task, pressed, by)
    moving.note(
        EventKind.ACTION,
        by=by,
        grant=grant,
        action=action,
        from_state=state.name,
        to_state=pressed.to,
        task_id=task.id,
        place=task.place,
        comment=comment,
        reason=reason,
        payload=given,
    )
    if pressed.raises_defects:
        raise_defects(moving, defects, by)
    elif moving.open_defects:
        withdraw_defects(moving)
    _reroute(moving, pressed, given)
    effects = pressed.effects + _move(moving, state, pressed, Entry(
        by=by, grant=grant, referral=comment, from_state=state))  # fmt: skip
    save_step(moving, by=by, before=state)
    run_effects(
        moving, effects, replace(step, state=moving.state, organisations=dict(moving.organisations))
    )
    return moving.view()


def act_as_system(
    *, task_id: int, action: str, comment: str = "", params: Params | None = None
) -> CaseView:
    """Press `action` as the platform: jobs that come back, timers, payments that settled."""
    return act(task_id=task_id, action=action, by=Actor.system(), comment=comment, params=params)


def signal(*, case_id: int, event: str, action: str, params: Params | None = None) -> CaseView:
    """Tell a case that waits for `event` that it came; raises NotWaiting."""
    waiting = Task.objects.filter(case_id=case_id, kind="wait", closed_at=None).first()
    if waiting is None:
        raise NotWaiting(event=event)
    with transaction.atomic():
        moving = lock_task(waiting.id)[0]
        if moving.standing.event != event:
            raise NotWaiting(event=event)
        return act_as_system(task_id=waiting.id, action=action, params=params)


def entitle(moving: Moving, task: LockedTask, action: Action, by: Actor) -> Grant | None:
    """The grant under which `by` may press `action` here, None for the applicant and the system.

    Raises NoSuchAction, NotYours, OwnCase or SameActor.
    """
    if by.kind is ActorKind.SYSTEM:
        return None
    state = moving.process.states[task.state]
    if action.by_system:
        raise NoSuchAction
    reserved = state.reserved(action.name)
    subject = _subject(
        moving, task, [(e.role, moving.organisations.get(e.org, 0)) for e in reserved]
    )
    reach = organisations.reach(by, Act.ACT_ON_TASK)
    if not reach.covers(subject):
        raise NotYours
    grant = reach.grant_for(subject)
    if grant is not None:
        _require_impartial(moving, state, by, grant)
        _require_opinions(moving.id)
    if grant and not reserved and not is_free(task, {by.account_id, grant.on_behalf_of}):
        raise NotYours
    return grant


def _subject(moving: Moving, task: LockedTask, reserved: list[tuple[str, int]]) -> Subject:
    own = [] if task.organisation_id is None else [(task.role, task.organisation_id)]
    if not reserved and not own and not task.for_applicant:
        raise NoSuchAction  # a wait or a service: nobody's button
    return Subject(
        service=moving.service,
        organisation_ids=frozenset(moving.organisation_ids),
        applicant_id=moving.applicant_id,
        cartables=frozenset(reserved or own),
        level=moving.confidentiality,
    )


def _require_opinions(case_id: int) -> None:
    """Raise OpinionPending while an opinion that was asked for must be in before deciding."""
    open_ones = Referral.objects.filter(case_id=case_id, is_blocking=True, ended_at=None)
    asked = open_ones.values_list("to_place", flat=True).first()
    if asked is not None:
        raise OpinionPending(place=asked)


def _require_impartial(moving: Moving, state: State, by: Actor, grant: Grant) -> None:
    if is_own_case(moving.applicant_id, by, grant):
        raise OwnCase
    found = decided_before(
        case_id=moving.id,
        accounts=acting(by, grant),
        states=state.not_same_actor,
        state=state.name,
        since=moving.entered_at,
    )
    if found is not None:
        known = moving.process.states.get(found)
        raise SameActor(state=known.title if known else found)


def _require_fresh(moving: Moving, task: LockedTask, seen_version: int | None) -> None:
    if task.kind == REFERRAL:
        raise NoSuchAction  # it is answered, it does not move the case
    if task.closed_at is not None or task.state != moving.state:
        raise overtaken(task)
    if task.suspended_at is not None:
        raise CaseIsSuspended
    if seen_version is not None and seen_version != moving.version:
        raise Stale(**_last_mover(moving))


def overtaken(task: LockedTask) -> Stale:
    """Who closed the task first."""
    return Stale(
        by_name=task.closed_by_name or SYSTEM, account_id=task.closed_by, at=task.closed_at
    )


def _last_mover(moving: Moving) -> Mapping[str, object]:
    found = writing.first(
        "SELECT actor_name, at, account_id FROM cases_caseevent WHERE case_id = %s AND seq = %s",
        [moving.id, moving.seq],
    )
    if found is None:
        raise NoSuchTask
    return {"by_name": found[0] or SYSTEM, "at": found[1], "account_id": found[2]}


def _close(moving: Moving, task: LockedTask, action: Action, by: Actor) -> None:
    writing.run(CLOSE_TASK, [moving.at, by.account_id, by.name, action.name, task.id, moving.id])


def _reroute(moving: Moving, action: Action, params: Mapping[str, Json]) -> None:
    for slot, param in action.reroute.items():
        chosen = params.get(param)
        if chosen in (None, ""):
            continue
        known = organisations.organisation(row_id(str(chosen)) or 0)
        if known is None or not known.is_active:
            raise NoSuchOrganisation
        moving.organisations[slot] = known.id
        if known.id not in moving.organisation_ids:
            moving.organisation_ids.append(known.id)


def _move(moving: Moving, state: State, action: Action, entry: Entry) -> tuple[str, ...]:
    """Enter where the action, or the vote, leads; the effects of the state entered."""
    target: str | None = action.to
    if state.vote and action.name in {state.vote.yes, state.vote.no}:
        target = _verdict(moving, state, state.vote)
    if target is None:
        _leave_to_empty_seats(moving, entry.by)
        return ()
    if len(state.assign) > 1:
        writing.run(CLOSE_TASKS, [moving.at, "cancelled", entry.by.name, moving.id])
    enter(moving, target, entry)
    return moving.standing.effects


def _leave_to_empty_seats(moving: Moving, by: Actor) -> None:
    """Suspend the case if only seats are left to vote that nobody holds."""
    left = list(Task.objects.filter(ROUTED, case_id=moving.id, closed_at=None).order_by("id"))
    if left and all(task.suspended_at for task in left):
        seat = Assign(role=left[0].role)
        place = place_for(moving.process, seat, left[0].organisation_id, moving.at)
        settle(moving, [replace(place, cartable_id=None)], by)


def _verdict(moving: Moving, state: State, vote: Vote) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(TALLY, [vote.yes, vote.no, moving.id, state.name, moving.entered_at])
        yes, no, seats = cursor.fetchone()
    verdict = pressing.tally(vote.rule, yes=yes, no=no, seats=seats)
    if verdict is None:
        return None
    return state.actions[vote.yes if verdict else vote.no].to
