"""Where cases wait and are late, counted by place for those who keep the tree."""

from datetime import timedelta

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api


EVERYWHERE = [""]


def test_late_tasks_are_counted_by_cartable_inside_the_paths_asked(office):
    office.open()
    assert api.late_places(EVERYWHERE) == []
    with clock.frozen(clock.now() + timedelta(days=60)):
        (place,) = api.late_places([office.organisation.path])
        assert (place.count, place.organisation_id) == (1, office.organisation.id)
        assert place.since < clock.now()
        assert api.late_places([office.other.path]) == []
        assert api.late_places([]) == []


def test_suspended_tasks_are_counted_by_place(office):
    assert api.suspended_places(EVERYWHERE) == []
    moved = office.open()
    office.press(moved, "elsewhere", office.clerk, params={"organisation": office.other.id})
    (place,) = api.suspended_places([office.other.path])
    assert (place.count, place.role, place.service) == (1, "secretariat_clerk", "letter")
    assert api.suspended_places([office.organisation.path]) == []


def test_versions_know_the_cases_that_still_run_on_them(office):
    office.open()
    (version,) = api.versions("letter")
    assert (version.version, version.is_active, version.open_cases) == (1, True, 1)
    assert api.versions("nothing") == []
