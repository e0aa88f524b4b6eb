"""The Jalali calendar: days are kept Gregorian, read and shown Jalali."""

import re
from datetime import date, datetime
from typing import NamedTuple

import jdatetime

from pishkhan.foundation import clock, digits
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.marking import gettext_noop as _


MONTHS = (
    _("فروردین"), _("اردیبهشت"), _("خرداد"), _("تیر"), _("مرداد"), _("شهریور"),
    _("مهر"), _("آبان"), _("آذر"), _("دی"), _("بهمن"), _("اسفند"),
)  # fmt: skip
WEEKDAYS = (
    _("دوشنبه"), _("سه‌شنبه"), _("چهارشنبه"), _("پنجشنبه"), _("جمعه"), _("شنبه"), _("یکشنبه"),
)  # fmt: skip
_JALALI_EN = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip
_JALALI_AR = (
    "فروردين", "أرديبهشت", "خرداد", "تير", "مرداد", "شهريور",
    "مهر", "آبان", "آذر", "دي", "بهمن", "إسفند",
)  # fmt: skip
_GREGORIAN_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_GREGORIAN_AR = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
EARLIEST_GREGORIAN, LATEST_GREGORIAN = 1800, 2199
EARLIEST_YEAR, LATEST_YEAR = 1200, 1599  # what people may type; a Gregorian year is a mistake
_SEPARATED = re.compile(r"([0-9]{1,4})[/.\-\s]+([0-9]{1,2})[/.\-\s]+([0-9]{1,4})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_UNSEEN = re.compile("[\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
_YEAR_DIGITS = 4


class UnreadableDate(DomainError):
    """The text is not written as a Jalali date."""

    code = "unreadable_date"
    message = _("این تاریخ خوانده نشد.")
    hint = _("تاریخ را مانند ۱۴۰۵/۰۸/۳۰ بنویسید.")


class UnreadableEitherDate(DomainError):
    """The text is a date of neither calendar."""

    code = "unreadable_date"
    message = _("این تاریخ خوانده نشد.")
    hint = _("تاریخ را خورشیدی مانند ۱۴۰۵/۰۸/۳۰ یا میلادی مانند 2026/11/21 بنویسید.")


class NoSuchDate(DomainError):
    """The calendar has no such day, as 30 Esfand in a common year."""

    code = "no_such_date"
    message = _("تاریخ %(year)s/%(month)s/%(day)s در تقویم نیست.")
    hint = _("شمارهٔ روز و ماه را دوباره ببینید.")


class Jalali(NamedTuple):
    """A day of the Jalali calendar, by its three numbers."""

    year: int
    month: int
    day: int


def of(day: date) -> Jalali:
    """The Jalali numbers of a day; of a `datetime`, of its own date (convert to Tehran first)."""
    there = jdatetime.date.fromgregorian(year=day.year, month=day.month, day=day.day)
    return Jalali(int(there.year), int(there.month), int(there.day))


def to_date(year: int, month: int, day: int) -> date:
    """The day with these Jalali numbers; raises NoSuchDate."""
    try:
        there = jdatetime.date(year, month, day).togregorian()
    except ValueError as error:
        raise NoSuchDate(year=year, month=month, day=day) from error
    return date(there.year, there.month, there.day)


def parse(text: str) -> date:
    """Read 1402/05/01, 01/05/1402, 1402-5-1, ۱۴۰۲٫۰۵٫۰۱ or 14020501, in any digits.

    The year has four digits. Raises UnreadableDate or NoSuchDate.
    """
    year, month, day = _numbers(text)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise UnreadableDate
    return to_date(year, month, day)


def parse_either(text: str) -> date:
    """Read a day of either calendar, told apart by its year: 1405/08/30 or 2026-11-21.

    Written as for `parse`. Raises UnreadableEitherDate or NoSuchDate.
    """
    try:
        year, month, day = _numbers(text)
    except UnreadableDate as error:
        raise UnreadableEitherDate from error
    if EARLIEST_YEAR <= year <= LATEST_YEAR:
        return to_date(year, month, day)
    if not EARLIEST_GREGORIAN <= year <= LATEST_GREGORIAN:
        raise UnreadableEitherDate
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoSuchDate(year=year, month=month, day=day) from error


def _numbers(text: str) -> tuple[int, int, int]:
    """Year, month and day as written; raises UnreadableDate."""
    plain = digits.to_latin(_UNSEEN.sub("", text)).replace("٫", "/").strip()
    found = _SEPARATED.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if not found:
        raise UnreadableDate
    first, month, last = found.groups()
    if (len(first) == _YEAR_DIGITS) == (len(last) == _YEAR_DIGITS):
        raise UnreadableDate
    year, day = (first, last) if len(first) == _YEAR_DIGITS else (last, first)
    if len(day) > len("31"):
        raise UnreadableDate
    return int(year), int(month), int(day)


def year_of(moment: datetime) -> int:
    """The Jalali year in Tehran at `moment`; it turns at midnight before 1 Farvardin."""
    return of(clock.in_tehran(moment).date()).year


def format_year(year: int, language: str = "fa") -> str:
    """A Jalali year; to who counts otherwise, with the two years it lies in: 1403 (2024–2025)."""
    first = to_date(year, 1, 1).year
    text = str(year) if language == "fa" else f"{year} ({first}–{first + 1})"
    return digits.for_language(text, language)


def format_date(day: date, language: str = "fa") -> str:
    """A day in words: ۳۰ آبان ۱۴۰۵; in en and ar the Gregorian day first: 21 November 2026 (30 Aban 1405)."""
    there = of(day)
    if language == "en":
        shown = (
            f"{day.day} {_GREGORIAN_EN[day.month - 1]} {day.year}"
            f" ({there.day} {_JALALI_EN[there.month - 1]} {there.year})"
        )
    elif language == "ar":
        shown = (
            f"{day.day} {_GREGORIAN_AR[day.month - 1]} {day.year}"
            f" ({there.day} {_JALALI_AR[there.month - 1]} {there.year})"
        )
    else:
        shown = f"{there.day} {MONTHS[there.month - 1]} {there.year}"
    return digits.for_language(shown, language)


def format_numbers(day: date, language: str = "fa") -> str:
    """A day in numbers, year first, of one width: ۱۴۰۵/۰۸/۳۰."""
    there = of(day)
    return digits.for_language(f"{there.year:04}/{there.month:02}/{there.day:02}", language)


def format_moment(moment: datetime, language: str = "fa") -> str:
    """A moment on Tehran's clock: شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۰:۲۴."""
    here = clock.in_tehran(moment)
    day, time = format_date(here.date(), language), f"{here:%H:%M}"
    if language == "en":
        return f"{day}, {time}"
    if language == "ar":
        return digits.to_arabic(f"{day}، الساعة {time}")
    return digits.for_language(f"{WEEKDAYS[here.weekday()]} {day}، ساعت {time}", language)
