"""Identifiers as people write them."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import digits, identifiers
from pishkhan.foundation.identifiers import (
    BadLegalId,
    BadMobile,
    BadNationalId,
    BadPostalCode,
    NotDigits,
    RepeatedDigits,
    WrongLength,
)


FUNCTIONS = [
    identifiers.national_id,
    identifiers.legal_id,
    identifiers.mobile,
    identifiers.postal_code,
]


def accepted(function, text):
    try:
        return function(text)
    except identifiers.DomainError:
        return None


@pytest.mark.parametrize(
    "text", ["0932833810", "932833810", "۰۹۳۲۸۳۳۸۱۰", "٠٩٣٢٨٣٣٨١٠", " 093-283381-0 ", "\u200e0932833810"]
)  # fmt: skip
def test_a_national_id_is_read_however_it_is_written(text):
    assert identifiers.national_id(text) == "0932833810"


@pytest.mark.parametrize("digit", digits.LATIN)
def test_all_ten_repeated_digits_are_refused(digit):
    with pytest.raises(RepeatedDigits):
        identifiers.national_id(digit * 10)


@given(st.integers(1, 999_999).map("000{:06}".format))
def test_each_nine_digits_have_exactly_one_check_digit(nine):
    fitting = [d for d in digits.LATIN if accepted(identifiers.national_id, nine + d)]
    assert len(fitting) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("0932833811", BadNationalId),
        ("093283381", BadNationalId),
        ("0932833", WrongLength),
        ("", WrongLength),
        ("09328338100", WrongLength),
        ("09328338l0", NotDigits),
        ("²932833810", NotDigits),
        ("0932833810<b>", NotDigits),
    ],
)
def test_other_national_ids_are_refused_each_with_its_reason(text, error):
    with pytest.raises(error):
        identifiers.national_id(text)


@given(st.integers(1, 9_999_999).map("000{:07}".format))
def test_each_ten_digits_of_a_legal_id_have_exactly_one_check_digit(ten):
    fitting = [d for d in digits.LATIN if accepted(identifiers.legal_id, ten + d)]
    assert len(fitting) == 1
    wrong = str((int(fitting[0]) + 1) % 10)
    with pytest.raises(BadLegalId):
        identifiers.legal_id(ten + wrong)


def test_a_legal_id_of_repeated_digits_is_refused():
    with pytest.raises(RepeatedDigits):
        identifiers.legal_id("1" * 11)


@pytest.mark.parametrize(
    "text",
    ["09120000000", "9120000000", "+989120000000", "00989120000000", "989120000000",
     "۰۹۱۲ ۰۰۰ ۰۰۰۰", "+98 912-000-0000", "٠٩١٢٠٠٠٠٠٠٠"],
)  # fmt: skip
def test_a_mobile_is_read_however_it_is_written(text):
    assert identifiers.mobile(text) == "09120000000"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("0912000000000", WrongLength),
        ("0912000000", WrongLength),
        ("02188000000", BadMobile),
        ("+449120000000", BadMobile),
        ("", BadMobile),
        ("0912000000o", NotDigits),
        ("0912+0000000", NotDigits),
    ],
)
def test_other_mobiles_are_refused_each_with_its_reason(text, error):
    with pytest.raises(error):
        identifiers.mobile(text)


def test_the_length_that_is_wrong_is_said():
    with pytest.raises(WrongLength, match="باید 11 رقم باشد؛ شما 13 رقم"):
        identifiers.mobile("0912000000000")


def test_a_postal_code_is_read():
    assert identifiers.postal_code("۱۲۳۴۵-۶۷۸۹۱") == "1234567891"


@pytest.mark.parametrize(
    ("text", "error"),
    [("0234567891", BadPostalCode), ("123456789", WrongLength), ("1" * 10, RepeatedDigits)],
)
def test_other_postal_codes_are_refused(text, error):
    with pytest.raises(error):
        identifiers.postal_code(text)


@pytest.mark.parametrize("function", FUNCTIONS)
@given(text=st.text())
def test_any_text_is_either_read_or_refused(function, text):
    read = accepted(function, text)
    assert read is None or (function(read) == read and read.isascii() and read.isdecimal())
