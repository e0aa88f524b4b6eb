"""What happens to every request and every answer."""

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from pishkhan.foundation.errors import DomainError
from pishkhan.web import errors, languages
from pishkhan.web.people import lazy_actor


# A multipart body beyond this is refused unread; single files have their own limits.
CEILING = 256_000_000
Answer = Callable[[HttpRequest], HttpResponse]

# Nothing inline, nothing from elsewhere; images of uploads are shown from blobs before they leave.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class LanguageMiddleware:
    """Serves the page in the chosen language, and sets the headers that every page needs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        code = languages.chosen(request)
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = languages.switch(request) or self.get_response(request)
            response.headers.setdefault("Content-Language", code)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        patch_vary_headers(response, ["Cookie"])
        return response


class ActorMiddleware:
    """Puts `request.actor` on the request; it is found when first looked at."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with an actor known."""
        request.actor = lazy_actor(request)  # type: ignore[attr-defined]  # declared by people.Request
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
        """The page of a refusal or of a lost database; anything else is a bug and goes on."""
        if isinstance(error, DomainError):
            return errors.refusal(request, error)
        return errors.unavailable(request) if isinstance(error, OperationalError) else None


def _ceiling(request: HttpRequest) -> int:
    """Octets that a body may have; only a form with files may have many."""
    if request.content_type == "multipart/form-data":
        return CEILING
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or CEILING


def _body_length(request: HttpRequest) -> int:
    """Octets that the request says it carries."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdigit() else 0
