"""Windows of access: from when until when a way into the register is open, to which role, where."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import WindowView
from pishkhan.kernel.records.terms import Door
from pishkhan.surfaces.manage import finding, record_questions as questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import done, role_label, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.surfaces.manage.views.permits import typed_day
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, translated


SECTION = "windows"
MOST = 200  # of one way in; a search finds the others
Told = tuple[WindowView, str, str]  # with its role and its institution in words
managing = needs(Act.RECOGNISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A way in, with its windows that are open or will be, and those that are over."""

    door: Door
    about: str
    live: tuple[Told, ...]
    over: tuple[Told, ...]
    is_cut: bool


@managing
def index(request: Request) -> HttpResponse:
    """Every way in, with who may enter by it and when; those that are over are kept.

    A search leaves the windows of the institutions that it finds, and those of all institutions.
    """
    text = request.GET.get("q", "").strip()
    windows = records.windows()
    if text:
        near = {None, *(one.id for one in organisations.organisations(text=text))}
        windows = [one for one in windows if one.institution_id in near]
    ids = {one.institution_id for one in windows if one.institution_id is not None}
    names = organisations.organisation_names(ids, language())
    doors = [_shelf(door, windows, names) for door in Door]
    return show(request, "windows", SECTION, doors=doors, text=text)


@managing
def create(request: Request) -> HttpResponse:
    """One more window; the first of a way in closes it to all others, which the form says."""
    sheet = Sheet(request, questions.NEW_WINDOW, submit=_("ثبت زمان دسترسی"))

    def open_it(said: Facts) -> None:
        first, named = said.on("from"), said.text("parent")
        if first is not None:
            records.set_window(
                said.text("door"),
                opens_on=first,
                closes_on=said.on("to"),
                role=said.text("role"),
                institution_id=finding.organisation_meant(named).id if named else None,
                because=said.text("because"),
                by=request.actor,
            )

    if sheet.does(open_it):
        return done(request, _("زمان دسترسی ثبت شد."), "windows")
    return show_form(request, sheet, SECTION, (sheet.title, ""))


@managing
def change(request: Request, window_id: int) -> HttpResponse:
    """Other days for what is not over."""
    window = _window(window_id)
    typed = {"from": typed_day(window.opens_on), "to": typed_day(window.closes_on)}
    sheet = Sheet(request, questions.CHANGE_WINDOW, typed, submit=_("ثبت تغییر"))

    def move(said: Facts) -> None:
        first = said.on("from")
        if first is not None:
            records.change_window(
                window.id,
                opens_on=first,
                closes_on=said.on("to"),
                because=said.text("because"),
                by=request.actor,
            )

    if sheet.does(move):
        return done(request, _("زمان دسترسی عوض شد."), "windows")
    return show_form(request, sheet, SECTION, (sheet.title, ""))


@managing
def end(request: Request, window_id: int) -> HttpResponse:
    """From this moment on."""
    window = _window(window_id)
    sheet = Sheet(request, questions.END_WINDOW, submit=_("پایان دادن به دسترسی"), is_danger=True)
    if sheet.does(
        lambda said: records.end_window(window.id, because=said.text("because"), by=request.actor)
    ):
        return done(request, _("دسترسی پایان یافت."), "windows")
    return show_form(request, sheet, SECTION, (sheet.title, ""))


def _shelf(door: Door, windows: list[WindowView], names: dict[int, str]) -> Shelf:
    mine = [one for one in windows if one.door is door]
    live = [one for one in mine if not one.is_over]
    over = [one for one in mine if one.is_over]
    return Shelf(
        door=door,
        about=questions.DOORS[door],
        live=tuple(_told(one, names) for one in live[:MOST]),
        over=tuple(_told(one, names) for one in over[:MOST]),
        is_cut=len(live) > MOST or len(over) > MOST,
    )


def _told(one: WindowView, names: dict[int, str]) -> Told:
    """With its role and its institution in words."""
    role = role_label(one.role) if one.role else translated(_("هر نقش"))
    place = names.get(one.institution_id or 0, "") or translated(_("همهٔ مؤسسه‌ها"))
    return one, role, place


def _window(window_id: int) -> WindowView:
    found = records.window(window_id)
    if found is None:
        raise Http404
    return found
