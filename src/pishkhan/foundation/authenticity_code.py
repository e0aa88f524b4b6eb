"""The authenticity code (کد صحت): eighteen random digits and two of ISO 7064 MOD 97-10.

No meaning lies in it. The check digits are for people, not for secrecy: they catch what Persian
readers do to digits, such as reading the groups from the right (research/credentials.md § 2.2).
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pishkhan.foundation import digits, secret
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.marking import gettext_noop as _


LENGTH: Final = 20
GROUP: Final = 4
MODULUS: Final = 97
# Spreadsheets keep fifteen figures of a number and write noughts for the others.
LOST_BY_SPREADSHEETS: Final = "0" * (LENGTH - 15)
LONGEST_TEXT: Final = 300
# Spaces of all kinds, dashes, and the marks of direction and joining that pasting brings along.
_BETWEEN = re.compile(
    r"[\s_\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202f\u2060-\u2069\ufeff]"
)
_SCIENTIFIC = re.compile(r"[0-9](?:[.,٫/][0-9]*)?[eE]\+?[0-9]{1,2}")
_ADDRESS = re.compile(r"(?:https?:)?//[^\s]+", re.IGNORECASE)


class NotAnAuthenticityCode(DomainError):
    """The text cannot be a code of any scheme."""

    code = "not_an_authenticity_code"
    message = _("کد صحت فقط از رقم ساخته می‌شود.")
    hint = _("کد صحت ۲۰ رقم دارد و روی مدرک، کنار تصویر مربع‌شکل، نوشته شده است.")


class WrongLength(NotAnAuthenticityCode):
    """There are fewer or more digits than twenty."""

    code = "authenticity_code_length"
    message = _("این نوشته %(count)s رقم دارد؛ کد صحت ۲۰ رقم است.")


class DestroyedBySpreadsheet(NotAnAuthenticityCode):
    """A spreadsheet took the code for a number and lost its last digits."""

    code = "authenticity_code_spreadsheet"
    message = _("صفحه‌گسترده رقم‌های پایانی این کد را از بین برده است.")
    hint = _("کد را از خود مدرک بنویسید؛ در صفحه‌گسترده ستون کد را از نوع «متن» کنید.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read: twenty Latin digits.

    Where `is_right` is false it may still be a code of another scheme; only if there is no such
    one is it mistyped. `reversed_code` is then the right code that its groups of four give when
    read from the other end, or empty. `host` is that of a pasted address, else empty.
    """

    code: str
    is_right: bool
    reversed_code: str = ""
    host: str = ""


def new() -> str:
    """A new random code; its first digit is not nought. Its table decides whether it is free."""
    random = str(secret.below(9 * 10**17) + 10**17)
    return random + _check_digits(random)


def is_right(code: str) -> bool:
    """Whether twenty Latin digits are a code of ours, by their check digits."""
    return code[0] != "0" and int(code) % MODULUS == 1


def read(text: str) -> Reading:
    """Read a code as people write, paste or scan it.

    Raises NotAnAuthenticityCode, WrongLength or DestroyedBySpreadsheet, before anything is looked
    up.
    """
    rest, host = _out_of_address(digits.to_latin(text[:LONGEST_TEXT].strip()))
    if _SCIENTIFIC.fullmatch(_BETWEEN.sub("", rest)):
        raise DestroyedBySpreadsheet
    code = _BETWEEN.sub("", rest)
    if not re.fullmatch(r"[0-9]+", code):
        raise NotAnAuthenticityCode
    if len(code) != LENGTH:
        raise WrongLength(count=len(code))
    right = is_right(code)
    if not right and code.endswith(LOST_BY_SPREADSHEETS):
        raise DestroyedBySpreadsheet
    turned = "".join(reversed(groups(code)))
    return Reading(
        code=code,
        is_right=right,
        reversed_code=turned if not right and is_right(turned) else "",
        host=host,
    )


def groups(code: str) -> list[str]:
    """Five groups of four digits."""
    return [code[start : start + GROUP] for start in range(0, len(code), GROUP)]


def grouped(code: str) -> str:
    """For a page or a document, inside a left-to-right isolate: 7391 0482 6501 7394 8216."""
    return " ".join(groups(code))


def grouped_for_text(code: str) -> str:
    """For plain text such as SMS: joined by U+00A0, which keeps the groups in order in Persian."""
    return "\N{NO-BREAK SPACE}".join(groups(code))


def address(host: str, code: str) -> str:
    """What the QR holds: in capitals, so that it is small (alphanumeric mode)."""
    return f"HTTPS://{host.upper()}/V/{code}"


def _out_of_address(text: str) -> tuple[str, str]:
    """The last part of the path of a pasted address and its host; other texts as they are."""
    found = _ADDRESS.search(text)
    if found is None:
        return text, ""
    try:
        parts = urlsplit(found.group())
        return parts.path.rstrip("/").rpartition("/")[2], (parts.hostname or "").lower()
    except ValueError:
        raise NotAnAuthenticityCode from None


def _check_digits(random: str) -> str:
    return f"{98 - int(random) * 100 % MODULUS:02d}"
