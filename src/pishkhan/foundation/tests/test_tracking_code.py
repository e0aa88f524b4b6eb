"""The tracking code and its check digit, all errors of one and two digits."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import digits, tracking_code
from pishkhan.foundation.tracking_code import BadTrackingCode


codes = st.builds(tracking_code.new)


def refused(text):
    with pytest.raises(BadTrackingCode):
        tracking_code.parse(text)
    return True


@given(codes)
def test_a_new_code_is_read_back_however_it_is_written(code):
    for written in (code, tracking_code.grouped(code), f" {code[:5]}-{code[5:]}\u200f "):
        for script in (digits.to_latin, digits.to_persian, digits.to_arabic):
            assert tracking_code.parse(script(written)) == code


@given(codes)
def test_every_single_wrong_digit_is_caught(code):
    for place, right in enumerate(code):
        for wrong in set(digits.LATIN) - {right}:
            assert refused(code[:place] + wrong + code[place + 1 :])


@given(codes)
def test_every_swap_of_neighbours_is_caught(code):
    for place in range(len(code) - 1):
        one, other = code[place : place + 2]
        if one != other:
            assert refused(code[:place] + other + one + code[place + 2 :])


def test_the_table_of_damm_is_what_it_must_be():
    table = tracking_code._DAMM
    for row in range(10):
        assert table[row][row] == "0"
        assert set(table[row]) == {line[row] for line in table} == set(digits.LATIN)


def test_the_check_digit_is_the_one_published():
    assert tracking_code._check_digit("572") == "4"


@pytest.mark.parametrize(
    "text", ["", "0", "1234567890", "123456789012", "abcdefghijk", "²²²²²²²²²²²", "1" * 500]
)
def test_other_texts_are_refused(text):
    assert refused(text)


def test_a_code_is_printed_in_groups():
    assert tracking_code.grouped("48201773905") == "4820 1773 905"
