"""POST to a receiver: checked address, checked certificate, one deadline for everything."""

import io
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from typing_extensions import override

from pishkhan.integrations.webhooks.guard import ForbiddenAddress, Guard
from pishkhan.kernel.webhooks.ports import Answer
from pishkhan.kernel.webhooks.terms import Problem


DEADLINE_SECONDS = 10.0
LARGEST_ANSWER = 4_000
AGENT = "Pishkhan-Webhooks/1"
PORTS = {"https": 443, "http": 80}


class Resolver(Protocol):
    """Says which address a name leads to; raises ForbiddenAddress."""

    def resolve(self, host: str, port: int) -> str:
        """The one address to connect to."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpSender:
    """Carries webhooks. The name is resolved once and that very address is connected to, so a name
    that leads elsewhere a moment later leads nowhere; certificate and Host are those of the name.
    """

    resolver: Resolver = field(default_factory=Guard)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    deadline_seconds: float = DEADLINE_SECONDS

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """What the receiver says within the deadline; whatever goes wrong is in the answer."""
        clock = _Clock(until=monotonic() + self.deadline_seconds)
        try:
            return self._posted(urlsplit(url), body, headers, clock)
        except ForbiddenAddress:
            return Answer(problem=Problem.ADDRESS)
        except TimeoutError:
            return Answer(problem=Problem.TIMEOUT)
        except ssl.SSLError:
            return Answer(problem=Problem.TLS)
        except (OSError, HTTPException, ValueError):
            return Answer(problem=Problem.UNREACHABLE)

    def _posted(
        self, url: SplitResult, body: bytes, headers: Mapping[str, str], clock: "_Clock"
    ) -> Answer:
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        address = self.resolver.resolve(host, port)
        with (
            socket.create_connection((address, port), timeout=clock.left()) as plain,
            self._spoken(plain, url, host, clock) as connected,
        ):
            connected.settimeout(clock.left())
            connected.sendall(_request(url, host, port, body, headers))
            return _read(connected, clock)

    def _spoken(
        self, plain: socket.socket, url: SplitResult, host: str, clock: "_Clock"
    ) -> socket.socket:
        if url.scheme == "http":
            return plain
        plain.settimeout(clock.left())
        return self.context.wrap_socket(plain, server_hostname=host)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Clock:
    """How long the whole call may still take."""

    until: float

    def left(self) -> float:
        """Seconds; raises TimeoutError when there are none."""
        seconds = self.until - monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class _Drops(io.RawIOBase):
    """Reads a socket so that the deadline holds for all reads together, however few bytes come."""

    def __init__(self, connected: socket.socket, clock: _Clock) -> None:
        self._connected, self._clock = connected, clock

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: "bytearray | memoryview[int]", /) -> int:  # type: ignore[override]  # typeshed wants its private Buffer
        self._connected.settimeout(self._clock.left())
        return self._connected.recv_into(buffer)


class _Answering:
    """As much of a socket as HTTPResponse asks for."""

    def __init__(self, connected: socket.socket, clock: _Clock) -> None:
        self._connected, self._clock = connected, clock

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The answer as a file."""
        return io.BufferedReader(_Drops(self._connected, self._clock))


def _request(
    url: SplitResult, host: str, port: int, body: bytes, headers: Mapping[str, str]
) -> bytes:
    named = f"[{host}]" if ":" in host else host
    lines = [
        f"POST {url.path or '/'}{'?' + url.query if url.query else ''} HTTP/1.1",
        f"Host: {named if port == PORTS[url.scheme] else f'{named}:{port}'}",
        f"User-Agent: {AGENT}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _read(connected: socket.socket, clock: _Clock) -> Answer:
    response = HTTPResponse(_Answering(connected, clock), method="POST")  # type: ignore[arg-type]  # it asks for makefile alone
    response.begin()
    text = _beginning(response)
    if 200 <= response.status < 300:  # noqa: PLR2004 - success, as HTTP has it
        return Answer(status=response.status, text=text)
    problem = Problem.REFUSED
    if 300 <= response.status < 400:  # noqa: PLR2004 - followed nowhere: where it leads is not checked
        problem = Problem.REDIRECT
    elif response.status == 410:  # noqa: PLR2004 - Gone: it wants nothing more
        problem = Problem.GONE
    return Answer(status=response.status, text=text, problem=problem)


def _beginning(response: HTTPResponse) -> str:
    """What the body begins with. The status has come: a body that breaks off changes nothing."""
    try:
        return response.read(LARGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException, ValueError):
        return ""
