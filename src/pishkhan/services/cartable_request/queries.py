"""Reads of introducing: who stands above, who was introduced, what an actor keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import UnknownProcess
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoSuchService
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView, Subject
from pishkhan.kernel.organisations.terms import Act, Role, Scope
from pishkhan.services.cartable_request import rules
from pishkhan.services.cartable_request.questions import HOLDER, PAGES
from pishkhan.services.cartable_request.terms import CODE


Key = tuple[int, str, str]  # organisation, role, service


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A role for a service at an organisation, in words."""

    organisation: OrganisationView
    role: str
    service: str
    role_title: str
    service_title: str

    @property
    def shown(self) -> str:
        """The subject of its request."""
        return f"{self.role_title} · {self.service_title}"


def place(organisation_id: int, role: str, service: str) -> Place | None:
    """The place, if the organisation is open and a process in use of the service names the role."""
    office = organisations.organisation(organisation_id)
    try:
        process, definition = cases.process_naming(service, role), catalogue.service(service)
    except (UnknownProcess, NoSuchService):
        return None
    if office is None or not office.is_active or role not in process.roles_named():
        return None
    return Place(
        organisation=office,
        role=role,
        service=service,
        role_title=process.role_title(role),
        service_title=definition.title,
    )


def above_of(office: OrganisationView) -> OrganisationView:
    """Who approves: the office set for this service in manage, else the one above in the tree."""
    chosen = catalogue.offices(CODE).get("", office.parent_id)
    found = organisations.organisation(chosen) if chosen not in {None, office.id} else None
    if found is None and office.parent_id is not None:
        found = organisations.organisation(office.parent_id)
    return found or office


def has_liaison(organisation_id: int) -> bool:
    """Whether anybody at the organisation can introduce a holder."""
    roles = (Role.LIAISON, Role.OFFICE_MANAGER)
    return any(organisations.has_holder(organisation_id, role, CODE) for role in roles)


def is_held(organisation_id: int, role: str, service: str) -> bool:
    """Whether work would find somebody there now, and as many as the process needs."""
    process = cases.process_naming(service, role)
    return not cases.lacks(process, [(role, organisation_id)])


def requests_at(organisation_id: int, role: str, service: str) -> list[CaseView]:
    """The open requests for a place, the oldest first: more than one where the role is shared."""
    return [
        one
        for one in cases.open_cases_of([organisation_id], CODE)
        if (one.facts["role"], one.facts["service"]) == (role, service)
    ]


def people_in(requests: Iterable[CaseView]) -> frozenset[str]:
    """The national ids of those who are being examined in these requests."""
    said = [introduced(one.id) for one in requests if one.state == rules.REVIEW]
    return frozenset(one.text("national_id") for one in said if one is not None)


def may_introduce(actor: Actor, organisation_id: int) -> bool:
    """Whether a request opened now for the organisation would lie before the actor."""
    office = organisations.organisation(organisation_id)
    if office is None:
        return False
    is_led = has_liaison(organisation_id)
    place = organisation_id if is_led else above_of(office).id
    [entry] = cases.process_now(CODE).states["introduce" if is_led else "introduce_above"].assign
    roles = [one for one in (entry.role, entry.fallback) if one]
    held = next((one for one in roles if organisations.has_holder(place, one, CODE)), None)
    if held is None:
        return False
    cartable = frozenset({(held, place)})
    subject = Subject(service=CODE, organisation_ids=frozenset(), cartables=cartable)
    return organisations.may(actor, Act.ACT_ON_TASK, subject)


def introduced(case_id: int) -> Facts | None:
    """What the last introduction said, typed; None before the first."""
    if not forms.last_round(case_id):
        return None
    answers = forms.snapshot(case_id).answers
    return Facts(forms.check_page(PAGES, HOLDER, answers).read)


