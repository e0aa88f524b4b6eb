"""Headers of safety on every answer, whoever made it: pages, files, static files, refusals."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


Answer = Callable[[HttpRequest], HttpResponse]
POLICY = "Content-Security-Policy"
# Forms take photographs by the phone's own camera program, which needs no permission of ours.
UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture",
    "encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer",
    "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
DEFAULTS = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Of answers that set none: they are no pages, so they need nothing.
    POLICY: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


class HeadersMiddleware:
    """Adds what an answer has not set by itself."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; pages may show pictures from the host of files where there is one."""
        response = self.get_response(request)
        for name, value in DEFAULTS.items():
            response.headers.setdefault(name, value)
        if settings.FILES_ADDRESS:
            policy = response.headers[POLICY]
            response.headers[POLICY] = policy.replace(
                "img-src 'self'", f"img-src 'self' {settings.FILES_ADDRESS}", 1
            )
        return response
