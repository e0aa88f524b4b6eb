"""One HTTP/1.1 call with one deadline for all of it, however few bytes come at a time.

A time limit of a socket holds for each read by itself: whoever sends a byte in nine seconds holds
the caller for ever. Nothing here follows redirects or keeps a connection.
"""

import io
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from time import monotonic
from urllib.parse import SplitResult

from typing_extensions import override


PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """How long a whole call may still take."""

    until: float

    @classmethod
    def within(cls, seconds: float) -> "Deadline":
        """That many seconds from now."""
        return cls(until=monotonic() + seconds)

    def left(self) -> float:
        """Seconds; raises TimeoutError when there are none."""
        seconds = self.until - monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


def port_of(url: SplitResult) -> int:
    """The port that an address names or means; raises ValueError where it is none."""
    return url.port or PORTS[url.scheme]


def connected(
    url: SplitResult, deadline: Deadline, *, context: ssl.SSLContext, address: str = ""
) -> socket.socket:
    """A connection to the host of `url`, or to `address` in its place, over TLS with https.

    Nothing has been said yet when this raises OSError (TimeoutError, ssl.SSLError) or ValueError.
    """
    host = url.hostname or ""
    line = socket.create_connection((address or host, port_of(url)), timeout=deadline.left())
    if url.scheme == "http":
        return line
    try:
        line.settimeout(deadline.left())
        return context.wrap_socket(line, server_hostname=host)
    except BaseException:
        line.close()
        raise


def asked(
    line: socket.socket,
    url: SplitResult,
    body: bytes | None,
    headers: Mapping[str, str],
    deadline: Deadline,
) -> HTTPResponse:
    """POST `body` (GET where it is None) and read the answer's head; its body is for `read`.

    Raises OSError (TimeoutError), HTTPException or ValueError, and so does reading the body.
    """
    method = "GET" if body is None else "POST"
    line.settimeout(deadline.left())
    line.sendall(_request(method, url, body or b"", headers))
    response = HTTPResponse(_Answering(line, deadline), method=method)  # type: ignore[arg-type]  # it asks for makefile alone
    response.begin()
    return response


def _request(method: str, url: SplitResult, body: bytes, headers: Mapping[str, str]) -> bytes:
    host, port = url.hostname or "", port_of(url)
    named = f"[{host}]" if ":" in host else host
    lines = [
        f"{method} {url.path or '/'}{'?' + url.query if url.query else ''} HTTP/1.1",
        f"Host: {named if port == PORTS[url.scheme] else f'{named}:{port}'}",
        f"Content-Length: {len(body)}",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


class _Drops(io.RawIOBase):
    """Reads a socket so that the deadline holds for all reads together."""

    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self._line, self._deadline = line, deadline

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: "bytearray | memoryview[int]", /) -> int:  # type: ignore[override]  # typeshed wants its private Buffer
        self._line.settimeout(self._deadline.left())
        return self._line.recv_into(buffer)


class _Answering:
    """As much of a socket as HTTPResponse asks for."""

    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self._line, self._deadline = line, deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The answer as a file."""
        return io.BufferedReader(_Drops(self._line, self._deadline))


class TooLargeError(ValueError):
    """The body is longer than anybody reads."""


def whole(response: HTTPResponse, largest: int) -> bytes:
    """The body to its end; raises TooLargeError, ConnectionError where it breaks off, and as above."""
    data = response.read(largest + 1)
    if len(data) > largest:
        raise TooLargeError
    if response.length:  # what a head had promised and the line did not bring
        raise ConnectionAbortedError
    return data
