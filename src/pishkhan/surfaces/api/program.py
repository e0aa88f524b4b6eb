"""The operations together, and how they fail."""

from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from typing_extensions import override

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases.errors import Stale
from pishkhan.surfaces.api import (
    files,
    following,
    inquiries,
    offered,
    records,
    requests,
    work,
)
from pishkhan.surfaces.api.errors import (
    FieldMissing,
    FieldUnknown,
    FieldWrong,
    Invalid,
    KeyMissing,
    NoSuchAddress,
    NotJson,
    WrongType,
)
from pishkhan.surfaces.api.problems import failure, problem
from pishkhan.surfaces.api.strict_json import Value, read


JSON = "application/json"
BODY = "body"
WORDS: Mapping[str, type[DomainError]] = {"missing": FieldMissing, "extra_forbidden": FieldUnknown}


class Plain(JSONRenderer):
    """JSON as people read it: letters are letters."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012 - ninja's own


class StrictParser(Parser):
    """Reads bodies as `strict_json` does."""

    @override
    def parse_body(self, request: HttpRequest) -> dict[str, Value]:
        if request.content_type != JSON:
            raise WrongType(wanted=JSON)
        charset = request.content_params.get("charset", "utf-8") if request.content_params else ""
        if charset and charset.lower() not in {"utf-8", "utf8"}:
            raise NotJson
        value = read(request.body)
        if not isinstance(value, dict):
            raise Invalid
        return value


program = NinjaAPI(
    title="Pishkhan",
    version="1.0.0",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
    renderer=Plain(),
)
for router in (
    offered.router,
    requests.router,
    files.router,
    following.router,
    work.router,
    inquiries.router,
    records.router,
):
    program.add_router("", router)


@program.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal of the platform; whoever was quicker is named."""
    if isinstance(error, Stale):
        at = error.data.get("at")
        more = {"decided_by": error.data.get("by_name"), "decided_at": at}
        return problem(request, error, more=more)
    return problem(request, error)


@program.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent is not as described: each field with the reason."""
    errors: dict[str, list[DomainError]] = {}
    for one in error.errors:
        source, *rest = (str(part) for part in one["loc"])
        named = rest[1:] if source == BODY else rest  # a body is itself a parameter called so
        errors.setdefault(".".join(named), []).append(WORDS.get(one["type"], FieldWrong)())
    return problem(request, Invalid(), errors=errors)


@program.exception_handler(HttpError)
def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The body could not be read; what the parser said is the cause."""
    cause = error.__cause__
    return problem(request, cause if isinstance(cause, DomainError) else NotJson())


@program.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - ninja's
    """No key was shown."""
    return problem(request, KeyMissing())


@program.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - ninja's
    """Nothing is there."""
    return problem(request, NoSuchAddress())


@program.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database is away, or it is a bug of ours; what Django knows goes to the edge."""
    if isinstance(error, RequestDataTooBig | SuspiciousOperation | UnreadablePostError):
        raise error
    return failure(request, error)
