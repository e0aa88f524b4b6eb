"""Cleaning and folding of Persian text."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import text
from pishkhan.foundation.text import ForbiddenCharacter, fold, is_persian_name, tidy, tidy_persian


persian = st.text(st.sampled_from([*text.ALPHABET, *text.FOLDED, *"\n\t .،"]))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  علي   كريمي ", "علي كريمي"),
        ("مستشفى الكاظمي،  الطابق", "مستشفى الكاظمي، الطابق"),
        ("محمدی‌نژاد", "محمدی‌نژاد"),
        ("محمدی‌‌نژاد‌", "محمدی‌نژاد"),
        ("محمدی ‌ نژاد", "محمدی نژاد"),
        ("علی\n\tکریمی", "علی کریمی"),
        ("عل\u200bی\ufeff", "علی"),
        ("آ", "آ"),
        ("۱۲ ٣", "۱۲ ٣"),
        ("", ""),
    ],
)
def test_text_is_tidied(written, kept):
    assert tidy(written) == kept


def test_a_persian_name_is_kept_in_persian_letters():
    assert tidy_persian("  علي   كريمي‌ ") == "علی کریمی"
    assert tidy_persian("موسى") == "موسی"


@given(persian)
def test_free_text_keeps_every_letter_that_was_typed(written):
    kept = [letter for letter in written if letter.isalnum()]
    assert [letter for letter in tidy(written) if letter.isalnum()] == kept


@given(persian)
def test_one_key_finds_a_text_whichever_keyboard_wrote_it(written):
    assert fold(tidy_persian(written)) == fold(tidy(written)) == fold(written)


def test_lines_stay_lines_where_they_may():
    assert tidy(" یک \r\n\n\n\n دو  سه \n", multiline=True) == "یک\n\nدو سه"


@pytest.mark.parametrize("character", [*text.BIDI_CONTROLS, "\0", "\x1b", "\x85", "\ud800"])
def test_hidden_characters_are_refused(character):
    with pytest.raises(ForbiddenCharacter, match="U\\+"):
        tidy(f"علی{character}")


@given(persian)
def test_tidying_twice_is_tidying_once(written):
    assert tidy(tidy(written)) == tidy(written)
    lines = tidy(written, multiline=True)
    assert tidy(lines, multiline=True) == lines


@pytest.mark.parametrize("letter", sorted(text.FOLDED))
def test_every_folded_letter_has_one_plain_letter_of_the_alphabet(letter):
    plain = text.FOLDED[letter]
    assert len(plain) == 1
    assert plain in text.ALPHABET
    assert plain not in text.FOLDED


def test_no_letter_is_both_folded_and_removed():
    assert not set(text.FOLDED) & set(text.REMOVED)
    assert len(set(text.REMOVED)) == len(text.REMOVED)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كتاب‌هاي مدرسهٔ ۱۲۳", "کتاب های مدرسه 123"),
        ("مسئول رأی‌گیری", "مسیول رای گیری"),
        ("مُؤسّسة", "موسسه"),
        ("ء", ""),
        ("آموزش‌وپرورش", "اموزش وپرورش"),
        ("سـلام", "سلام"),
        ("HTML-5", "html 5"),
        ("\u2066172429/4\u2069", "172429 4"),
        ("İΣ", "i\u03c3"),
    ],
)
def test_text_is_folded(one, other):
    assert fold(one) == other


@given(st.text())
def test_folding_twice_is_folding_once(written):
    assert fold(fold(written)) == fold(written)


@given(st.text())
def test_a_key_has_single_spaces_inside_only(written):
    assert fold(written).split(" ") == (fold(written).split() or [""])


@given(persian)
def test_tidy_text_has_the_same_key(written):
    assert fold(tidy(written)) == fold(written)


@pytest.mark.parametrize(
    "name", ["علی", "محمدی‌نژاد", "زهرا سادات", "آیدا", "رؤیا", "مسئول", "محمّد", "هبة"]
)
def test_persian_names_pass(name):
    assert is_persian_name(name)


@pytest.mark.parametrize(
    "name",
    ["", " ", "Ali", "علی۲", "علی2", "علی  رضا", "علی‌", " علی", "علی😀", "علی<b>", "علـی",
     "علی.", "علی\u200d", "ﻋﻠﯽ"],
)  # fmt: skip
def test_other_names_do_not(name):
    assert not is_persian_name(name)


def test_folding_any_letter_twice_is_folding_it_once():
    letters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    assert [letter for letter in letters if fold(fold(letter)) != fold(letter)] == []
