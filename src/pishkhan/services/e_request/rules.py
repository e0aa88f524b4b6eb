"""When a documented request may go on: functions over values, without a database."""

from collections.abc import Mapping


SHEET_MARKS = ("has_signature", "has_fingerprint", "has_address", "has_mobile", "has_landline")


def missing_marks(ticks: Mapping[str, object]) -> tuple[str, ...]:
    """Which of the five marks of the hand-written sheet were not ticked (source 000, A 3-5)."""
    return tuple(mark for mark in SHEET_MARKS if ticks.get(mark) is not True)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of an answer: what empty lines divide."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return tuple(block.strip() for block in blocks if block.strip())
