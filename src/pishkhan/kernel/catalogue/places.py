"""Which organisations a request passes through, and whom they lack."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import UnknownProcess
from pishkhan.kernel.cases.terms import Lack
from pishkhan.kernel.catalogue import queries, registry
from pishkhan.kernel.catalogue.errors import NoOffice
from pishkhan.kernel.catalogue.spec import ServiceDefinition
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Page
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import OrganisationKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Lacking:
    """Whom a request will wait for; `asked_at` None where they were not asked for yet."""

    service: str
    organisation_id: int
    organisation_name: str
    role: str
    role_title: str
    lack: Lack
    asked_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A line of the matrix: one organisation in one slot of one service's process."""

    service: str
    row: cases.MatrixRow


def fills_a_place(definition: ServiceDefinition, page: Page) -> bool:
    """Whether an answer of this page chooses an organisation the request passes through."""
    return any(page.key(question) in definition.places.values() for question in page.questions)


def lacking(draft: forms.Draft) -> list[Lacking]:
    """Whom the request of this draft will wait for, as soon as its places are chosen.

    Empty, without a query, for a service without places; else four queries or fewer.
    """
    definition = registry.service(draft.service)
    if not definition.places:
        return []
    facts = forms.facts(draft)
    places = definition.chosen_places(facts)
    if len(places) < len(definition.places):
        return []
    try:
        places.setdefault(definition.office_slot, queries.office_for(definition, facts))
        gaps = cases.gaps(definition.code, places)
    except (NoOffice, UnknownProcess):
        return []
    found = {(one.organisation_id or 0, one.role): one for one in gaps if one.organisation_id}
    asked = (
        cases.open_asks([(place, role, definition.code) for place, role in found]) if found else {}
    )
    names = organisations.organisation_names({place for place, _role in found}) if found else {}
    return [
        Lacking(
            service=definition.code,
            organisation_id=place,
            organisation_name=names.get(place, ""),
            role=role,
            role_title=gap.role_title,
            lack=gap.lack,
            asked_at=known.asked_at
            if (known := asked.get((place, role, definition.code)))
            else None,
        )
        for (place, role), gap in found.items()
    ]


def ask_for_lacking(draft: forms.Draft, *, by: Actor) -> list[Lacking]:
    """Ask for everybody whom the request of this draft will wait for, each once.

    Nobody is asked at the wish of somebody unknown; what is registered asks by itself.
    """
    missing = lacking(draft)
    for one in missing:
        if one.asked_at is None and by.kind is not ActorKind.ANONYMOUS:
            cases.ask(
                organisation_id=one.organisation_id, role=one.role, service=one.service, by=by
            )
    return missing


def candidates(definition: ServiceDefinition) -> dict[str, list[OrganisationView]]:
    """The organisations that may fill each slot: of its kind, or the offices set in manage."""
    try:
        process = cases.process_now(definition.code)
    except UnknownProcess:
        return {}
    found: dict[str, list[OrganisationView]] = {}
    for slot in process.orgs:
        if kind := process.kinds.get(slot):
            found[slot] = organisations.organisations_of_kind(OrganisationKind(kind))
        elif slot == definition.office_slot:
            ids = sorted(set(queries.offices(definition.code).values()))
            known = (organisations.organisation(one) for one in ids)
            found[slot] = [one for one in known if one and one.is_active]
    return found


def routes(services: Iterable[str] = ()) -> Iterator[Route]:
    """The matrix of every published process, or of these: organisations by roles, line by line."""
    wished = set(services)
    for definition in registry.services():
        if wished and definition.code not in wished:
            continue
        if filled := candidates(definition):
            for row in cases.matrix(definition.code, filled):
                yield Route(service=definition.code, row=row)
