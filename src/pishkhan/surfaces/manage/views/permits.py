"""Permits of institutions: which level and field, from when until when, what is uneven among them."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse

from pishkhan.foundation import jalali
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Act, OrganisationKind
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.spec import PermitView
from pishkhan.surfaces.manage import record_questions as questions
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import Crumb, done, show, show_form
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request
from pishkhan.web.sentences import language


SECTION = "permits"
A_PAGE = 50
managing = needs(Act.RECOGNISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """An institution with how many permits it has."""

    organisation: OrganisationView
    permits: int


@managing
def index(request: Request) -> HttpResponse:
    """The universities by name, or what a search finds."""
    text = request.GET.get("q", "").strip()
    if text:
        found = organisations.organisations(text=text)
    else:
        found = organisations.organisations_of_kind(OrganisationKind.UNIVERSITY)
    start = _start(request.GET.get("after", ""), found)
    page = found[start : start + A_PAGE]
    counts = records.count_permits([one.id for one in page])
    return show(
        request,
        "permits",
        SECTION,
        text=text,
        shelves=[Shelf(organisation=one, permits=counts.get(one.id, 0)) for one in page],
        after=str(page[-1].id) if len(found) > start + A_PAGE else "",
        is_first=start == 0,
    )


@managing
def one(request: Request, organisation_id: int) -> HttpResponse:
    """All permits of an institution, gaps and overlaps, and those that others have followed."""
    place = _place(organisation_id)
    permits = records.permits_told(place.id)
    fields = {one.field_key: one.field for one in permits}
    return show(
        request,
        "permits_of",
        SECTION,
        (place.named(language()), ""),
        organisation=place,
        permits=[one for one in permits if not one.is_replaced],
        replaced=[one for one in permits if one.is_replaced],
        followers={one.replaces: one for one in permits if one.replaces},
        uneven=[
            (one, fields.get(one.field_key, one.field_key)) for one in records.uneven_of(place.id)
        ],
        names=identity.account_names({one.recorded_by for one in permits if one.recorded_by}),
    )


@managing
def create(request: Request, organisation_id: int) -> HttpResponse:
    """One more permit."""
    place = _place(organisation_id)
    sheet = Sheet(request, questions.NEW_PERMIT, submit=_("ثبت اجازه"))

    def recognise(said: Facts) -> None:
        permit = questions.permitted(said)
        records.recognise(
            place.id,
            level=permit.level,
            field=permit.field,
            valid_from=permit.valid_from,
            valid_to=permit.valid_to,
            decree=permit.decree,
            by=request.actor,
        )

    if sheet.does(recognise):
        return done(request, _("اجازه ثبت شد."), "permits_of", place.id)
    return show_form(request, sheet, SECTION, _crumb(place), (sheet.title, ""))


@managing
def correct(request: Request, permit_id: int) -> HttpResponse:
    """What was recorded wrongly."""
    permit, place = _permit(permit_id)
    typed = {
        "level": permit.level.value,
        "field": permit.field,
        "from": typed_day(permit.valid_from),
        "to": typed_day(permit.valid_to),
        "decree": permit.decree,
    }
    sheet = Sheet(request, questions.CORRECT_PERMIT, typed, submit=_("ثبت اصلاح"))
    if sheet.does(
        lambda said: records.correct_permit(
            permit.id, questions.permitted(said), because=said.text("because"), by=request.actor
        )
    ):
        return done(request, _("اجازه اصلاح شد."), "permits_of", place.id)
    return show_form(request, sheet, SECTION, _crumb(place), (sheet.title, ""))


@managing
def end(request: Request, permit_id: int) -> HttpResponse:
    """Its last day."""
    permit, place = _permit(permit_id)
    typed = {"on": typed_day(permit.valid_to)}
    sheet = Sheet(
        request, questions.END_PERMIT, typed, submit=_("پایان دادن به اجازه"), is_danger=True
    )

    def close(said: Facts) -> None:
        last = said.on("on")
        if last is not None:
            records.end_permit(permit.id, on=last, because=said.text("because"), by=request.actor)

    if sheet.does(close):
        return done(request, _("پایان اجازه ثبت شد."), "permits_of", place.id)
    return show_form(request, sheet, SECTION, _crumb(place), (sheet.title, ""))


def typed_day(day: date | None) -> str:
    """A day as it stands in its field."""
    return jalali.format_numbers(day) if day else ""


def _crumb(place: OrganisationView) -> Crumb:
    return place.named(language()), reverse("manage:permits_of", args=[place.id])


def _permit(permit_id: int) -> tuple[PermitView, OrganisationView]:
    found = records.permit_told(permit_id)
    if found is None:
        raise Http404
    return found, _place(found.institution_id)


def _place(organisation_id: int) -> OrganisationView:
    found = organisations.organisation(organisation_id)
    if found is None:
        raise Http404
    return found


def _start(after: str, found: list[OrganisationView]) -> int:
    places = [number for number, one in enumerate(found, start=1) if str(one.id) == after]
    return places[0] if places else 0
