"""Programs of organisations: which keys they have, where they hear what happens."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView, Subject
from pishkhan.kernel.organisations.terms import Act, OrganisationKind
from pishkhan.kernel.records import api as records
from pishkhan.kernel.webhooks import api as webhooks
from pishkhan.surfaces.manage.gate import needs
from pishkhan.surfaces.manage.pages import Crumb, show
from pishkhan.web.people import Request


SECTION = "programs"
SECRET = "manage.secret"  # noqa: S105 - the name of a place in the session
SENDERS = {OrganisationKind.UNIVERSITY, OrganisationKind.SCHOOL}  # of records of education
managing = needs(Act.MANAGE_CLIENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """An organisation with how much its programs have."""

    organisation: OrganisationView
    keys: int
    receivers: int
    sender_keys: int


@managing
def index(request: Request) -> HttpResponse:
    """The organisations at the top of what the actor keeps, or what a search finds there."""
    text = request.GET.get("q", "").strip()
    mine = _paths(request.actor)
    found = organisations.organisations(text=text) if text else _tops(mine)
    inside = [one for one in found if any(one.path.startswith(path) for path in mine)]
    return show(request, "programs", SECTION, text=text, shelves=_shelves(inside))


@managing
def one(request: Request, organisation_id: int) -> HttpResponse:
    """The keys and the receivers of an organisation."""
    place = place_of(request.actor, organisation_id)
    return show(
        request,
        "programs_of",
        SECTION,
        (place.name, ""),
        organisation=place,
        keys=clients.keys_of(place.id),
        receivers=webhooks.endpoints_of(place.id),
        sender_keys=records.sender_keys(place.id),
        sends_records=place.kind in SENDERS,
    )


def place_of(actor: Actor, organisation_id: int) -> OrganisationView:
    """The organisation whose programs the actor keeps; raises Http404 or NotAllowed."""
    found = organisations.organisation(organisation_id)
    if found is None:
        raise Http404
    place = Subject(organisation_ids=frozenset({organisation_id}))
    organisations.require(actor, Act.MANAGE_CLIENTS, place)
    return found


def crumb_of(place: OrganisationView) -> Crumb:
    """The page of an organisation's programs."""
    return place.name, reverse("manage:programs_of", args=[place.id])


def keep_secret(request: Request, owner: str, secret: str) -> None:
    """Let the next page of `owner` show a secret, once."""
    request.session[SECRET] = {"owner": owner, "secret": secret}


def shown_once(request: Request, owner: str) -> str:
    """The secret that this page shows now and never again; "" for none."""
    kept = request.session.pop(SECRET, {})
    return kept.get("secret", "") if kept.get("owner") == owner else ""


def _paths(actor: Actor) -> tuple[str, ...]:
    reach = organisations.reach(actor, Act.MANAGE_CLIENTS)
    return ("",) if reach.everything else tuple(c.grant.organisation_path for c in reach.clauses)


def _tops(mine: tuple[str, ...]) -> list[OrganisationView]:
    """The highest ones that the actor keeps, and those right under them."""
    ids = sorted({int(path.rstrip("/").rpartition("/")[2]) for path in mine if path})
    tops = [one for one in map(organisations.organisation, ids) if one]
    return [one for top in tops for one in (top, *organisations.organisations(parent_id=top.id))]


def _shelves(places: list[OrganisationView]) -> list[Shelf]:
    signing = records.count_sender_keys([one.id for one in places])
    return [
        Shelf(
            organisation=place,
            keys=len(clients.keys_of(place.id)),
            receivers=len(webhooks.endpoints_of(place.id)),
            sender_keys=signing.get(place.id, 0),
        )
        for place in places
    ]
