"""Who comes in: each page names the act it needs; how far it reaches is asked once more inside."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import Http404
from django.http.response import HttpResponseBase

from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.api import may_somewhere
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import OrganisationView, Subject
from pishkhan.kernel.organisations.terms import Act
from pishkhan.web.gate import turned_away
from pishkhan.web.people import Request


View = Callable[..., HttpResponseBase]


def needs(*acts: Act) -> Callable[[View], View]:
    """Let in whoever may do one of `acts` somewhere; nobody known goes to the sign-in first."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, **arguments: object) -> HttpResponseBase:
            is_known = request.actor.kind is not ActorKind.ANONYMOUS
            if is_known and not any(may_somewhere(request.actor, act) for act in acts):
                raise NotAllowed(act=acts[0].label)
            return turned_away(request) or view(request, **arguments)

        return guarded

    return guard


def paths(actor: Actor) -> tuple[str, ...]:
    """The paths whose subtrees the actor keeps; "" is everywhere."""
    reach = organisations.reach(actor, Act.MANAGE_ORGANISATIONS)
    return ("",) if reach.everything else tuple(c.grant.organisation_path for c in reach.clauses)


def kept(actor: Actor, organisation_id: int) -> OrganisationView:
    """The organisation, if the actor keeps it; raises Http404 or NotAllowed."""
    found = organisations.organisation(organisation_id)
    if found is None:
        raise Http404
    require_kept(actor, organisation_id)
    return found


def require_kept(actor: Actor, organisation_id: int) -> None:
    """Pass, or raise NotAllowed."""
    organisations.require(
        actor, Act.MANAGE_ORGANISATIONS, Subject(organisation_ids=frozenset({organisation_id}))
    )


def keeps_account(actor: Actor, account_id: int) -> bool:
    """Whether every post that the account has or will have is kept by the actor.

    An account without posts is kept at the top: elsewhere it could be anybody's.
    """
    posts = [organisations.post(one.post_id) for one in organisations.holdings_of(account_id)]
    places = {post.organisation_id for post in posts if post}
    return _keeps_all(actor, places or {root.id for root in organisations.organisations()})


def _keeps_all(actor: Actor, organisation_ids: Iterable[int]) -> bool:
    reach = organisations.reach(actor, Act.MANAGE_ORGANISATIONS)
    return all(reach.covers(Subject(organisation_ids=frozenset({one}))) for one in organisation_ids)
