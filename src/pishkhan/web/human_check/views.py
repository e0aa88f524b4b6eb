"""Addresses of the human check: a fresh challenge, and the picture of an image code."""

import hashlib
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pishkhan.kernel.persistence.api import allow
from pishkhan.web.human_check import api, image_code


# One picture is drawn a few times at most: many drawings of the same digits help only machines.
DRAWN_AT_MOST = 5


@require_GET
@never_cache
def challenge(request: HttpRequest) -> JsonResponse:
    """A challenge for a page that stood open too long."""
    return JsonResponse(api.challenge(request))


@require_GET
@never_cache
def picture(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The picture of an image code."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    if not allow(f"image-code:{digest}", limit=DRAWN_AT_MOST, per=timedelta(minutes=30)):
        raise Http404
    try:
        return HttpResponse(image_code.picture(token), content_type="image/png")
    except api.HumanCheckFailed as error:
        raise Http404 from error
