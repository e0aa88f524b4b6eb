"""Questions to the calendar; one statement each, unless it says otherwise."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from pishkhan.kernel.calendars.errors import NoWorkingDay
from pishkhan.kernel.calendars.models import ClosedDay, Seat, Weekend
from pishkhan.kernel.calendars.rules import working_days
from pishkhan.kernel.calendars.rules.working_days import Calendar
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import OrganisationKind


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

    Of an organisation it also knows what is closed for those above it in the tree and for its
    province (four more statements at most, if anything is closed for anybody in particular).
    """
    places = () if organisation_id is None else (organisation_id,)
    return calendars_from(first, places)[organisation_id]


def calendars_from(first: date, organisation_ids: Collection[int]) -> dict[int | None, Calendar]:
    """The same for each of several organisations, and of everybody under None; as few statements."""
    with connection.cursor() as cursor:
        cursor.execute(CALENDAR, [first])
        rows = cursor.fetchall()
    closed = {(day, place) for day, place, weekdays in rows if weekdays is None}
    weekends = tuple((day, frozenset(weekdays)) for day, _place, weekdays in rows if weekdays)
    is_special = any(place is not None for _day, place in closed)
    known = places_of(organisation_ids) if is_special and organisation_ids else {}

    def of(organisation_id: int | None) -> Calendar:
        here = {None, *known.get(organisation_id or 0, ())}
        days = frozenset(day for day, place in closed if place in here)
        return Calendar(closed=days, weekends=weekends)

    return {one: of(one) for one in (None, *organisation_ids)}


def places_of(organisation_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """With whom each of these is closed: itself, those above it, its province and those above that.

    The nearest seat of its line counts; who is under a province in the tree is seated there.
    """
    lines = _lines(organisation_ids)
    above = {one for line in lines.values() for one in line}
    seats = dict(
        Seat.objects.filter(organisation_id__in=above).values_list("organisation_id", "province_id")
    )
    provinces = _lines(set(seats.values())) if seats else {}
    if seats:
        kind = OrganisationKind.PROVINCE
        seats = {one.id: one.id for one in organisations.organisations_of_kind(kind)} | seats
    found: dict[int, frozenset[int]] = {}
    for organisation_id, line in lines.items():
        seat = next((seats[one] for one in reversed(line) if one in seats), None)
        found[organisation_id] = frozenset((*line, *provinces.get(seat or 0, ())))
    return found


def _lines(organisation_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Ids from the root to each; one query."""
    paths = organisations.paths_of(frozenset(organisation_ids))
    lines = (tuple(int(part) for part in path.split("/") if part) for path in paths)
    return {line[-1]: line for line in lines}


def paths_closed_with(organisation_id: int) -> list[str]:
    """Under which paths all are who are closed when this one is: its own, and seats in it.

    Who is under one of them and has a seat of their own elsewhere is under it all the same.
    """
    path = "".join(f"{one}/" for one in organisations.line_of(organisation_id))
    seated = Seat.objects.filter(province_id__in=organisations.ids_inside(path))
    ids = frozenset(seated.values_list("organisation_id", flat=True))
    return [path, *organisations.paths_of(ids)]


def seats() -> dict[int, int]:
    """The province of each organisation that has a seat; one query."""
    return dict(Seat.objects.values_list("organisation_id", "province_id"))


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`."""
    return calendar_from(day).is_working_day(day)


def next_working_day(day: date) -> date:
    """`day` itself or the next one on which offices work; itself where the calendar stands still."""
    try:
        return calendar_from(day).next_working_day(day)
    except NoWorkingDay:
        return day


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
    """What is closed for an organisation on these days, for it alone or with others."""
    rows = ClosedDay.objects.filter(removed_at=None, day__gte=first).order_by("day", "id")
    here = Q(organisation_id=None)
    if organisation_id is not None:
        here |= Q(organisation_id__in=places_of([organisation_id]).get(organisation_id, ()))
    return list(rows.filter(here) if last is None else rows.filter(here, day__lte=last))


def weekend_on(day: date) -> frozenset[int]:
    """The weekdays (0 Monday … 6 Sunday) of the weekend that holds on `day`; one statement."""
    held = Weekend.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return frozenset(held.weekdays) if held else working_days.USUAL_WEEKEND
