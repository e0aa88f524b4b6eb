"""What changed between two versions, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal


Change = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line and what became of it."""

    change: Change
    text: str


def compare(before: str, after: str) -> tuple[ComparedLine, ...]:
    """The lines of both, those of `before` that are gone first."""
    return tuple(_compared(before.splitlines(), after.splitlines()))


def _compared(before: list[str], after: list[str]) -> Iterator[ComparedLine]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from (ComparedLine("same", text) for text in before[a:b])
            continue
        yield from (ComparedLine("gone", text) for text in before[a:b])
        yield from (ComparedLine("new", text) for text in after[c:d])
