"""Changing the calendar, and filling it for a year."""

from collections.abc import Iterable
from datetime import date, timedelta

import holidays
from django.db import transaction

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.audit.api import By
from pishkhan.kernel.calendars import events, queries
from pishkhan.kernel.calendars.errors import AlreadyClosed, BadPeriod, BadWeekend, NotClosed
from pishkhan.kernel.calendars.models import ClosedDay, Weekend
from pishkhan.kernel.calendars.terms import ClosedKind


LONGEST_CLOSURE = timedelta(days=31)
LONGEST_WEEKEND = 3
FIRST_GREGORIAN_YEAR = 1700  # a year before it is Jalali


@transaction.atomic
def add_holiday(day: date, *, title: str, by: By | None) -> ClosedDay:
    """Make `day` an official holiday; raises AlreadyClosed."""
    added = _close(day, kind=ClosedKind.HOLIDAY, title=title)
    _record(events.HOLIDAY_ADDED, added, by=by)
    return added


@transaction.atomic
def remove_holiday(day: date, *, because: str, by: By | None) -> None:
    """Make a closed day a day like others again, for good: seeding leaves it so.

    Deadlines already given stay as they are. Raises NotClosed.
    """
    closed = ClosedDay.objects.select_for_update(of=("self",)).filter(day=day, removed_at=None)
    row = closed.first()
    if row is None:
        raise NotClosed(day=jalali.format_date(day))
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    _record(events.HOLIDAY_REMOVED, row, by=by, because=because)


@transaction.atomic
def announce_closure(
    first: date, last: date | None = None, *, title: str, by: By | None
) -> list[ClosedDay]:
    """Close offices from `first` to `last` (both included), for cold or pollution for instance.

    Days closed already are passed over; the days newly closed are returned. Raises BadPeriod.
    """
    length = (last or first) - first
    if not timedelta(0) <= length < LONGEST_CLOSURE:
        raise BadPeriod
    days = [first + timedelta(days=n) for n in range(length.days + 1)]
    closed_before = {row.day for row in queries.closed_days(days[0], days[-1])}
    announced = [
        _close(day, kind=ClosedKind.CLOSURE, title=title)
        for day in days
        if day not in closed_before
    ]
    for row in announced:
        _record(events.CLOSURE_ANNOUNCED, row, by=by)
    return announced


@transaction.atomic
def set_weekend(weekdays: Iterable[int], *, valid_from: date, by: By | None) -> Weekend:
    """From `valid_from` on these weekdays (0 Monday … 6 Sunday) are free; raises BadWeekend."""
    days = sorted(set(weekdays))
    if not 1 <= len(days) <= LONGEST_WEEKEND or not set(days) <= set(range(7)):
        raise BadWeekend
    before = sorted(queries.weekend_on(valid_from))
    row, _ = Weekend.objects.update_or_create(valid_from=valid_from, defaults={"weekdays": days})
    audit.record(
        events.WEEKEND_SET,
        target="weekend",
        target_id=row.id,
        by=by,
        before={"weekdays": before},
        after={"weekdays": days, "valid_from": valid_from.isoformat()},
    )
    return row


@transaction.atomic
def seed_year(year: int, *, by: By | None = None) -> int:
    """Write the official holidays of Iran in a Jalali or Gregorian year; how many were new.

    May be run again: what people changed by hand stays. Days by the moon are estimates until
    they are announced, and say so in their title.
    """
    first, last = _bounds(year)
    known = holidays.country_holidays(
        "IR", years=range(first.year, last.year + 1), language="fa_IR"
    )
    rows = [
        ClosedDay(day=day, kind=ClosedKind.HOLIDAY, title=str(title).replace("; ", " – "))
        for day, title in sorted(known.items())
        if first <= day <= last
    ]
    existing = set(ClosedDay.objects.filter(day__range=(first, last)).values_list("day", flat=True))
    fresh = [row for row in rows if row.day not in existing]
    # Two who seed at once: the constraint lets each day in once and neither fails.
    ClosedDay.objects.bulk_create(fresh, ignore_conflicts=True)
    if fresh:
        audit.record(
            events.YEAR_SEEDED,
            target="calendar_year",
            target_id=year,
            by=by,
            after={"days": len(fresh)},
        )
    return len(fresh)


def _bounds(year: int) -> tuple[date, date]:
    if year >= FIRST_GREGORIAN_YEAR:
        return date(year, 1, 1), date(year, 12, 31)
    return jalali.to_date(year, 1, 1), jalali.to_date(year + 1, 1, 1) - timedelta(days=1)


def _close(day: date, *, kind: ClosedKind, title: str) -> ClosedDay:
    # The row is made first and locked then, so that of two who close one day the second is told.
    fresh = ClosedDay(day=day, kind=kind, title=title, removed_at=clock.now())
    ClosedDay.objects.bulk_create([fresh], ignore_conflicts=True)
    row = ClosedDay.objects.select_for_update(of=("self",)).get(day=day)
    if row.removed_at is None:
        raise AlreadyClosed(day=jalali.format_date(day), title=row.title)
    row.kind, row.title, row.removed_at = kind, title, None
    row.save(update_fields=["kind", "title", "removed_at"])
    return row


def _record(verb: str, row: ClosedDay, *, by: By | None, because: str = "") -> None:
    seen = {"day": row.day.isoformat(), "title": row.title}
    audit.record(verb, target="closed_day", target_id=row.id, by=by, because=because, after=seen)
