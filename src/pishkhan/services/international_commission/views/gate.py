"""Who comes in: the commission's people, and persons signed in by one-time code."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import ActorKind
from pishkhan.services.international_commission import queries
from pishkhan.services.international_commission.errors import NoSuchItem, NoSuchSession
from pishkhan.services.international_commission.models import AgendaItem, Session
from pishkhan.web.gate import turned_away
from pishkhan.web.people import Request
from pishkhan.web.sentences import hint, sentence


More = ParamSpec("More")
View = Callable[Concatenate[Request, More], HttpResponseBase]


def staff(view: View[More]) -> View[More]:
    """Staff; strangers go to the sign-in, citizens find nothing; nothing is cached."""

    @wraps(view)
    def gated(request: Request, /, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        response = turned_away(request) or view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return gated


def person(view: View[More]) -> View[More]:
    """A person signed in by one-time code; whoever is not signs in first."""

    @wraps(view)
    def gated(request: Request, /, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        if request.actor.kind is ActorKind.CITIZEN:
            response = view(request, *args, **kwargs)
        else:
            asked = urlencode({"next": request.get_full_path()})
            response = redirect(f"{reverse('portal:sign_in')}?{asked}")
        add_never_cache_headers(response)
        return response

    return gated


def session_of(request: Request, session_id: int) -> Session:
    """The session, if the actor belongs to its commission; else NoSuchSession."""
    found = queries.session(session_id)
    if found is None or not queries.sees_session(request.actor, found):
        raise NoSuchSession
    return found


def item_of(request: Request, item_id: int) -> AgendaItem:
    """The item, if the actor belongs to the commission that hears it and is cleared for its case;
    else NoSuchItem.
    """
    found = queries.item(item_id)
    if found is None:
        raise NoSuchItem
    secrecy = cases.case(found.matter_id).confidentiality
    if not queries.sees_session(request.actor, found.session, secrecy=secrecy):
        raise NoSuchItem
    return found


def done(request: Request, deed: Callable[[], object], said: str, back: str) -> HttpResponse:
    """Do it and go back, with what was done or why it was refused."""
    try:
        deed()
    except (NoSuchSession, NoSuchItem):
        raise
    except DomainError as error:
        messages.error(request, " ".join(filter(None, (sentence(error), hint(error)))))
    else:
        messages.success(request, gettext(said))
    return redirect(back)
