"""Writing and reading numbers."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import digits
from pishkhan.kernel.numbering.errors import BadPattern
from pishkhan.kernel.numbering.rules import display


@pytest.mark.parametrize("pattern", ["{seq}", "{seq}/{unit}", "{year}/{unit}/{seq}", "ص-{seq}"])
def test_good_patterns_pass(pattern):
    display.check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["", "{unit}", "{seq}{seq}", "{seq}/{name}", "{seq!r}", "{seq", "seq}", "{seq}{}"]
)
def test_bad_patterns_are_refused(pattern):
    with pytest.raises(BadPattern):
        display.check_pattern(pattern)


@given(st.integers(1, 10**9 - 1), st.integers(0, 99), st.sampled_from([
    digits.to_latin, digits.to_persian, digits.to_arabic]))  # fmt: skip
def test_every_written_number_is_read_back_from_both_sides(seq, unit, script):
    kept = display.parts_of(
        display.written(pattern="{seq}/{unit}", seq=seq, unit=str(unit), year=1405)
    )
    for text in (f"{seq}/{unit}", f"{unit}/{seq}"):
        asked = display.parts_of(script(text))
        assert display.same_number(asked, kept)
        assert seq in display.possible_numbers(asked)


@given(st.text())
def test_reading_never_fails(text):
    assert all(0 <= n < 10**9 for n in display.possible_numbers(display.parts_of(text)))
