"""A case held under its row lock: what it was, what it becomes, and the events on the way.

Lock order everywhere: the case first, then its tasks and timers. Whoever writes a task of a case
holds the lock of the case, so the task itself needs none.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection

from pishkhan.foundation import clock
from pishkhan.foundation.text import fold, joined
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.calendars.api import Calendar
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.errors import NoSuchCase, NoSuchTask
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.rules import promise, spans
from pishkhan.kernel.cases.rules.process import Process, Span, State
from pishkhan.kernel.cases.spec import Applicant, CaseView, Json, Params, Step
from pishkhan.kernel.cases.terms import CaseStatus, EventKind
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.persistence.api import as_json, insert_json, new_id


T = TypeVar("T")
A_YEAR = timedelta(days=366)  # deadlines that are counted anew began before this step
CASE_COLUMNS = (
    "id", "service", "definition_id", "state", "status", "suspend_reason", "outcome", "version",
    "seq", "open_defects", "applicant_id", "applicant_name", "applicant_identifier", "subject",
    "reference", "search_key", "organisations", "organisation_ids", "facts", "opened_at",
    "entered_at", "closed_at", "due_at", "due_days_left", "due_from", "due_days",
    "due_stops", "confidentiality",
)  # fmt: skip
CHANGING = (
    "state", "status", "suspend_reason", "outcome", "version", "seq", "open_defects",
    "organisations", "organisation_ids", "entered_at", "closed_at", "due_at", "due_days_left",
    "due_from", "due_days", "due_stops", "confidentiality",
)  # fmt: skip
LOCK_CASE = f"SELECT {', '.join(CASE_COLUMNS)} FROM cases_case WHERE id = %s FOR UPDATE"  # noqa: S608 - constants
LOCK_CASES = f"""
    SELECT {", ".join(CASE_COLUMNS)} FROM cases_case WHERE id = ANY(%s::bigint[])
    ORDER BY id FOR UPDATE"""  # noqa: S608 - constants
LOCK_CASE_OF_TASK = f"""
    SELECT {", ".join(CASE_COLUMNS)} FROM cases_case
    WHERE id = (SELECT case_id FROM cases_task WHERE id = %s) FOR UPDATE"""  # noqa: S608 - constants
EVENT_COLUMNS = (
    "id", "case_id", "seq", "kind", "action", "from_state", "to_state", "task_id", "place",
    "actor_kind", "account_id", "person_id", "actor_name", "on_behalf_of", "comment", "reason",
    "payload", "definition_id", "at",
)  # fmt: skip
NEW_TASK_COLUMNS = (
    "id", "case_id", "state", "state_title", "kind", "role", "role_title", "organisation_id",
    "organisation_name", "cartable_id", "for_applicant", "suspended_at", "priority",
    "returned", "due_at", "due_from", "sort_at", "created_at", "referral", "referred_by", "service",
    "applicant_name", "subject", "reference", "search_key", "assignee_id", "assignee_name",
    "claimed_at", "closed_by_name", "outcome", "confidentiality",
)  # fmt: skip
TIMER_COLUMNS = (
    "id", "case_id", "task_id", "name", "fire_at", "next_at", "is_cancelled", "attempts",
    "last_error",
)  # fmt: skip
# All that a step writes, in one statement: every step of every case runs it, and a round trip costs
# more than a row. Rows come as JSON, so that the text, and with it the kept plan, is always the same.
BORN = f"""
    WITH task AS ({insert_json("cases_task", NEW_TASK_COLUMNS, "tasks")}),
    timer AS ({insert_json("cases_timer", TIMER_COLUMNS, "timers")}),
    event AS ({insert_json("cases_caseevent", EVENT_COLUMNS, "events")})"""
CREATE = f"{BORN} {insert_json('cases_case', CASE_COLUMNS, 'cases')}"
SAVE = f"""{BORN}
    UPDATE cases_case SET {", ".join(f"{name} = now_is.{name}" for name in CHANGING)}
    FROM json_populate_recordset(NULL::cases_case, %(cases)s) AS now_is
    WHERE cases_case.id = now_is.id"""  # noqa: S608 - constants
TASK_COLUMNS = (
    "id", "case_id", "service", "kind", "state", "role", "organisation_id", "organisation_name", "role_title",
    "cartable_id", "for_applicant", "assignee_id", "assignee_name", "seen_at", "suspended_at",
    "due_at", "due_from", "created_at", "closed_at", "closed_by", "closed_by_name",
    "confidentiality",
)  # fmt: skip
READ_TASKS = f"""
    SELECT {", ".join(TASK_COLUMNS)} FROM cases_task
    WHERE id = ANY(%s::bigint[]) AND case_id = ANY(%s::bigint[])"""  # noqa: S608 - constants
READ_TASK = f"SELECT {', '.join(TASK_COLUMNS)} FROM cases_task WHERE id = %s AND case_id = %s"  # noqa: S608 - constants


@dataclass(slots=True, kw_only=True)
class LockedTask:
    """A task of a locked case."""

    id: int
    case_id: int
    service: str
    kind: str
    state: str
    role: str
    organisation_id: int | None
    organisation_name: str
    role_title: str
    cartable_id: int | None
    for_applicant: bool
    assignee_id: int | None
    assignee_name: str
    seen_at: datetime | None
    suspended_at: datetime | None
    due_at: datetime | None
    due_from: datetime | None
    created_at: datetime
    closed_at: datetime | None
    closed_by: int | None
    closed_by_name: str
    confidentiality: int = 0

    @property
    def place(self) -> str:
        """Role and organisation, as the timeline shows them."""
        return " · ".join(part for part in (self.role_title, self.organisation_name) if part)


@dataclass(slots=True, kw_only=True)
class Moving:
    """The row of a case under lock; `save` writes what has changed, and what was born and noted."""

    id: int
    service: str
    definition_id: int
    state: str
    status: str
    suspend_reason: str
    outcome: str
    version: int
    seq: int
    open_defects: int
    applicant_id: int
    applicant_name: str
    applicant_identifier: str
    subject: str
    reference: str
    search_key: str
    organisations: dict[str, int]
    organisation_ids: list[int]
    facts: dict[str, Json]
    opened_at: datetime
    entered_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    due_days_left: int | None = None
    due_from: datetime | None = None
    due_days: int | None = None
    due_stops: list[datetime] = field(default_factory=list)
    confidentiality: int = 0
    at: datetime = field(default_factory=clock.now)
    events: list[writing.Row] = field(default_factory=list)
    tasks: list[writing.Values] = field(default_factory=list)
    timers: list[writing.Values] = field(default_factory=list)
    calendars: dict[int | None, Calendar] = field(default_factory=dict)
    known: dict[tuple[object, ...], object] = field(default_factory=dict)
    beside: dict[str, list[writing.Row]] = field(default_factory=dict)

    def later(self, sql: str, row: writing.Row) -> None:
        """What else is written with the case: a statement that takes `rows` as JSON, run once for all."""
        self.beside.setdefault(sql, []).append(row)

    def once(self, key: tuple[object, ...], find: Callable[[], T]) -> T:
        """What `find` says, asked once for all cases that are moved together; `key` names it wholly."""
        if key not in self.known:
            self.known[key] = find()
        found: T = self.known[key]  # type: ignore[assignment]  # the key says what it is
        return found

    def calendar(self, organisation_id: int | None) -> Calendar:
        """The working days of an organisation, from a year before this step; asked for once."""
        if organisation_id not in self.calendars:
            first = clock.in_tehran(min(self.at - A_YEAR, self.due_from or self.at)).date()
            self.calendars[organisation_id] = calendars.calendar_from(first, organisation_id)
        return self.calendars[organisation_id]

    def due(self, span: Span, organisation_id: int | None) -> datetime | None:
        """The deadline there of what is born in this step, None if it has none."""
        return spans.after(self.at, span, self.calendar(organisation_id)) if span else None

    def promise(self, span: Span) -> None:
        """Set the day by which the whole case is to be done, by the calendar of its first office."""
        self.due_at, self.due_days_left = self.due(span, self.office_id), None
        plain = span.working_days and not (span.days or span.hours)
        self.due_from, self.due_days = self.at, span.working_days if plain else None
        self.due_stops = []

    def stop_clock(self) -> None:
        """The applicant has the case: the promised day no longer comes nearer."""
        if self.due_at is None or self.due_days_left is not None:
            return
        calendar = self.calendar(self.office_id)
        if self.due_from is not None and self.due_days is not None:
            self.due_stops = [*self.due_stops, self.at]
            self.due_days_left = promise.left(
                self.due_from, self.due_days, self.due_stops, calendar
            )
        elif self.due_at > self.at:
            self.due_days_left = calendar.between(self.at, self.due_at)

    def go_on(self) -> None:
        """The staff have it again, with the working days that were left."""
        if self.due_days_left is None:
            return
        calendar = self.calendar(self.office_id)
        if promise.is_stopped(self.due_stops):
            self.due_stops, self.due_days_left = [*self.due_stops, self.at], None
        else:  # stopped before stops were kept, or promised in other days than those of work
            self.due_from, self.due_days, self.due_days_left = self.at, self.due_days_left, None
        self.due_at = promise.due(
            self.due_from or self.at, self.due_days or 0, self.due_stops, calendar
        )

    @property
    def office_id(self) -> int | None:
        """The organisation of the first slot, whose calendar the whole case goes by."""
        return next((self.organisations.get(slot) for slot in self.process.orgs), None)

    @property
    def process(self) -> Process:
        """The version the case runs on."""
        return process_of(self.definition_id)

    @property
    def standing(self) -> State:
        """The state the case stands in."""
        return self.process.states[self.state]

    def note(
        self,
        kind: EventKind,
        *,
        by: Actor,
        grant: Grant | None = None,
        payload: Params | None = None,
        **said: str | int | None,
    ) -> None:
        """Add an event; the number follows on, `save` writes it."""
        self.seq += 1
        blank = {"action": "", "from_state": "", "to_state": "", "task_id": None, "place": ""}
        self.events.append(
            {
                **blank,
                "comment": "",
                "reason": "",
                **said,
                "id": new_id(),
                "case_id": self.id,
                "seq": self.seq,
                "kind": kind.value,
                "actor_kind": by.kind.value,
                "account_id": by.account_id,
                "person_id": by.person_id,
                "actor_name": by.name,
                "on_behalf_of": grant.on_behalf_of if grant else None,
                "payload": dict(payload or {}),
                "definition_id": self.definition_id,
                "at": self.at,
            }
        )

    def save(self, *, moved: bool = True) -> None:
        """Write the case with all that was born and noted; `moved` makes what others have on screen stale."""
        self.version += moved
        _write(SAVE, ("id", *CHANGING), [self])

    def refer(self, reference: str) -> None:
        """Give a new case the number it goes by; its tasks, not written yet, show it too."""
        self.reference = reference
        name = f"{self.applicant_name} {joined(self.applicant_name)}"
        self.search_key = fold(f"{name} {self.applicant_identifier} {self.reference}")
        for task in self.tasks:
            task |= {"reference": self.reference, "search_key": self.search_key}

    def create(self) -> None:
        """Write a new case with its first events, tasks and timers."""
        _write(CREATE, CASE_COLUMNS, [self])

    def step(self, *, by: Actor, action: str = "") -> Step:
        """What effects, guards and their like are told."""
        return Step(
            case_id=self.id,
            service=self.service,
            applicant=Applicant(
                person_id=self.applicant_id,
                name=self.applicant_name,
                identifier=self.applicant_identifier,
            ),
            organisations=dict(self.organisations),
            subject=self.subject,
            reference=self.reference,
            state=self.state,
            from_state=self.state if action else "",
            action=action,
            by=by,
            facts=self.facts,
            at=self.at,
        )

    def view(self) -> CaseView:
        """The case as the caller sees it."""
        standing = self.standing
        return CaseView(
            id=self.id,
            service=self.service,
            definition_id=self.definition_id,
            state=self.state,
            state_title=standing.title,
            public_title=standing.shown,
            with_applicant=standing.with_applicant,
            status=CaseStatus(self.status),
            suspend_reason=self.suspend_reason,
            outcome=self.outcome,
            version=self.version,
            open_defects=self.open_defects,
            applicant_id=self.applicant_id,
            applicant_name=self.applicant_name,
            subject=self.subject,
            reference=self.reference,
            organisations=dict(self.organisations),
            facts=self.facts,
            opened_at=self.opened_at,
            entered_at=self.entered_at,
            closed_at=self.closed_at,
            due_at=self.due_at,
            confidentiality=self.confidentiality,
        )


def lock_case(case_id: int) -> Moving:
    """Lock a case until the end of the transaction; raises NoSuchCase. One statement."""
    found = _lock(LOCK_CASE, case_id)
    if found is None:
        raise NoSuchCase
    return found


def lock_cases(case_ids: Iterable[int]) -> dict[int, Moving]:
    """Lock several cases, by their numbers, so that nobody waits in a circle; those there are. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_CASES, [sorted(set(case_ids))])
        return {row[0]: _moving(row) for row in cursor.fetchall()}


