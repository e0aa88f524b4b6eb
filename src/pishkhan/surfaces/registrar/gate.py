"""Who comes in: those who keep the records of an institution, or sign its rolls."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404
from django.http.response import HttpResponseBase

from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import Act, OrganisationView
from pishkhan.kernel.records import api as records
from pishkhan.web.gate import turned_away
from pishkhan.web.people import Request


ACTS = (Act.KEEP_RECORDS, Act.SIGN_RECORDS)
View = Callable[..., HttpResponseBase]


def keeps(actor: Actor) -> bool:
    """Whether the actor keeps or signs the records of some institution; no query."""
    return bool(_places(actor))


def institutions(actor: Actor) -> list[OrganisationView]:
    """The institutions whose records the actor keeps or signs, by name."""
    found = [organisations.organisation(one) for one in _places(actor)]
    return sorted((one for one in found if one and one.is_active), key=lambda one: one.name)


def registrars(view: View) -> View:
    """Let in those who keep or sign the records of some institution; others sign in, or are refused."""

    @wraps(view)
    def guarded(request: Request, **arguments: object) -> HttpResponseBase:
        if request.actor.kind is not ActorKind.ANONYMOUS and not keeps(request.actor):
            raise NotAllowed(act=Act.KEEP_RECORDS.label)
        return turned_away(request) or view(request, **arguments)

    return guarded


def institution_of(request: Request, organisation_id: int) -> OrganisationView:
    """An institution whose records the reader keeps or signs; else there is none: raises Http404."""
    subject = records.of_institution(organisation_id)
    found = organisations.organisation(organisation_id)
    if found is None or not any(organisations.may(request.actor, act, subject) for act in ACTS):
        raise Http404
    return found


def _places(actor: Actor) -> set[int]:
    services = {"", records.SERVICE}
    return {
        clause.grant.organisation_id
        for act in ACTS
        for clause in organisations.reach(actor, act).clauses
        if clause.grant.service in services
    }
