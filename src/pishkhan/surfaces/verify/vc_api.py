"""Doors for conformance suites (W3C VC-API): issue and verify. Off unless a setting opens them.

They sign in the name of an issuer that stands on no list, so that nobody is misled by what it says.
"""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from pishkhan.kernel.credentials import api as credentials
from pishkhan.kernel.credentials.errors import NotACredential


View = Callable[[HttpRequest], HttpResponse]
ENVELOPE = "data:application/vc+jwt,"
CONTEXT = "https://www.w3.org/ns/credentials/v2"
LARGEST = 200_000


class _Refused(Exception):
    """What was sent is not what is asked for."""


def _where_open(view: View) -> View:
    """Of a door that is closed nobody learns that it is one."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.VC_API:
            raise Http404
        try:
            return view(request)
        except _Refused as error:
            return _problem(str(error))

    return answer


@_where_open
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Sign a credential; with `options.credentialStatus` it has places in status lists."""
    body = _body(request)
    credential, options = body.get("credential"), body.get("options")
    if not isinstance(credential, dict):
        raise _Refused("credential must be an object")
    with_status = isinstance(options, dict) and bool(options.get("credentialStatus"))
    try:
        token = credentials.issue_trial(credential, with_status=with_status)
    except NotACredential as error:
        raise _Refused(str(error.data["what"])) from error
    enveloped = {
        "@context": [CONTEXT],
        "id": f"{ENVELOPE}{token}",
        "type": "EnvelopedVerifiableCredential",
    }
    return JsonResponse({"verifiableCredential": enveloped}, status=HTTPStatus.CREATED)


@_where_open
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Check a credential of ours: 200 if it is good, else 400 and what is wrong."""
    found = credentials.check(_token(_body(request).get("verifiableCredential")))
    if not found.is_good:
        return _problem(found.detail or "not good", [one.value for one in found.problems])
    return JsonResponse({"verified": True, "problemDetails": []})


def _body(request: HttpRequest) -> dict[str, object]:
    if len(request.body) > LARGEST:
        raise _Refused("too large")
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _Refused("not JSON") from error
    if not isinstance(found, dict):
        raise _Refused("not an object")
    return found


def _token(shown: object) -> str:
    """The token of an envelope, or the bare one."""
    if isinstance(shown, dict):
        kinds = shown.get("type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        context = shown.get("@context")
        context = context if isinstance(context, list) else [context]
        if "EnvelopedVerifiableCredential" not in kinds or CONTEXT not in context:
            raise _Refused("not an enveloped credential")
        shown = shown.get("id")
        if not isinstance(shown, str) or not shown.startswith(ENVELOPE):
            raise _Refused("an envelope holds application/vc+jwt")
        return shown.removeprefix(ENVELOPE)
    if not isinstance(shown, str):
        raise _Refused("verifiableCredential is missing")
    return shown


def _problem(detail: str, problems: list[str] | None = None) -> HttpResponse:
    """RFC 9457, as VC-API has it."""
    types = problems or ["malformed"]
    told = [
        {
            "type": f"https://www.w3.org/TR/vc-data-model#{one.upper()}",
            "title": one,
            "detail": detail,
        }
        for one in types
    ]
    return JsonResponse({"verified": False, "problemDetails": told}, status=HTTPStatus.BAD_REQUEST)
