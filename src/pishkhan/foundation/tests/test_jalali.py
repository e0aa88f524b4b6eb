"""The Jalali calendar."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import digits, jalali
from pishkhan.foundation.clock import TEHRAN
from pishkhan.foundation.jalali import (
    Jalali,
    NoSuchDate,
    UnreadableDate,
    UnreadableEitherDate,
)


DAY = date(2026, 11, 21)
MOMENT = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)
LEAP_YEARS = {1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408}  # as published
days = st.dates(jalali.to_date(1200, 1, 1), jalali.to_date(1599, 12, 29))


@given(days)
def test_there_and_back(day):
    assert jalali.to_date(*jalali.of(day)) == day


def test_days_follow_one_another_for_a_century():
    day, seen = jalali.to_date(1350, 1, 1), Jalali(1350, 1, 1)
    for _ in range(36_525):
        day += timedelta(days=1)
        assert jalali.of(day) > seen
        seen = jalali.of(day)


def has_leap_day(year):
    try:
        return bool(jalali.to_date(year, 12, 30))
    except NoSuchDate:
        return False


def test_the_leap_years_are_those_published():
    assert {year for year in range(1370, 1412) if has_leap_day(year)} == LEAP_YEARS


@pytest.mark.parametrize("numbers", [(1405, 12, 30), (1405, 7, 31), (1405, 13, 1), (1405, 0, 1),
                                     (1405, 1, 32), (1405, 1, 0)])  # fmt: skip
def test_days_that_do_not_exist_are_refused(numbers):
    with pytest.raises(NoSuchDate, match=str(numbers[0])):
        jalali.to_date(*numbers)


@given(days, st.sampled_from("/-. "), st.sampled_from(
    [digits.to_latin, digits.to_persian, digits.to_arabic]), st.booleans())  # fmt: skip
def test_both_orders_are_read_in_any_digits_with_any_separator(day, separator, script, year_first):
    parts = [f"{n:02}" for n in jalali.of(day)]
    written = separator.join(parts if year_first else parts[::-1])
    assert jalali.parse(script(written)) == day


@pytest.mark.parametrize(
    "text",
    ["1402/05/01", "01/05/1402", "1402/5/1", "۱۴۰۲٫۰۵٫۰۱", "14020501", " 1402 / 05 / 01 ",
     "\u20661402/05/01\u2069"],
)  # fmt: skip
def test_one_day_in_many_ways(text):
    assert jalali.parse(text) == date(2023, 7, 23)


@pytest.mark.parametrize(
    "text",
    ["", "1402", "1402/05", "02/05/01", "1402/05/1402", "1402/05/001", "2023-07-23", "امروز",
     "1402/05/01/02", "1402//", "²402/05/01", "9999/01/01"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(UnreadableDate):
        jalali.parse(text)


@pytest.mark.parametrize("text", ["1405/12/30", "30/12/1405", "۳۱/۰۷/۱۴۰۵", "14051301"])
def test_a_date_that_does_not_exist_is_told_so(text):
    with pytest.raises(NoSuchDate):
        jalali.parse(text)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    with suppress(UnreadableDate, NoSuchDate):
        assert isinstance(jalali.parse(text), date)


def test_the_year_turns_at_midnight_in_tehran():
    midnight = datetime(2027, 3, 21, tzinfo=TEHRAN)
    before = midnight - timedelta(microseconds=1)
    assert (jalali.year_of(before), jalali.year_of(midnight)) == (1405, 1406)
    assert jalali.year_of(midnight.astimezone(UTC)) == 1406


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("fa", "۳۰ آبان ۱۴۰۵", "شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۰:۲۴"),
        ("en", "21 November 2026 (30 Aban 1405)", "21 November 2026 (30 Aban 1405), 10:24"),
        ("ar", "٢١ نوفمبر ٢٠٢٦ (٣٠ آبان ١٤٠٥)", "٢١ نوفمبر ٢٠٢٦ (٣٠ آبان ١٤٠٥)، الساعة ١٠:٢٤"),
    ],
)
def test_days_and_moments_are_written_in_each_language(language, day, moment):
    assert jalali.format_date(DAY, language) == day
    assert jalali.format_moment(MOMENT, language) == moment


def test_a_day_in_numbers_has_one_width():
    assert jalali.format_numbers(date(2026, 3, 21)) == "۱۴۰۵/۰۱/۰۱"


@given(days)
def test_a_day_in_numbers_is_read_back(day):
    assert jalali.parse(jalali.format_numbers(day)) == day


def test_every_day_of_the_week_has_its_name():
    saturday = datetime(2026, 11, 21, 12, tzinfo=TEHRAN)
    names = [jalali.format_moment(saturday + timedelta(days=n)).split()[0] for n in range(7)]
    assert names == ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"]


@given(st.dates(date(1821, 3, 21), date(2199, 12, 31)))
def test_a_day_of_either_calendar_is_read_by_its_year(day):
    assert jalali.parse_either(day.isoformat()) == day
    assert jalali.parse_either(f"{day:%d/%m/%Y}") == day
    assert jalali.parse_either(jalali.format_numbers(day)) == day


@pytest.mark.parametrize("text", ["2026/21", "0999/01/01", "1700/01/01", "روز"])
def test_a_day_of_neither_calendar_is_refused(text):
    with pytest.raises(UnreadableEitherDate):
        jalali.parse_either(text)


@pytest.mark.parametrize("text", ["2026/02/30", "1404/12/30"])
def test_a_day_that_its_calendar_lacks_is_told_so(text):
    with pytest.raises(NoSuchDate):
        jalali.parse_either(text)


@pytest.mark.parametrize(
    ("language", "said"),
    [("fa", "۱۴۰۳"), ("en", "1403 (2024–2025)"), ("ar", "١٤٠٣ (٢٠٢٤–٢٠٢٥)")],
)
def test_a_year_is_told_in_the_readers_calendar_too(language, said):
    assert jalali.format_year(1403, language) == said
