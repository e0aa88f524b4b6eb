"""Counting, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.clock import TEHRAN
from pishkhan.kernel.calendars.rules import working_days
from pishkhan.kernel.calendars.rules.working_days import Calendar


SATURDAY = date(2026, 11, 21)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
calendars = st.builds(
    Calendar,
    closed=st.frozensets(st.dates(date(2020, 1, 1), date(2035, 12, 1)), max_size=60),
    weekends=st.lists(
        st.tuples(days, st.frozensets(st.integers(0, 6), min_size=1, max_size=3)), max_size=3
    ).map(lambda pairs: tuple(sorted(pairs, key=lambda pair: pair[0]))),
)


def at(day, hour=10):
    return datetime(day.year, day.month, day.day, hour, tzinfo=TEHRAN)


def due(day, n, calendar=None):
    return working_days.deadline(at(day), n, calendar=calendar or Calendar()).date()


def test_thursday_and_friday_are_free():
    week = [SATURDAY + timedelta(days=n) for n in range(7)]
    assert [Calendar().is_working_day(day) for day in week] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(("n", "days_later"), [(0, 0), (1, 1), (4, 4), (5, 7), (10, 14)])
def test_a_deadline_passes_over_the_weekend(n, days_later):
    assert due(SATURDAY, n) == SATURDAY + timedelta(days=days_later)


def test_a_deadline_passes_over_a_holiday():
    calendar = Calendar(closed=frozenset({SATURDAY + timedelta(days=1)}))
    assert due(SATURDAY, 1, calendar) == SATURDAY + timedelta(days=2)


def test_no_days_on_a_free_day_mean_the_next_working_day():
    assert due(SATURDAY - timedelta(days=1), 0) == SATURDAY


def test_a_deadline_ends_with_the_day_in_tehran():
    before_midnight_utc = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)  # 01:30 of Saturday there
    end = working_days.deadline(before_midnight_utc, 1, calendar=Calendar())
    assert end == datetime(2026, 11, 22, 23, 59, 59, tzinfo=TEHRAN)


def test_a_new_weekend_holds_from_its_day_on():
    change = SATURDAY + timedelta(days=7)
    calendar = Calendar(weekends=((change, frozenset({4, 5})),))
    assert calendar.is_working_day(SATURDAY)
    assert not calendar.is_working_day(change)
    assert calendar.is_working_day(change + timedelta(days=5))


def test_a_negative_number_of_days_is_a_bug():
    with pytest.raises(ValueError, match="before"):
        due(SATURDAY, -1)


@given(days, st.integers(0, 60), calendars)
def test_a_deadline_is_a_working_day_and_the_count_agrees(day, n, calendar):
    end = due(day, n, calendar)
    assert calendar.is_working_day(end)
    if n:
        assert calendar.between(day, end) == n


@given(days, days, days, calendars)
def test_counts_add_up_in_any_order(a, b, c, calendar):
    def count(x, y):
        return calendar.between(x, y)

    a, b, c = sorted([a, b, c])
    b, c = min(b, a + timedelta(days=200)), min(c, a + timedelta(days=400))
    assert count(a, b) + count(b, c) == count(a, c) == -count(c, a)
