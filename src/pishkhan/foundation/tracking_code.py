"""The tracking code: ten random digits, which carry the secrecy, and a check digit (Damm)."""

import re
from typing import Final

from pishkhan.foundation import digits, secret
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.marking import gettext_noop as _


LENGTH: Final = 11
# H. M. Damm's quasigroup of order 10: catches every wrong digit and every swap of neighbours.
_DAMM: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class BadTrackingCode(DomainError):
    """The text is not a tracking code: wrong length, or mistyped."""

    code = "bad_tracking_code"
    message = _("کد رهگیری درست نیست.")
    hint = _("کد رهگیری ۱۱ رقم دارد؛ آن را از پیامک یا رسید بنویسید.")


def new() -> str:
    """A new random code of eleven Latin digits. It may exist already: its table decides."""
    random = secret.digits(LENGTH - 1)
    return random + _check_digit(random)


def parse(text: str) -> str:
    """Read a code as people write it (any digits, spaces, dashes); raises BadTrackingCode."""
    code = digits.to_latin(re.sub(r"[\s\-–\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", text))
    if not re.fullmatch(r"[0-9]{11}", code) or _check_digit(code) != "0":
        raise BadTrackingCode
    return code


def grouped(code: str) -> str:
    """The code as it is printed: 4820 1773 905."""
    return f"{code[:4]} {code[4:8]} {code[8:]}"


def _check_digit(number: str) -> str:
    # The digit which, written after `number`, brings the whole to "0".
    interim = "0"
    for digit in number:
        interim = _DAMM[int(interim)][int(digit)]
    return interim
