"""Closed lists of words: an identifier that is stored and a Persian label that is shown."""

from enum import StrEnum
from typing import Self


class Terms(StrEnum):
    """A list such as `NATURAL = "natural", _("حقیقی")`: value is stored, label is shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make the member equal to its value, with its Persian label (a message id) beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and label, as Django's fields want them."""
        return [(member.value, member.label) for member in cls]
