"""The beat of a web process: once a second it says how busy it was, and looks at the room."""

import os
import socket
import threading
import time
from types import TracebackType

import structlog
from django.db import Error, connection

from pishkhan.kernel.surge import api as surge


log = structlog.get_logger(__name__)
SECONDS = 1.0


class Meter:
    """The share of the time in which the threads of this process had a request in hand."""

    def __init__(self, threads: int) -> None:
        self._threads, self._lock = max(1, threads), threading.Lock()
        self._in_flight, self._busy = 0, 0.0
        self._looked = self._last = time.monotonic()

    def __enter__(self) -> None:
        self._change(1)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._change(-1)

    def share(self) -> float:
        """From 0 to 1, since it was asked last."""
        with self._lock:
            self._count()
            passed, busy = self._last - self._looked, self._busy
            self._looked, self._busy = self._last, 0.0
        return min(1.0, busy / (passed * self._threads)) if passed > 0 else 0.0

    def _change(self, by: int) -> None:
        with self._lock:
            self._count()
            self._in_flight += by

    def _count(self) -> None:
        now = time.monotonic()
        self._busy += self._in_flight * (now - self._last)
        self._last = now


class Beat:
    """A thread of each process, started by its first request: a fork leaves threads behind."""

    def __init__(self, meter: Meter) -> None:
        self._meter, self._pid, self._lock = meter, 0, threading.Lock()

    def start(self) -> None:
        """Start it, unless it runs in this process."""
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="beat", daemon=True).start()

    def _run(self) -> None:
        process = f"{socket.gethostname()}:{os.getpid()}"
        while True:
            try:
                surge.tick(process, busy=self._meter.share())
            except Error as error:
                log.info("beat_missed", error=type(error).__name__)
                connection.close()
            time.sleep(SECONDS)
