"""A telephone line to the house: slow, cut, mended; it counts what goes up."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


BLOCK = 8 * 1024


@dataclass(kw_only=True)
class Line:
    """Carries bytes between a browser and `there`; `rate` is bytes a second upwards, 0 no limit."""

    there: tuple[str, int]
    url: str
    rate: int = 0
    up: int = 0
    cut_at: int = 0  # once so many bytes have gone up
    is_cut: bool = False
    _open: set[socket.socket] = field(default_factory=set)

    def cut(self) -> None:
        """Nothing goes through any more, also what is under way."""
        self.is_cut = True
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """As before; what goes up is counted from nought."""
        self.up, self.cut_at, self.is_cut = 0, 0, False

    def carry(self, near: socket.socket) -> None:
        """One connection, until either side or the line ends."""
        with near, suppress(OSError):
            if self.is_cut:
                return
            with socket.create_connection(self.there) as far:
                self._open |= {near, far}
                back = threading.Thread(target=self._pour, args=[far, near], daemon=True)
                back.start()
                self._pour(near, far, counts=True)
                back.join()
                self._open -= {near, far}

    def _pour(self, source: socket.socket, target: socket.socket, *, counts: bool = False) -> None:
        with suppress(OSError):
            while block := source.recv(BLOCK):
                if counts:
                    self.up += len(block)
                    if self.rate:
                        time.sleep(len(block) / self.rate)
                    if self.cut_at and self.up >= self.cut_at:
                        self.cut()
                target.sendall(block)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def a_line(url: str) -> Iterator[Line]:
    """A line to the house at `url`, with an address of its own."""
    where = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0)) as door:
        line = Line(
            there=(where.hostname or "", where.port or 80),
            url=f"http://127.0.0.1:{door.getsockname()[1]}",
        )

        def answer() -> None:
            with suppress(OSError):
                while True:
                    near, _ = door.accept()
                    threading.Thread(target=line.carry, args=[near], daemon=True).start()

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        yield line
        line.cut()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        answering.join(5)
