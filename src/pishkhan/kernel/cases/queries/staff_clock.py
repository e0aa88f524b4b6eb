"""What the applicant sees of the clock: the promised day and why it moved, who has it, what silence means."""

from dataclasses import dataclass
from datetime import date, datetime

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases.errors import NoSuchCase
from pishkhan.kernel.cases.models import Case, CaseEvent, Task, Timer
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.queries.levels import next_level
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.process import State
from pishkhan.kernel.cases.terms import EventKind, Silence
from pishkhan.kernel.persistence import api as by_hand


OF_STAFF = """case_id = %s AND kind <> 'referral' AND closed_at IS NULL AND suspended_at IS NULL
    AND NOT for_applicant AND organisation_id IS NOT NULL AND due_at IS NOT NULL"""
TOLD = (EventKind.RECOUNTED, EventKind.ESCALATED, EventKind.TIMER)


@dataclass(frozen=True, kw_only=True, slots=True)
class DateMove:
    """The promised day was counted anew; `closed` are the days, with their titles, that did it."""

    at: datetime
    before: date | None
    after: date
    closed: tuple[tuple[date, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Silent:
    """What it means if the staff do not answer by `at`, and by which law."""

    at: datetime
    means: Silence
    ground: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The applicant asked for the next level: when, and who it was."""

    at: datetime
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffClock:
    """The clock of the staff on a case, as its applicant sees it.

    `promised` is when the whole case is to be done, None where nothing was promised or while the
    clock `is_stopped`. `deadline` is that of the task the staff have now, `is_late` once it passed;
    `may_ask` then says whether the next level may be asked for, `asked_until` how long the level
    asked last still has. `since` is when the task came to where it is.
    """

    promised: date | None
    is_stopped: bool
    moves: tuple[DateMove, ...]
    deadline: datetime | None
    is_late: bool
    may_ask: bool
    asked: tuple[Asked, ...]
    asked_until: date | None
    since: datetime
    silence: Silent | None


def staff_clock(case_id: int) -> StaffClock:
    """The clock of a case; raises NoSuchCase. Four queries, and some more once it is late."""
    row = by_hand.row(Case, "id = %s", [case_id])
    if row is None:
        raise NoSuchCase
    state = process_of(row.definition_id).states[row.state]
    events = by_hand.rows(
        CaseEvent,
        "case_id = %s AND kind = ANY(%s) ORDER BY seq",
        [case_id, [kind.value for kind in TOLD]],
    )
    task = _task(case_id) if row.closed_at is None else None
    now = clock.now()
    is_late = bool(task and task.due_at and task.due_at < now)
    until = _until(task, state, events) if task and is_late else None
    has_time = until is not None and until >= now
    is_stopped = row.due_days_left is not None
    return StaffClock(
        promised=None if is_stopped or row.due_at is None else _day(row.due_at),
        is_stopped=is_stopped,
        moves=tuple(_move(one) for one in events if _is_of_the_case(one)),
        deadline=task.due_at if task else None,
        is_late=is_late,
        may_ask=bool(task and is_late and not has_time and _is_above(task, state, now)),
        asked=tuple(
            Asked(at=one.at, place=one.place)
            for one in events
            if one.kind == EventKind.ESCALATED.value
        ),
        asked_until=_day(until) if until and has_time else None,
        since=max([row.entered_at, *(one.at for one in events if _moved_up(one, task))]),
        silence=_silence(state, task) if task else None,
    )


def latest_asked(case_id: int, task_id: int) -> datetime | None:
    """When the applicant asked for the next level of a task last; one query."""
    asked = CaseEvent.objects.filter(
        case_id=case_id, task_id=task_id, kind=EventKind.ESCALATED.value
    )
    return asked.order_by("-seq").values_list("at", flat=True).first()


def late_task(case_id: int, now: datetime) -> Task | None:
    """The open task of the staff that is late for longest; one query."""
    late = f"{OF_STAFF} AND due_at < %s ORDER BY due_at, id LIMIT 1"
    return by_hand.row(Task, late, [case_id, now])


def _task(case_id: int) -> Task | None:
    return by_hand.row(Task, f"{OF_STAFF} ORDER BY due_at, id LIMIT 1", [case_id])


def _until(task: Task, state: State, events: list[CaseEvent]) -> datetime | None:
    asked = [
        one.at for one in events if one.kind == EventKind.ESCALATED.value and one.task_id == task.id
    ]
    return level_until(asked[-1], state, task.organisation_id) if asked else None


def level_until(asked_at: datetime, state: State, organisation_id: int | None) -> datetime:
    """Until when a level that was asked for has time: as long as the step had."""
    calendar = calendars.calendar_from(_day(asked_at), organisation_id)
    return spans.after(asked_at, state.due, calendar)


def _is_above(task: Task, state: State, now: datetime) -> bool:
    place = task.organisation_id or 0
    level = task.confidentiality
    above = next_level(state, task.role, place, service=task.service, at=now, level=level)
    return above is not None


def _is_of_the_case(event: CaseEvent) -> bool:
    return event.kind == EventKind.RECOUNTED.value and event.task_id is None


def _moved_up(event: CaseEvent, task: Task | None) -> bool:
    if task is None or event.task_id != task.id:
        return False
    return bool(event.payload.get("moved"))


def _move(event: CaseEvent) -> DateMove:
    before = event.payload.get("before")
    return DateMove(
        at=event.at,
        before=_day(datetime.fromisoformat(before)) if before else None,
        after=_day(datetime.fromisoformat(event.payload["after"])),
        closed=tuple(
            (date.fromisoformat(day), str(title)) for day, title in event.payload.get("closed", ())
        ),
    )


def _silence(state: State, task: Task) -> Silent | None:
    rules = {rule.name: rule for rule in state.timers if rule.silence}
    if not rules:
        return None
    waiting = Timer.objects.filter(
        case_id=task.case_id, task_id=task.id, name__in=rules, fired_at=None, is_cancelled=False
    )
    timer = waiting.order_by("fire_at").first()
    if timer is None:
        return None
    rule = rules[timer.name]
    return Silent(at=timer.fire_at, means=rule.silence or Silence.LAPSED, ground=rule.ground)


def _day(moment: datetime) -> date:
    return clock.in_tehran(moment).date()
