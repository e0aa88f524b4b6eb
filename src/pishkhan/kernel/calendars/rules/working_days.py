"""Counting working days. A calendar is a value here: closed days and weekends are given."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pishkhan.foundation.clock import TEHRAN, in_tehran
from pishkhan.foundation.jalali import format_date
from pishkhan.kernel.calendars.errors import NoWorkingDay


THURSDAY, FRIDAY = 3, 4
USUAL_WEEKEND = frozenset({THURSDAY, FRIDAY})
ONE_DAY = timedelta(days=1)
LONGEST_STANDSTILL = 60  # days in a row without one of work: more is a mistake, not a calendar
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

    def next_working_day(self, day: date, *, back: bool = False) -> date:
        """`day` itself or the nearest working day after (or before) it; raises NoWorkingDay."""
        step = -ONE_DAY if back else ONE_DAY
        for n in range(LONGEST_STANDSTILL + 1):
            if self.is_working_day(day + step * n):
                return day + step * n
        raise NoWorkingDay(day=format_date(day))

    def counted(self, day: date, n: int) -> date:
        """The n-th working day after `day`, before it if `n` is negative; raises NoWorkingDay."""
        step = ONE_DAY if n > 0 else -ONE_DAY
        for _ in range(abs(n)):
            day = self.next_working_day(day + step, back=n < 0)
        return day

    def between(self, a: date | datetime, b: date | datetime) -> int:
        """How many working days lie after the day of `a`, up to and including that of `b`.

        Negative if `b` is earlier.
        """
        first, last = day_of(a), day_of(b)
        if last < first:
            return -self.between(last, first)
        days = (first + ONE_DAY * n for n in range(1, (last - first).days + 1))
        return sum(map(self.is_working_day, days))

    def stands_still(self, day: date) -> bool:
        """Whether `day` lies in so many closed days in a row that it must be a mistake."""
        run = 0
        for n in range(-LONGEST_STANDSTILL, LONGEST_STANDSTILL + 1):
            run = 0 if self.is_working_day(day + ONE_DAY * n) else run + 1
            if run > LONGEST_STANDSTILL:
                return True
        return False

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
    Raises NoWorkingDay.
    """
    if working_days < 0:
        raise ValueError("a deadline before its beginning")
    day = day_of(moment)
    last = calendar.counted(day, working_days) if working_days else calendar.next_working_day(day)
    return datetime.combine(last, END_OF_DAY, tzinfo=TEHRAN)
