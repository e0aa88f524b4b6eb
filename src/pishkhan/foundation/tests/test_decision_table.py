"""Decision tables."""

import pytest

from pishkhan.foundation.decision_table import Row, UndecidedError, decide, gaps, overlaps


DOMAIN = {"kind": ["day", "night"], "score": [0, 50, 100]}
TABLE = (
    Row(when={"kind": "day", "score": lambda score: score >= 50}, then=True, because="ماده ۱"),
    Row(when={"kind": frozenset({"night"})}, then=False, because="ماده ۲"),
)
WHOLE = (*TABLE, Row(when={"kind": "day", "score": 0}, then=False, because="ماده ۳"))


def test_the_row_that_covers_the_facts_answers_and_says_why():
    row = decide(TABLE, {"kind": "day", "score": 70})
    assert (row.then, row.because) == (True, "ماده ۱")


def test_a_fact_that_a_row_does_not_name_may_be_anything():
    assert {decide(TABLE, {"kind": "night", "score": n}).then for n in (0, 50)} == {False}


def test_the_first_row_wins():
    assert decide((*TABLE, Row(then=None, because="پیش‌فرض")), {"kind": "day", "score": 50}).then


def test_facts_that_no_row_covers_are_a_bug():
    with pytest.raises(UndecidedError):
        decide(TABLE, {"kind": "day", "score": 0})


def test_a_fact_that_is_needed_and_missing_is_a_bug():
    with pytest.raises(KeyError):
        decide(TABLE, {"score": 0})


def test_gaps_are_found():
    assert gaps(TABLE, DOMAIN) == [{"kind": "day", "score": 0}]
    assert gaps(WHOLE, DOMAIN) == []


def test_an_empty_table_is_all_gap():
    assert len(gaps((), DOMAIN)) == 6


def test_overlaps_are_found_with_their_rows():
    again = Row(when={"score": 100}, then=None, because="ماده ۴")
    found = overlaps((*WHOLE, again), DOMAIN)
    assert [facts for facts, _ in found] == [
        {"kind": "day", "score": 100},
        {"kind": "night", "score": 100},
    ]
    assert found[0][1] == [TABLE[0], again]


def test_rows_that_agree_do_not_overlap():
    assert overlaps(WHOLE, DOMAIN) == []
    assert overlaps((*WHOLE, Row(when={"score": 0}, then=False, because="ماده ۵")), DOMAIN) == []
