"""Where nobody is: the matrix of organisations by roles, and the cases that wait because of it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import clock
from pishkhan.foundation.text import fold, gettext_noop as _
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoSuchService
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Act
from pishkhan.surfaces.manage.gate import needs, paths, require_kept
from pishkhan.surfaces.manage.pages import done, service_title, show
from pishkhan.web import places
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


SECTION = "routes"
SOON_DAYS = 30
MOST_SHOWN = 300
managing = needs(Act.MANAGE_ORGANISATIONS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One role at one organisation for one service."""

    organisation: OrganisationView
    service: str
    service_title: str
    role: str
    role_title: str
    cell: cases.Cell
    asked: cases.AskView | None

    @property
    def ends_soon(self) -> bool:
        """Whether the term ends within 30 days."""
        until = self.cell.until
        return until is not None and (until - clock.now()).days < SOON_DAYS


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """Where cases wait, with its words and whom we asked."""

    waiting: cases.Waiting
    service: str
    asked: cases.AskView | None
    told_name: str


@managing
@require_safe
def index(request: Request) -> HttpResponse:
    """Every cell, or only the gaps; by service and organisation."""
    service, text = request.GET.get("service", ""), request.GET.get("q", "").strip()
    wanted = request.GET.get("show", "gaps")
    lines = _lines(request, service, text)
    gaps = [one for one in lines if one.cell.is_gap]
    ending = [one for one in lines if one.ends_soon]
    shown = {"all": lines, "ending": ending}.get(wanted, gaps)
    context = {
        "lines": shown[:MOST_SHOWN],
        "more": max(0, len(shown) - MOST_SHOWN),
        "total": len(lines),
        "gaps": len(gaps),
        "ending": len(ending),
        "wanted": wanted,
        "service": service,
        "text": text,
        "services": [(one.code, translated(one.title)) for one in catalogue.services()],
    }
    return show(request, "routes", SECTION, **context)


@managing
@require_POST
def ask(request: Request) -> HttpResponse:
    """Ask the organisation to introduce somebody: once, however often it is pressed."""
    organisation_id = row_id(request.POST.get("organisation", "")) or 0
    require_kept(request.actor, organisation_id)
    service, role = request.POST.get("service", ""), request.POST.get("role", "")
    process = cases.process_naming(service, role)
    if role not in process.roles_named():
        raise NoSuchService
    cases.ask(organisation_id=organisation_id, role=role, service=service, by=request.actor)
    return done(request, _("از سازمان خواسته شد."), "routes")


@managing
@require_safe
def waiting(request: Request) -> HttpResponse:
    """The cases that wait for somebody: how many, how long, whom we asked."""
    waits = cases.suspended_places(paths(request.actor))
    asked = cases.open_asks((one.organisation_id, one.role, one.service) for one in waits)
    told = places.spoken_all(one.told_name for one in asked.values())
    held = [
        Held(
            waiting=one,
            service=service_title(one.service),
            asked=ask,
            told_name=told[ask.told_name] if ask else "",
        )
        for one in places.rows_in_words(waits)
        for ask in [asked.get((one.organisation_id, one.role, one.service))]
    ]
    context = {
        "held": held,
        "total": sum(one.count for one in waits),
        "fresh": sum(one.fresh for one in waits),
        "oldest": min((one.since for one in waits), default=None),
    }
    return show(request, "waiting", SECTION, (translated(_("پرونده‌های معطل")), ""), **context)


def _lines(request: Request, service: str, text: str) -> list[Line]:
    kept, key = paths(request.actor), fold(text)
    found = [
        (route, cell)
        for route in catalogue.routes([service] if service else ())
        if any(route.row.organisation.path.startswith(path) for path in kept)
        and key in _key_of(route.row.organisation)
        for cell in route.row.cells
    ]
    gaps = [(route, cell) for route, cell in found if cell.is_gap]
    asked = cases.open_asks(
        (route.row.organisation.id, cell.role, route.service) for route, cell in gaps
    )
    said = places.spoken_all(cell.role_title for _route, cell in found)
    return [
        Line(
            organisation=route.row.organisation,
            service=route.service,
            service_title=service_title(route.service),
            role=cell.role,
            role_title=said[cell.role_title],
            cell=cell,
            asked=asked.get((route.row.organisation.id, cell.role, route.service)),
        )
        for route, cell in found
    ]


def _key_of(place: OrganisationView) -> str:
    return fold(f"{place.name} {place.name_en} {place.name_ar} {place.code}")
