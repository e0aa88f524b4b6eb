"""Verbs of the working calendar. Who may change it holds Act.MANAGE_CALENDAR."""

from pishkhan.kernel.calendars.actions import (
    add_holiday,
    announce_closure,
    confirm_holiday,
    remove_holiday,
    seat,
    seed_year,
    set_weekend,
)
from pishkhan.kernel.calendars.models import ClosedDay
from pishkhan.kernel.calendars.queries import (
    add_working_days,
    calendar_from,
    closed_day,
    closed_days,
    closures_of,
    is_working_day,
    next_working_day,
    paths_closed_with,
    seats,
    weekend_on,
    working_days_between,
)
from pishkhan.kernel.calendars.rules.working_days import Calendar


__all__ = [
    "Calendar",
    "ClosedDay",
    "add_holiday",
    "add_working_days",
    "announce_closure",
    "calendar_from",
    "closed_day",
    "closed_days",
    "closures_of",
    "confirm_holiday",
    "is_working_day",
    "next_working_day",
    "paths_closed_with",
    "remove_holiday",
    "seat",
    "seats",
    "seed_year",
    "set_weekend",
    "weekend_on",
    "working_days_between",
]
