"""The witness over HTTP: `POST /add-checkpoint`, and who it is at `/`."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from typing_extensions import override

from simulators.log_witness.witness import Reply, Witness


MOST_BODY = 64_000
PATIENCE_SECONDS = 10


class Server(ThreadingHTTPServer):
    """One thread for each request; threads do not keep the process alive."""

    daemon_threads = True

    def __init__(self, witness: Witness, *, host: str, port: int) -> None:
        self.witness = witness
        super().__init__((host, port), Handler)

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is the other side's affair."""


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE_SECONDS

    def do_POST(self) -> None:
        """Take an offer."""
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/add-checkpoint":
            self.close_connection = True
            self._answer(Reply(404, "there is only /add-checkpoint"))
        elif not 0 < length <= MOST_BODY:
            self.close_connection = True
            self._answer(Reply(413, "too long for a checkpoint"))
        else:
            body = self.rfile.read(length)
            try:
                text = body.decode()
            except UnicodeDecodeError:
                self._answer(Reply(400, "no text"))
                return
            self._answer(self.server.witness.add_checkpoint(text))

    def do_GET(self) -> None:
        """Who we are, and what we have seen."""
        witness = self.server.witness
        seen = "".join(f"{origin} {size}\n" for origin, size in witness.logs())
        self._answer(Reply(200 if self.path == "/" else 404, f"{witness.key}\n\n{seen}"))

    def _answer(self, reply: Reply) -> None:
        said = reply.text.encode()
        self.send_response(reply.status)
        kind = "text/x.tlog.size" if reply.is_size else "text/plain; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    @override
    def log_message(self, format: str, *args: object) -> None:
        return


def serve(witness: Witness, *, host: str = "127.0.0.1", port: int = 8030) -> Server:
    """A server that is bound and waits for `serve_forever`; `port` 0 takes a free one."""
    return Server(witness, host=host, port=port)
