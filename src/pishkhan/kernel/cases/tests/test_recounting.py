"""The calendar changes under open deadlines: they follow, with an event, and their alarms too."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api, tasks, testing
from pishkhan.kernel.cases.actions.recounting import recount
from pishkhan.kernel.cases.actions.version_move import continue_version_move
from pishkhan.kernel.cases.models import Case, CaseEvent, Task, Timer
from pishkhan.kernel.cases.spec import Addressee, Defect
from pishkhan.kernel.cases.terms import DefectKind, EventKind, ReferralKind
from pishkhan.kernel.cases.tests import processes
from pishkhan.kernel.cases.tests.conftest import a_keeper, build
from pishkhan.kernel.organisations import testing as tree
from pishkhan.kernel.organisations.terms import OrganisationKind


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


@pytest.fixture
def province(office):
    province = tree.an_organisation("p1", "استان نمونه", kind=OrganisationKind.PROVINCE)
    calendars.seat(office.organisation.id, province.id, by=None)
    return province


def test_a_closure_of_the_province_moves_the_deadlines_of_its_university(office, province):
    with clock.frozen(SATURDAY):
        case = office.open()
        before = office.task(case).due_at
        assert close(SUNDAY, province) == 2
        assert close(SUNDAY, office.other) == 0

    assert day_of(office.task(case).due_at) == day_of(before) + timedelta(days=1)
    events = CaseEvent.objects.filter(case_id=case.id, kind=EventKind.RECOUNTED)
    assert {tuple(event.payload["closed"][0]) for event in events} == {("2027-05-16", "آلودگی هوا")}


def test_a_closure_of_the_province_told_after_the_deadline_takes_the_alarm_back(office, province):
    with clock.frozen(SATURDAY):
        case = office.open()
        due = office.task(case).due_at
    # The clock has moved over the day, and what lateness does is done, before anybody tells of it.
    with clock.frozen(clock.start_of(day_of(due) + timedelta(days=1)) + timedelta(hours=9)):
        api.fire_due_timers()
        assert close(day_of(due), province) == 2
        ahead = Timer.objects.filter(
            task_id=office.task(case).id, is_cancelled=False, fired_at=None, fire_at__gt=clock.now()
        )
        assert "late" in set(ahead.values_list("name", flat=True))
        assert office.task(case).due_at > clock.now()
        assert close(day_of(due), province) == 0
    testing.check(case.id)


def test_with_another_province_the_deadlines_follow_its_closures(office, province):
    calendars.seat(office.organisation.id, None, by=None)
    with clock.frozen(SATURDAY):
        case = office.open()
        before = office.task(case).due_at
        assert close(SUNDAY, province) == 0
        calendars.seat(office.organisation.id, province.id, by=None)
        [job] = [one.args for one in jobs("cases.recount") if one.args["last"] == ""][-1:]
        tasks.recount(job["first"], job["last"], job["organisation_id"], again=False)
    assert day_of(office.task(case).due_at) == day_of(before) + timedelta(days=1)


def jobs(name):
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("id"))


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


def test_a_deadline_says_which_closure_moved_it(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        close(SUNDAY)
    event = CaseEvent.objects.filter(case_id=case.id, kind=EventKind.RECOUNTED).first()
    assert event.payload["closed"] == [["2027-05-16", "آلودگی هوا"]]


def test_what_a_change_will_move_is_known_before_it_is_made(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        before = office.task(case).due_at
        with transaction.atomic():
            calendars.announce_closure(SUNDAY, title="آلودگی هوا", by=None)
            assert api.count_moved_deadlines(SUNDAY, SUNDAY, None) == 2
            assert api.count_moved_deadlines(SUNDAY, SUNDAY, office.other.id) == 1  # the case's
            transaction.set_rollback(True)
        assert recount(SUNDAY, SUNDAY, None) == 0
    assert office.task(case).due_at == before


def test_a_closure_while_the_applicant_has_the_case_is_no_day_of_the_staff(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        office.press(case, "defect", office.clerk, comment="ناقص", defects=(DEFECT,))
    with clock.frozen(SATURDAY + timedelta(days=2)):
        close(SUNDAY)  # told afterwards, of a day on which the clock stood still
        api.answer_defects(case_id=case.id, answers={"person.name": "تازه"}, by=office.applicant)
        back = office.press(case, "send", office.applicant)
    calendar = calendars.calendar_from(SUNDAY)
    assert calendar.between(SATURDAY + timedelta(days=2), back.due_at) == 10


def test_a_closure_told_after_a_stop_of_a_day_before_it_gives_the_day_back(office):
    with clock.frozen(SATURDAY):
        case = office.open()
    monday = SATURDAY + timedelta(days=2)
    with clock.frozen(monday):
        office.press(case, "defect", office.clerk, comment="ناقص", defects=(DEFECT,))
        assert Case.objects.get(id=case.id).due_days_left == 8
        close(SUNDAY)
    with clock.frozen(monday + timedelta(days=1)):
        api.answer_defects(case_id=case.id, answers={"person.name": "تازه"}, by=office.applicant)
        back = office.press(case, "send", office.applicant)
    calendar = calendars.calendar_from(SUNDAY)
    assert calendar.between(monday + timedelta(days=1), back.due_at) == 9
    testing.check(case.id)


def test_returned_on_the_last_day_the_promise_is_not_lost(office):
    with clock.frozen(SATURDAY):
        case = office.open()
    last = case.due_at - timedelta(hours=8)
    with clock.frozen(last):
        office.press(case, "defect", office.clerk, comment="ناقص", defects=(DEFECT,))
    back_on = last + timedelta(days=1)
    with clock.frozen(back_on):
        api.answer_defects(case_id=case.id, answers={"person.name": "تازه"}, by=office.applicant)
        back = office.press(case, "send", office.applicant)
    assert back.due_at is not None
    assert day_of(back.due_at) >= day_of(back_on)


def test_a_suspended_task_has_no_deadline_to_move_and_gets_a_fresh_one(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        Task.objects.filter(case_id=case.id).update(suspended_at=SATURDAY)
        due = office.task(case).due_at
        assert close(SUNDAY) == 1  # of the case alone
    assert office.task(case).due_at == due


def test_a_referral_follows_the_calendar_of_its_receiver(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        (sent,) = api.refer(
            task_id=office.task(case).id,
            to=[
                Addressee(
                    organisation_id=office.organisation.id,
                    role="expert",
                    kind=ReferralKind.OPINION,
                    working_days=1,
                )
            ],
            by=office.clerk,
        )
        close(SUNDAY)
        asked = next(one for one in api.referrals(case.id) if one.id == sent)
    assert day_of(asked.due_at) == SUNDAY + timedelta(days=1)
    testing.check(case.id)


def test_a_deadline_that_went_off_twice_goes_off_anew_after_the_closure_only(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        due = office.task(case).due_at
    morning = clock.start_of(day_of(due) + timedelta(days=1)) + timedelta(hours=9)
    with clock.frozen(morning):
        api.fire_due_timers()
        fired = Timer.objects.filter(task_id=office.task(case).id, name="late")
        assert fired.filter(fired_at__isnull=False).count() == 1
        close(day_of(due))
        api.fire_due_timers()
        assert fired.filter(fired_at__isnull=False).count() == 1
    with clock.frozen(morning + timedelta(days=1)):
        api.fire_due_timers()
    assert fired.filter(fired_at__isnull=False).count() == 2


def test_a_case_moved_to_another_version_keeps_the_time_it_was_given(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        before = office.task(case).due_at
        old = api.case(case.id).definition_id
        new = testing.published(
            processes.LETTER.replace("version: 1", "version: 2").replace(
                "    due: {working_days: 2}", "    due: {working_days: 7}", 1
            ),
            "letter",
            effects={"tell": office.told.append},
        )
    with clock.frozen(SATURDAY + timedelta(minutes=5)):
        plan = api.plan_version_move(
            "letter", from_definition_id=old, to_definition_id=new.id, mapping={}
        )
        continue_version_move(api.start_version_move(plan, by=a_keeper(9)).id)
        assert api.case(case.id).definition_id == new.id
        close(SUNDAY)
    assert day_of(office.task(case).due_at) == day_of(before) + timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_closures_counted_at_once_the_deadline_knows_both():
    office = build()
    with clock.frozen(SATURDAY):
        cases = [office.open() for _ in range(8)]
        for day in (SUNDAY, SUNDAY + timedelta(days=2)):
            calendars.announce_closure(day, title="سرما", by=None)
        start = threading.Barrier(4)

    def count(day):
        with clock.frozen(SATURDAY):
            start.wait()
            recount(day, day, None)
        connections.close_all()

    # Each twice: a job may be run again.
    days = [SUNDAY, SUNDAY + timedelta(days=2)] * 2
    threads = [threading.Thread(target=count, args=[day]) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clock.frozen(SATURDAY):
        for case in cases:
            # Two working days after Saturday: Monday and, Tuesday being closed as well, Wednesday.
            assert day_of(office.task(case).due_at) == SUNDAY + timedelta(days=3)
            testing.check(case.id)


def test_the_job_counts_once_more_for_steps_that_were_under_way(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        calendars.announce_closure(SUNDAY, title="سرما", by=None)
        tasks.recount(SUNDAY.isoformat(), SUNDAY.isoformat())
        later = ProcrastinateJob.objects.filter(
            task_name="cases.recount", scheduled_at__isnull=False
        )
        assert [job.args["again"] for job in later] == [False]
        due = office.task(case).due_at
        tasks.recount(**later.get().args)
    assert office.task(case).due_at == due
    assert later.count() == 1


def test_a_closed_case_keeps_its_dates(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        office.press(case, "reject", office.clerk, comment="رد", reason="not_entitled")
        due = Case.objects.get(id=case.id).due_at
        close(SUNDAY)

    assert Case.objects.get(id=case.id).due_at == due
