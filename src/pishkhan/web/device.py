"""A signed mark of the browser, by which one-time codes are counted; it says nothing of a person.

It is offered on pages from which codes are asked for, and only there: pages for everybody stay
free of cookies and can be cached.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pishkhan.foundation import secret


SALT = "pishkhan.web.device"
YEAR_SECONDS = 365 * 24 * 3600
OFFERED = "_offers_device"


def of(request: HttpRequest) -> str:
    """The mark that this browser sends, empty if it sends none of ours."""
    name = settings.DEVICE_COOKIE_NAME
    return request.get_signed_cookie(name, default="", salt=SALT, max_age=YEAR_SECONDS) or ""


def offer(request: HttpRequest) -> None:
    """Give the browser a mark with the answer, if it has none."""
    if not of(request):
        setattr(request, OFFERED, True)


class DeviceMiddleware:
    """Sets the mark on answers of pages that offered one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the cookie where it was offered."""
        response = self.get_response(request)
        if getattr(request, OFFERED, False):
            response.set_signed_cookie(
                settings.DEVICE_COOKIE_NAME,
                secret.token(16),
                salt=SALT,
                max_age=YEAR_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
