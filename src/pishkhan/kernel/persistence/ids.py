"""Identifiers assigned by the application: 63 bits, ordered by time, no sequence to move (ADR 0012)."""

import os
import threading
import time


EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
NODE_BITS, SEQUENCE_BITS = 10, 12


class IdSource:
    """41 bits of milliseconds, 10 of node, 12 of sequence; never the same twice in one process."""

    def __init__(self, node: int) -> None:
        self._node = node % (1 << NODE_BITS)
        self._lock = threading.Lock()
        self._last_ms = 0
        self._sequence = 0

    def new(self) -> int:
        """The next identifier; if the machine's clock goes back, time stands still instead."""
        with self._lock:
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


def _node_of_this_process() -> int:
    # Processes of one machine differ in their number; several machines need PISHKHAN_NODE each.
    return int(os.environ.get("PISHKHAN_NODE", "0")) * 128 + os.getpid()


_sources: dict[int, IdSource] = {}


def new_id() -> int:
    """A new identifier, unique over all processes that have different nodes."""
    # Keyed by process, so that a forked worker never repeats its parent's numbers.
    source = _sources.get(os.getpid())
    if source is None:
        source = _sources.setdefault(os.getpid(), IdSource(_node_of_this_process()))
    return source.new()
