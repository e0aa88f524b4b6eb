"""A day that stands out is marked; ordinary ones, small ones and the first ones are not."""

from hypothesis import given, strategies as st

from pishkhan.kernel.transparency.rules.unusual import unusual


USUAL = [10, 12, 9, 0, 0, 11, 10] * 4


def test_a_day_far_beyond_those_before_stands_out():
    assert unusual([*USUAL, 80])[-1]
    assert unusual([*USUAL, 11, 80, 12]) == [*[False] * 29, True, False]


def test_a_day_like_others_does_not():
    assert not any(unusual(USUAL * 3))


def test_a_few_more_are_nothing_where_there_were_none():
    assert not unusual([0] * 30 + [19])[-1]
    assert unusual([0] * 30 + [20])[-1]


def test_nothing_stands_out_before_there_is_anything_to_hold_it_against():
    assert not any(unusual([1, 2, 3, 1000]))


@given(st.lists(st.integers(0, 10_000), max_size=200), st.lists(st.integers(0, 10_000)))
def test_what_comes_later_changes_nothing_about_a_day(before, after):
    assert unusual([*before, *after])[: len(before)] == unusual(before)
