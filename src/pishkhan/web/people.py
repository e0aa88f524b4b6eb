"""Who is asking: a signed-in person, a member of staff, or nobody known."""

from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from pishkhan.kernel.identity.api import actor_for_person
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.api import actor_for_account
from pishkhan.kernel.verification import api as verification
from pishkhan.web.accounts import must_change_password, needs_second_factor


PERSON = "person_id"
SECOND_FACTOR = "second_factor"
ANONYMOUS = Actor.anonymous()


class Request(HttpRequest):
    """A request as views receive it, after the middleware."""

    actor: Actor


def actor_of(request: HttpRequest) -> Actor:
    """The actor of this request, found once and kept on it."""
    known: Actor | None = getattr(request, "known_actor", None)
    if known is None:
        known = _find(request)
        request.known_actor = known  # type: ignore[attr-defined]  # kept for this request only
    return known


def lazy_actor(request: HttpRequest) -> Actor:
    """The same, found only when somebody looks at it."""
    lazy: Actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[assignment]  # proxy
    return lazy


def sign_in_person(request: HttpRequest, person_id: int) -> None:
    """Bind this session to a person whose mobile was just confirmed; ends a session of staff.

    Who is new here is told of every document that stands in their name.
    """
    if request.user.is_authenticated:
        logout(request)
    request.session.cycle_key()
    request.session[PERSON] = str(person_id)
    verification.welcome(person_id)
    _forget(request)


def sign_out_person(request: HttpRequest) -> None:
    """End the session of a person."""
    request.session.flush()
    _forget(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, by the button in the masthead."""
    sign_out_person(request)
    return redirect("/")


def _forget(request: HttpRequest) -> None:
    if hasattr(request, "known_actor"):
        del request.known_actor


def _find(request: HttpRequest) -> Actor:
    if request.user.is_authenticated:
        is_ready = not must_change_password(request.user) and _has_two_factors(
            request, request.user
        )
        return actor_for_account(request.user.pk) if is_ready else ANONYMOUS
    person_id = request.session.get(PERSON)
    return actor_for_person(int(person_id)) if person_id else ANONYMOUS


def _has_two_factors(request: HttpRequest, account: AbstractBaseUser) -> bool:
    # A password alone opens nothing but the page where the second factor is set up. Asked once a
    # session: who takes the last factor away must prove both again at the next sign-in.
    if SECOND_FACTOR not in request.session:
        if needs_second_factor(account):
            return False
        request.session[SECOND_FACTOR] = True
    return True
