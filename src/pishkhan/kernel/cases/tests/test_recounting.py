"""The calendar changes under open deadlines: they follow, with an event, and their alarms too."""

from datetime import date, datetime, timedelta

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api, testing
from pishkhan.kernel.cases.actions.recounting import recount
from pishkhan.kernel.cases.models import Case, CaseEvent, Timer
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind, EventKind


SATURDAY = datetime(2027, 5, 15, 10, 0, tzinfo=clock.TEHRAN)
SUNDAY = date(2027, 5, 16)
DEFECT = Defect(field="person.name", kind=DefectKind.INCOMPLETE, note="نام پدر")


def day_of(moment):
    return clock.in_tehran(moment).date()


def close(day, organisation=None):
    place = organisation and organisation.id
    calendars.announce_closure(day, title="آلودگی هوا", by=None, organisation_id=place)
    return recount(day, day, place)


def recounted(case):
    return CaseEvent.objects.filter(case_id=case.id, kind=EventKind.RECOUNTED).count()


def test_a_closure_moves_the_deadlines_that_run_over_it(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        task, whole = office.task(case), case.due_at
        moved = close(SUNDAY)

    assert moved == 2  # the task, and the day promised for the whole case
    assert day_of(office.task(case).due_at) == day_of(task.due_at) + timedelta(days=1)
    assert day_of(api.case(case.id).due_at) > day_of(whole)
    assert recounted(case) == 2
    testing.check(case.id)


def test_counting_anew_without_a_change_moves_nothing(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        close(SUNDAY)
        assert recount(SUNDAY, SUNDAY, None) == 0
    assert recounted(case) == 2


def test_a_day_given_back_brings_the_deadline_back(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        before = office.task(case).due_at
        close(SUNDAY)
        calendars.remove_holiday(SUNDAY, because="باز شد", by=None)
        recount(SUNDAY, SUNDAY, None)

    assert office.task(case).due_at == before


def test_a_closure_elsewhere_moves_nothing_here(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        before = office.task(case).due_at
        assert close(SUNDAY, office.other) == 0
        assert office.task(case).due_at == before
        assert close(SUNDAY, office.organisation) == 2


def test_a_closure_told_after_the_deadline_takes_the_alarm_back(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        due = office.task(case).due_at
        api.claim(task_id=office.task(case).id, by=office.clerk)
    with clock.frozen(clock.start_of(day_of(due) + timedelta(days=1)) + timedelta(hours=9)):
        api.fire_due_timers()
        close(day_of(due))
        ahead = Timer.objects.filter(
            task_id=office.task(case).id, is_cancelled=False, fired_at=None, fire_at__gt=clock.now()
        )
        names = set(ahead.values_list("name", flat=True))

    assert "late" in names
    assert office.task(case).due_at > due
    testing.check(case.id)


def test_while_the_applicant_has_the_case_the_days_left_stay(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        office.press(case, "defect", office.clerk, comment="ناقص", defects=(DEFECT,))
        left = Case.objects.get(id=case.id).due_days_left
        close(SUNDAY)

    assert Case.objects.get(id=case.id).due_days_left == left


def test_a_closed_case_keeps_its_dates(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        office.press(case, "reject", office.clerk, comment="رد", reason="not_entitled")
        due = Case.objects.get(id=case.id).due_at
        close(SUNDAY)

    assert Case.objects.get(id=case.id).due_at == due
