"""Changing the calendar, and filling it for a year.

Every verb raises NotAllowed for who may not keep the calendar; `by=None` is the platform itself.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import holidays
from django.db import transaction

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.calendars import events, queries
from pishkhan.kernel.calendars.errors import (
    AlreadyClosed,
    BadPeriod,
    BadWeekend,
    NotAProvince,
    NotClosed,
    NotEstimated,
    NoWorkingDay,
)
from pishkhan.kernel.calendars.models import ClosedDay, Seat, Weekend
from pishkhan.kernel.calendars.rules import working_days
from pishkhan.kernel.calendars.terms import ClosedKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act, OrganisationKind
from pishkhan.kernel.persistence.api import defer


LONGEST_CLOSURE = timedelta(days=31)
LONGEST_WEEKEND = 3
RECOUNT = "cases.recount"  # the job that counts open deadlines anew, bound above us
FIRST_GREGORIAN_YEAR = 1700  # a year before it is Jalali
ESTIMATED = "(تخمینی)"  # what the source of holidays says of a day by the moon that is to come
FURTHEST = 1  # days by which the moon may be seen earlier or later


@transaction.atomic
def add_holiday(day: date, *, title: str, by: Actor | None) -> ClosedDay:
    """Make `day` an official holiday; open deadlines follow. Raises AlreadyClosed, NoWorkingDay."""
    _require(by)
    added = _close(day, None, kind=ClosedKind.HOLIDAY, title=title)
    _record(events.HOLIDAY_ADDED, added, by=by)
    _recount(day, day, None)
    return added


@transaction.atomic
def remove_holiday(
    day: date, *, because: str, by: Actor | None, organisation_id: int | None = None
) -> None:
    """Make a closed day a day like others again, for good: seeding leaves it so.

    Open deadlines follow. Raises NotClosed.
    """
    _require(by)
    closed = ClosedDay.objects.select_for_update(of=("self",)).filter(
        day=day, organisation_id=organisation_id, removed_at=None
    )
    row = closed.first()
    if row is None:
        raise NotClosed(day=jalali.format_date(day))
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    _record(events.HOLIDAY_REMOVED, row, by=by, because=because)
    _recount(day, day, organisation_id)


@transaction.atomic
def confirm_holiday(closed_id: int, *, by: Actor | None, moved: int = 0) -> ClosedDay:
    """The moon was seen: an estimated holiday is on its day, or `moved` by one (-1, 1).

    Open deadlines follow a day that moved. Raises NotEstimated, BadPeriod, AlreadyClosed,
    NoWorkingDay.
    """
    _require(by)
    if abs(moved) > FURTHEST:
        raise BadPeriod
    found = ClosedDay.objects.select_for_update(of=("self",)).filter(
        id=closed_id, removed_at=None, is_estimated=True
    )
    row = found.first()
    if row is None:
        raise NotEstimated
    before = row.day
    if moved:
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
        row = _close(
            before + timedelta(days=moved), row.organisation_id, kind=row.kind, title=row.title
        )
        _recount(min(before, row.day), max(before, row.day), row.organisation_id)
    else:
        row.is_estimated = False
        row.save(update_fields=["is_estimated"])
    _record(events.HOLIDAY_CONFIRMED, row, by=by, estimated=before)
    return row


@transaction.atomic
def announce_closure(
    first: date,
    last: date | None = None,
    *,
    title: str,
    by: Actor | None,
    organisation_id: int | None = None,
) -> list[ClosedDay]:
    """Close offices from `first` to `last` (both included), for cold or pollution for instance.

    All offices, or those of one organisation and under it; of a province also those seated in it.
    It may be told after the day: open deadlines follow either way. Days closed already are passed over; the days newly
    closed are returned. Raises BadPeriod, NoWorkingDay.
    """
    _require(by)
    length = (last or first) - first
    if not timedelta(0) <= length < LONGEST_CLOSURE:
        raise BadPeriod
    days = [first + timedelta(days=n) for n in range(length.days + 1)]
    before = queries.calendar_from(first, organisation_id).closed
    announced = [
        _close(day, organisation_id, kind=ClosedKind.CLOSURE, title=title)
        for day in days
        if day not in before
    ]
    for row in announced:
        _record(events.CLOSURE_ANNOUNCED, row, by=by)
    if announced:
        _recount(days[0], days[-1], organisation_id)
    return announced


@transaction.atomic
def seat(organisation_id: int, province_id: int | None, *, by: Actor | None) -> None:
    """From now on an organisation, and all under it, is closed with this province (None: with none).

    Open deadlines follow, those that ran over closures of before too. Raises NotAProvince.
    """
    _require(by)
    before = queries.seats().get(organisation_id)
    if province_id is None:
        Seat.objects.filter(organisation_id=organisation_id).delete()
    else:
        province = organisations.organisation(province_id)
        is_one = province is not None and province.kind is OrganisationKind.PROVINCE
        if province is None or not is_one or not province.is_active:
            raise NotAProvince
        if organisation_id == province_id or organisations.organisation(organisation_id) is None:
            raise NotAProvince
        Seat.objects.update_or_create(
            organisation_id=organisation_id, defaults={"province_id": province_id}
        )
        for day in _closed_for(province_id):
            _require_work(day, organisation_id)
    audit.record(
        events.SEATED,
        target="organisation",
        target_id=organisation_id,
        by=by,
        before={"province": before},
        after={"province": province_id},
    )
    _recount(clock.today(), None, organisation_id)


def _closed_for(organisation_id: int) -> list[date]:
    """The days from today on that are closed for one organisation in particular."""
    rows = ClosedDay.objects.filter(
        removed_at=None, organisation_id=organisation_id, day__gte=clock.today()
    )
    return list(rows.values_list("day", flat=True))


@transaction.atomic
def set_weekend(weekdays: Iterable[int], *, valid_from: date, by: Actor | None) -> Weekend:
    """From `valid_from` on these weekdays (0 Monday … 6 Sunday) are free; raises BadWeekend."""
    _require(by)
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
    _recount(valid_from, None, None)
    return row


@transaction.atomic
def seed_year(year: int, *, by: Actor | None = None) -> int:
    """Write the official holidays of Iran in a Jalali or Gregorian year; how many were new.

    May be run again: what people changed by hand stays. Days by the moon are estimates until
    they are confirmed (`confirm_holiday`).
    """
    _require(by)
    first, last = _bounds(year)
    known = holidays.country_holidays(
        "IR", years=range(first.year, last.year + 1), language="fa_IR"
    )
    rows = [
        ClosedDay(
            day=day,
            kind=ClosedKind.HOLIDAY,
            title=str(title).replace(ESTIMATED, "").strip().replace("; ", " – "),
            is_estimated=ESTIMATED in str(title),
        )
        for day, title in sorted(known.items())
        if first <= day <= last
    ]
    known_here = ClosedDay.objects.filter(organisation_id=None, day__range=(first, last))
    existing = set(known_here.values_list("day", flat=True))
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
        _recount(first, last, None)
    return len(fresh)


def _require(by: Actor | None) -> None:
    if by is not None:
        organisations.require(by, Act.MANAGE_CALENDAR)


def _bounds(year: int) -> tuple[date, date]:
    if year >= FIRST_GREGORIAN_YEAR:
        return date(year, 1, 1), date(year, 12, 31)
    return jalali.to_date(year, 1, 1), jalali.to_date(year + 1, 1, 1) - timedelta(days=1)


def _close(day: date, organisation_id: int | None, *, kind: str, title: str) -> ClosedDay:
    # The row is made first and locked then, so that of two who close one day the second is told.
    fresh = ClosedDay(
        day=day, organisation_id=organisation_id, kind=kind, title=title, removed_at=clock.now()
    )
    ClosedDay.objects.bulk_create([fresh], ignore_conflicts=True)
    row = ClosedDay.objects.select_for_update(of=("self",)).get(
        day=day, organisation_id=organisation_id
    )
    if row.removed_at is None:
        raise AlreadyClosed(day=jalali.format_date(day), title=row.title)
    row.kind, row.title, row.removed_at, row.is_estimated = kind, title, None, False
    row.save(update_fields=["kind", "title", "removed_at", "is_estimated"])
    _require_work(day, organisation_id)
    return row


def _require_work(day: date, organisation_id: int | None) -> None:
    """Raises NoWorkingDay if with this day nobody works for long, here or where more is closed."""
    around = timedelta(days=working_days.LONGEST_STANDSTILL)
    partial = ClosedDay.objects.filter(
        removed_at=None, organisation_id__isnull=False, day__range=(day - around, day + around)
    )
    closed_for = {one for one in partial.values_list("organisation_id", flat=True) if one}
    seated = Seat.objects.filter(province_id__in=closed_for)
    places = {*closed_for, *seated.values_list("organisation_id", flat=True)}
    if organisation_id is not None:
        places.add(organisation_id)
    known = queries.calendars_from(day - around, places)
    if any(calendar.stands_still(day) for calendar in known.values()):
        raise NoWorkingDay(day=jalali.format_date(day))


def _recount(first: date, last: date | None, organisation_id: int | None) -> None:
    """Let the deadlines that run over these days be counted anew, once this is committed."""
    defer(
        RECOUNT,
        first=first.isoformat(),
        last=last.isoformat() if last else "",
        organisation_id=organisation_id,
    )


def _record(
    verb: str, row: ClosedDay, *, by: Actor | None, because: str = "", estimated: date | None = None
) -> None:
    seen = {"day": row.day.isoformat(), "title": row.title, "organisation": row.organisation_id}
    if estimated is not None:
        seen["estimated"] = estimated.isoformat()
    audit.record(verb, target="closed_day", target_id=row.id, by=by, because=because, after=seen)
