"""The edge around every operation: ceilings before reading, one way of failing, no cookies."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.urls import URLPattern
from django.utils import translation

from pishkhan.foundation.errors import DomainError
from pishkhan.surfaces.api.errors import (
    BadCall,
    Crowded,
    DatabaseAway,
    NoSuchAddress,
    NoSuchMethod,
    NotJson,
    OurFault,
    TooLarge,
)
from pishkhan.surfaces.api.keys import known_caller
from pishkhan.surfaces.api.problems import MEDIA_TYPE, failure, language_of, problem


View = Callable[..., HttpResponseBase]
BYTES = "application/offset+octet-stream"
FORM = "multipart/form-data"
NDJSON = "application/x-ndjson"
# Octets of a body by what it says it is; all else is JSON, and no JSON of ours is large.
CEILINGS = {BYTES: 1_000_000, NDJSON: 1_000_000, FORM: 26_000_000}
CEILING = 300_000
NO_CONTENT, NO_METHOD, FAILED = 204, 405, 400
PREFIX = "/api/"
OUTSIDE: dict[int, Callable[[], DomainError]] = {
    404: NoSuchAddress,
    413: lambda: TooLarge(limit=CEILING),
    429: lambda: Crowded(seconds=60),
    500: OurFault,
    503: lambda: DatabaseAway(seconds=60),
}


def edged(pattern: URLPattern) -> URLPattern:
    """The same route behind the edge."""
    return URLPattern(pattern.pattern, edge(pattern.callback), name=pattern.name)


def edge(view: View) -> View:
    """The view, whose every failure is problem+json in the caller's language."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            response = _answer(view, request, args, kwargs)
        request.close()  # files that came and were refused
        if response.status_code == NO_CONTENT:
            del response["Content-Type"]
        response["Content-Language"] = language
        response["Vary"] = "Authorization, Accept-Language"
        response.headers.setdefault("Cache-Control", "no-store")
        response["X-Content-Type-Options"] = "nosniff"
        caller = known_caller(request)
        if caller is not None:
            response["RateLimit-Limit"] = str(caller.quota.limit)
            response["RateLimit-Remaining"] = str(max(0, caller.quota.remaining))
            response["RateLimit-Reset"] = str(caller.quota.seconds)
        return response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # a key is no cookie: nothing to forge
    return guarded


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001 - part of the address
    """404 for every address under /api/ that is none."""
    return problem(request, NoSuchAddress())


class ProblemMiddleware:
    """For what fails under /api/ outside of any operation: the same form, not a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse a body over the ceiling before it is read."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        try:
            refuse_large(request)
        except TooLarge as error:
            return problem(request, error)
        response = self.get_response(request)
        if response.status_code < FAILED or response["Content-Type"] == MEDIA_TYPE:
            return response
        return problem(request, OUTSIDE.get(response.status_code, BadCall)())


def _answer(
    view: View, request: HttpRequest, args: tuple[object, ...], kwargs: dict[str, object]
) -> HttpResponseBase:
    try:
        refuse_large(request)
        response = view(request, *args, **kwargs)
    except DomainError as error:
        return problem(request, error)
    except RequestDataTooBig:
        return problem(request, TooLarge(limit=CEILING))
    except (SuspiciousOperation, UnreadablePostError):
        return problem(request, NotJson())
    except Exception as error:  # noqa: BLE001 - the last place where a failure gets its form
        return failure(request, error)
    if response.status_code == NO_METHOD and response["Content-Type"] != MEDIA_TYPE:
        allowed = response["Allow"]
        response = problem(request, NoSuchMethod())
        response["Allow"] = allowed
    return response


def refuse_large(request: HttpRequest) -> None:
    """Refuse by what the call says of its length; raises TooLarge."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    limit = CEILINGS.get(request.content_type or "", CEILING)
    if not said.isdecimal() or int(said[:20]) > limit:
        raise TooLarge(limit=limit)
