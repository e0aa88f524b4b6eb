"""How a letter number is written from its parts, and read back in either order.

Slashes turn round in right-to-left text, so 172429/4 is also read 4/172429 (domain.md § 1.A.6).
"""

import re

from pishkhan.foundation.text import fold
from pishkhan.kernel.numbering.errors import BadPattern


TOKENS = frozenset({"seq", "unit", "year"})
MAX_DIGITS = 9  # a sequence number fits 32 bits


def check_pattern(pattern: str) -> None:
    """Raise BadPattern unless {seq} is there once and every other token is {unit} or {year}."""
    tokens = re.findall(r"\{([^{}]*)\}", pattern)
    rest = re.sub(r"\{[^{}]*\}", "", pattern)
    if tokens.count("seq") != 1 or not TOKENS.issuperset(tokens) or {"{", "}"} & set(rest):
        raise BadPattern


def written(*, pattern: str, seq: int, unit: str, year: int) -> str:
    """The number as it is printed, in Latin digits: {seq}/{unit} gives 172429/4."""
    return pattern.format(seq=seq, unit=unit, year=year)


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a number as somebody wrote it: any digits, separators, spaces, bidi marks."""
    return tuple(part.lstrip("0") or part for part in fold(text).split())


def possible_numbers(parts: tuple[str, ...]) -> set[int]:
    """Which sequence numbers these parts may hold."""
    return {
        int(part)
        for part in parts
        if len(part) <= MAX_DIGITS and part.isascii() and part.isdecimal()
    }


def same_number(asked: tuple[str, ...], kept: tuple[str, ...]) -> bool:
    """Whether both are one letter number, read from either side."""
    return asked in (kept, kept[::-1])
