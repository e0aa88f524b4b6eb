"""Changing the calendar, on PostgreSQL."""

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.foundation import jalali
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.calendars import api, errors, events
from pishkhan.kernel.calendars.terms import ClosedKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.errors import NotAllowed


pytestmark = pytest.mark.django_db
SUNDAY = date(2026, 11, 22)


def verbs():
    return list(AuditLine.objects.order_by("id").values_list("verb", flat=True))


def test_a_holiday_is_added_and_removed():
    api.add_holiday(SUNDAY, title="عید", by=None)
    assert not api.is_working_day(SUNDAY)
    api.remove_holiday(SUNDAY, because="اشتباه", by=None)
    assert api.is_working_day(SUNDAY)
    assert verbs() == [events.HOLIDAY_ADDED, events.HOLIDAY_REMOVED]


def test_a_day_is_closed_once():
    api.add_holiday(SUNDAY, title="عید", by=None)
    with pytest.raises(errors.AlreadyClosed, match="عید"):
        api.add_holiday(SUNDAY, title="عید", by=None)


def test_a_removed_day_can_be_closed_again():
    api.add_holiday(SUNDAY, title="عید", by=None)
    api.remove_holiday(SUNDAY, because="اشتباه", by=None)
    api.add_holiday(SUNDAY, title="عید دیگر", by=None)
    assert [row.title for row in api.closed_days(SUNDAY, SUNDAY)] == ["عید دیگر"]


def test_a_day_that_is_not_closed_cannot_be_removed():
    with pytest.raises(errors.NotClosed):
        api.remove_holiday(SUNDAY, because="اشتباه", by=None)


def test_a_closure_passes_over_days_closed_already():
    api.add_holiday(SUNDAY, title="عید", by=None)
    closed = api.announce_closure(
        SUNDAY - timedelta(days=1), SUNDAY + timedelta(days=1), title="آلودگی هوا", by=None
    )
    assert [row.day - SUNDAY for row in closed] == [timedelta(days=-1), timedelta(days=1)]
    assert {row.kind for row in closed} == {ClosedKind.CLOSURE}
    assert verbs().count(events.CLOSURE_ANNOUNCED) == 2


@pytest.mark.parametrize("length", [-1, 31])
def test_a_closure_has_a_possible_length(length):
    with pytest.raises(errors.BadPeriod):
        api.announce_closure(SUNDAY, SUNDAY + timedelta(days=length), title="سرما", by=None)


def test_a_closure_of_a_province_closes_what_lies_under_it_and_nothing_else():
    tree = organisations.a_tree()
    root, province, district, other = (
        tree.headquarters,
        tree.university,
        tree.office,
        tree.other_university,
    )
    api.announce_closure(SUNDAY, title="سرما", by=None, organisation_id=province.id)

    def works(place):
        return api.calendar_from(SUNDAY, place.id).is_working_day(SUNDAY)

    assert (works(root), works(province), works(district), works(other)) == (
        True,
        False,
        False,
        True,
    )
    assert api.is_working_day(SUNDAY)


def test_a_day_closed_for_some_can_still_be_closed_for_all():
    province = organisations.a_tree().university
    api.announce_closure(SUNDAY, title="سرما", by=None, organisation_id=province.id)
    assert api.announce_closure(SUNDAY, title="آلودگی هوا", by=None)
    assert not api.announce_closure(SUNDAY, title="سرما", by=None, organisation_id=province.id)


def test_a_calendar_in_which_nobody_works_is_refused():
    month, closure = timedelta(days=31), timedelta(days=30)
    api.announce_closure(SUNDAY, SUNDAY + closure, title="سرما", by=None)
    with pytest.raises(errors.NoWorkingDay):
        api.announce_closure(SUNDAY + month, SUNDAY + month + closure, title="سرما", by=None)
    assert api.calendar_from(SUNDAY).next_working_day(SUNDAY) < SUNDAY + month + timedelta(days=5)


def test_every_change_has_the_open_deadlines_counted_anew():
    api.announce_closure(SUNDAY, title="سرما", by=None)
    api.remove_holiday(SUNDAY, because="اشتباه", by=None)
    api.set_weekend([4], valid_from=SUNDAY, by=None)
    waiting = ProcrastinateJob.objects.filter(task_name="cases.recount").values_list(
        "args", flat=True
    )
    assert [(job["first"], job["last"]) for job in waiting] == [
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22", ""),
    ]


def test_seeding_a_jalali_year_writes_its_holidays_only():
    assert api.seed_year(1405) > 20
    first, last = date(2026, 3, 21), date(2027, 3, 20)
    rows = api.closed_days(date(2020, 1, 1), date(2030, 1, 1))
    assert first == rows[0].day
    assert rows[-1].day <= last
    assert {jalali.of(row.day).year for row in rows} == {1405}


def test_seeding_a_gregorian_year_stays_in_it():
    api.seed_year(2026)
    assert {row.day.year for row in api.closed_days(date.min, date.max)} == {2026}


