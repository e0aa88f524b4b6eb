"""Entering a state: decisions are walked through, then tasks and timers are born, or the case ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.actions.bearing import bear_task
from pishkhan.kernel.cases.actions.moving import (
    TIMER_COLUMNS,
    LockedTask,
    Moving,
)
from pishkhan.kernel.cases.actions.routing import Place, place_for
from pishkhan.kernel.cases.registry import registration
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.process import Assign, State, TimerRule
from pishkhan.kernel.cases.spec import Step
from pishkhan.kernel.cases.terms import CaseStatus, EventKind, StateKind
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.persistence.api import defer, new_id


DECISIONS_IN_A_ROW = 20  # more is a loop that publish could not see
NEW_TIMER = writing.insert("cases_timer", TIMER_COLUMNS)
CLOSE_TASKS = """
    WITH closed AS (
        UPDATE cases_task SET closed_at = %s, outcome = %s, closed_by_name = %s
        WHERE case_id = %s AND closed_at IS NULL AND kind <> 'referral' RETURNING id)
    UPDATE cases_timer SET is_cancelled = true FROM closed
    WHERE cases_timer.task_id = closed.id AND fired_at IS NULL AND NOT is_cancelled"""
# What was asked beside a case ends with it; what came only to be read stays until it is read.
END_REFERRALS = """
    WITH ended AS (
        UPDATE cases_referral SET ended_at = %(at)s, outcome = 'case_closed'
        WHERE case_id = %(id)s AND ended_at IS NULL AND kind NOT IN ('information', 'copy')
        RETURNING case_id, task_id)
    UPDATE cases_task SET closed_at = %(at)s, outcome = 'case_closed' FROM ended
    WHERE cases_task.id = ended.task_id AND cases_task.case_id = ended.case_id
      AND closed_at IS NULL"""
# Of timers of one name the newest: older ones were stopped when the task was suspended.
REVIVE = """
    WITH revived AS (
        UPDATE cases_task
        SET closed_at = NULL, closed_by = NULL, closed_by_name = '', outcome = ''
        WHERE id = %s AND case_id = %s RETURNING id, case_id)
    UPDATE cases_timer AS timer SET is_cancelled = false FROM revived
    WHERE timer.case_id = revived.case_id AND timer.task_id = revived.id
      AND timer.fired_at IS NULL AND NOT EXISTS (
        SELECT FROM cases_timer AS newer
        WHERE newer.case_id = timer.case_id AND newer.task_id = timer.task_id
          AND newer.name = timer.name AND newer.id > timer.id)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Why a state is entered: by whom, with what words, coming from where."""

    by: Actor
    grant: Grant | None = None
    referral: str = ""
    from_state: State | None = None


def enter(moving: Moving, name: str, entry: Entry) -> None:
    """Move to `name`, or past it to where the decisions lead; the caller saves the case with its tasks."""
    state = _past_decisions(moving, name)
    moving.state, moving.entered_at = state.name, moving.at
    if state.kind is StateKind.END:
        moving.status, moving.outcome = CaseStatus.CLOSED.value, state.outcome
        moving.suspend_reason, moving.closed_at = "", moving.at
        moving.note(EventKind.ENTERED, by=entry.by, to_state=state.name)
        writing.run(END_REFERRALS, {"id": moving.id, "at": moving.at})
        return
    _set_clock(moving, state)
    places = [_place(moving, assign) for assign in state.assign or (Assign(),)]
    seats = "، ".join(place.shown for place in places if place.shown)
    moving.note(EventKind.ENTERED, by=entry.by, to_state=state.name, place=seats)
    settle(moving, places, entry.by)
    if state.needs:
        ask_for_holders(moving)
    _bear_tasks(moving, state, places, entry)


def go_back(moving: Moving, task: LockedTask, by: Actor) -> None:
    """Move back to a task that was done: open again with the deadline and the timers it had left."""
    state = moving.process.states[task.state]
    moving.state, moving.entered_at = state.name, task.created_at
    moving.status, moving.suspend_reason = CaseStatus.OPEN.value, ""
    _set_clock(moving, state)
    moving.note(EventKind.ENTERED, by=by, to_state=state.name, place=task.place)
    writing.run(REVIVE, [task.id, moving.id])


def settle(moving: Moving, places: Iterable[Place], by: Actor) -> None:
    """Suspend the case if nobody at all can act, with the reason; else it is open."""
    asked = [place for place in places if place.role]
    missing = [place for place in asked if not place.is_held]
    moving.status, moving.suspend_reason = CaseStatus.OPEN.value, ""
    if missing:
        reason = missing[0].reason
        moving.note(EventKind.SUSPENDED, by=by, reason=reason, place=missing[0].shown)
        ask_for_holders(moving)
        if len(missing) == len(asked):
            moving.status, moving.suspend_reason = CaseStatus.SUSPENDED.value, reason


def ask_for_holders(moving: Moving) -> None:
    """Once this is committed: tell the applicant, and ask for whoever is missing (`tasks`)."""
    defer("cases.suspended", key=f"cases.suspended:{moving.id}", case_id=moving.id)


def timers_of(
    moving: Moving,
    rules: Iterable[TimerRule],
    *,
    task_id: int,
    organisation_id: int | None,
    due_at: datetime | None,
    born: datetime | None = None,
) -> list[writing.Values]:
    """Rows for the timers of one task, counted from `born` (the moment of the step)."""
    rows: list[writing.Values] = []
    calendar = moving.calendar(organisation_id)
    for rule in rules:
        fire_at = spans.fires_at(rule, born=born or moving.at, due_at=due_at, calendar=calendar)
        rows.append(new_timer(moving.id, task_id, rule.name, fire_at))
    return rows


def new_timer(case_id: int, task_id: int, name: str, fire_at: datetime) -> writing.Values:
    """The row of a timer that has not gone off."""
    return {
        "id": new_id(),
        "case_id": case_id,
        "task_id": task_id,
        "name": name,
        "fire_at": fire_at,
        "next_at": fire_at,
        "is_cancelled": False,
        "attempts": 0,
        "last_error": "",
    }


def run_effects(moving: Moving, names: Iterable[str], step: Step) -> None:
    """Call the effects of the service in their order, in the transaction, after the case moved."""
    for name in names:
        registration(moving.service).effects[name](step)


def _past_decisions(moving: Moving, name: str) -> State:
    for _round in range(DECISIONS_IN_A_ROW):
        state = moving.process.states[name]
        if state.kind is not StateKind.DECISION:
            return state
        decided = registration(moving.service).decisions[state.decide].decide(moving.facts)
        target = state.outcomes[decided.outcome]
        moving.note(
            EventKind.DECISION,
            by=Actor.system(),  # a rule decides, whoever's act led to it
            action=decided.outcome,
            from_state=state.name,
            to_state=target,
            payload={"because": list(decided.because), "trace": dict(decided.trace)},
        )
        name = target
    raise RecursionError(f"decisions of {moving.service} run in a circle at {name}")


def _place(moving: Moving, assign: Assign) -> Place:
    if assign.applicant or not assign.role:
        return Place()
    organisation_id = moving.organisations.get(assign.org)
    level = moving.confidentiality
    return place_for(moving.process, assign, organisation_id, moving.at, level=level)


def _set_clock(moving: Moving, state: State) -> None:
    if not moving.process.clock_stops:
        return
    if state.with_applicant:
        moving.stop_clock()
    else:
        moving.go_on()


def _bear_tasks(moving: Moving, state: State, places: list[Place], entry: Entry) -> None:
    origin = entry.from_state
    returned = bool(origin and origin.with_applicant and not state.with_applicant)
    for place in places:
        there = place.organisation_id
        due_at = moving.due(state.due, there) if place.is_held else None
        task_id = bear_task(
            moving,
            place,
            state=state.name,
            title=state.title,
            kind=state.kind.value,
            due_at=due_at,
            for_applicant=state.with_applicant,
            suspended_at=None if place.is_held else moving.at,
            returned=returned,
            referral=entry.referral,
            referred_by=entry.by.name if entry.referral else "",
        )
        if place.is_held:
            moving.timers += timers_of(
                moving, state.timers, task_id=task_id, organisation_id=there, due_at=due_at
            )
        if state.kind is StateKind.SERVICE:
            defer(state.call, key=f"task:{task_id}", case_id=moving.id, task_id=task_id)
