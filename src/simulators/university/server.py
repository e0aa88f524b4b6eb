"""The office over HTTP: its page, `POST /send` (content, manner), and `GET /sent.json`."""

import json
import threading
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from typing_extensions import override

from simulators.university.client import Manner
from simulators.university.office import Content, Office
from simulators.university.pages import page


MOST_BODY = 2000
PATIENCE_SECONDS = 10
HTML, JSON = "text/html; charset=utf-8", "application/json"


class Server(ThreadingHTTPServer):
    """One thread for each request and each batch; threads do not keep the process alive."""

    daemon_threads = True

    def __init__(self, office: Office, *, host: str, port: int) -> None:
        self.office = office
        self.under_way = threading.Lock()
        super().__init__((host, port), Handler)

    def send(self, content: Content, manner: Manner) -> None:
        """Send a batch in its own thread, unless one is under way."""
        if self.under_way.acquire(blocking=False):
            threading.Thread(target=self._send, args=(content, manner), daemon=True).start()

    def _send(self, content: Content, manner: Manner) -> None:
        try:
            self.office.send(content, manner)
        finally:
            self.under_way.release()

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is the other side's affair."""


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE_SECONDS

    def do_GET(self) -> None:
        """The page, or what was sent."""
        if self.path == "/":
            waits = self.server.under_way.locked()
            self._answer(200, page(self.server.office, waits=waits), HTML)
        elif self.path == "/sent.json":
            several = [asdict(one) for one in list(self.server.office.sent)]
            self._answer(200, json.dumps(several, ensure_ascii=False), JSON)
        else:
            self._answer(404, "{}", JSON)

    def do_POST(self) -> None:
        """Send a batch, and go back to the page."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/send" or not 0 < length <= MOST_BODY:
            self.close_connection = True
            self._answer(404, "{}", JSON)
            return
        given = parse_qs(self.rfile.read(length).decode(errors="replace"))
        try:
            content = Content(given.get("content", ["usual"])[0])
            manner = Manner(given.get("manner", ["well"])[0])
        except ValueError:
            self._answer(400, "{}", JSON)
            return
        self.server.send(content, manner)
        self._answer(303, "", HTML)

    def _answer(self, status: int, text: str, kind: str) -> None:
        said = text.encode()
        self.send_response(status)
        if status == 303:  # noqa: PLR2004 - see other
            self.send_header("Location", "/")
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    @override
    def log_message(self, format: str, *args: object) -> None:
        return


def serve(office: Office, *, host: str = "127.0.0.1", port: int = 8040) -> Server:
    """A server that is bound and waits for `serve_forever`; `port` 0 takes a free one."""
    return Server(office, host=host, port=port)
