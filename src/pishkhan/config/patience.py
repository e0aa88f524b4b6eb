"""A database that is there and says nothing: whoever waits for it is let go, and says so.

A frozen machine, a full disk under it, a lock nobody gives back: the line stays open and no error
comes. No limit of the server's own helps there. So a thread of the web process looks at the lines
of the others every second and hangs up on what has not been answered for long; the request then
fails as with any lost database (503), and the next one opens a new line.
"""

import os
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus


if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = 15  # no page of ours asks a question that takes so long
log = structlog.get_logger(__name__)


class Patience:
    """A WSGI application around another, whose waiting for the database has an end."""

    def __init__(self, inner: "WSGIApplication", *, seconds: int = SECONDS) -> None:
        self._inner, self._seconds = inner, seconds
        self._lines: dict[int, BaseDatabaseWrapper] = {}
        self._unanswered: dict[int, int] = {}
        self._started: int | None = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Let the other answer."""
        self._lines[threading.get_ident()] = connections[DEFAULT_DB_ALIAS]
        if self._started != os.getpid():  # threads do not survive a fork
            self._started = os.getpid()
            threading.Thread(target=self._watch, name="patience", daemon=True).start()
        return self._inner(environ, start_response)

    def _watch(self) -> None:
        while True:
            time.sleep(1)
            for thread, line in list(self._lines.items()):
                self.look_at(thread, line)

    def look_at(self, thread: int, line: BaseDatabaseWrapper) -> None:
        """Count another second of silence, or an answer; hang up after too many."""
        raw = line.connection
        waits = raw is not None and raw.pgconn.transaction_status == TransactionStatus.ACTIVE
        self._unanswered[thread] = self._unanswered.get(thread, 0) + 1 if waits else 0
        if raw is None or self._unanswered[thread] < self._seconds:
            return
        self._unanswered[thread] = 0
        log.error("database_silent", seconds=self._seconds)
        # Not `close`: the thread that waits owns the connection, and sees the end of the line.
        with suppress(OSError), socket.socket(fileno=os.dup(raw.pgconn.socket)) as end:
            end.shutdown(socket.SHUT_RDWR)
