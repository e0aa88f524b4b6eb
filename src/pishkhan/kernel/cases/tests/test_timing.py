"""Timers: fired once, by whoever comes first; deadlines in working days; the clock of the staff."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api, testing
from pishkhan.kernel.cases.models import CaseEvent, Timer
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.cases.tests.conftest import build


SATURDAY = datetime(2027, 5, 15, 10, 0, tzinfo=clock.TEHRAN)
DEFECT = Defect(field="person.name", kind=DefectKind.INCOMPLETE, note="نام پدر")


def later(**span):
    return clock.frozen(SATURDAY + timedelta(**span))


def test_a_deadline_is_the_end_of_a_working_day(office):
    with clock.frozen(SATURDAY):
        task = office.task(office.open())

    due = clock.in_tehran(task.due_at)
    assert (due.date() - SATURDAY.date()).days == 2
    assert due.hour == 23


def test_a_reminder_comes_in_the_morning_and_runs_its_effects_once(office):
    with clock.frozen(SATURDAY):
        case = office.open()
    with later(days=1):
        first, second = api.fire_due_timers(), api.fire_due_timers()

    assert (first, second) == (1, 0)
    assert [step.action for step in office.told] == ["remind"]
    testing.check(case.id)


def test_a_late_task_moves_to_the_superior(office):
    with clock.frozen(SATURDAY):
        case = office.open()
    with later(days=3):
        api.fire_due_timers()
    task = office.task(case)

    assert (task.role, task.priority) == ("office_manager", 1)
    with clock.frozen(SATURDAY + timedelta(days=3)):
        assert office.press(case, "refer", office.manager).state == "expert"


def test_a_deadline_of_the_applicant_that_passes_ends_the_case(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        office.press(case, "defect", office.clerk, comment="ناقص", defects=(DEFECT,))
    with later(days=14, minutes=1):
        api.fire_due_timers()

    assert api.case(case.id).outcome == "withdrawn"
    assert not api.defects(case.id, only_open=True)
    testing.check(case.id)


def test_timers_of_a_task_that_is_done_stay_silent(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        office.press(case, "refer", office.clerk)
    with later(days=30):
        api.fire_due_timers()

    assert api.case(case.id).state == "expert"
    assert not CaseEvent.objects.filter(case_id=case.id, kind="timer").exists()


def test_the_clock_stands_still_while_the_applicant_has_the_case(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        before = clock.in_tehran(case.due_at).date()
        office.press(case, "defect", office.clerk, comment="ناقص", defects=(DEFECT,))
    with later(days=7):
        api.answer_defects(case_id=case.id, answers={"person.name": "تازه"}, by=office.applicant)
        back = office.press(case, "send", office.applicant)

    assert (clock.in_tehran(back.due_at).date() - before).days == 7


def test_a_failing_timer_moves_to_its_next_try(office):
    with clock.frozen(SATURDAY):
        case = office.open()
    timer = Timer.objects.get(case_id=case.id, name="remind")
    Timer.objects.filter(id=timer.id).update(task_id=1)  # a task that does not exist
    with later(days=1):
        api.fire_due_timers()
        assert api.fire_due_timers() == 0

    timer.refresh_from_db()
    assert timer.fired_at is None
    assert timer.attempts == 1
    assert timer.last_error.startswith("NoSuchTask")


@pytest.mark.django_db(transaction=True)
def test_four_workers_fire_every_timer_exactly_once():
    office = build()
    with clock.frozen(SATURDAY):
        cases = [office.open() for _ in range(30)]
    start, fired = threading.Barrier(4), []

    def worker():
        with later(days=1):
            start.wait()
            while claimed := api.fire_due_timers(5):
                fired.append(claimed)
        connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    reminded = CaseEvent.objects.filter(kind="timer", action="remind")
    assert sum(fired) == reminded.count() == len(cases)
    assert len(office.told) == len(cases)
