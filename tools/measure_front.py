"""CPU microseconds of Python for each request, of what stands in front of Django and behind it.

    DATABASE_URL=… DJANGO_SETTINGS_MODULE=pishkhan.config.settings.dev \\
        .venv/bin/python -m tools.measure_front

The WSGI application is called in this process, so neither the server nor the client is counted,
nor is PostgreSQL. Needs a database with the demonstration; writes into it (tries, looks, tickets).
"""

import io
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import count

import django
from django.conf import settings


django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - after the setup
from django.test import override_settings  # noqa: E402 - the same

from pishkhan.config.wsgi import application, django_application  # noqa: E402 - the same
from pishkhan.kernel.identity.spec import Actor  # noqa: E402 - the same
from pishkhan.kernel.numbering.models import Letter  # noqa: E402 - the same
from pishkhan.kernel.surge import api as surge  # noqa: E402 - the same
from pishkhan.kernel.surge.api import Mode  # noqa: E402 - the same


Environ = dict[str, object]
ROUNDS = 5


def say(text: str) -> None:
    """A line for who measures."""
    sys.stdout.write(text + "\n")


def environ(path: str, body: bytes = b"", **more: str) -> Environ:
    """What a server would tell of a request."""
    return {
        "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "", "REQUEST_METHOD": "GET",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "CONTENT_LENGTH": str(len(body)),
        **more,
    }  # fmt: skip


def ask(app: Callable[..., Iterable[bytes]], what: Environ) -> tuple[int, bytes, Mapping[str, str]]:
    """Status, body and headers."""
    told: list[tuple[str, list[tuple[str, str]]]] = []
    answer = app(what, lambda status, headers, *_: told.append((status, headers)))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return int(told[0][0][:3]), body, dict(told[0][1])


def measure(
    title: str, app: Callable[..., Iterable[bytes]], make: Callable[[], Environ], n: int
) -> float:
    """Print and return the least CPU microseconds of a request over some rounds."""
    found = []
    for _ in range(ROUNDS):
        requests = [make() for _ in range(n)]
        began = time.process_time()
        for request in requests:
            ask(app, request)
        found.append((time.process_time() - began) / n * 1e6)
    say(f"{title:52} {min(found):8.1f} µs  {1e6 / min(found):10,.0f} a second of one core")
    return min(found)


def room() -> None:
    """A look of somebody who waits, and a newcomer."""
    surge.set_room(mode=Mode.ON, a_minute=1, doors=["/s/"], by=Actor.system())
    path, address = "/queue/", count()
    ask(application, environ(path))  # the beat begins
    time.sleep(1.5)
    ticket = ask(application, environ(path))[2]["Set-Cookie"].split(";")[0]
    measure("waiting room, a look", application, lambda: environ(path, HTTP_COOKIE=ticket), 5000)

    def newcomer() -> Environ:
        return environ(path, HTTP_X_FORWARDED_FOR=f"10.{next(address) % 200}.1.1")

    measure("waiting room, a newcomer", application, newcomer, 500)
    surge.set_room(mode=Mode.AUTOMATIC, by=Actor.system())


def tracking() -> None:
    """The JSON form on both paths; each request from an address of its own."""
    letter = Letter.objects.exclude(tracking_code="").order_by("-id")[0]
    address = count()
    for title, code in (("found", letter.tracking_code), ("not found", "11111111111")):
        body = json.dumps({"letter_number": letter.display, "tracking_code": code}).encode()

        def track(body: bytes = body) -> Environ:
            n = next(address)
            return environ(
                "/track/status.json",
                body,
                REQUEST_METHOD="POST",
                CONTENT_TYPE="application/json",
                HTTP_X_FORWARDED_FOR=f"10.{n // 65536 % 256}.{n // 256 % 256}.{n % 256}",
            )

        fast = measure(f"tracking by JSON, {title}, fast path", application, track, 1000)
        view = measure(f"tracking by JSON, {title}, Django", django_application, track, 500)
        say(f"{'':52} {view / fast:8.1f} times")


def page() -> None:
    """A public page by both chains, and known by its ETag."""
    path = "/about/help/"
    with override_settings(PUBLIC_PREFIXES=()):
        full = WSGIHandler()
        slow = measure("public page, chain of pages", full, lambda: environ(path), 500)
    public = django_application
    quick = measure("public page, chain of public pages", public, lambda: environ(path), 500)
    say(f"{'':52} {slow - quick:8.1f} µs less")
    tag = ask(public, environ(path))[2]["ETag"]
    measure("public page, 304", public, lambda: environ(path, HTTP_IF_NONE_MATCH=tag), 500)


def main() -> None:
    """Measure the room, tracking, a public page."""
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    for one in (room, tracking, page):
        one()


if __name__ == "__main__":
    main()
