"""What happens to every request and every answer."""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from typing_extensions import override

from pishkhan.foundation.errors import DomainError
from pishkhan.web import errors, languages
from pishkhan.web.people import ANONYMOUS, lazy_actor


# A multipart body beyond this is refused unread; single files have their own limits.
CEILING = 256_000_000
NUL = "NUL (0x00)"  # in the words of the driver
FROM_PUBLIC_PAGES = "_from_public_pages"
Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])

# Nothing inline, nothing from elsewhere; images of uploads are shown from blobs before they leave.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class LanguageMiddleware:
    """Serves the page in the chosen language."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        asked = languages.asked_by_form(request)
        code = asked or languages.chosen(request)
        languages.decide(request, code)
        with translation.override(code):
            response = languages.switch(request) or self.get_response(request)
            response.headers.setdefault("Content-Language", code)
        if asked:
            languages.keep(response, asked)
        return response


class PolicyMiddleware:
    """Sets on pages what they may load and where they may send."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy, unless the view has one of its own."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class FormsMiddleware(CsrfViewMiddleware):
    """Forms carry a token. Those on public pages cannot: they are the same for everybody.

    A view marked by `from_public_pages` also takes a form without a token if the browser itself
    says that it was sent from here (Origin, or Referer of an older one). Others cannot say so.
    """

    @override
    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[object, ...],
        callback_kwargs: dict[str, object],
    ) -> HttpResponseForbidden | None:
        """Let the view answer, or refuse."""
        if getattr(callback, FROM_PUBLIC_PAGES, False) and _is_from_here(request):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


class ActorMiddleware:
    """Puts `request.actor` on the request; it is found when first looked at."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with an actor known."""
        request.actor = lazy_actor(request)  # type: ignore[attr-defined]  # declared by people.Request
        return self.get_response(request)


class PublicPageMiddleware:
    """Says that the page is the same for everybody: whoever asks is nobody, and has no session."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer nobody in particular."""
        request.known_actor = ANONYMOUS  # type: ignore[attr-defined]  # as people.actor_of keeps it
        request.actor = ANONYMOUS  # type: ignore[attr-defined]  # declared by people.Request
        request.is_public = True  # type: ignore[attr-defined]  # read by the context of pages
        return self.get_response(request)


class ErrorMiddleware:
    """Turns a refusal of the domain into a page; refuses bodies that no form of ours sends."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse a body over the ceiling before it is read."""
        if _body_length(request) > _ceiling(request):
            return errors.too_large(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal or of a lost database; anything else is a bug and goes on.

        A NUL is in nothing that a form of ours sends, and no column takes it.
        """
        if isinstance(error, DomainError):
            return errors.refusal(request, error)
        if isinstance(error, DataError) and NUL in str(error):
            return errors.bad_request(request, error)
        return errors.unavailable(request) if isinstance(error, errors.AWAY) else None


def from_public_pages(view: View) -> View:
    """Mark a view whose form also stands on pages that are the same for everybody."""
    setattr(view, FROM_PUBLIC_PAGES, True)
    return view


def _is_from_here(request: HttpRequest) -> bool:
    here = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Referer", "").startswith(f"{here}/")
    return origin == here


def _ceiling(request: HttpRequest) -> int:
    """Octets that a body may have; only a form with files may have many."""
    if request.content_type == "multipart/form-data":
        return CEILING
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or CEILING


def _body_length(request: HttpRequest) -> int:
    """Octets that the request says it carries."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    # Of very many digits the first say enough: it is more than any ceiling.
    return int(length[:19]) if length.isascii() and length.isdecimal() else 0
