"""From where an inquiry comes, in digests: the address, and the network it lies in."""

import ipaddress
from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pishkhan.foundation import secret
from pishkhan.kernel.verification.spec import Client
from pishkhan.web.pages import address_of
from pishkhan.web.people import actor_of


NETWORKS = {4: 24, 6: 56}
View = Callable[..., HttpResponse]


def client_of(request: HttpRequest, *, has_passed: bool = False) -> Client:
    """The client; `has_passed` if a human check was answered with this very request."""
    client = client_at(address_of(request))
    return replace(client, person_id=actor_of(request).person_id, has_passed=has_passed)


def client_at(address: str) -> Client:
    """Somebody of whom nothing is known but the address."""
    return Client(address=_mark("address", address), prefix=_mark("network", network_of(address)))


def network_of(address: str) -> str:
    """The /24 of an address, /56 of IPv6; what is no address is its own network."""
    try:
        first = ipaddress.ip_network(address, strict=False)
    except ValueError:
        return address
    return str(first.supernet(new_prefix=min(first.prefixlen, NETWORKS[first.version])))


def unlisted(view: View) -> View:
    """Pages about one document: in no search engine, no cache, no Referer to another site.

    With `no-referrer` browsers would hide the origin of our own forms as well, and we refuse those.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **captured: object) -> HttpResponse:
        response = view(request, **captured)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


def _mark(what: str, text: str) -> str:
    return secret.digest(f"verify.{what}", text, settings.SECRET_KEY)[:32]
