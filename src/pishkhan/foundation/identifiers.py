"""Identifiers of persons and places: read as people write them, returned in one form.

Each function takes Persian, Arabic or Latin digits, with spaces and dashes anywhere, and raises
a DomainError that names what is wrong. Sources: domain.md § 6.1.
"""

import re

from pishkhan.foundation import digits
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.marking import gettext_noop as _


_IGNORED = re.compile(r"[\s\-–_.\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
NATIONAL_ID_LENGTH, LEGAL_ID_LENGTH, POSTAL_CODE_LENGTH, MOBILE_LENGTH = 10, 11, 10, 11


class NotDigits(DomainError):
    """There are letters or signs among the digits."""

    code = "not_digits"
    message = _("اینجا فقط رقم بنویسید.")
    hint = _("حرف و نشانه را پاک کنید.")


class WrongLength(DomainError):
    """Too many or too few digits."""

    code = "wrong_length"
    message = _("باید %(expected)s رقم باشد؛ شما %(given)s رقم نوشته‌اید.")


class RepeatedDigits(DomainError):
    """One digit repeated all along: passes the formula, but belongs to nobody."""

    code = "repeated_digits"
    message = _("شماره‌ای که همهٔ رقم‌هایش یکی است پذیرفته نیست.")


class BadNationalId(DomainError):
    """The check digit of the national id does not fit."""

    code = "bad_national_id"
    message = _("این کد ملی درست نیست.")
    hint = _("رقم‌ها را با کارت ملی مقایسه کنید؛ یک رقم یا جای دو رقم اشتباه است.")


class BadLegalId(DomainError):
    """The check digit of the legal person's id does not fit."""

    code = "bad_legal_id"
    message = _("این شناسهٔ ملی درست نیست.")
    hint = _("رقم‌ها را با روزنامهٔ رسمی یا اساسنامه مقایسه کنید.")


class BadMobile(DomainError):
    """Not a mobile number of Iran."""

    code = "bad_mobile"
    message = _("این شمارهٔ تلفن همراه درست نیست.")
    hint = _("شماره ۱۱ رقم دارد و با ۰۹ آغاز می‌شود؛ مانند ۰۹۱۲۰۰۰۰۰۰۰.")


class BadPostalCode(DomainError):
    """A postal code never begins with zero."""

    code = "bad_postal_code"
    message = _("این کد پستی درست نیست.")
    hint = _("کد پستی ۱۰ رقم دارد و با صفر آغاز نمی‌شود.")


def national_id(text: str) -> str:
    """The ten digits of a natural person's id; eight or nine get their zeros at the left back.

    Raises NotDigits, WrongLength, RepeatedDigits or BadNationalId.
    """
    number = _only_digits(text)
    if NATIONAL_ID_LENGTH - 2 <= len(number) < NATIONAL_ID_LENGTH:
        number = number.zfill(NATIONAL_ID_LENGTH)
    _demand_length(number, NATIONAL_ID_LENGTH)
    _refuse_repetition(number)
    rest = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False))
    rest %= 11
    if int(number[-1]) != (rest if rest < 2 else 11 - rest):  # noqa: PLR2004 - the formula's two
        raise BadNationalId
    return number


def legal_id(text: str) -> str:
    """The eleven digits of a legal person's id (شناسهٔ ملی).

    Raises NotDigits, WrongLength, RepeatedDigits or BadLegalId.
    """
    number = _only_digits(text)
    _demand_length(number, LEGAL_ID_LENGTH)
    _refuse_repetition(number)
    shift = int(number[9]) + 2
    weights = (29, 27, 23, 19, 17) * 2
    total = sum(
        (int(digit) + shift) * weight for digit, weight in zip(number, weights, strict=False)
    )
    if int(number[-1]) != total % 11 % 10:
        raise BadLegalId
    return number


def mobile(text: str) -> str:
    """A mobile number as 09xxxxxxxxx; +98, 0098, 98 and a missing zero are understood.

    Raises NotDigits, WrongLength or BadMobile.
    """
    number = _only_digits(_IGNORED.sub("", text).removeprefix("+"))
    local = re.fullmatch(r"(?:0098|98|0)?(9[0-9]{9})", number)
    if local:
        return f"0{local[1]}"
    if number.startswith("09"):
        _demand_length(number, MOBILE_LENGTH)
    raise BadMobile


def postal_code(text: str) -> str:
    """The ten digits of a postal code; raises NotDigits, WrongLength, RepeatedDigits, BadPostalCode."""
    number = _only_digits(text)
    _demand_length(number, POSTAL_CODE_LENGTH)
    _refuse_repetition(number)
    if number.startswith("0"):
        raise BadPostalCode
    return number


def _only_digits(text: str) -> str:
    number = digits.to_latin(_IGNORED.sub("", text))
    if not re.fullmatch(r"[0-9]*", number):
        raise NotDigits
    return number


def _demand_length(number: str, expected: int) -> None:
    if len(number) != expected:
        raise WrongLength(expected=expected, given=len(number))


def _refuse_repetition(number: str) -> None:
    if len(set(number)) == 1:
        raise RepeatedDigits
