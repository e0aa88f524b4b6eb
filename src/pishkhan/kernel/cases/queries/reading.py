"""Reading one case: itself, its events, its timeline, its defects, and what an actor may press."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from functools import cache

from pishkhan.kernel.cases.errors import NoSuchCase, NoSuchTask
from pishkhan.kernel.cases.models import ROUTED, Case, CaseEvent, Defect, Note, Task
from pishkhan.kernel.cases.queries.claims import is_free
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.queries.impartial import acting, decided_before, is_own_case
from pishkhan.kernel.cases.rules.process import Action, Process, State
from pishkhan.kernel.cases.spec import CaseView, DefectView, EventView, Moment, Offer, TaskRow
from pishkhan.kernel.cases.terms import (
    REFERRAL,
    CaseStatus,
    DefectKind,
    EventKind,
    StateKind,
    Tense,
)
from pishkhan.kernel.identity.spec import Actor, ActorKind, Grant
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Reach, Subject
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.persistence import api as by_hand


TASK_FIELDS = [field.name for field in fields(TaskRow) if field.name != "suspended"]


def case(case_id: int) -> CaseView:
    """The case; raises NoSuchCase. Who may see it the caller asks (`subject_of`). One query."""
    row = by_hand.row(Case, "id = %s", [case_id])
    if row is None:
        raise NoSuchCase
    return case_view(row)


def case_view(row: Case) -> CaseView:
    """A row as others see it."""
    state = process_of(row.definition_id).states[row.state]
    return CaseView(
        id=row.id,
        service=row.service,
        definition_id=row.definition_id,
        state=row.state,
        state_title=state.title,
        public_title=state.shown,
        with_applicant=state.with_applicant,
        status=CaseStatus(row.status),
        suspend_reason=row.suspend_reason,
        outcome=row.outcome,
        version=row.version,
        open_defects=row.open_defects,
        applicant_id=row.applicant_id,
        applicant_name=row.applicant_name,
        subject=row.subject,
        reference=row.reference,
        organisations=row.organisations,
        facts=row.facts,
        opened_at=row.opened_at,
        entered_at=row.entered_at,
        closed_at=row.closed_at,
        due_at=row.due_at,
        confidentiality=row.confidentiality,
    )


def subject_of(case_id: int) -> Subject:
    """What `organisations.api.may` is asked about for a case; raises NoSuchCase. Two queries."""
    row = by_hand.row(Case, "id = %s", [case_id])
    if row is None:
        raise NoSuchCase
    held = Task.objects.filter(case_id=case_id, organisation_id__isnull=False)
    return Subject(
        service=row.service,
        organisation_ids=frozenset(row.organisation_ids),
        applicant_id=row.applicant_id,
        cartables=frozenset(
            (role, organisation_id)
            for role, organisation_id in held.values_list("role", "organisation_id").distinct()
            if organisation_id is not None
        ),
        level=row.confidentiality,
    )


def offers(case_id: int, actor: Actor) -> list[Offer]:
    """The buttons `actor` may press now, in the order of the process file.

    None of an officer in a case of her own, or of whom she stands in for. Two queries, one for each
    task that somebody else claimed, and one each where duties are separate or she stands in.
    Guards are asked when the button is pressed, not here; the applicant sees the button that
    returns the case although defects are open: answers come with it.
    """
    row = by_hand.row(Case, "id = %s", [case_id])
    if row is None or row.closed_at is not None:
        return []
    state = process_of(row.definition_id).states[row.state]
    own = {actor.account_id, *(grant.on_behalf_of for grant in actor.grants)}
    open_tasks = [
        task
        for task in Task.objects.filter(ROUTED, case_id=case_id, closed_at=None, suspended_at=None)
        if is_free(task, own)
    ]
    reach = organisations.reach(actor, Act.ACT_ON_TASK)

    @cache
    def is_own(grant: Grant | None) -> bool:
        return grant is not None and is_own_case(row.applicant_id, actor, grant)

    return [
        Offer(task_id=task.id, action=action, version=row.version)
        for task in open_tasks
        for action in state.actions.values()
        if not action.by_system
        and (not _is_blocked(row, action) or task.for_applicant)
        and reach.covers(subject := subject_of_task(row, task, state, action.name))
        and not is_own(reach.grant_for(subject))
        and (not state.not_same_actor or not _decided_before(row, state, actor, reach, subject))
    ]


def tasks(case_id: int, *, only_open: bool = True) -> list[TaskRow]:
    """The tasks that the process gave, the first born first; one query."""
    found = by_hand.rows(
        Task, "case_id = %s AND kind <> %s ORDER BY created_at, id", [case_id, REFERRAL]
    )
    return [task_row(row) for row in found if not (only_open and row.closed_at)]


def task(task_id: int) -> TaskRow:
    """One task; raises NoSuchTask. One query."""
    row = Task.objects.filter(id=task_id).first()
    if row is None:
        raise NoSuchTask
    return task_row(row)


def task_row(row: Task) -> TaskRow:
    """A row as others see it."""
    plain = {name: getattr(row, name) for name in TASK_FIELDS}
    return TaskRow(**plain, suspended=row.suspended_at is not None)


def _decided_before(row: Case, state: State, actor: Actor, reach: Reach, subject: Subject) -> bool:
    found = decided_before(
        case_id=row.id,
        accounts=acting(actor, reach.grant_for(subject)),
        states=state.not_same_actor,
        state=state.name,
        since=row.entered_at,
    )
    return found is not None


def events(case_id: int) -> list[EventView]:
    """The trail of a case, for staff, each step in the words of its version; one query."""
    found = by_hand.rows(CaseEvent, "case_id = %s ORDER BY seq", [case_id])
    return [
        EventView(
            seq=row.seq,
            kind=EventKind(row.kind),
            action=row.action,
            title=_title(process_of(row.definition_id), row),
            from_state=row.from_state,
            to_state=row.to_state,
            place=row.place,
            account_id=row.account_id,
            actor_name=row.actor_name,
            on_behalf_of=row.on_behalf_of,
            comment=row.comment,
            reason=row.reason,
            params=row.payload,
            at=row.at,
        )
        for row in found
    ]


def timeline(case_id: int) -> list[Moment]:
    """What the applicant reads: what was, where it is, what usually follows; three queries.

    A step that was taken back was never taken, as far as the applicant is concerned.
    """
    row = by_hand.row(Case, "id = %s", [case_id])
    if row is None:
        raise NoSuchCase
    process = process_of(row.definition_id)
    moments = [
        _moment(process_of(event.definition_id), event.kind, event.to_state, event.place, event.at)
        for event in _kept(by_hand.rows(CaseEvent, "case_id = %s ORDER BY seq", [case_id]))
    ]
    if row.closed_at is not None:
        return moments
    now = moments.pop()
    state = process.states[row.state]
    place = _place_now(case_id) or now.place  # the task, not the event, follows who has it
    return [
        *moments,
        _moment(process, EventKind.ENTERED.value, state.name, place, now.at, Tense.NOW),
        *(
            _moment(process, EventKind.ENTERED.value, name, "", None, Tense.NEXT)
            for name in process.path_from(row.state)
        ),
    ]


def defects(case_id: int, *, only_open: bool = False) -> list[DefectView]:
    """The defects of a case, the first round first; one query."""
    rows = Defect.objects.filter(case_id=case_id).order_by("round", "id")
    if only_open:
        rows = rows.filter(resolved_at=None, is_withdrawn=False)
    return [
        DefectView(
            id=row.id,
            round=row.round,
            field=row.field,
            kind=DefectKind(row.kind),
            note=row.note,
            old=row.old_value,
            new=row.new_value,
            raised_at=row.raised_at,
            raised_by_name=row.raised_by_name,
            resolved_at=row.resolved_at,
            is_withdrawn=row.is_withdrawn,
        )
        for row in rows
    ]


def note(case_id: int, actor: Actor) -> str:
    """One's own note on a case, or the empty string."""
    own = Note.objects.filter(case_id=case_id, account_id=actor.account_id or 0)
    return own.values_list("text", flat=True).first() or ""


