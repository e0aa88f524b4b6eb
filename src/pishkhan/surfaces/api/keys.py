"""Who is calling: the key in the Authorization header, and what it is good for."""

from dataclasses import dataclass

from django.http import HttpRequest
from ninja.security import HttpBearer
from typing_extensions import override

from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.api import Caller, KeyScope, Quota
from pishkhan.surfaces.api.errors import KeyMissing


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A caller whose call was counted."""

    caller: Caller
    quota: Quota


class Key(HttpBearer):
    """Lets in who has a live key with this scope and calls left; every call is counted."""

    def __init__(self, scope: KeyScope) -> None:
        self.scope = scope
        super().__init__()

    @override
    def __call__(self, request: HttpRequest) -> Known:
        """The caller; raises KeyMissing, what `caller_for` raises, QuotaExhausted, ScopeMissing."""
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != self.openapi_scheme or not secret.strip():
            raise KeyMissing
        return self.authenticate(request, secret.strip())

    @override
    def authenticate(self, request: HttpRequest, token: str) -> Known:
        caller = clients.caller_for(token)
        known = Known(caller=caller, quota=clients.count_call(caller))
        request.known_api_caller = known  # type: ignore[attr-defined]  # of this request only
        caller.require(self.scope)
        return known


def known_caller(request: HttpRequest) -> Known | None:
    """Who is calling, once the key was read."""
    known: Known | None = getattr(request, "known_api_caller", None)
    return known


def caller_of(request: HttpRequest) -> Caller:
    """Who is calling, in an operation: the key was read before."""
    known = known_caller(request)
    if known is None:
        raise KeyMissing
    return known.caller
