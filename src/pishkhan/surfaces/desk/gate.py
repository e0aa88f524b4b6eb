"""Who may open the desk: staff with a second factor. Others are shown the way, or nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase
from pishkhan.kernel.identity.spec import ActorKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Subject
from pishkhan.web.pages import wants_part
from pishkhan.web.people import PERSON, Request


More = ParamSpec("More")
View = Callable[Concatenate[Request, More], HttpResponseBase]


def staff_only(view: View[More]) -> View[More]:
    """Let staff in. Strangers go to the sign-in, citizens find nothing; nothing is cached."""

    @wraps(view)
    def gated(request: Request, /, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        turned_away = _turn_away(request)
        response = turned_away or view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return gated


def visible(request: Request, case_id: int) -> Subject:
    """The case as a subject of permission; raises NoSuchCase if the actor may not see it."""
    subject = cases.subject_of(case_id)
    if not organisations.may(request.actor, Act.VIEW_CASE, subject):
        raise NoSuchCase
    return subject


def _turn_away(request: Request) -> HttpResponse | None:
    if not request.user.is_authenticated:
        if request.session.get(PERSON):
            raise Http404
        return _elsewhere(request, redirect_to_login(request.get_full_path()))
    if request.actor.kind is not ActorKind.STAFF:
        return _elsewhere(request, redirect(resolve_url("mfa_activate_totp")))
    return None


def _elsewhere(request: Request, response: HttpResponse) -> HttpResponse:
    # A part of a page cannot be redirected: the whole page has to go.
    if wants_part(request):
        return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
    return response
