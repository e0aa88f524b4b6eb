"""Refusals as problem+json (RFC 9457), in the language of the caller."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation.trans_real import parse_accept_lang_header

from pishkhan.foundation import secret
from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.surfaces.api.errors import DatabaseAway, OurFault
from pishkhan.web import errors as pages, languages
from pishkhan.web.sentences import hint, sentence


log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
TYPE = "urn:pishkhan:problem:"
# By the end of the code, as `web.errors` has them; a refusal of what was sent is 422.
STATUSES = pages.STATUSES | {
    "key_missing": 401,
    "key_unknown": 401,
    "key_expired": 401,
    "key_revoked": 401,
    "scope_missing": 403,
    "staff_not_allowed": 403,
    "no_such_address": 404,
    "no_such_upload": 404,
    "no_such_kind": 404,
    "no_such_record": 404,
    "door_closed": 403,
    "batch_committed": 409,
    "batch_differs": 409,
    "no_letter_issued": 404,
    "no_such_method": 405,
    "answer_under_way": 409,
    "wrong_offset": 409,
    "not_waiting": 409,
    "upload_over": 410,
    "wrong_type": 415,
    "quota_exhausted": 429,
    "not_json": 400,
    "bad_call": 400,
    "too_many_calls": 429,
    "repeated_name": 400,
    "not_a_number": 400,
    "too_deep": 400,
    "bad_text": 400,
    "checksum_mismatch": 400,
    "our_fault": 500,
    "cannot_keep": 503,
    "unavailable": 503,
    "service_off": 409,
    "no_office": 503,
}
WAITS = {503: "60", 429: "60"}
OF_CALLER = 422
UNKNOWN_CALLER = 401
JSON = {"ensure_ascii": False}


def language_of(request: HttpRequest) -> str:
    """The best of our languages that the caller accepts; Persian if none is named."""
    offered = languages.offered()
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()[:500])
    wanted = (code.partition("-")[0] for code, _weight in accepted)
    return next((code for code in wanted if code in offered), "fa")


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal."""
    return STATUSES.get(error.code.rpartition(".")[2], OF_CALLER)


def problem(
    request: HttpRequest,
    error: DomainError,
    *,
    errors: Mapping[str, Iterable[DomainError]] | None = None,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The answer of a refusal; `errors` by field, `more` members of this kind of problem."""
    status = status_of(error)
    language = language_of(request)
    with translation.override(language):
        fields = _by_field(error) if errors is None else errors
        body: dict[str, object] = {
            "type": TYPE + error.code,
            "title": sentence(error),
            "status": status,
            "detail": hint(error),
            "instance": request.path,
            "code": error.code,
            **(more or {}),
        }
        if fields:
            body["errors"] = {name: [_said(one) for one in few] for name, few in fields.items()}
    response = JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params=JSON)
    response["Content-Language"] = language
    if status == UNKNOWN_CALLER:
        response["WWW-Authenticate"] = "Bearer"
    _tell_wait(response, error)
    return response


def failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """Whatever is not a refusal: the database is away, or it is a bug of ours."""
    if isinstance(error, OperationalError | InterfaceError):
        log.warning("api.database_away", kind=type(error).__name__)
        return problem(request, DatabaseAway(seconds=60))
    reference = secret.digits(8)
    route = request.resolver_match.route if request.resolver_match else ""
    log.error("api.failed", reference=reference, route=route, exc_info=error)
    return problem(request, OurFault(), more={"reference": f"{reference[:4]} {reference[4:]}"})


def _by_field(error: DomainError) -> Mapping[str, Iterable[DomainError]]:
    if isinstance(error, FieldErrors):
        return error.errors
    if isinstance(error, FormIncomplete):
        return {
            f"{page}.{code}": refusals
            for page, several in error.errors.items()
            for code, refusals in several.items()
        }
    return {}


def _said(error: DomainError) -> str:
    return " ".join(part for part in (sentence(error), hint(error)) if part)


def _tell_wait(response: HttpResponse, error: DomainError) -> None:
    match error.data:
        case {"seconds": int(seconds)}:
            response["Retry-After"] = str(seconds)
        case {"retry_at": datetime() as retry_at}:
            response["Retry-After"] = http_date(retry_at.timestamp())
        case _ if response.status_code in WAITS:
            response["Retry-After"] = WAITS[response.status_code]
