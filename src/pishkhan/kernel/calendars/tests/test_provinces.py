"""Who works in a province without being under it in the tree is closed with it."""

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.calendars import api, errors, events
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import OrganisationKind


pytestmark = pytest.mark.django_db
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def tree():
    return organisations.a_tree()


def a_province(code, tree):
    kind = OrganisationKind.PROVINCE
    return organisations.an_organisation(code, f"استان {code}", kind=kind, parent=tree.headquarters)


@pytest.fixture
def province(tree):
    return a_province("p1", tree)


def close(place, first=SUNDAY, last=None, title="سرما"):
    api.announce_closure(first, last, title=title, by=None, organisation_id=place.id)


def works(place, day=SUNDAY):
    return api.calendar_from(day, place.id).is_working_day(day)


def test_a_university_and_its_offices_are_closed_with_their_province(tree, province):
    school = organisations.an_organisation("s1", kind=OrganisationKind.SCHOOL, parent=province)
    api.seat(tree.university.id, province.id, by=None)
    close(province)
    assert not any(map(works, (province, school, tree.university, tree.office)))
    assert works(tree.headquarters)
    assert works(tree.other_university)
    assert [row.title for row in api.closures_of(SUNDAY, SUNDAY, tree.office.id)] == ["سرما"]


def test_the_nearest_seat_counts(tree, province):
    elsewhere = a_province("p2", tree)
    api.seat(tree.university.id, province.id, by=None)
    api.seat(tree.office.id, elsewhere.id, by=None)
    close(province)
    assert works(tree.office)
    assert not works(tree.university)
    api.seat(tree.office.id, None, by=None)
    assert not works(tree.office)


def test_a_seat_above_a_province_does_not_close_those_under_that_province(tree, province):
    elsewhere = a_province("p2", tree)
    school = organisations.an_organisation("s1", kind=OrganisationKind.SCHOOL, parent=province)
    api.seat(tree.headquarters.id, elsewhere.id, by=None)
    close(elsewhere)
    assert works(province)
    assert works(school)
    assert not works(tree.headquarters)
    assert not works(tree.other_university)
    close(province, SUNDAY + timedelta(days=1))
    assert not works(school, SUNDAY + timedelta(days=1))


def test_what_is_closed_above_a_province_closes_its_seats(tree, province):
    region = organisations.an_organisation("r1", parent=tree.headquarters)
    inner = organisations.an_organisation(
        "p3", "استان درون", kind=OrganisationKind.PROVINCE, parent=region
    )
    api.seat(tree.university.id, inner.id, by=None)
    close(region)
    assert not works(tree.office)
    assert works(province)


def test_a_seat_is_in_an_open_province_of_the_tree(tree, province):
    for wrong in (tree.other_university.id, tree.university.id, 1):
        with pytest.raises(errors.NotAProvince):
            api.seat(tree.university.id, wrong, by=None)
    for nobody in (1, province.id):
        with pytest.raises(errors.NotAProvince):
            api.seat(nobody, province.id, by=None)
    assert api.seats() == {}


def test_a_seat_leaves_its_line_and_its_deadlines_are_counted_anew(tree, province):
    api.seat(tree.university.id, province.id, by=None)
    [line] = audit.lines(target="organisation", target_id=tree.university.id, verb=events.SEATED)
    assert (line.before, line.after) == ({"province": None}, {"province": province.id})
    [job] = ProcrastinateJob.objects.filter(task_name="cases.recount")
    assert (job.args["organisation_id"], job.args["last"]) == (tree.university.id, "")


def test_nobody_is_left_without_work_by_their_own_days_and_those_of_their_province(tree, province):
    month, closure = timedelta(days=31), timedelta(days=30)
    api.seat(tree.office.id, province.id, by=None)
    close(tree.university, SUNDAY, SUNDAY + closure)
    with pytest.raises(errors.NoWorkingDay):
        close(province, SUNDAY + month, SUNDAY + month + closure)
    api.seat(tree.office.id, None, by=None)
    close(province, SUNDAY + month, SUNDAY + month + closure)
    with pytest.raises(errors.NoWorkingDay):
        api.seat(tree.university.id, province.id, by=None)


def test_a_calendar_asks_for_provinces_only_where_something_is_closed_for_some(
    tree, province, django_assert_num_queries
):
    api.seat(tree.university.id, province.id, by=None)
    with django_assert_num_queries(1):
        api.calendar_from(SUNDAY, tree.office.id)
    close(province)
    with django_assert_num_queries(5):
        api.calendar_from(SUNDAY, tree.office.id)
