"""What must hold of every case at every moment, whatever happened to it."""

from collections import Counter

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api, testing
from pishkhan.kernel.cases.models import ROUTED, Case, CaseEvent, Referral, Task, Timer
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.rules.referral import ONLY_TO_READ
from pishkhan.kernel.cases.terms import REFERRAL, EventKind, TimerDeed, View
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act


TOUCHES = {"action", "claimed", "referred", "referral_ended"}


def check(case_id):
    """Fail unless this case is sound."""
    testing.check(case_id)
    row = Case.objects.get(id=case_id)
    tasks = list(Task.objects.filter(case_id=case_id, closed_at=None))
    events = list(CaseEvent.objects.filter(case_id=case_id).order_by("seq"))
    _winners(events)
    _nobody_out_of_place(row, events)
    _referrals(row, tasks)
    for task in tasks:
        _task(row, task)
    closed = row.closed_at is not None
    assert (row.status == "closed") == closed, f"{row.status}, closed at {row.closed_at}"
    if row.status == "suspended":
        kinds = [event.kind for event in events]
        assert row.suspend_reason, "suspended, and nobody says why"
        assert EventKind.SUSPENDED in kinds, "suspended, and no event says so"
    else:
        assert not row.suspend_reason, f"{row.status}: {row.suspend_reason}"


def _winners(events):
    """Of each task one press counts, until it is taken back."""
    decided, last = Counter(), None
    for event in events:
        if event.kind == EventKind.TAKEN_BACK:
            decided[last] -= 1
        if event.kind == EventKind.ACTION:
            last = event.task_id
            decided[last] += 1
            assert decided[last] == 1, f"task {last} was decided twice"


def _nobody_out_of_place(row, events):
    entered = 0
    for event in events:
        if event.kind in {EventKind.ENTERED, EventKind.REOPENED}:
            entered = event.seq
        if event.actor_kind != "staff" or event.kind not in TOUCHES:
            continue
        assert event.person_id != row.applicant_id, f"{event.kind} on one's own case"
        if event.kind != EventKind.ACTION:
            continue
        state = api.process_of(event.definition_id).states[event.from_state]
        before = [
            one for one in events
            if one.kind == EventKind.ACTION and one.seq < event.seq
            and one.account_id == event.account_id and one.from_state in state.not_same_actor
            and (one.from_state != state.name or one.seq > entered)
        ]  # fmt: skip
        assert not before, f"{event.actor_name} decided {before[0].from_state} and {state.name}"


def _referrals(row, tasks):
    asked = {one.task_id: one for one in Referral.objects.filter(case_id=row.id, ended_at=None)}
    lying = {task.id for task in tasks if task.kind == REFERRAL}
    assert asked.keys() == lying, "a referral and its task disagree"
    if row.closed_at is not None:
        wanting = [one.kind for one in asked.values() if one.kind not in ONLY_TO_READ]
        assert not wanting, f"the case is closed and still asks for {wanting}"


def _task(row, task):
    pending = Timer.objects.filter(task_id=task.id, fired_at=None, is_cancelled=False)
    names = list(pending.values_list("name", flat=True))
    assert len(names) == len(set(names)), f"timers twice: {names}"
    if task.suspended_at is not None:
        assert not names, "the clock of a suspended task goes on"
        assert task.cartable_id is None
        assert task.assignee_id is None
        return
    if task.organisation_id is not None:
        assert task.cartable_id is not None, f"a task in no cartable: {task.state}"
    if task.kind != REFERRAL:
        _deadline(row, task, pending)


def _deadline(row, task, pending):
    state = api.process_of(row.definition_id).states[task.state]
    first = clock.in_tehran(task.created_at).date()
    calendar = calendars.calendar_from(first, task.organisation_id)
    counted = spans.after(task.due_from, state.due, calendar) if state.due else None
    assert task.due_at == counted, f"{state.name} is due {task.due_at}, the calendar says {counted}"
    for timer in pending:
        rule = next(rule for rule in state.timers if rule.name == timer.name)
        if rule.deed is not TimerDeed.TAKE:
            continue  # an alarm looks at the calendar once more when it goes off
        goes_off = spans.fires_at(rule, born=task.due_from, due_at=task.due_at, calendar=calendar)
        assert timer.fire_at == goes_off, f"{timer.name} at {timer.fire_at}, not {goes_off}"


def check_lists(actor, case_ids):
    """Fail unless search, inbox and buttons of an actor say what the single case says."""
    rows = {row.id: row for row in Case.objects.filter(id__in=case_ids)}
    found = {view.id for view in api.search(actor, "پرونده", limit=500)} & rows.keys()
    subjects = {case_id: api.subject_of(case_id) for case_id in rows}
    may = {one for one, of in subjects.items() if organisations.may(actor, Act.SEARCH_CASES, of)}
    assert found == may, f"{actor.name} finds {found}, may see {may}"
    lying = {
        task.id
        for task in Task.objects.filter(case_id__in=rows, closed_at=None, suspended_at=None)
        if api.lies_with(task, actor)
    }
    listed = [row for row in api.inbox(actor, limit=500).rows if row.case_id in rows]
    assert {row.id for row in listed} == lying, f"the inbox of {actor.name}"
    waiting = Task.objects.filter(ROUTED, case_id__in=rows, closed_at=None).exclude(
        suspended_at=None
    )
    shown = {row.id for row in api.inbox(actor, view=View.SUSPENDED, limit=500).rows}
    for task in waiting:
        assert (task.id in shown) <= api.may_see(task.case_id, actor), (
            "suspended, shown, not theirs"
        )
    for case_id, row in rows.items():
        if row.closed_at is None and api.offers(case_id, actor):
            assert api.may_see(case_id, actor), "a button on a case one may not see"
