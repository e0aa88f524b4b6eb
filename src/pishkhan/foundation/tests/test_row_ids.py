"""Texts that are identifiers of rows, and those that only look so."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.row_ids import LARGEST, row_id


@given(st.integers(0, LARGEST))
def test_every_number_that_the_database_can_hold_is_one(number):
    assert row_id(str(number)) == number


@pytest.mark.parametrize("number", [10**18 - 1, 10**18, 1_234_567_890_123_456_789, LARGEST])
def test_the_identifiers_of_2033_are_read(number):
    assert row_id(str(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        str(LARGEST + 1),
        str(10**19 - 1),
        "9" * 20,
        "9" * 5_000,
        "",
        "-1",
        "1.0",
        " 1",
        "²",
        "۱",
        "1\n",
    ],
)
def test_whatever_the_database_cannot_hold_is_none(text):
    assert row_id(text) is None


@given(st.text(max_size=30) | st.text("0123456789", max_size=30))
def test_what_is_read_fits(text):
    found = row_id(text)
    assert found is None or 0 <= found <= LARGEST
