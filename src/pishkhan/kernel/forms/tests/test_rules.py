"""How text becomes a value."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.identifiers import BadMobile, RepeatedDigits
from pishkhan.foundation.jalali import NoSuchDate
from pishkhan.foundation.text import ForbiddenCharacter
from pishkhan.kernel.forms import errors, rules
from pishkhan.kernel.forms.terms import QuestionKind


def test_every_kind_of_question_has_a_reader():
    assert set(rules.READERS) == set(QuestionKind)


@given(raw=st.text(st.characters(), max_size=200), kind=st.sampled_from(list(QuestionKind)))
def test_any_text_is_read_or_refused_with_a_sentence(raw, kind):
    try:
        rules.READERS[kind](raw)
    except DomainError as error:
        assert str(error)  # noqa: PT017 - either way is right


@given(st.text(st.characters(codec=None), max_size=100))
def test_what_is_kept_can_be_kept(raw):
    kept = rules.storable(raw)
    assert "\x00" not in kept
    assert kept.encode().decode() == kept
    assert len(kept) == len(raw)


def test_html_in_text_stays_text():
    assert rules.lines("<script>alert(1)</script>") == "<script>alert(1)</script>"


@pytest.mark.parametrize("name", ["Sara", "سارا۱", "سارا😀", "<b>سارا</b>", "سارا!", "سارا_رضا"])
def test_a_name_of_other_than_persian_letters_is_refused(name):
    with pytest.raises(errors.NotAPersianName):
        rules.persian_name(name)


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x00", "\x07"])
@pytest.mark.parametrize("kind", [QuestionKind.TEXT, QuestionKind.PERSIAN_NAME])
def test_control_and_bidi_characters_are_refused(kind, mark):
    with pytest.raises(ForbiddenCharacter):
        rules.READERS[kind](f"سارا{mark}رضا")


def test_arabic_letters_and_half_space_are_accepted_and_folded():
    assert rules.persian_name(" علي  رضا\u200cپور ") == "علی رضا\u200cپور"


@pytest.mark.parametrize(("raw", "value"), [("۱٬۲۰۰", 1200), ("٤٥", 45), ("7", 7)])
def test_numbers_are_read_in_any_digits(raw, value):
    assert rules.whole_number(raw) == value


@pytest.mark.parametrize("raw", ["abc", "-1", "1.5", "۱۲الف", "9" * 16])
def test_what_is_no_whole_number_is_refused(raw):
    with pytest.raises(errors.NotANumber):
        rules.whole_number(raw)


@pytest.mark.parametrize(
    ("kind", "raw", "refusal"),
    [
        (QuestionKind.NATIONAL_ID, "1111111111", RepeatedDigits),
        (QuestionKind.MOBILE, "0912000000011", DomainError),
        (QuestionKind.MOBILE, "02188888888", BadMobile),
        (QuestionKind.JALALI_DATE, "۳۰/۱۲/۱۴۰۴", NoSuchDate),
        (QuestionKind.FOREIGN_ID, "اب", errors.NotAForeignId),
        (QuestionKind.LATIN_NAME, "عمر", errors.NotALatinName),
        (QuestionKind.LATIN_NAME, "Omar1", errors.NotALatinName),
        (QuestionKind.DATE, "2026/13/01", NoSuchDate),
    ],
)
def test_each_bad_input_has_its_own_refusal(kind, raw, refusal):
    with pytest.raises(refusal):
        rules.READERS[kind](raw)


def test_a_foreign_id_is_read_in_capitals_without_spaces():
    assert rules.foreign_id("a-12 ۳۴۵") == "A12345"


def test_a_foreign_id_follows_its_own_pattern():
    with pytest.raises(errors.NotAForeignId):
        rules.foreign_id("A12345", r"[0-9]{10}")


@pytest.mark.parametrize(("text", "refusal"), [("ا" * 51, errors.TooLong), ("ا", errors.TooShort)])
def test_length_is_bounded_both_ways(text, refusal):
    with pytest.raises(refusal):
        rules.check_length(text, minimum=2, maximum=50)


@pytest.mark.parametrize("number", [1379, 1411])
def test_a_number_outside_its_range_is_refused(number):
    with pytest.raises(errors.OutOfRange):
        rules.check_range(number, minimum=1380, maximum=1410)


@pytest.mark.parametrize(
    "name", ["Omar Haddad", "Jean-Luc", "O'Brien", "José", "فاطمه نظری", "محمدي"]
)
def test_a_foreign_national_writes_a_name_in_persian_or_in_latin(name):
    assert rules.any_name(f" {name} ")


@pytest.mark.parametrize("name", ["Omar حداد", "Omar1", "<b>Omar</b>", "Omar😀", "", "-Omar"])
def test_a_name_is_not_in_two_scripts_nor_anything_but_letters(name):
    with pytest.raises(errors.NotAName):
        rules.any_name(name)
