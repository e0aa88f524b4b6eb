"""The clock of the staff by itself: stops, calendars and the days between, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.clock import TEHRAN, in_tehran
from pishkhan.kernel.calendars.api import Calendar
from pishkhan.kernel.cases.rules import promise


FIRST = date(2021, 1, 2)
SATURDAY = datetime(2027, 5, 15, 10, tzinfo=TEHRAN)
ONE_DAY = timedelta(days=1)
# The years in which clocks were still put forward in spring, too.
moments = st.integers(0, 4 * 366 * 24).map(
    lambda hours: datetime(2021, 1, 2, tzinfo=TEHRAN) + timedelta(hours=hours)
)
closed_days = st.frozensets(st.dates(FIRST, date(2026, 12, 30)), max_size=40)
calendars = st.builds(Calendar, closed=closed_days)
gaps = st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=12)), max_size=7)
days_promised = st.integers(0, 30)


def day_of(moment):
    return in_tehran(moment).date()


def after(begun, several):
    moments_of_stops = []
    for one in several:
        begun += one
        moments_of_stops.append(begun)
    return moments_of_stops


def counted_by_hand(spans, calendar):
    """The working days of the staff, each looked at: those after the day a span begins, to its end."""
    return [
        day
        for begun, ended in spans
        for day in (
            day_of(begun) + ONE_DAY * n for n in range(1, (day_of(ended) - day_of(begun)).days + 1)
        )
        if calendar.is_working_day(day)
    ]


@given(moments, days_promised, gaps, calendars)
def test_the_days_the_staff_had_are_the_days_that_were_promised(begun, days, several, calendar):
    stops = after(begun, several)
    goes_on = stops if len(stops) % 2 == 0 else stops[:-1]
    due = promise.due(begun, days, goes_on, calendar)
    spans = promise.staff_spans(begun, goes_on)
    last = goes_on[-1] if goes_on else begun
    if any(promise.due(begun, days, goes_on[:n], calendar) <= goes_on[n]
           for n in range(0, len(goes_on), 2)):  # fmt: skip
        assert due < last  # it was late already, and a stop gave it no new time
        return
    had = counted_by_hand([*spans, (last, due)], calendar)
    left = days - len(counted_by_hand(spans, calendar))
    assert left == promise.left(begun, days, goes_on, calendar)
    # With no day left the deadline is the end of the day itself, or of the next one of work.
    grace = 1 if left == 0 and not calendar.is_working_day(day_of(last)) else 0
    assert len(had) == days + grace


@given(moments, days_promised, gaps, calendars)
def test_the_clock_shows_what_is_left_while_it_stands(begun, days, several, calendar):
    stops = after(begun, several[: len(several) - (len(several) + 1) % 2])
    if not promise.is_stopped(stops):
        return
    spans = promise.staff_spans(begun, stops)
    assert promise.left(begun, days, stops, calendar) == max(
        0, days - len(counted_by_hand(spans, calendar))
    )


@given(moments, days_promised, gaps, calendars, closed_days)
def test_a_closure_only_gives_time_and_gives_no_more_than_its_days(
    begun, days, several, calendar, closed
):
    stops = after(begun, several)
    stops = stops if len(stops) % 2 == 0 else stops[:-1]
    later = Calendar(closed=calendar.closed | closed)
    before = promise.due(begun, days, stops, calendar)
    now = promise.due(begun, days, stops, later)
    if now > before:
        gained = counted_by_hand([(before, now)], later)
        spans = [*promise.staff_spans(begun, stops), (stops[-1] if stops else begun, now)]
        lost = set(counted_by_hand(spans, calendar)) - set(counted_by_hand(spans, later))
        # A stop that came too late, and does not any more, gives the time of the stop as well.
        was_late = bool(stops) and before < stops[-1]
        assert was_late or len(gained) <= len(lost) + 1


@given(moments, days_promised, gaps, st.lists(closed_days, min_size=2, max_size=4))
def test_it_does_not_matter_when_and_in_what_order_closures_are_told(begun, days, several, told):
    """The date after each telling depends on what is closed, never on the dates shown before."""
    stops = after(begun, several)

    def dates(order):
        shown, closed = [], frozenset()
        for one in order:
            closed |= one
            shown.append(promise.due(begun, days, stops, Calendar(closed=closed)))
        return shown

    forth, back = dates(told), dates(reversed(told))
    assert forth[-1] == back[-1]
    everything = Calendar(closed=frozenset().union(*told))
    assert promise.due(begun, days, stops, everything) == forth[-1]


@given(moments, days_promised, calendars)
def test_a_stop_that_lasts_no_day_changes_nothing(begun, days, calendar):
    due = promise.due(begun, days, [], calendar)
    stop = begun + timedelta(minutes=1)
    if day_of(stop) != day_of(begun) or stop >= due:
        return
    assert promise.due(begun, days, [stop, stop + timedelta(seconds=1)], calendar) == due


@given(st.integers(0, 20), calendars)
@pytest.mark.parametrize(
    "around",
    [
        datetime(2021, 3, 21, 20, 40, tzinfo=UTC),  # clocks went forward in this night …
        datetime(2021, 9, 21, 19, 10, tzinfo=UTC),  # … and back in this one
        datetime(2022, 3, 21, 20, 40, tzinfo=UTC),
        datetime(2022, 9, 21, 19, 10, tzinfo=UTC),
        datetime(2023, 3, 21, 20, 40, tzinfo=UTC),  # and no more
    ],
)
def test_summer_time_shifts_no_day(around, days, calendar):
    for hours in range(-30, 30, 3):
        begun = around + timedelta(hours=hours)
        due = in_tehran(promise.due(begun, days, [], calendar))
        assert (due.hour, due.minute, due.second) == (23, 59, 59)
        assert calendar.between(begun, due) == days or days == 0
        noon = datetime.combine(day_of(begun), datetime.min.time(), tzinfo=TEHRAN).replace(hour=12)
        assert promise.due(noon, days, [], calendar) == due


def test_returned_on_the_last_day_the_staff_still_have_that_day():
    due = promise.due(SATURDAY, 2, [], Calendar())
    stop = due - timedelta(hours=10)
    again = stop + timedelta(days=7)
    assert promise.left(SATURDAY, 2, [stop], Calendar()) == 0
    assert day_of(promise.due(SATURDAY, 2, [stop, again], Calendar())) == day_of(again)


def test_a_closure_told_of_a_day_before_the_stop_gives_that_day_back():
    stop, again = SATURDAY + timedelta(days=2), SATURDAY + timedelta(days=3)
    without = promise.due(SATURDAY, 4, [stop, again], Calendar())
    closed = Calendar(closed=frozenset({date(2027, 5, 16)}))
    assert closed.between(without, promise.due(SATURDAY, 4, [stop, again], closed)) == 1
