"""The clock of the staff: working days promised, which stand still while the applicant has the case.

Nothing is kept but what happened: when it began, how many days were promised, when it stopped and
went on. The day by which the case is to be done is counted from these alone, by the calendar as it
is now: it does not matter when a closure was told, before a stop, during it or after.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from pishkhan.foundation.clock import TEHRAN, in_tehran
from pishkhan.kernel.cases.rules.spans import END_OF_DAY, WorkingDays


def end_of(moment: datetime, days: int, calendar: WorkingDays) -> datetime:
    """The end of the n-th working day after `moment`; of none, of its own or the next working day."""
    day = in_tehran(moment).date()
    last = calendar.counted(day, days) if days else calendar.next_working_day(day)
    return datetime.combine(last, END_OF_DAY, tzinfo=TEHRAN)


def due(begun: datetime, days: int, stops: Sequence[datetime], calendar: WorkingDays) -> datetime:
    """The end of the working day by which all is done; `stops` are stop, go on, stop, go on …

    What was late when it stopped stays late.
    """
    start, left = begun, days
    for stopped, went_on in list(pairwise(stops))[::2]:
        promised = end_of(start, left, calendar)
        if promised <= stopped:
            return promised
        start, left = went_on, left - calendar.between(start, stopped)
    return end_of(start, left, calendar)


def left(begun: datetime, days: int, stops: Sequence[datetime], calendar: WorkingDays) -> int:
    """How many working days the staff still have, as the clock stood at its last stop."""
    spent = sum(calendar.between(a, b) for a, b in staff_spans(begun, stops))
    return max(0, days - spent)


def staff_spans(begun: datetime, stops: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """From when to when the staff had the case, up to the last stop."""
    moments = [begun, *stops]
    return list(zip(moments[::2], moments[1::2], strict=False))


def is_stopped(stops: Sequence[datetime]) -> bool:
    """Whether the clock stands still now."""
    return len(stops) % 2 == 1
