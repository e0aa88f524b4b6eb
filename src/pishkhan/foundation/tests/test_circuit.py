"""A provider that fails is left alone for a while, then tried, then trusted again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from pishkhan.foundation.circuit import LONGEST_PAUSE_SECONDS, Circuit, Health


NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@given(failures=st.integers(1, 40))
def test_pauses_double_from_a_second_to_half_a_minute(failures):
    one = Circuit()
    for _ in range(failures):
        one.failed(NOW)
    pause = timedelta(seconds=min(2 ** (failures - 1), LONGEST_PAUSE_SECONDS))
    assert one.health(NOW + pause - timedelta(milliseconds=1)) is Health.AWAY
    assert one.health(NOW + pause) is Health.PROBED


def test_one_answer_makes_it_well():
    one = Circuit()
    assert one.health(NOW) is Health.WELL
    one.failed(NOW)
    one.worked()
    assert one.health(NOW) is Health.WELL
    one.failed(NOW)
    assert one.health(NOW + timedelta(seconds=1)) is Health.PROBED
