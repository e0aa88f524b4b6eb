"""clamd by INSTREAM: the file goes over a socket in pieces, the daemon unpacks and answers."""

import socket
from dataclasses import dataclass
from typing import BinaryIO

from pishkhan.foundation import spans
from pishkhan.kernel.attachments.ports import ScannerUnavailable


CHUNK = 256 * 1024
SECONDS = 15
MOST = 4096
CLEAN, FOUND = "stream: OK", " FOUND"


@dataclass(frozen=True, slots=True)
class ClamdScanner:
    """`address` is `host:port`, or the path of the daemon's socket."""

    address: str

    def scan(self, file: BinaryIO, /) -> str:
        """The signature that matched, or "".

        Any other answer, also that the file is over the daemon's limit, is ScannerUnavailable.
        """
        file.seek(0)
        try:
            with spans.span("clamd", spans.Kind.CLIENT), self._connected() as line:
                answer = _ask(line, file)
        except OSError as error:
            raise ScannerUnavailable(f"clamd: {error.strerror or 'no answer in time'}") from error
        if answer == CLEAN:
            return ""
        if answer.startswith("stream: ") and answer.endswith(FOUND):
            return f"ClamAV.{answer.removeprefix('stream: ').removesuffix(FOUND)}"
        raise ScannerUnavailable(f"clamd: {answer[:200] or 'hung up'}")

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(SECONDS)
            try:
                line.connect(self.address)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _ask(line: socket.socket, file: BinaryIO) -> str:
    line.sendall(b"zINSTREAM\0")
    try:
        while chunk := file.read(CHUNK):
            line.sendall(len(chunk).to_bytes(4, "big") + chunk)
        line.sendall(bytes(4))
    except BrokenPipeError:
        pass  # over its limit the daemon says so and hangs up; its words are still to be read
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MOST and (more := line.recv(1024)):
        answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")
