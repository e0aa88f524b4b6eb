"""A database that is there and says nothing: whoever waits for it is let go, and says so.

A frozen machine, a full disk under it, a lock nobody gives back: the line stays open and no error
comes. No limit of the server's own helps there. So every line this process opens notes when it
began to wait for an answer, and a thread of the web process looks every second and hangs up on
what has not been answered for long; the request then fails as with any lost database (503), and
the next one opens a new line.
"""

import os
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
import structlog
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg.abc import RV, PQGen


if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from django.db.backends.base.base import BaseDatabaseWrapper
    from psycopg.rows import TupleRow

    Line = psycopg.Connection[TupleRow]

SECONDS = 15  # no page of ours asks a question that takes so long
log = structlog.get_logger(__name__)
# By id of the line: it, and when what it waits for was asked (time.monotonic()).
_waiting: "dict[int, tuple[Line, float]]" = {}


def heed(line: "Line") -> None:
    """From now on whatever this line asks is not waited for without end."""
    answered = line.wait  # all that psycopg asks goes through it, COMMIT and FETCH too

    def wait(gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        _waiting[id(line)] = (line, time.monotonic())
        try:
            return answered(gen, interval, timeout)
        finally:
            _waiting.pop(id(line), None)

    vars(line)["wait"] = wait


@receiver(connection_created)
def _opened(connection: "BaseDatabaseWrapper", **_more: object) -> None:
    """Whichever thread opens it: of a page, of the waiting room, of the readiness checks."""
    if isinstance(connection.connection, psycopg.Connection):
        heed(connection.connection)


def hang_up(line: "Line") -> None:
    """End the line for the thread that waits for it; never raises."""
    # Not `close`: the thread that waits owns the connection, and sees the end of the line.
    with (
        suppress(OSError, psycopg.Error),
        socket.socket(fileno=os.dup(line.pgconn.socket)) as end,
    ):
        end.shutdown(socket.SHUT_RDWR)


class Patience:
    """A WSGI application around another, whose waiting for the database has an end."""

    def __init__(self, inner: "WSGIApplication", *, seconds: int = SECONDS) -> None:
        self._inner, self._seconds = inner, seconds
        self._started: int | None = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Let the other answer."""
        if self._started != os.getpid():  # threads do not survive a fork
            self._started = os.getpid()
            threading.Thread(target=self._watch, name="patience", daemon=True).start()
        return self._inner(environ, start_response)

    def _watch(self) -> None:
        while True:
            time.sleep(1)
            self.look()

    def look(self) -> None:
        """Hang up on every line whose one question has stood too long."""
        latest = time.monotonic() - self._seconds
        for key, question in list(_waiting.items()):
            line, asked_at = question
            if asked_at <= latest and _waiting.get(key) is question:
                _waiting.pop(key, None)
                log.error("database_silent", seconds=self._seconds)
                hang_up(line)