def read_tasks(task_ids: Iterable[int], case_ids: Iterable[int]) -> dict[int, LockedTask]:
    """Tasks of locked cases, as they are now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(READ_TASKS, [list(task_ids), list(case_ids)])
        rows = cursor.fetchall()
    return {row[0]: LockedTask(**dict(zip(TASK_COLUMNS, row, strict=True))) for row in rows}


def save_all(cases: Sequence[Moving]) -> None:
    """As `save(moved=False)`, of several cases. One statement, and one for each kind of `later`."""
    if cases:
        _write(SAVE, ("id", *CHANGING), cases)


def lock_task(task_id: int) -> tuple[Moving, LockedTask]:
    """Lock the case of a task, then read the task as it is now; raises NoSuchTask.

    Two statements on purpose: a joined row read before the wait for the lock would be old.
    """
    moving = _lock(LOCK_CASE_OF_TASK, task_id)
    if moving is None:
        raise NoSuchTask
    return moving, read_task(moving, task_id)


def read_task(moving: Moving, task_id: int | None) -> LockedTask:
    """A task of a locked case; raises NoSuchTask. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(READ_TASK, [task_id, moving.id])
        row = cursor.fetchone()
    if row is None:
        raise NoSuchTask
    return LockedTask(**dict(zip(TASK_COLUMNS, row, strict=True)))


def _lock(sql: str, key: int) -> Moving | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        row = cursor.fetchone()
    return None if row is None else _moving(row)


def _moving(row: Sequence[object]) -> Moving:
    values = dict(zip(CASE_COLUMNS, row, strict=True))
    values |= {name: json.loads(str(values[name])) for name in ("organisations", "facts")}
    return Moving(**values)  # type: ignore[arg-type]  # the columns are the fields


def _write(sql: str, columns: tuple[str, ...], cases: Sequence[Moving]) -> None:
    born = {
        "tasks": as_json(row for case in cases for row in case.tasks),
        "timers": as_json(row for case in cases for row in case.timers),
        "events": as_json(row for case in cases for row in case.events),
        "cases": as_json({name: getattr(case, name) for name in columns} for case in cases),
    }
    writing.run(sql, born)
    for other in dict.fromkeys(sql for case in cases for sql in case.beside):
        rows = (row for case in cases for row in case.beside.get(other, ()))
        writing.run(other, {"rows": as_json(rows)})
    for case in cases:
        case.events, case.tasks, case.timers, case.beside = [], [], [], {}