def _kept(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """The events that a timeline shows, without the steps that were taken back."""
    kept: list[CaseEvent] = []
    before, returns = 0, False
    for event in events:
        if event.kind == EventKind.ACTION.value:
            before = len(kept)
        elif event.kind == EventKind.TAKEN_BACK.value:
            del kept[before:]
            returns = True
        elif event.kind in {EventKind.STARTED.value, EventKind.ENTERED.value}:
            if not returns:
                kept.append(event)
            returns = False
    return kept


def _moment(
    process: Process, kind: str, name: str, place: str, at: datetime | None,
    tense: Tense = Tense.PAST,
) -> Moment:  # fmt: skip
    state = process.states[name]
    started = kind == EventKind.STARTED.value
    return Moment(
        tense=tense,
        state="" if started else name,
        title=(process.started or process.title) if started else state.shown,
        place="" if started else place,
        at=at,
        usual=state.usual,
        with_applicant=not started and state.with_applicant,
    )


def _place_now(case_id: int) -> str:
    return "، ".join(
        " · ".join(part for part in (held.role_title, held.organisation_name) if part)
        for held in tasks(case_id)
        if held.role_title
    )


def _is_blocked(row: Case, action: Action) -> bool:
    return bool(row.open_defects) and not (action.raises_defects or action.despite_defects)


def subject_of_task(row: Case, task: Task, state: State, action: str) -> Subject:
    """What the permission function is asked about when a button of the task is pressed."""
    reserved = [(e.role, row.organisations.get(e.org, 0)) for e in state.reserved(action)]
    own = [] if task.organisation_id is None else [(task.role, task.organisation_id)]
    is_button = state.kind is StateKind.HUMAN or reserved
    return Subject(
        service=row.service,
        organisation_ids=frozenset(row.organisation_ids),
        applicant_id=row.applicant_id if is_button else None,
        cartables=frozenset(reserved or own),
        level=row.confidentiality,
    )


def _title(process: Process, row: CaseEvent) -> str:
    if row.kind == EventKind.ACTION.value:
        action = process.states[row.from_state].actions.get(row.action)
        return action.title if action else row.action
    if row.kind in {EventKind.ENTERED.value, EventKind.STARTED.value}:
        return process.states[row.to_state].title
    return EventKind(row.kind).label


def may_see(case_id: int, actor: Actor) -> bool:
    """Whether `actor` may see the case; at most three queries."""
    if actor.kind is ActorKind.ANONYMOUS:
        return False
    return organisations.may(actor, Act.VIEW_CASE, subject_of(case_id))
