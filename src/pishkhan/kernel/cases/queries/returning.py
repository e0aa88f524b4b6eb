"""What may still be undone or taken up again: one's own last step, and a case that ended."""

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases.errors import NoSuchCase, NotEnded, NotYours, OwnCase, WindowClosed
from pishkhan.kernel.cases.models import ROUTED, Case, CaseEvent, Task
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.queries.reading import case, subject_of, subject_of_task
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.process import Action, Reopening, State
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.cases.terms import EventKind, StateKind
from pishkhan.kernel.identity.spec import Actor, ActorKind, Grant
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act


QUIET = {EventKind.ENTERED.value, EventKind.DECISION.value, EventKind.SUSPENDED.value}


def may_take_back(case_id: int, actor: Actor) -> bool:
    """Whether `actor` may undo the last step of the case now; at most five queries."""
    return last_undoable(case_id, actor) is not None


def last_undoable(case_id: int, actor: Actor) -> CaseEvent | None:
    """The last step, if `actor` took it, still holds its cartable and nobody has seen the result."""
    row = Case.objects.filter(id=case_id).first()
    steps = CaseEvent.objects.filter(case_id=case_id, kind=EventKind.ACTION.value)
    last = steps.order_by("seq").last()
    if row is None or last is None:
        return None
    if actor.account_id is None or last.account_id != actor.account_id or _was_noticed(last):
        return None
    process = process_of(row.definition_id)
    state = process.states[last.from_state]
    action = state.actions[last.action]
    if not _leaves_no_trace(state, action, process.states[row.state]):
        return None
    done = Task.objects.get(case_id=case_id, id=last.task_id or 0)
    subject = subject_of_task(row, done, state, action.name)
    return last if organisations.may(actor, Act.ACT_ON_TASK, subject) else None


def may_reopen(case_id: int, actor: Actor) -> bool:
    """Whether `actor` may reopen the case now."""
    try:
        reopening_by(case(case_id), actor)
    except (NoSuchCase, NotEnded, NotYours, OwnCase, WindowClosed):
        return False
    return True


def reopening_by(view: CaseView, actor: Actor) -> tuple[Reopening, Grant | None]:
    """How the case is reopened by `actor`, under which grant (None for applicant and system).

    Raises NotEnded, NotYours, OwnCase or WindowClosed.
    """
    reopening = process_of(view.definition_id).states[view.state].reopens
    if view.closed_at is None or reopening is None:
        raise NotEnded
    seat = (reopening.role, view.organisations.get(reopening.org, 0))
    grant = organisations.reach(actor, Act.ACT_ON_TASK).grant_for(
        Subject(service=view.service, cartables=frozenset({seat}), level=view.confidentiality)
    )
    is_own = actor.person_id is not None and actor.person_id == view.applicant_id
    is_applicant = is_own and actor.kind is ActorKind.CITIZEN
    may = grant is not None or (is_applicant and reopening.applicant)
    if not may and not organisations.may(actor, Act.REOPEN_CASE, subject_of(view.id)):
        raise NotYours
    if is_own and not is_applicant:
        raise OwnCase
    if reopening.within:
        calendar = calendars.calendar_from(clock.in_tehran(view.closed_at).date())
        if spans.after(view.closed_at, reopening.within, calendar) < clock.now():
            raise WindowClosed
    return reopening, grant


def _leaves_no_trace(state: State, action: Action, standing: State) -> bool:
    return (
        not (action.effects or action.raises_defects or action.reroute)
        and state.vote is None
        and standing.kind is StateKind.HUMAN
        and not standing.effects
    )


def _was_noticed(last: CaseEvent) -> bool:
    tasks = Task.objects.filter(ROUTED, case_id=last.case_id, closed_at=None)
    later = CaseEvent.objects.filter(case_id=last.case_id, seq__gt=last.seq)
    return (
        any(task.seen_at or task.assignee_id or task.for_applicant for task in tasks)
        or later.exclude(kind__in=QUIET).exists()
    )
