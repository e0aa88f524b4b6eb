"""The first look at an address, in the memory of the process: a microsecond, before anything else."""

import threading
import time


MOST_KEYS = 50_000


class Buckets:
    """`burst` at once and `rate` a second for each key (generic cell rate algorithm)."""

    def __init__(self, *, rate: float, burst: float) -> None:
        self._step, self._slack = 1 / rate, burst / rate
        self._due: dict[str, float] = {}
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """Count one; false while the key asks more often than it may."""
        now = time.monotonic()
        with self._lock:
            due = max(now, self._due.get(key, 0.0))
            if due - now > self._slack - self._step:
                return False
            if len(self._due) >= MOST_KEYS:
                self._prune(now)
            self._due[key] = due + self._step
        return True

    def _prune(self, now: float) -> None:
        self._due = {key: due for key, due in self._due.items() if due > now}
        if len(self._due) >= MOST_KEYS:
            self._due.clear()
