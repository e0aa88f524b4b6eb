"""Ticket numbers of this process, leased in blocks, so that a burst costs few statements."""

import threading
import time
from collections import deque

from pishkhan.kernel.surge import api as surge


FRESH_SECONDS = 2.0  # older ones are dropped: who came later elsewhere must not be overtaken


class Numbers:
    """Gives out numbers in their order; safe among threads."""

    def __init__(self) -> None:
        self._lock, self._left = threading.Lock(), deque[int]()
        self._opening, self._size, self._leased_at = 0, 1, -1e9

    def take(self, opening: int) -> int:
        """The next number; raises django.db.Error if there is none and the database is away."""
        with self._lock:
            age = time.monotonic() - self._leased_at
            if opening != self._opening or age > FRESH_SECONDS:
                self._left.clear()
            if not self._left:
                self._opening = opening
                self._size = surge.places.lease(self._size, within=age)
                self._left.extend(surge.lease(self._size))
                self._leased_at = time.monotonic()
            return self._left.popleft()
