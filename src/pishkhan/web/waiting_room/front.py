"""What stands before Django: an address that floods is refused, newcomers wait in a rush.

`/queue/?to=…` is the room. A newcomer gets a ticket (a signed cookie) and a page that looks again
by itself; when the number comes up, the ticket is used up for a pass (another signed cookie), and
the way leads on. Nothing here needs a session, a template or a script.
"""

import hashlib
import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import responses
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from django.conf import settings
from django.db import Error, connection

from pishkhan.kernel.persistence.api import allow
from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.surge.spec import Surge
from pishkhan.web import languages
from pishkhan.web.flood import Buckets
from pishkhan.web.pages import address_in
from pishkhan.web.waiting_room import page
from pishkhan.web.waiting_room.beat import Beat, Meter
from pishkhan.web.waiting_room.numbers import Numbers


if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

QUEUE = "/queue/"
TICKET, PASS = "queue", "inside"
SAFE = surge.doors.SAFE
STARTS_OF_A_PASS = 10  # presses of guarded buttons in its hour
TICKETS_A_SECOND, TICKETS_AT_ONCE = 10.0, 600.0  # of one address, which many share
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)
Slip = surge.tickets.Slip


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)


class Front:
    """A WSGI application around another."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner, self._meter = inner, Meter(settings.WEB_THREADS)
        self._beat, self._numbers = Beat(self._meter), Numbers()
        self._newcomers = Buckets(rate=TICKETS_A_SECOND, burst=TICKETS_AT_ONCE)
        rate = settings.FLOOD_PER_SECOND
        self._flood = Buckets(rate=rate, burst=rate * 2) if rate else None
        self._key = hashlib.sha256(b"surge\0" + settings.SECRET_KEY.encode()).digest()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer here, or let Django answer."""
        self._beat.start()
        answer = self._before_all(environ)
        if answer is not None:
            return send(environ, start_response, answer)
        with self._meter:
            return self._inner(environ, start_response)

    def _before_all(self, environ: "WSGIEnvironment") -> Answer | None:
        if self._flood and not self._flood.allows(address_in(environ)):
            return too_often(environ)
        path, method = environ.get("PATH_INFO", "/"), environ["REQUEST_METHOD"]
        room = surge.now()
        if path == QUEUE:
            return self._queue(environ, room) if method in SAFE else Answer(405)
        if room.is_open and surge.doors.is_caught(path, room.doors):
            return None if self._is_inside(environ, room, method) else _to_queue(environ, path)
        return None

    def _queue(self, environ: "WSGIEnvironment", room: Surge) -> Answer:
        to = _asked_goal(environ)
        if not room.is_open:
            return _on(to)
        slip = self._slip(environ, TICKET, room)
        if slip is None or surge.places.is_lost(slip.number, serving=room.serving, rate=room.rate):
            return self._newcomer(environ, room, int(time.time()))
        if surge.places.ahead(slip.number, room.serving):
            return _page(environ, slip, room)
        return self._admitted(environ, room, slip, to)

    def _admitted(self, environ: "WSGIEnvironment", room: Surge, slip: Slip, to: str) -> Answer:
        """Use the ticket up, and go on with a pass."""
        now = int(time.time())
        try:
            is_in = surge.admit(opening=slip.opening, number=slip.number, browser=_browser(environ))
        except Error:  # the database is away: the place is kept
            connection.close()
            return _page(environ, slip, room)
        if not is_in:  # used up already, by whoever it was shared with
            return self._newcomer(environ, room, now)
        given = Slip(opening=slip.opening, number=slip.number, at=now)
        cookie = surge.tickets.written(given, purpose=PASS, key=self._key)
        kept = _cookie(PASS, cookie, surge.tickets.PASS_SECONDS)
        return _on(to, [kept, _cookie(TICKET, "", 0)])

    def _newcomer(self, environ: "WSGIEnvironment", room: Surge, now: int) -> Answer:
        if not self._newcomers.allows(address_in(environ)):
            return too_often(environ)
        try:
            number = self._numbers.take(room.opening)
        except Error:
            connection.close()
            return Answer(503, page.refused(_language(environ)), [*HTML, ("Retry-After", "20")])
        slip = Slip(opening=room.opening, number=number, at=now)
        cookie = surge.tickets.written(slip, purpose=TICKET, key=self._key)
        answer = _page(environ, slip, room)
        answer.headers.append(_cookie(TICKET, cookie, surge.tickets.TICKET_SECONDS))
        return answer

    def _is_inside(self, environ: "WSGIEnvironment", room: Surge, method: str) -> bool:
        slip = self._slip(environ, PASS, room)
        if slip is None or method in SAFE:
            return slip is not None
        try:
            key = f"surge.pass:{slip.opening}.{slip.number}"
            return allow(key, limit=STARTS_OF_A_PASS, per=timedelta(hours=1))
        except Error:  # Django says what is wrong with the database
            connection.close()
            return True

    def _slip(self, environ: "WSGIEnvironment", kind: str, room: Surge) -> Slip | None:
        lasts = surge.tickets.PASS_SECONDS if kind == PASS else surge.tickets.TICKET_SECONDS
        slip = surge.tickets.read(
            cookie_in(environ, kind), purpose=kind, key=self._key, now=time.time(), lasts=lasts
        )
        return slip if slip and slip.opening == room.opening else None


