"""The working calendar of a year: closed days, closures, the weekend."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pishkhan.foundation import clock, digits, jalali
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage import questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, show, show_form
from pishkhan.surfaces.manage.questions import FROM_SATURDAY
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


SECTION = "holidays"
MONTHS_OF_A_YEAR = 12
ONE_DAY = timedelta(days=1)
managing = needs(Act.MANAGE_CALENDAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day in the grid of its month; `kind` is "", weekend, holiday or closure."""

    number: int
    kind: str
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month: weeks of seven days from Saturday (None outside it), and its closed days."""

    name: str
    weeks: list[list[Day | None]]
    closed: list[calendars.ClosedDay]
    working_days: int


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
    added: list[calendars.ClosedDay] = []
    if sheet.does(
        lambda said: added.append(
            calendars.add_holiday(_day(said, "day"), title=said.text("title"), by=request.actor)
        )
    ):
        return _back(request, _("روز به تعطیلات افزوده شد."), added[0].day)
    return show_form(request, sheet, SECTION, (sheet.title, ""))


@managing
def remove(request: Request, day: str) -> HttpResponse:
    """A closed day becomes a day like others."""
    closed = _closed(day)
    sheet = Sheet(request, questions.UNHOLIDAY, submit=_("برداشتن از تعطیلات"), is_danger=True)
    if sheet.does(
        lambda said: calendars.remove_holiday(
            closed.day, because=said.text("because"), by=request.actor
        )
    ):
        return _back(request, _("روز از تعطیلات برداشته شد."), closed.day)
    named = f"{jalali.format_date(closed.day)} · {closed.title}"
    return show_form(request, sheet, SECTION, (named, ""))


@managing
def closure(request: Request) -> HttpResponse:
    """Offices are closed for some days."""
    sheet = Sheet(request, questions.CLOSURE, submit=_("اعلام تعطیلی"))
    first: list[date] = []

    def announce(said: Facts) -> None:
        first.append(_day(said, "from"))
        calendars.announce_closure(
            first[0], said.on("to"), title=said.text("title"), by=request.actor
        )

    if sheet.does(announce):
        return _back(request, _("تعطیلی اعلام شد."), first[0])
    return show_form(request, sheet, SECTION, (sheet.title, ""))


@managing
def weekend(request: Request) -> HttpResponse:
    """Which days of the week are free, from a day on."""
    today = clock.today()
    now = {f"day_{one}": "1" for one in calendars.weekend_on(today)}
    tomorrow = jalali.format_numbers(today + ONE_DAY, "en")
    sheet = Sheet(request, questions.WEEKEND, now | {"from": tomorrow}, submit=_("ذخیره"))
    if sheet.does(
        lambda said: calendars.set_weekend(
            [one for one in range(7) if said.ticked(f"day_{one}")],
            valid_from=_day(said, "from"),
            by=request.actor,
        )
    ):
        return done(request, _("آخر هفته ذخیره شد."), SECTION)
    return show_form(request, sheet, SECTION, (sheet.title, ""))


@managing
@require_POST
def seed(request: Request) -> HttpResponse:
    """Write the official holidays of a year; what people changed by hand stays."""
    wanted = _year(request.POST.get("year", ""))
    calendars.seed_year(wanted, by=request.actor)
    return _back(request, _("تعطیلات رسمی سال بار شد."), jalali.to_date(wanted, 1, 1))


def _back(request: Request, message: str, day: date) -> HttpResponse:
    answer = done(request, message, SECTION)
    return redirect(f"{answer['Location']}?year={jalali.of(day).year}")


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


def _closed(text: str) -> calendars.ClosedDay:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    found = calendars.closed_days(day, day)
    if not found:
        raise Http404
    return found[0]


def _named(days: frozenset[int]) -> str:
    return "، ".join(translated(jalali.WEEKDAYS[one]) for one in FROM_SATURDAY if one in days)


def _months(wanted: int) -> Iterator[Month]:
    first, after = jalali.to_date(wanted, 1, 1), jalali.to_date(wanted + 1, 1, 1)
    closed = {one.day: one for one in calendars.closed_days(first, after - ONE_DAY)}
    calendar = calendars.calendar_from(first)
    for number in range(1, MONTHS_OF_A_YEAR + 1):
        begin = jalali.to_date(wanted, number, 1)
        end = jalali.to_date(wanted, number + 1, 1) if number < MONTHS_OF_A_YEAR else after
        days = [begin + ONE_DAY * n for n in range((end - begin).days)]
        yield Month(
            name=translated(jalali.MONTHS[number - 1]),
            weeks=_weeks(days, closed, calendar),
            closed=[closed[day] for day in days if day in closed],
            working_days=sum(map(calendar.is_working_day, days)),
        )


def _weeks(
    days: list[date], closed: dict[date, calendars.ClosedDay], calendar: calendars.Calendar
) -> list[list[Day | None]]:
    cells: list[Day | None] = [None] * FROM_SATURDAY.index(days[0].weekday())
    for number, day in enumerate(days, start=1):
        free = "" if calendar.is_working_day(day) else "weekend"
        kind = closed[day].kind if day in closed else free
        cells.append(Day(number=number, kind=kind, is_today=day == clock.today()))
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]
