"""Identifiers assigned by the application: 63 bits, ordered by time (ADR 0012)."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import OperationalError, ProgrammingError, connection


EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
NODE_BITS, SEQUENCE_BITS = 10, 12
LEASE_SECONDS = 3600


class IdSource:
    """41 bits of milliseconds, 10 of node, 12 of sequence; never the same twice.

    `lease` gives the node; it is asked again every hour, so that the 1,024 nodes, which are given
    out in turn, are shared by all processes and machines that use one database.
    """

    def __init__(self, lease: Callable[[], int | None]) -> None:
        self._lease = lease
        self._lock = threading.Lock()
        self._node = 0
        self._leased_until = 0.0
        self._last_ms = 0
        self._sequence = 0

    def new(self) -> int:
        """The next identifier; if the machine's clock goes back, time stands still instead."""
        with self._lock:
            if time.monotonic() >= self._leased_until:
                self._take_node()
            now_ms = time.time_ns() // 1_000_000 - EPOCH_MS
            if now_ms > self._last_ms:
                self._last_ms, self._sequence = now_ms, 0
            else:
                self._sequence += 1
                if self._sequence >> SEQUENCE_BITS:
                    self._last_ms, self._sequence = self._last_ms + 1, 0
            return (
                self._last_ms << (NODE_BITS + SEQUENCE_BITS)
                | self._node << SEQUENCE_BITS
                | self._sequence
            )

    def _take_node(self) -> None:
        node = self._lease()
        if node is None:  # nothing can be written now; ask again at the next identifier
            self._node = os.getpid() % (1 << NODE_BITS)
        else:
            self._node = node % (1 << NODE_BITS)
            self._leased_until = time.monotonic() + LEASE_SECONDS


def _next_node() -> int | None:
    """The node whose turn it is; None where there is no database, or no table in it yet."""
    # A sequence is outside the transaction: nothing is locked, and a rollback returns nothing.
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('persistence_node')")
            return int(cursor.fetchone()[0])
    except (OperationalError, ProgrammingError):
        return None


_sources: dict[int, IdSource] = {}


def first_id_at(moment: datetime) -> int:
    """The least identifier that can be made at `moment`; nothing made earlier is greater."""
    milliseconds = int(moment.timestamp() * 1000) - EPOCH_MS
    return max(0, milliseconds) << (NODE_BITS + SEQUENCE_BITS)


def moment_of(row_id: int) -> datetime:
    """When an identifier was made, by the clock of its machine."""
    milliseconds = (row_id >> (NODE_BITS + SEQUENCE_BITS)) + EPOCH_MS
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def new_id() -> int:
    """A new identifier, unique over all processes that share the database."""
    # Keyed by process, so that a forked worker never repeats its parent's numbers.
    source = _sources.get(os.getpid())
    if source is None:
        source = _sources.setdefault(os.getpid(), IdSource(_next_node))
    return source.new()
