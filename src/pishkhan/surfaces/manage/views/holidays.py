"""The working calendar of a year: closed days, closures, the weekend."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import clock, digits, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Act, OrganisationKind
from pishkhan.surfaces.manage import finding, questions
from pishkhan.surfaces.manage.errors import OnePlace
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, show
from pishkhan.surfaces.manage.questions import FROM_SATURDAY
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, sentence, translated


SECTION = "holidays"
MONTHS_OF_A_YEAR = 12
ONE_DAY = timedelta(days=1)
MOVES = {"earlier": -1, "later": 1}
Span = tuple[date, date | None, int | None]  # first and last day that change, and for whom
managing = needs(Act.MANAGE_CALENDAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day in the grid of its month; `kind` is "", weekend, holiday, closure or partial."""

    number: int
    kind: str
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month: weeks of seven days from Saturday (None outside it), and its closed days."""

    name: str
    weeks: list[list[Day | None]]
    closed: list[tuple[calendars.ClosedDay, str]]  # with the organisation, if it is of some
    working_days: int


class Change:
    """A change of the calendar: tried first, to say how many open deadlines it moves, then done.

    What is confirmed is what was tried: other values are tried anew.
    """

    def __init__(self, request: Request, sheet: Sheet) -> None:
        self.request, self.sheet = request, sheet
        self.moved: int | None = None
        self.meant = ""
        self.first = clock.today()
        typed = [f"{code}={value}" for code, value in sorted(sheet.state.values.items())]
        self.seal = hashlib.sha256("\n".join(typed).encode()).hexdigest()

    def is_done(self, act: Callable[[Facts], Span]) -> bool:
        """Whether it was confirmed and done; tried only, it leaves no trace."""
        is_sure = self.request.POST.get("sure") == self.seal

        def do(said: Facts) -> None:
            span = act(said)
            self.first = span[0]
            if not is_sure:
                self.moved = cases.count_moved_deadlines(*span)
                transaction.set_rollback(True)  # the sheet's own block, which ends right here

        return self.sheet.does(do) and is_sure

    def shown(self, crumb: str) -> HttpResponse:
        """The form, with what the change would do if it was tried."""
        return show(
            self.request,
            "holiday_change",
            SECTION,
            (crumb, ""),
            form=self.sheet,
            moved=self.moved,
            meant=self.meant,
            seal=self.seal,
        )


@managing
def year(request: Request) -> HttpResponse:
    """A Jalali year, month by month."""
    wanted = _year(request.GET.get("year", ""))
    today = clock.today()
    changes = calendars.calendar_from(today).weekends
    return show(
        request,
        "holidays",
        SECTION,
        year=wanted,
        months=list(_months(wanted)),
        weekdays=[translated(jalali.WEEKDAYS[one]) for one in FROM_SATURDAY],
        weekend=_named(calendars.weekend_on(today)),
        coming=[(day, _named(days)) for day, days in changes if day > today],
    )


@managing
def add(request: Request) -> HttpResponse:
    """One more official holiday."""
    sheet = Sheet(request, questions.HOLIDAY, submit=_("افزودن تعطیل"))
    change = Change(request, sheet)

    def close(said: Facts) -> Span:
        day = _day(said, "day")
        calendars.add_holiday(day, title=said.text("title"), by=request.actor)
        return day, day, None

    if change.is_done(close):
        return _back(request, _("روز به تعطیلات افزوده شد."), change.first)
    return change.shown(sheet.title)


@managing
def remove(request: Request, closed_id: int) -> HttpResponse:
    """A closed day becomes a day like others, for those for whom it was closed."""
    closed = calendars.closed_day(closed_id)
    if closed is None:
        raise Http404
    sheet = Sheet(request, questions.UNHOLIDAY, submit=_("برداشتن از تعطیلات"), is_danger=True)
    change = Change(request, sheet)

    def reopen(said: Facts) -> Span:
        place = closed.organisation_id
        calendars.remove_holiday(
            closed.day, because=said.text("because"), by=request.actor, organisation_id=place
        )
        return closed.day, closed.day, place

    if change.is_done(reopen):
        return _back(request, _("روز از تعطیلات برداشته شد."), closed.day)
    place = _names([closed]).get(closed.organisation_id or 0, "")
    named = [jalali.format_date(closed.day), closed.title, place]
    return change.shown(" · ".join(filter(None, named)))


@managing
@require_POST
def confirm(request: Request, closed_id: int) -> HttpResponse:
    """A day by the moon is certain: on its day, the day before or the day after."""
    known = calendars.closed_day(closed_id)
    if known is None:
        raise Http404
    moved = MOVES.get(request.POST.get("moved", ""), 0)
    try:
        row = calendars.confirm_holiday(closed_id, moved=moved, by=request.actor)
    except DomainError as error:
        messages.error(request, sentence(error))
        return redirect(_address(known.day))
    return _back(request, _("تعطیل قطعی شد؛ مهلت‌ها از آن پیروی می‌کنند."), row.day)


@managing
def closure(request: Request) -> HttpResponse:
    """Offices are closed for some days: all, those of a province, or of an organisation."""
    sheet = Sheet(request, questions.CLOSURE, submit=_("اعلام تعطیلی"))
    change = Change(request, sheet)

    def announce(said: Facts) -> Span:
        first, last, place = _day(said, "from"), said.on("to"), _place(said)
        change.meant = f"{place.name} ({place.code})" if place else ""
        calendars.announce_closure(
            first,
            last,
            title=said.text("title"),
            by=request.actor,
            organisation_id=place.id if place else None,
        )
        return first, last or first, place.id if place else None

    if change.is_done(announce):
        return _back(request, _("تعطیلی اعلام شد."), change.first)
    return change.shown(sheet.title)


@managing
@require_safe
def seats(request: Request) -> HttpResponse:
    """The provinces, and who is closed with each though not under it."""
    known = organisations.organisations_of_kind(OrganisationKind.PROVINCE)
    seated: dict[int, list[OrganisationView]] = {}
    for organisation_id, province_id in calendars.seats().items():
        found = organisations.organisation(organisation_id)
        if found is not None:
            seated.setdefault(province_id, []).append(found)
    lines = [(one, sorted(seated.get(one.id, ()), key=lambda it: it.name)) for one in known]
    return show(request, "seats", SECTION, (_("استان سازمان‌ها"), ""), provinces=lines)


@managing
def seat(request: Request) -> HttpResponse:
    """An organisation is closed with another province, or with none; open deadlines follow."""
    code = request.GET.get("of", "")
    known = organisations.organisation_by_code(code)
    province = calendars.seats().get(known.id, "") if known else ""
    now = {"parent": code, "province": str(province)} if known else {}
    sheet = Sheet(request, questions.SEAT, now, submit=_("ذخیره"))
    change = Change(request, sheet)

    def put(said: Facts) -> Span:
        place = finding.organisation_meant(said.text("parent").strip())
        change.meant = f"{place.name} ({place.code})"
        calendars.seat(place.id, said.number("province"), by=request.actor)
        return clock.today(), None, place.id

    if change.is_done(put):
        done(request, _("استان سازمان ذخیره شد."), SECTION)
        return redirect("manage:seats")
    return change.shown(sheet.title)


def _place(said: Facts) -> OrganisationView | None:
    """For whom a closure is; None for everybody. Raises OnePlace and what `finding` raises."""
    named, province_id = said.text("parent").strip(), said.number("province")
    if named and province_id is not None:
        raise OnePlace
    if named:
        return finding.organisation_meant(named)
    return None if province_id is None else organisations.organisation(province_id)


@managing
def weekend(request: Request) -> HttpResponse:
    """Which days of the week are free, from a day on."""
    today = clock.today()
    now = {f"day_{one}": "1" for one in calendars.weekend_on(today)}
    tomorrow = jalali.format_numbers(today + ONE_DAY, "en")
    sheet = Sheet(request, questions.WEEKEND, now | {"from": tomorrow}, submit=_("ذخیره"))
    change = Change(request, sheet)

    def rest(said: Facts) -> Span:
        first = _day(said, "from")
        days = [one for one in range(7) if said.ticked(f"day_{one}")]
        calendars.set_weekend(days, valid_from=first, by=request.actor)
        return first, None, None

    if change.is_done(rest):
        return done(request, _("آخر هفته ذخیره شد."), SECTION)
    return change.shown(sheet.title)


@managing
@require_POST
def seed(request: Request) -> HttpResponse:
    """Write the official holidays of a year; what people changed by hand stays."""
    wanted = _year(request.POST.get("year", ""))
    calendars.seed_year(wanted, by=request.actor)
    return _back(request, _("تعطیلات رسمی سال بار شد."), jalali.to_date(wanted, 1, 1))


def _back(request: Request, message: str, day: date) -> HttpResponse:
    done(request, message, SECTION)
    return redirect(_address(day))


def _address(day: date) -> str:
    return f"{reverse('manage:holidays')}?year={jalali.of(day).year}"


def _year(text: str) -> int:
    plain = digits.to_latin(text).strip()
    known = range(jalali.EARLIEST_YEAR, jalali.LATEST_YEAR)
    if plain.isdecimal() and int(plain) in known:
        return int(plain)
    return jalali.of(clock.today()).year


def _day(said: Facts, name: str) -> date:
    found = said.on(name)
    if found is None:
        raise jalali.UnreadableDate
    return found


def _names(rows: Iterable[calendars.ClosedDay]) -> dict[int, str]:
    ids = {one.organisation_id for one in rows if one.organisation_id is not None}
    return organisations.organisation_names(ids, language()) if ids else {}


def _named(days: frozenset[int]) -> str:
    return "، ".join(translated(jalali.WEEKDAYS[one]) for one in FROM_SATURDAY if one in days)


def _months(wanted: int) -> Iterator[Month]:
    first, after = jalali.to_date(wanted, 1, 1), jalali.to_date(wanted + 1, 1, 1)
    closed: dict[date, list[calendars.ClosedDay]] = {}
    for one in calendars.closed_days(first, after - ONE_DAY):
        closed.setdefault(one.day, []).append(one)
    names = _names(row for rows in closed.values() for row in rows)
    calendar = calendars.calendar_from(first)
    for number in range(1, MONTHS_OF_A_YEAR + 1):
        begin = jalali.to_date(wanted, number, 1)
        end = jalali.to_date(wanted, number + 1, 1) if number < MONTHS_OF_A_YEAR else after
        days = [begin + ONE_DAY * n for n in range((end - begin).days)]
        yield Month(
            name=translated(jalali.MONTHS[number - 1]),
            weeks=_weeks(days, closed, calendar),
            closed=[
                (row, names.get(row.organisation_id or 0, ""))
                for day in days
                for row in closed.get(day, ())
            ],
            working_days=sum(map(calendar.is_working_day, days)),
        )


def _weeks(
    days: list[date], closed: dict[date, list[calendars.ClosedDay]], calendar: calendars.Calendar
) -> list[list[Day | None]]:
    cells: list[Day | None] = [None] * FROM_SATURDAY.index(days[0].weekday())
    for number, day in enumerate(days, start=1):
        free = "" if calendar.is_working_day(day) else "weekend"
        cells.append(
            Day(number=number, kind=_kind(closed.get(day, []), free), is_today=day == clock.today())
        )
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _kind(rows: list[calendars.ClosedDay], free: str) -> str:
    """What is closed for all comes first; what is closed for some is shown on days of work."""
    of_all = next((row for row in rows if row.organisation_id is None), None)
    if of_all is not None:
        return f"{of_all.kind} estimated" if of_all.is_estimated else of_all.kind
    return free or ("partial" if rows else "")
