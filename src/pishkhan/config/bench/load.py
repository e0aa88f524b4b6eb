"""The load generator: a process of its own that speaks HTTP/1.1 over connections kept alive.

`python -m pishkhan.config.bench.load PLAN` reads a plan and prints what it saw, its own CPU time
too. Without `rate` each connection asks again as soon as it is answered; with `rate` requests
leave by the clock, and a late answer counts from the moment when its request was due, so that a
server that stalls cannot hide it (no coordinated omission).
"""

import json
import socket
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path


HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"
AT_ONCE = 65536
FAULTS_KEPT = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What to ask of whom: `requests` as they go over the wire, each once, or round by round."""

    port: int
    connections: int
    requests: list[str]
    expect: int = 200
    rate: float | None = None
    total: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What came of it; `latencies` in milliseconds, of right answers only."""

    seconds: float
    cpu_seconds: float
    latencies: list[float]
    wrong: int
    faults: list[str]

    @property
    def per_s(self) -> float:
        """Right answers a second."""
        return len(self.latencies) / self.seconds


class Generator:
    """Threads, a connection each, that share one queue of requests."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._wires = [request.encode() for request in plan.requests]
        self._total = plan.total or len(self._wires)
        self._next = 0
        self._lock = threading.Lock()
        self._latencies: list[float] = []
        self._faults: list[str] = []
        self._wrong = 0
        self._began = 0.0

    def run(self) -> Seen:
        """Ask everything, and wait for the last answer."""
        threads = [threading.Thread(target=self._ask_on) for _ in range(self._plan.connections)]
        used = time.process_time()
        self._began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Seen(
            seconds=time.perf_counter() - self._began,
            cpu_seconds=time.process_time() - used,
            latencies=self._latencies,
            wrong=self._wrong,
            faults=self._faults,
        )

    def _ask_on(self) -> None:
        connection = _Connection(self._plan.port)
        while True:
            with self._lock:
                number, self._next = self._next, self._next + 1
            if number >= self._total:
                connection.close()
                return
            due = self._due(number)
            status, body = connection.ask(self._wires[number % len(self._wires)])
            took = (time.perf_counter() - due) * 1000
            with self._lock:
                self._note(status, body, took)

    def _due(self, number: int) -> float:
        if self._plan.rate is None:
            return time.perf_counter()
        due = self._began + number / self._plan.rate
        time.sleep(max(0.0, due - time.perf_counter()))
        return due

    def _note(self, status: int, body: bytes, took: float) -> None:
        if status == self._plan.expect:
            self._latencies.append(took)
            return
        self._wrong += 1
        if len(self._faults) < FAULTS_KEPT:
            self._faults.append(f"{status}: {body[:600].decode(errors='replace')}")


class _Connection:
    """One connection, opened again if the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, wire: bytes) -> tuple[int, bytes]:
        """Status and what was read; status 0 where there was no answer."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(wire)
            return self._answer(self._socket)
        except OSError as error:
            self.close()
            return 0, str(error).encode()

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    @staticmethod
    def _answer(wire: socket.socket) -> tuple[int, bytes]:
        read = b""
        while HEAD_END not in read:
            read += _more(wire)
        head, _, body = read.partition(HEAD_END)
        where = head.lower().find(LENGTH)
        length = 0
        if where >= 0:
            length = int(head[where + len(LENGTH) :].split(b"\r\n", 1)[0])
        parts, left = [body], length - len(body)
        while left > 0:
            parts.append(_more(wire))
            left -= len(parts[-1])
        return int(head[9:12]), head + b"".join(parts)


def _more(wire: socket.socket) -> bytes:
    got = wire.recv(AT_ONCE)
    if not got:
        message = "the server hung up"
        raise ConnectionError(message)
    return got


def main() -> None:
    """Run the plan of the file named."""
    plan = Plan(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write(json.dumps(asdict(Generator(plan).run())))


if __name__ == "__main__":
    main()