def typed(case_id: int) -> dict[str, str]:
    """The same as it was typed, by question code, to begin the next introduction with."""
    if not forms.last_round(case_id):
        return {}
    answers = forms.snapshot(case_id).answers
    return {one.code: answers.get(HOLDER.key(one), "") for one in HOLDER.questions}


def may_ask(actor: Actor, organisation_id: int, *, level: int = 0) -> bool:
    """Whether the actor may ask for the cartables of the organisation; `level` is of the request."""
    return organisations.may(actor, Act.REQUEST_CARTABLE, at(organisation_id, level=level))


def may_decide(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor stands above the organisation: a liaison asks, and decides nothing."""
    return organisations.may(actor, Act.DECIDE_CARTABLE, at(organisation_id))


def at(organisation_id: int, *, level: int = 0) -> Subject:
    """The cartables of an organisation, as the permission function is asked for them."""
    return Subject(service=CODE, organisation_ids=frozenset({organisation_id}), level=level)


def kept_by(actor: Actor) -> tuple[set[int], tuple[str, ...]]:
    """The organisations the actor asks for: these ids, and all under these paths."""
    clauses = organisations.reach(actor, Act.REQUEST_CARTABLE).clauses
    own = {one.grant.organisation_id for one in clauses}
    return own, tuple(one.grant.organisation_path for one in clauses if one.scope is Scope.SUBTREE)


def codes_of(actor: Actor, *, most: int) -> list[str]:
    """Codes of organisations the actor asks for, a few more than `most` at most; by name."""
    own, paths = kept_by(actor)
    found = [one for one in map(organisations.organisation, sorted(own)) if one and one.is_active]
    for path in paths:
        above = int(path.rstrip("/").rpartition("/")[2])
        found += organisations.organisations(parent_id=above, limit=most)
    return list(dict.fromkeys(one.code for one in found if one.is_active))


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A cell of the matrix as its organisation sees it."""

    place: Place
    lack: str
    is_gap: bool
    until: datetime | None
    asked_at: datetime | None
    case_id: int | None
    holders: tuple[str, ...]

    @property
    def is_shared(self) -> bool:
        """Whether others may be introduced while somebody is."""
        return rules.is_shared(self.place.role)

    @property
    def ends_soon(self) -> bool:
        """Whether the term ends within 30 days."""
        return self.until is not None and (self.until - clock.now()).days < 30  # noqa: PLR2004 - the first notice


def lines_of(actor: Actor) -> list[Line]:
    """The cells of the organisations that the actor keeps, the empty ones first."""
    own, paths = kept_by(actor)
    found = [
        (route, cell)
        for route in catalogue.routes()
        if route.row.organisation.id in own
        or any(route.row.organisation.path.startswith(path) for path in paths)
        for cell in route.row.cells
    ]
    asked = cases.open_asks(
        (route.row.organisation.id, cell.role, route.service) for route, cell in found
    )
    lines = [_line(route, cell, asked) for route, cell in found]
    return sorted(
        lines, key=lambda one: (not one.is_gap, not one.lack, one.place.organisation.name)
    )


def _line(
    route: catalogue.Route, cell: cases.Cell, asked: dict[tuple[int, str, str], cases.AskView]
) -> Line:
    office = route.row.organisation
    known = asked.get((office.id, cell.role, route.service))
    held = () if cell.lack else organisations.holders(office.id, cell.role, route.service)
    return Line(
        place=Place(
            organisation=office,
            role=cell.role,
            service=route.service,
            role_title=cell.role_title,
            service_title=catalogue.service(route.service).title,
        ),
        lack=cell.lack.label if cell.lack else "",
        is_gap=cell.is_gap,
        until=cell.until,
        asked_at=known.asked_at if known else None,
        case_id=known.case_id if known else None,
        holders=tuple(one.name for one in held),
    )


def staff_at(organisation_id: int, roles: Iterable[Role]) -> set[int]:
    """The accounts that hold one of these roles there."""
    return {
        one.account_id
        for role in roles
        for one in organisations.holders(organisation_id, role, CODE)
    }
