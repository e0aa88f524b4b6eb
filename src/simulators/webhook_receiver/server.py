"""The receiver over HTTP, with or without TLS: `POST` to any path; each fault has its own manners."""

import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from typing_extensions import override

from simulators.webhook_receiver.receiver import Fault, Receiver


MOST_BODY = 1_000_000
STATUSES = {Fault.ERROR: 500, Fault.REDIRECT: 302, Fault.GONE: 410}


class Server(ThreadingHTTPServer):
    """One thread for each request; threads do not keep the process alive."""

    daemon_threads = True

    def __init__(self, receiver: Receiver, *, host: str, port: int) -> None:
        self.receiver = receiver
        super().__init__((host, port), Handler)

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is the other side's affair."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request as the fault has it."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a webhook."""
        receiver = self.server.receiver
        length = min(int(self.headers.get("Content-Length") or 0), MOST_BODY)
        body = self.rfile.read(length)
        fault = receiver.fault
        if fault in {Fault.NONE, Fault.LOST}:
            receiver.take({name.lower(): value for name, value in self.headers.items()}, body)
        self.close_connection = True
        if fault is Fault.HANG:
            receiver.released.wait()
        elif fault is Fault.NOISE:
            self.wfile.write(b"\x16\x03not http at all\r\n\r\n")
        elif fault is Fault.DRIP:
            self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 10_000)
        elif fault is Fault.ENDLESS:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not receiver.released.is_set():
                self.wfile.write(b"more " * 1_000)
        elif fault is not Fault.LOST:
            self._answer(STATUSES.get(fault, 200))

    def _drip(self, answer: bytes) -> None:
        for byte in answer:
            if self.server.receiver.released.wait(0.05):
                return
            self.wfile.write(bytes([byte]))

    def _answer(self, status: int) -> None:
        said = b"taken" if status < 300 else b"no, says 09120000001"  # noqa: PLR2004 - success
        self.send_response(status)
        if status == STATUSES[Fault.REDIRECT]:
            self.send_header("Location", "http://127.0.0.1:1/inside")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    @override
    def log_message(self, format: str, *args: object) -> None:
        return


def serve(
    receiver: Receiver,
    *,
    host: str = "127.0.0.1",
    port: int = 8020,
    tls: ssl.SSLContext | None = None,
) -> Server:
    """A server that is bound and waits for `serve_forever`; `port` 0 takes a free one."""
    server = Server(receiver, host=host, port=port)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    return server
