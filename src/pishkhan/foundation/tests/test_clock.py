"""The clock."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from pishkhan.foundation import clock


AT = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)  # half an hour past midnight in Tehran


def test_now_is_aware_and_utc():
    assert clock.now().tzinfo is UTC


def test_today_is_the_day_of_tehran():
    with clock.frozen(AT):
        assert (clock.now(), clock.today()) == (AT, date(2026, 11, 21))


def test_the_clock_goes_on_after_the_block():
    with clock.frozen(AT), clock.frozen(AT + timedelta(days=1)):
        pass
    assert clock.now() != AT


def test_inner_blocks_give_back_the_outer_time():
    with clock.frozen(AT):
        with clock.frozen(AT + timedelta(days=1)):
            pass
        assert clock.now() == AT


def test_other_threads_do_not_see_a_stopped_clock():
    seen = []
    with clock.frozen(AT):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != AT


def test_a_moment_without_zone_is_a_bug():
    with pytest.raises(ValueError, match="time zone"):
        clock.in_tehran(AT.replace(tzinfo=None))


def test_summer_time_ended_with_1401():
    hours = [clock.in_tehran(datetime(year, 7, 1, tzinfo=UTC)).utcoffset() for year in (2022, 2023)]
    assert hours == [timedelta(hours=4.5), timedelta(hours=3.5)]
