"""The door to the pages of staff: who comes in, and where the others are sent."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from pishkhan.kernel.identity.spec import ActorKind
from pishkhan.web.accounts import first_duty
from pishkhan.web.pages import wants_part
from pishkhan.web.people import Request


def turned_away(request: Request) -> HttpResponse | None:
    """The way shown to whoever may not come in; None lets a member of staff in.

    Nobody known goes to the sign-in; a password alone leads to what its account owes first: a
    password of its own, then a second factor. Citizens find nothing: raises Http404.
    """
    if request.actor.kind is ActorKind.STAFF:
        return None
    if request.actor.kind is ActorKind.CITIZEN:
        raise Http404
    if request.user.is_authenticated:
        return _elsewhere(request, redirect(first_duty(request.user) or "account_login"))
    return _elsewhere(request, redirect_to_login(request.get_full_path()))


def _elsewhere(request: Request, response: HttpResponse) -> HttpResponse:
    # A part of a page cannot be redirected: the whole page has to go.
    if wants_part(request):
        return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
    return response
