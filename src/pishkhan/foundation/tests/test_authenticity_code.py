"""The authenticity code: what is read, what is caught, what is said."""

import random

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import authenticity_code, digits
from pishkhan.foundation.authenticity_code import (
    DestroyedBySpreadsheet,
    NotAnAuthenticityCode,
    WrongLength,
)


codes = st.builds(authenticity_code.new)
EXAMPLE = "73910482650173948216"  # of the domain catalogue, § 1.B.6


def test_the_example_of_the_domain_is_right():
    assert authenticity_code.is_right(EXAMPLE)
    assert authenticity_code.grouped(EXAMPLE) == "7391 0482 6501 7394 8216"


@given(codes)
def test_a_new_code_is_twenty_digits_and_begins_with_none_that_spreadsheets_drop(code):
    assert len(code) == 20
    assert code[0] != "0"
    assert authenticity_code.is_right(code)


@given(
    codes,
    st.sampled_from([" ", "-", "\u200c", "\u00a0", "\u202f", "\u2011", "\u200f ", "\n", "_"]),
    st.sampled_from([digits.to_latin, digits.to_persian, digits.to_arabic]),
    st.sampled_from(
        ["{}", "\u2066{}\u2069", "https://verify.example/v/{}", "HTTPS://A.IR/V/{}/?a=1#b"]
    ),
)
def test_it_is_read_back_however_it_is_written(code, between, script, within):
    parts = authenticity_code.groups(code)
    written = script(code) if "://" in within else script(between.join(parts))
    reading = authenticity_code.read(f"  {within.format(written)} ")
    assert (reading.code, reading.is_right, reading.reversed_code) == (code, True, "")


def test_the_host_of_a_pasted_address_is_told():
    reading = authenticity_code.read(f"https://Verify.Example:444/v/{EXAMPLE}")
    assert reading.host == "verify.example"
    assert authenticity_code.read(EXAMPLE).host == ""


@given(codes, st.data())
def test_one_wrong_digit_is_caught(code, data):
    place = data.draw(st.integers(0, 19))
    wrong = data.draw(st.sampled_from(sorted(set(digits.LATIN) - {code[place]})))
    assert not authenticity_code.is_right(code[:place] + wrong + code[place + 1 :])


@given(codes)
def test_every_swap_of_neighbours_and_over_one_is_caught(code):
    for step in (1, 2):
        for place in range(20 - step):
            signs = list(code)
            signs[place], signs[place + step] = signs[place + step], signs[place]
            if signs[place] != signs[place + step]:
                assert not authenticity_code.is_right("".join(signs))


@given(codes)
def test_groups_read_from_the_right_are_detected_and_never_taken_for_the_code(code):
    turned = "".join(reversed(authenticity_code.groups(code)))
    reading = authenticity_code.read(turned)
    assert reading.code == turned
    assert reading.is_right or reading.reversed_code == code


def test_about_one_of_a_hundred_random_numbers_is_right_by_luck():
    chance = random.Random(97)  # noqa: S311 - no secret
    found = sum(
        authenticity_code.is_right(str(chance.randrange(10**19, 10**20))) for _ in range(20_000)
    )
    assert 0.008 < found / 20_000 < 0.013


@pytest.mark.parametrize(
    "text", ["7.3910482650174E+19", "7,39E19", "۷٫۳۹۱E+۱۹", "73910482650173900000", "7E+19"]
)
def test_what_a_spreadsheet_destroyed_is_named(text):
    with pytest.raises(DestroyedBySpreadsheet):
        authenticity_code.read(text)


@given(st.text(alphabet=digits.LATIN + digits.PERSIAN, min_size=1, max_size=60))
def test_another_number_of_digits_is_counted(text):
    if len(text) != 20:
        with pytest.raises(WrongLength) as refused:
            authenticity_code.read(text)
        assert refused.value.data["count"] == len(text)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        reading = authenticity_code.read(text)
    except NotAnAuthenticityCode:
        return
    assert len(reading.code) == 20


@pytest.mark.parametrize("text", ["", "کد", "²" * 20, "https://[bad/v/1", "12a4" * 5])
def test_other_texts_are_refused(text):
    with pytest.raises(NotAnAuthenticityCode):
        authenticity_code.read(text)


def test_in_plain_text_the_groups_keep_their_order():
    assert authenticity_code.grouped_for_text(EXAMPLE).count("\N{NO-BREAK SPACE}") == 4


def test_the_address_of_the_picture_is_in_capitals():
    assert (
        authenticity_code.address("verify.example", EXAMPLE)
        == f"HTTPS://VERIFY.EXAMPLE/V/{EXAMPLE}"
    )
