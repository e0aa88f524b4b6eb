"""Three addresses for machines that watch; answered before sessions, languages and pages."""

import ipaddress
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from pishkhan.foundation import secret
from pishkhan.web.watching import checks, figures


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so nothing else can make it seem dead."""
    return _uncached(JsonResponse({"status": "alive"}))


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 where this process can do its work, else 503; the reasons only for whoever watches."""
    found = checks.findings()
    is_ready = all(finding.is_well for finding in found)
    said: dict[str, object] = {"status": "ready" if is_ready else "not ready"}
    if may_watch(request):
        said["checks"] = {f.name: {"ok": f.is_well, "why": f.why} for f in found}
    return _uncached(JsonResponse(said, status=200 if is_ready else 503))


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever watches; for others there is nothing here."""
    if not may_watch(request):
        return _uncached(HttpResponse("Not found\n", status=404, content_type="text/plain"))
    return _uncached(HttpResponse(figures.exposition(), content_type=CONTENT_TYPE_LATEST))


def may_watch(request: HttpRequest) -> bool:
    """Whoever knows the token of the setting; without one, this machine itself.

    Behind a proxy of this machine everybody comes from it, so a request that a proxy brought has
    to have the token.
    """
    if settings.WATCH_TOKEN:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and secret.equal(given.strip(), settings.WATCH_TOKEN)
    return _is_loopback(request.META) and not any(
        name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP")
    )


def _is_loopback(meta: Mapping[str, object]) -> bool:
    try:
        return ipaddress.ip_address(str(meta.get("REMOTE_ADDR") or "")).is_loopback
    except ValueError:
        return False


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
