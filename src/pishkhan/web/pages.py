"""Answering: a whole page or the part that was asked for; addresses in and out."""

import ipaddress
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or for htmx the `part` that the page includes; both get the same context."""
    chosen = part if part and wants_part(request) else template
    response = render(request, chosen, dict(context or {}), status=status)
    if part:
        response["Vary"] = "HX-Request"
    return response


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page, not for a whole one (boosted or from history)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


WHOLE = ("/", "http://", "https://")


def safe_address(request: HttpRequest, address: str, fallback: str = "/") -> str:
    """The address if it leads within this site, else the fallback (no open redirects).

    Only whole ones: anything else Django would take for the name of a view.
    """
    is_ours = address.startswith(WHOLE) and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else fallback


def address_of(request: HttpRequest) -> str:
    """The IP address of the client.

    X-Forwarded-For counts only as far as the proxies of the setting TRUSTED_PROXIES wrote it:
    it is read from its end, past the trusted ones. IPv6 is cut to its /64: one home has many.
    """
    return address_in(request.META)


def address_in(environ: Mapping[str, str]) -> str:
    """The same, of what a WSGI server tells of a request."""
    address = environ.get("REMOTE_ADDR") or ""
    trusted = set(settings.TRUSTED_PROXIES)
    forwarded = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while address in trusted and forwarded:
        address = forwarded.pop() or address
    return _subnet(address)


def _subnet(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
