"""Three operators over HTTP, each with its own messages and faults, and one page for all.

`POST /send` and `POST /reports` are the first operator's, in our own protocol; under
`/kavenegar/v1/` and `/smsir/v1/` are one each that speaks as published. `GET /messages.json`,
`POST /fault`, `POST /callback` (operator, address) and `POST /clear` are for tests and developers.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from typing_extensions import override

from simulators.sms_operator import callbacks, protocols
from simulators.sms_operator.operator import Fault, Operator, Sms
from simulators.sms_operator.page import page


if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

MOST_BODY = 2_000_000
PERSIAN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
# The last is the shortest: what begins with none of the others.
PROTOCOLS: Mapping[str, tuple[str, protocols.Protocol]] = {
    "/kavenegar/v1/": ("kavenegar", protocols.kavenegar),
    "/smsir/v1/": ("smsir", protocols.smsir),
    "/": ("simulator", protocols.own),
}
JSON, HTML = "application/json", "text/html; charset=utf-8"
Answer = tuple[HTTPStatus, str, str]


class LostReplyError(ConnectionAbortedError):
    """The operator did its work and its answer never arrives: wsgiref closes the connection."""


class App:
    """The WSGI application."""

    def __init__(self, operators: Mapping[str, Operator]) -> None:
        self.operators = operators
        self.callbacks: dict[str, str] = {}
        self._routes: dict[str, Callable[[str, str], Answer]] = {
            "GET /": self._page,
            "GET /messages.json": self._messages,
            "POST /fault": self._fault,
            "POST /callback": self._callback,
            "POST /clear": self._clear,
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        route = self._routes.get(f"{method} {path}") or self._spoken(method, path)
        length = min(int(environ.get("CONTENT_LENGTH") or 0), MOST_BODY)
        body = environ["wsgi.input"].read(length).decode(errors="replace") if length else ""
        status, kind, text = HTTPStatus.NOT_FOUND, JSON, "{}"
        if route is not None:
            try:
                status, kind, text = route(environ.get("QUERY_STRING", ""), body)
            except (ValueError, TypeError, KeyError, AttributeError):
                status = HTTPStatus.BAD_REQUEST
        headers = [("Content-Type", kind), ("Cache-Control", "no-store")]
        if status is HTTPStatus.SEE_OTHER:
            headers.append(("Location", "/"))
        start_response(f"{status.value} {status.phrase}", headers)
        return [text.encode()]

    def _spoken(self, method: str, path: str) -> Callable[[str, str], Answer] | None:
        """What the operator of this path answers, in its protocol."""
        for prefix, (name, protocol) in PROTOCOLS.items():
            if path.startswith(prefix):
                call = partial(protocol, self.operators[name], method, path.removeprefix(prefix))
                return partial(self._speak, name, call)
        return None

    def _speak(
        self, name: str, call: Callable[[str, str], protocols.Answer], query: str, body: str
    ) -> Answer:
        operator = self.operators[name]
        if operator.fault is Fault.SLOW:
            time.sleep(operator.slow_seconds)
        if operator.fault is Fault.DOWN:
            return HTTPStatus.SERVICE_UNAVAILABLE, JSON, '{"error": "down"}'
        before = {sms.number for sms in operator.messages()} if name in self.callbacks else set()
        status, said = call(query, body)
        if name in self.callbacks:
            new = sorted({sms.number for sms in operator.messages()} - before)
            callbacks.later(operator, name, self.callbacks[name], new)
        if operator.fault is Fault.LOST_REPLY:
            raise LostReplyError
        return status, JSON, json.dumps(said)

    def _all(self, to: str) -> list[tuple[str, Sms]]:
        """What phones show, newest first, each with the name of its operator."""
        shown = [(name, sms) for name, one in self.operators.items() for sms in one.messages(to)]
        return sorted(shown, key=lambda pair: (pair[1].at, pair[1].number), reverse=True)

    def _messages(self, query: str, _body: str) -> Answer:
        listed = [{**_as_json(sms), "operator": name} for name, sms in self._all(_number(query))]
        return HTTPStatus.OK, JSON, json.dumps({"messages": listed}, ensure_ascii=False)

    def _page(self, query: str, _body: str) -> Answer:
        to = _number(query)
        faults = {name: operator.fault for name, operator in self.operators.items()}
        return HTTPStatus.OK, HTML, page(self._all(to), to=to, faults=faults)

    def _fault(self, _query: str, body: str) -> Answer:
        fields = parse_qs(body)
        operator = self.operators[fields.get("operator", ["simulator"])[0]]
        operator.fault = Fault(fields["fault"][0])
        return HTTPStatus.SEE_OTHER, HTML, ""

    def _callback(self, _query: str, body: str) -> Answer:
        fields = parse_qs(body)
        self.callbacks[fields["operator"][0]] = fields["address"][0]
        return HTTPStatus.SEE_OTHER, HTML, ""

    def _clear(self, _query: str, _body: str) -> Answer:
        for operator in self.operators.values():
            operator.clear()
        return HTTPStatus.SEE_OTHER, HTML, ""


class Quiet(WSGIRequestHandler):
    """Writes no line for each request: the lines would hold mobile numbers."""

    @override
    def log_message(self, format: str, *args: object) -> None:
        return


class Server(ThreadingMixIn, WSGIServer):
    """One thread for each request; threads do not keep the process alive."""

    daemon_threads = True

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is the other side's affair."""


def serve(
    operator: Operator,
    *,
    kavenegar: Operator | None = None,
    smsir: Operator | None = None,
    host: str = "127.0.0.1",
    port: int = 8010,
) -> Server:
    """A server that is bound and waits for `serve_forever`; `port` 0 takes a free one."""
    operators = {
        "simulator": operator,
        "kavenegar": kavenegar or Operator(slow_seconds=operator.slow_seconds),
        "smsir": smsir or Operator(slow_seconds=operator.slow_seconds),
    }
    return make_server(host, port, App(operators), server_class=Server, handler_class=Quiet)


def _number(query: str) -> str:
    return parse_qs(query).get("to", [""])[0].strip().translate(PERSIAN_DIGITS)


def _as_json(sms: Sms) -> dict[str, str]:
    return {
        "id": sms.id,
        "key": sms.key,
        "to": sms.to,
        "text": sms.text,
        "at": sms.at.isoformat(),
    }
