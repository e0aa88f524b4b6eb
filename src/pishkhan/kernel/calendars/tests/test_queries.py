"""Questions to the calendar, on PostgreSQL."""

from datetime import date, datetime, timedelta

import pytest

from pishkhan.foundation.clock import TEHRAN
from pishkhan.kernel.calendars import api


pytestmark = pytest.mark.django_db
SATURDAY = date(2026, 11, 21)
MORNING = datetime(2026, 11, 21, 9, tzinfo=TEHRAN)


def test_deadlines_pass_over_announced_closures_and_weekends(django_assert_num_queries):
    api.announce_closure(SATURDAY + timedelta(days=1), title="آلودگی هوا", by=None)
    with django_assert_num_queries(1):
        end = api.add_working_days(MORNING, 4)
    assert end == datetime(2026, 11, 28, 23, 59, 59, tzinfo=TEHRAN)


def test_the_turn_of_the_year_is_passed_over():
    api.seed_year(1406)
    before = datetime(2027, 3, 20, 9, tzinfo=TEHRAN)
    assert api.add_working_days(before, 1).date() == date(2027, 3, 27)


def test_days_between_moments_are_days_of_tehran():
    assert api.working_days_between(MORNING, MORNING + timedelta(days=7)) == 5
    assert api.working_days_between(SATURDAY + timedelta(days=7), SATURDAY) == -5
