"""Questions to the calendar; two statements each, unless it says otherwise."""

from datetime import date, datetime

from pishkhan.kernel.calendars.models import ClosedDay, Weekend
from pishkhan.kernel.calendars.rules import working_days
from pishkhan.kernel.calendars.rules.working_days import Calendar


def calendar_from(first: date) -> Calendar:
    """The calendar of all days from `first` on, as a value to count with many times."""
    closed = ClosedDay.objects.filter(removed_at=None, day__gte=first)
    weekends = Weekend.objects.order_by("valid_from").values_list("valid_from", "weekdays")
    return Calendar(
        closed=frozenset(closed.values_list("day", flat=True)),
        weekends=tuple((valid_from, frozenset(weekdays)) for valid_from, weekdays in weekends),
    )


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`."""
    return calendar_from(day).is_working_day(day)


def add_working_days(moment: datetime, n: int) -> datetime:
    """The end (23:59:59 in Tehran) of the n-th working day after the day of `moment`."""
    calendar = calendar_from(working_days.day_of(moment))
    return working_days.deadline(moment, n, calendar=calendar)


def working_days_between(a: date | datetime, b: date | datetime) -> int:
    """How many working days lie after the day of `a`, up to and including the day of `b`."""
    first, last = working_days.day_of(a), working_days.day_of(b)
    calendar = calendar_from(min(first, last))
    return working_days.working_days_between(first, last, calendar=calendar)


def closed_days(first: date, last: date) -> list[ClosedDay]:
    """Holidays and closures from `first` to `last`, both included; one statement."""
    return list(ClosedDay.objects.filter(removed_at=None, day__range=(first, last)).order_by("day"))


def weekend_on(day: date) -> frozenset[int]:
    """The weekdays (0 Monday … 6 Sunday) of the weekend that holds on `day`; one statement."""
    held = Weekend.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return frozenset(held.weekdays) if held else working_days.USUAL_WEEKEND
