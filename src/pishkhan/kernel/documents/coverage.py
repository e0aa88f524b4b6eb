"""Which characters the typeface has: a document for the archive may hold no other."""

import functools
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont


MISSING = "\ufffd"
# Read by the shaper, never drawn; of the others PDF/A forbids some and none is of use.
JOINERS_AND_ISOLATES = "\u200c\u200d\u2066\u2067\u2068\u2069"


@functools.cache
def _characters(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as face:
        return frozenset(face.getBestCmap())


def printable(value: object, font: Path) -> object:
    """JSON values whose every text prints: an emoji becomes �, control characters go."""
    if isinstance(value, str):
        known = _characters(font)
        return "".join(_shown(letter, known) for letter in unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {key: printable(inner, font) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner, font) for inner in value]
    return value


def _shown(letter: str, known: frozenset[int]) -> str:
    category = unicodedata.category(letter)
    if letter == "\n" or letter in JOINERS_AND_ISOLATES:
        return letter
    if category.startswith("C") and category != "Cn":
        return ""
    if ord(letter) in known:
        return letter
    return "" if category in {"Mn", "Me"} else MISSING