HTML = [("Content-Type", "text/html; charset=utf-8")]


def send(
    environ: "WSGIEnvironment", start_response: "StartResponse", answer: Answer
) -> Iterable[bytes]:
    """Say an answer by the rules of WSGI."""
    length = ("Content-Length", str(len(answer.body)))
    start_response(
        f"{answer.status} {responses[answer.status]}", [*answer.headers, *HEADERS, length]
    )
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def cookie_in(environ: Mapping[str, str], name: str) -> str:
    """The value of a cookie of ours, which never needs quotes; empty if there is none."""
    for pair in environ.get("HTTP_COOKIE", "").split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value
    return ""


def too_often(environ: "WSGIEnvironment") -> Answer:
    """429, as a page or for a machine."""
    path, again = environ.get("PATH_INFO", "/"), ("Retry-After", "10")
    if path.endswith(".json") or path.startswith("/api/"):
        body = b'{"type":"about:blank","title":"Too many requests","status":429}'
        return Answer(429, body, [("Content-Type", "application/problem+json"), again])
    return Answer(429, page.refused(_language(environ)), [*HTML, again])


def _page(environ: "WSGIEnvironment", slip: Slip, room: Surge) -> Answer:
    seconds = surge.places.seconds_left(slip.number, serving=room.serving, rate=room.rate)
    place = max(1, surge.places.ahead(slip.number, room.serving))
    language = _language(environ)
    body = page.html(language, place=place, seconds=seconds if math.isfinite(seconds) else 0.0)
    again = ("Refresh", str(page.refresh(seconds)))
    return Answer(200, body, [*HTML, again, ("X-Robots-Tag", "noindex")])


def _to_queue(environ: "WSGIEnvironment", path: str) -> Answer:
    goal = surge.doors.goal(path, environ["REQUEST_METHOD"])
    query = environ.get("QUERY_STRING", "")
    if query and goal == path:
        goal += "?" + query
    return Answer(303, headers=[("Location", f"{QUEUE}?to={quote(_plain(goal))}")])


def _asked_goal(environ: "WSGIEnvironment") -> str:
    """Where `?to=` leads, if that is an address of ours."""
    to = parse_qs(environ.get("QUERY_STRING", "")).get("to", ["/"])[0]
    is_ours = to.startswith("/") and not to.startswith(("//", "/\\", QUEUE)) and to.isprintable()
    return to if is_ours else "/"


def _on(to: str, cookies: Iterable[tuple[str, str]] = ()) -> Answer:
    return Answer(303, headers=[("Location", quote(to, safe="/?=&%:;,+~")), *cookies])


def _plain(path: str) -> str:
    # WSGI hands the bytes of a path over as Latin-1.
    return path.encode("latin-1", "replace").decode("utf-8", "replace")


def _cookie(name: str, value: str, seconds: int) -> tuple[str, str]:
    secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
    text = f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return ("Set-Cookie", text)


def _language(environ: "WSGIEnvironment") -> str:
    asked = parse_qs(environ.get("QUERY_STRING", ""))
    to = parse_qs(asked.get("to", [""])[0].partition("?")[2])
    kept = cookie_in(environ, settings.LANGUAGE_COOKIE_NAME)
    wished = (*asked.get(languages.PARAMETER, ()), *to.get(languages.PARAMETER, ()), kept)
    return next((one for one in wished if one in languages.offered()), str(settings.LANGUAGE_CODE))


def _browser(environ: Mapping[str, str]) -> str:
    said = f"{address_in(environ)}\0{environ.get('HTTP_USER_AGENT', '')}"
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()
