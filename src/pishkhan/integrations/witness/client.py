"""Offers checkpoints to a witness over HTTP, with one deadline for the whole of an answer."""

import base64
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from urllib.parse import urlsplit

from pishkhan.foundation import spans
from pishkhan.kernel.transparency.ports import (
    Answer,
    Conflict,
    Cosigned,
    Refused,
    Silent,
    Unknown,
)


TIMEOUT_SECONDS, DEADLINE_SECONDS = 4.0, 10.0
LARGEST_ANSWER = 16_000
LONGEST_SIZE = 19


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpWitness:
    """The line to one witness; `address` is its submission prefix. It is led nowhere else."""

    address: str
    timeout_seconds: float = TIMEOUT_SECONDS
    deadline_seconds: float = DEADLINE_SECONDS

    def add_checkpoint(self, *, old: int, proof: Sequence[bytes], checkpoint: str) -> Answer:
        """See the port."""
        body = offer(old=old, proof=proof, checkpoint=checkpoint).encode()
        headers = {"Content-Type": "text/plain; charset=utf-8", **spans.carried()}
        path = f"{urlsplit(self.address).path.rstrip('/')}/add-checkpoint"
        try:
            with spans.span("POST add-checkpoint", spans.Kind.CLIENT), self._line() as line:
                line.request("POST", path, body, headers)
                reply = line.getresponse()
                said = reply.read(LARGEST_ANSWER)
            return _answer(reply.status, said)
        except (OSError, HTTPException, ValueError) as error:
            return Silent(type(error).__name__)

    @contextmanager
    def _line(self) -> Iterator[HTTPConnection]:
        """A connection that is cut at the deadline, however slowly the other side speaks."""
        parts = urlsplit(self.address)
        made = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        line = made(parts.hostname or "", parts.port, timeout=self.timeout_seconds)
        try:
            line.connect()
            cut = Timer(self.deadline_seconds, partial(_cut, line.sock))
            cut.daemon = True
            cut.start()
            try:
                yield line
            finally:
                cut.cancel()
        finally:
            line.close()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def offer(*, old: int, proof: Sequence[bytes], checkpoint: str) -> str:
    """The body of the question."""
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)
    return f"old {old}\n{lines}\n{checkpoint}"


def _answer(status: int, octets: bytes) -> Answer:
    if status == HTTPStatus.OK:
        return Cosigned(octets.decode())
    said = octets.decode(errors="replace").strip()
    why = f"{status} {said[:120]}".strip()
    match status:
        case HTTPStatus.CONFLICT:
            is_size = said.isascii() and said.isdecimal() and len(said) <= LONGEST_SIZE
            return Conflict(int(said)) if is_size else Silent(why)
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            return Refused(why)
        case HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND:
            return Unknown(why)
    return Silent(why)
