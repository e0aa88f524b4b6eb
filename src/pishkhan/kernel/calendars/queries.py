"""Questions to the calendar; one statement each, unless it says otherwise."""

from datetime import date, datetime

from django.db import connection
from django.db.models import Q

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


def closed_day(closed_id: int) -> ClosedDay | None:
    """A day that is closed now, by its row: of several of one day each has its own."""
    return ClosedDay.objects.filter(id=closed_id, removed_at=None).first()


def closures_of(first: date, last: date | None, organisation_id: int | None) -> list[ClosedDay]:
    """What is closed for an organisation on these days, for it alone or with others; two queries."""
    rows = ClosedDay.objects.filter(removed_at=None, day__gte=first).order_by("day", "id")
    here = Q(organisation_id=None)
    if organisation_id is not None:
        here |= Q(organisation_id__in=organisations.line_of(organisation_id))
    return list(rows.filter(here) if last is None else rows.filter(here, day__lte=last))


def weekend_on(day: date) -> frozenset[int]:
    """The weekdays (0 Monday … 6 Sunday) of the weekend that holds on `day`; one statement."""
    held = Weekend.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return frozenset(held.weekdays) if held else working_days.USUAL_WEEKEND
