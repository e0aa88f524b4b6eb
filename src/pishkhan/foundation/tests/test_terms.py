"""Lists of words."""

import pytest

from pishkhan.foundation.terms import Terms


class PersonKind(Terms):
    NATURAL = "natural", "حقیقی"
    LEGAL = "legal", "حقوقی"


def test_a_word_is_its_value_and_has_a_label():
    assert PersonKind.NATURAL == "natural" == str(PersonKind.NATURAL)
    assert (PersonKind.NATURAL.value, PersonKind.NATURAL.label) == ("natural", "حقیقی")


def test_a_word_is_found_by_its_value():
    assert PersonKind("legal") is PersonKind.LEGAL
    with pytest.raises(ValueError, match="other"):
        PersonKind("other")


def test_choices_are_values_with_labels():
    assert PersonKind.choices() == [("natural", "حقیقی"), ("legal", "حقوقی")]
