"""How the text of an answer becomes a value, by kind of question. Pure.

Every reader takes text that is not blank and returns the value, or raises the DomainError that
tells the person how to put it right.
"""

import re
from collections.abc import Callable
from datetime import date

from pishkhan.foundation import digits, identifiers, jalali
from pishkhan.foundation.row_ids import row_id
from pishkhan.foundation.text import (
    is_latin_name,
    is_name_in_one_script,
    is_persian_name,
    tidy,
    tidy_persian,
)
from pishkhan.kernel.forms import errors
from pishkhan.kernel.forms.terms import QuestionKind


Value = str | int | bool | date | None

RAW_LIMIT = 20_000  # characters kept of one answer, right or wrong
TICKED = frozenset({"on", "1", "true", "yes"})
IDENTIFYING = frozenset(
    {
        QuestionKind.NATIONAL_ID,
        QuestionKind.LEGAL_ID,
        QuestionKind.FOREIGN_ID,
        QuestionKind.MOBILE,
    }
)
FOREIGN_ID = r"[A-Z0-9]{5,20}"
LENGTHS = {
    QuestionKind.TEXT: (1, 200),
    QuestionKind.LONG_TEXT: (1, 2_000),
    QuestionKind.PERSIAN_NAME: (2, 50),
    QuestionKind.ANY_NAME: (2, 80),
    QuestionKind.LATIN_NAME: (2, 80),
}
RANGES = {QuestionKind.YEAR: (1300, 1499), QuestionKind.NUMBER: (0, 999_999_999)}


def storable(raw: str) -> str:
    """`raw` as PostgreSQL can keep it: lone surrogates and NUL become the replacement mark."""
    text = raw[:RAW_LIMIT].encode("utf-8", "replace").decode("utf-8")
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def lines(raw: str) -> str:
    """Text of several lines, each tidied, its letters as typed; HTML stays text, bidi-control not."""
    return tidy(raw, multiline=True)


def persian_name(raw: str) -> str:
    """A name of Persian or Arabic letters, half-space and space."""
    name = tidy_persian(raw)
    if not is_persian_name(name):
        raise errors.NotAPersianName
    return name


def any_name(raw: str) -> str:
    """A name as in a passport: Latin letters, or Persian ones (foreign nationals, § 1.D.7)."""
    name = tidy_persian(raw)
    if not is_name_in_one_script(name):
        raise errors.NotAName
    return name


def latin_name(raw: str) -> str:
    """A name as the machine-readable line of a passport has it: Latin letters only."""
    name = tidy(raw)
    if not is_latin_name(name):
        raise errors.NotALatinName
    return name


def whole_number(raw: str) -> int:
    """A whole number in Persian, Arabic or Latin digits, with or without separators."""
    text = re.sub(r"[\s,،٬_]", "", digits.to_latin(raw))
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise errors.NotANumber
    return int(text)


def organisation_id(raw: str) -> int:
    """The id of an organisation, as the list of them sends it."""
    found = row_id(digits.to_latin(raw).strip())
    if found is None:
        raise errors.NotAChoice
    return found


def foreign_id(raw: str, pattern: str = "") -> str:
    """Capitals and digits without spaces and dashes; `pattern` narrows the form."""
    text = re.sub(r"[\s-]", "", digits.to_latin(tidy(raw))).upper()
    if not re.fullmatch(pattern or FOREIGN_ID, text):
        raise errors.NotAForeignId
    return text


def is_ticked(raw: str) -> bool:
    """What a browser sends for a tick that is set."""
    return raw.strip().lower() in TICKED


READERS: dict[QuestionKind, Callable[[str], Value]] = {
    QuestionKind.TEXT: tidy,
    QuestionKind.LONG_TEXT: lines,
    QuestionKind.PERSIAN_NAME: persian_name,
    QuestionKind.ANY_NAME: any_name,
    QuestionKind.LATIN_NAME: latin_name,
    QuestionKind.NATIONAL_ID: identifiers.national_id,
    QuestionKind.LEGAL_ID: identifiers.legal_id,
    QuestionKind.FOREIGN_ID: foreign_id,
    QuestionKind.MOBILE: identifiers.mobile,
    QuestionKind.POSTAL_CODE: identifiers.postal_code,
    QuestionKind.CHOICE: str.strip,
    QuestionKind.SELECT: str.strip,
    QuestionKind.ORGANISATION: organisation_id,
    QuestionKind.JALALI_DATE: jalali.parse,
    QuestionKind.DATE: jalali.parse_either,
    QuestionKind.YEAR: whole_number,
    QuestionKind.NUMBER: whole_number,
    QuestionKind.TICK: is_ticked,
}


def check_length(text: str, *, minimum: int, maximum: int) -> None:
    """Refuse text outside its bounds, in characters."""
    if len(text) > maximum:
        raise errors.TooLong(length=len(text), limit=maximum)
    if len(text) < minimum:
        raise errors.TooShort(limit=minimum)


def check_range(number: int, *, minimum: int, maximum: int) -> None:
    """Refuse a number outside its bounds (both included)."""
    if not minimum <= number <= maximum:
        raise errors.OutOfRange(minimum=minimum, maximum=maximum)
