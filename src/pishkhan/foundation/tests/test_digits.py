"""Digits of three scripts."""

from hypothesis import given, strategies as st

from pishkhan.foundation import digits


ALL = "0123456789 ۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩"


def test_each_script_is_read_and_written():
    assert digits.to_latin(ALL) == " ".join([digits.LATIN] * 3)
    assert digits.to_persian(ALL) == " ".join([digits.PERSIAN] * 3)
    assert digits.to_arabic(ALL) == " ".join([digits.ARABIC] * 3)


def test_each_language_has_its_digits():
    shown = [digits.for_language("۱2٣", language) for language in ("fa", "ar", "en")]
    assert shown == ["۱۲۳", "١٢٣", "123"]


@given(st.text())
def test_nothing_but_digits_changes(text):
    assert digits.to_latin(digits.to_arabic(digits.to_persian(text))) == digits.to_latin(text)
