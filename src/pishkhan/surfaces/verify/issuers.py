"""What verifiers of credentials fetch: documents of issuers, keys, status lists, whom to trust."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from pishkhan.kernel.credentials import api as credentials
from pishkhan.kernel.credentials.terms import StatusPurpose
from pishkhan.kernel.signing import api as signing


MINUTES = "public, max-age=300"
TOKEN, LIST, DID = "application/vc+jwt", "application/jwt", "application/did+json"
PEM = "application/x-pem-file"


@require_safe
def platform(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The document of the platform itself (did:web)."""
    return _document(signing.NATIONAL)


@require_safe
def issuer(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - Django's
    """The document of an institution."""
    return _document(signing.institution(number))


@require_safe
def trial(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The document of the issuer that conformance suites see."""
    return _document(signing.TRIAL)


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """All keys that count, as a JWK Set."""
    return _json(credentials.jwks(), "application/jwk-set+json")


@require_safe
def issuers(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """Who is trusted, with which keys, since when, until when."""
    return _json(credentials.trusted_issuers(), "application/json")


@require_safe
def signed_issuers(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The same, signed by the platform."""
    return _open(HttpResponse(credentials.trusted_list(), content_type=LIST))


@require_safe
def authority(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """The certificates that seals of PDFs are trusted by."""
    return _open(HttpResponse(credentials.authorities_pem(), content_type=PEM))


@require_safe
def status_list(request: HttpRequest, list_id: int, purpose: str) -> HttpResponse:  # noqa: ARG001 - Django's
    """A status list, signed by its issuer."""
    if purpose not in set(StatusPurpose):
        raise Http404
    token = credentials.status_list(list_id, StatusPurpose(purpose))
    if token is None:
        raise Http404
    return _open(HttpResponse(token, content_type=TOKEN))


def _document(owner: str) -> HttpResponse:
    found = credentials.did_document(owner)
    if found is None:
        raise Http404
    return _json(found, DID)


def _json(value: Mapping[str, object], kind: str) -> HttpResponse:
    said = JsonResponse(dict(value), json_dumps_params={"ensure_ascii": False})
    said["Content-Type"] = kind
    return _open(said)


def _open(response: HttpResponse) -> HttpResponse:
    """Any cache may keep it, and programs in browsers may read it: it is nobody's secret."""
    response["Cache-Control"] = MINUTES
    response["Access-Control-Allow-Origin"] = "*"
    return response