def test_seeding_twice_changes_nothing_and_writes_one_line():
    api.seed_year(1405)
    assert api.seed_year(1405) == 0
    assert verbs() == [events.YEAR_SEEDED]


def test_seeding_leaves_what_people_changed():
    api.seed_year(1405)
    api.remove_holiday(date(2026, 3, 21), because="آزمایش", by=None)
    api.seed_year(1405)
    assert api.closed_days(date(2026, 3, 21), date(2026, 3, 21)) == []


def estimated(day):
    return next(row for row in api.closed_days(day, day) if row.is_estimated)


def test_days_by_the_moon_are_estimates_until_they_are_confirmed():
    api.seed_year(1406)
    fitr = date(2028, 2, 27)
    rows = api.closed_days(date(2027, 3, 21), date(2028, 3, 19))
    assert not any("تخمینی" in row.title for row in rows)
    moon = [row for row in rows if row.is_estimated]
    assert 0 < len(moon) < len(rows)
    assert fitr in {row.day for row in moon}

    confirmed = api.confirm_holiday(estimated(fitr).id, by=None)
    assert not confirmed.is_estimated
    with pytest.raises(errors.NotEstimated):
        api.confirm_holiday(confirmed.id, by=None)
    assert api.seed_year(1406) == 0
    assert verbs()[-1] == events.HOLIDAY_CONFIRMED


@pytest.mark.parametrize("moved", [-1, 1])
def test_a_holiday_moves_by_a_day_with_its_deadlines_and_seeding_leaves_it_there(moved):
    api.seed_year(1406)
    adha = date(2027, 5, 17)
    row = api.confirm_holiday(estimated(adha).id, moved=moved, by=None)
    assert row.day == adha + timedelta(days=moved)
    assert not row.is_estimated
    assert api.is_working_day(adha)
    assert not api.is_working_day(row.day)
    job = ProcrastinateJob.objects.filter(task_name="cases.recount").order_by("id").last()
    assert [job.args["first"], job.args["last"]] == sorted([adha.isoformat(), row.day.isoformat()])
    assert api.seed_year(1406) == 0


def test_a_holiday_does_not_move_onto_a_closed_day_or_further_than_the_moon():
    api.seed_year(1406)
    tasua = estimated(date(2027, 6, 15))
    with pytest.raises(errors.AlreadyClosed):
        api.confirm_holiday(tasua.id, moved=1, by=None)
    with pytest.raises(errors.BadPeriod):
        api.confirm_holiday(tasua.id, moved=2, by=None)


def test_no_province_is_left_without_work_by_what_is_closed_for_all():
    province = organisations.a_tree().university
    month, closure = timedelta(days=31), timedelta(days=30)
    api.announce_closure(
        SUNDAY, SUNDAY + closure, title="سرما", by=None, organisation_id=province.id
    )
    with pytest.raises(errors.NoWorkingDay):
        api.announce_closure(SUNDAY + month, SUNDAY + month + closure, title="سرما", by=None)


def test_what_is_closed_for_an_organisation_is_told_with_what_is_closed_above_it():
    tree = organisations.a_tree()
    api.announce_closure(SUNDAY, title="سرما", by=None, organisation_id=tree.university.id)
    api.announce_closure(SUNDAY, title="آلودگی", by=None)

    def titles(place):
        return [row.title for row in api.closures_of(SUNDAY, SUNDAY, place)]

    assert titles(tree.office.id) == ["سرما", "آلودگی"]
    assert titles(tree.other_university.id) == titles(None) == ["آلودگی"]


def test_a_weekend_holds_from_its_day_on():
    api.set_weekend([4, 5], valid_from=SUNDAY, by=None)
    assert api.weekend_on(SUNDAY) == {4, 5}
    assert api.weekend_on(SUNDAY - timedelta(days=1)) == {3, 4}
    assert verbs() == [events.WEEKEND_SET]


@pytest.mark.parametrize("weekdays", [[], [7], [-1], [0, 1, 2, 3]])
def test_a_weekend_must_leave_days_to_work(weekdays):
    with pytest.raises(errors.BadWeekend):
        api.set_weekend(weekdays, valid_from=SUNDAY, by=None)


def test_every_verb_has_its_sentence():
    assert set(events.SENTENCES) <= set(audit.declared())


@pytest.mark.parametrize(
    "change",
    [
        lambda by: api.add_holiday(SUNDAY, title="عید", by=by),
        lambda by: api.remove_holiday(SUNDAY, because="اشتباه", by=by),
        lambda by: api.confirm_holiday(1, by=by),
        lambda by: api.announce_closure(SUNDAY, title="سرما", by=by),
        lambda by: api.set_weekend([4], valid_from=SUNDAY, by=by),
        lambda by: api.seat(1, 2, by=by),
        lambda by: api.seed_year(1405, by=by),
    ],
)
def test_who_does_not_keep_the_calendar_changes_nothing(change):
    with pytest.raises(NotAllowed):
        change(Actor.staff(1, "کارشناس", ()))
