"""Persian text: cleaning at the door, and the key under which it is searched.

`FOLDED`, `REMOVED`, `KEPT` and `ALPHABET` are the one table of letters. The SQL functions
`fa_norm` and `fa_sort` are made from it (`kernel.persistence.sql`), so a change here needs a
migration that makes them, and the columns built on them, anew.
"""

import re
import unicodedata

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.marking import gettext_noop as gettext_noop  # noqa: PLC0414 - re-export


_ = gettext_noop
ZWNJ = "\u200c"
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_MARKS = "".join(
    map(chr, [*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD),
              *range(0x06DF, 0x06E5), 0x06E7, 0x06E8, *range(0x06EA, 0x06EE)])
)  # fmt: skip

ALPHABET = " 0123456789abcdefghijklmnopqrstuvwxyzآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
FOLDED = {
    **dict.fromkeys("يىئېۍےۓ", "ی"),
    **dict.fromkeys("كڪ", "ک"),
    **dict.fromkeys("ةۀەہۂھۃ", "ه"),
    **dict.fromkeys("أإٱآ", "ا"),
    "ؤ": "و",
    **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    ZWNJ: " ",
    "\u00a0": " ",
}
REMOVED = _MARKS + "ءـ\u200d" + BIDI_CONTROLS + _INVISIBLE
# Ranges of a bracket expression, read alike by Python and by PostgreSQL whatever its locale:
# Latin, Greek, Cyrillic and Arabic letters, and Latin digits. All else separates words.
KEPT = "0-9A-Za-zÀ-ÖØ-öø-\u02af\u2c65\u2c66Ͱ-ͽͿ-ϿЀ-ҁҊ-ԯؠ-يٮ-ۓۮۯۺ-ۼۿ"

_FOLD = str.maketrans({**FOLDED, **dict.fromkeys(REMOVED)})
_SEPARATORS = re.compile(f"[^{KEPT}]+")
_TIDY = str.maketrans(dict.fromkeys(_INVISIBLE))
_PERSIAN = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
_NAME = re.compile(
    rf"[آ-غف-يپچژکگیئؤأء\u064b-\u0652\u0654]+(?:[ {ZWNJ}][آ-غف-يپچژکگیئؤأء\u064b-\u0652\u0654]+)*"
)
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿĀ-ž]+\.?(?:[ '\u2019-][A-Za-zÀ-ÖØ-öø-ÿĀ-ž]+\.?)*")


class ForbiddenCharacter(DomainError):
    """The text has a control character, or one that turns the direction of writing."""

    code = "forbidden_character"
    message = _("این متن نویسهٔ پنهان و غیرمجاز (%(character)s) دارد.")
    hint = _("متن را خودتان بنویسید؛ آن را از جای دیگر نچسبانید.")


def tidy(text: str, *, multiline: bool = False) -> str:
    """Clean text for keeping: NFC, single spaces, no spaces at the ends; its letters as typed.

    What somebody writes may be Arabic, where ي, ى and ك are letters of their own: only a key for
    search (`fold`) makes them alike. Names kept in Persian are `tidy_persian`.

    With `multiline` lines stay lines, with at most one empty line between them.
    Raises ForbiddenCharacter for control, bidi-control and surrogate characters.
    """
    clean = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_TIDY)
    for character in clean:
        if character in "\n\t":
            continue
        if unicodedata.category(character) in {"Cc", "Cs"} or character in BIDI_CONTROLS:
            raise ForbiddenCharacter(character=f"U+{ord(character):04X}")
    if not multiline:
        return _tidy_line(clean)
    lines = "\n".join(map(_tidy_line, clean.split("\n")))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def tidy_persian(text: str) -> str:
    """Clean a Persian name or title for keeping: as `tidy`, with Persian ی and ک."""
    return tidy(text).translate(_PERSIAN)


def _tidy_line(line: str) -> str:
    # A half-space joins two letters: beside a space, at an end or doubled it says nothing.
    spaced = re.sub(rf"[\s{ZWNJ}]*\s[\s{ZWNJ}]*", " ", line)
    return re.sub(rf"{ZWNJ}+", ZWNJ, spaced).strip(f" {ZWNJ}")


def fold(text: str) -> str:
    """Key for search: letters, digits and case made alike, anything else a single space.

    Exactly the Python twin of the SQL function `fa_norm`.
    """
    letters = unicodedata.normalize("NFC", text).translate(_FOLD)
    words = _SEPARATORS.sub(" ", letters)
    # One letter at a time, because PostgreSQL knows neither İ → i̇ nor the final sigma.
    return "".join(letter.lower()[0] for letter in words).strip(" ")


def joined(text: str) -> str:
    """The text without its half-spaces, empty if it has none: محمدی‌نژاد is typed محمدینژاد too.

    Kept beside a text that is searched, since `fold` makes a space of a half-space.
    """
    return text.replace(ZWNJ, "") if ZWNJ in text else ""


def is_persian_name(text: str) -> bool:
    """Whether a tidy text is written in Persian letters only, in words of one space or half-space."""
    return _NAME.fullmatch(text) is not None


def is_latin_name(text: str) -> bool:
    """Whether a tidy text is a name in Latin letters."""
    return _LATIN_NAME.fullmatch(text) is not None


def is_name_in_one_script(text: str) -> bool:
    """Whether a tidy text is a name in Persian or in Latin letters, not in both at once."""
    return is_persian_name(text) or is_latin_name(text)
