"""Counting working days. A calendar is a value here: closed days and weekends are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pishkhan.foundation.clock import TEHRAN, in_tehran


THURSDAY, FRIDAY = 3, 4
USUAL_WEEKEND = frozenset({THURSDAY, FRIDAY})
ONE_DAY = timedelta(days=1)
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The days on which offices are closed.

    `weekends` are pairs of first day and weekdays (0 Monday … 6 Sunday), in the order of their
    first days; before the first of them the usual weekend holds.
    """

    closed: frozenset[date] = frozenset()
    weekends: tuple[tuple[date, frozenset[int]], ...] = ()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return day not in self.closed and day.weekday() not in self._weekend_at(day)

    def _weekend_at(self, day: date) -> frozenset[int]:
        current = USUAL_WEEKEND
        for first_day, weekdays in self.weekends:
            if first_day <= day:
                current = weekdays
        return current


def day_of(moment: date | datetime) -> date:
    """The day in Tehran of a moment; a day is itself."""
    return in_tehran(moment).date() if isinstance(moment, datetime) else moment


def deadline(moment: datetime, working_days: int, *, calendar: Calendar) -> datetime:
    """The end (23:59:59 in Tehran) of the n-th working day after the day of `moment`.

    The day of `moment` never counts. Zero gives the end of that day, or of the next working day.
    """
    if working_days < 0:
        raise ValueError("a deadline before its beginning")
    first = day_of(moment) + ONE_DAY if working_days else day_of(moment)
    working = (day for day in _days_from(first) if calendar.is_working_day(day))
    for _ in range(working_days - 1):
        next(working)
    return datetime.combine(next(working), END_OF_DAY, tzinfo=TEHRAN)


def working_days_between(a: date, b: date, *, calendar: Calendar) -> int:
    """How many working days lie after `a`, up to and including `b`; negative if `b` is earlier."""
    if b < a:
        return -working_days_between(b, a, calendar=calendar)
    days = (a + ONE_DAY * n for n in range(1, (b - a).days + 1))
    return sum(map(calendar.is_working_day, days))


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += ONE_DAY
