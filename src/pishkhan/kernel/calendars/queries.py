"""Questions to the calendar; one statement each, unless it says otherwise."""

from datetime import date, datetime

from django.db import connection

from pishkhan.kernel.calendars.models import ClosedDay, Weekend
from pishkhan.kernel.calendars.rules import working_days
from pishkhan.kernel.calendars.rules.working_days import Calendar
from pishkhan.kernel.organisations import api as organisations


# Closed days and weekends together, because every step of every case asks; weekends by their days.
CALENDAR = """
    SELECT day, organisation_id, NULL AS weekdays FROM calendars_closedday
    WHERE removed_at IS NULL AND day >= %s
    UNION ALL
    SELECT valid_from, NULL, weekdays FROM calendars_weekend
    ORDER BY day
"""


def calendar_from(first: date, organisation_id: int | None = None) -> Calendar:
    """The calendar of all days from `first` on, as a value to count with many times.

    Of an organisation it also knows what is closed for those above it in the tree (one more
    statement, if anything is closed for anybody in particular).
    """
    with connection.cursor() as cursor:
        cursor.execute(CALENDAR, [first])
        rows = cursor.fetchall()
    closed = {(day, place) for day, place, weekdays in rows if weekdays is None}
    here: set[int | None] = {None}
    if organisation_id is not None and any(place is not None for _day, place in closed):
        here |= set(organisations.line_of(organisation_id))
    return Calendar(
        closed=frozenset(day for day, place in closed if place in here),
        weekends=tuple((day, frozenset(weekdays)) for day, _place, weekdays in rows if weekdays),
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
    return calendar_from(min(first, last)).between(first, last)


def closed_days(first: date, last: date) -> list[ClosedDay]:
    """Holidays and closures from `first` to `last`, both included, of everybody and of some."""
    rows = ClosedDay.objects.filter(removed_at=None, day__range=(first, last))
    return list(rows.order_by("day", "organisation_id"))


def weekend_on(day: date) -> frozenset[int]:
    """The weekdays (0 Monday … 6 Sunday) of the weekend that holds on `day`; one statement."""
    held = Weekend.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return frozenset(held.weekdays) if held else working_days.USUAL_WEEKEND
