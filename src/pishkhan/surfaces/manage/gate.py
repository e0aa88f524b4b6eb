"""Who comes in: each page names the act it needs; how far it reaches is asked once more inside."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import OrganisationView, Subject
from pishkhan.kernel.organisations.terms import Act
from pishkhan.web.people import Request


View = Callable[..., HttpResponse]
EVERY = (
    Act.MANAGE_ORGANISATIONS,
    Act.MANAGE_CALENDAR,
    Act.MANAGE_TEXTS,
    Act.MANAGE_SERVICES,
    Act.VIEW_AUDIT,
)


def needs(*acts: Act) -> Callable[[View], View]:
    """Let in whoever may do one of `acts` somewhere; nobody known goes to the sign-in first."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, **arguments: object) -> HttpResponse:
            if request.actor.kind == ActorKind.ANONYMOUS:
                return _to_sign_in(request)
            if not any(opens(request.actor, act) for act in acts):
                raise NotAllowed(act=acts[0].label)
            return view(request, **arguments)

        return guarded

    return guard


def opens(actor: Actor, act: Act) -> bool:
    """Whether the actor may do this anywhere at all; no query."""
    reach = organisations.reach(actor, act)
    return reach.everything or bool(reach.clauses)


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


def _to_sign_in(request: Request) -> HttpResponse:
    # A password alone leads to the page where the second factor is set up.
    if request.user.is_authenticated:
        return redirect("mfa_activate_totp")
    return redirect_to_login(request.get_full_path())
