"""The operator over HTTP: `POST /send`, `POST /reports`, `GET /messages.json`, and the page."""

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from typing_extensions import override

from simulators.sms_operator.operator import Fault, Operator, Sms
from simulators.sms_operator.page import page


if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

MOST_BODY = 2_000_000
PERSIAN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
JSON, HTML = "application/json", "text/html; charset=utf-8"
Answer = tuple[HTTPStatus, str, str]


class LostReplyError(ConnectionAbortedError):
    """The operator did its work and its answer never arrives: wsgiref closes the connection."""


class App:
    """The WSGI application."""

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self._routes: dict[str, Callable[[str, str], Answer]] = {
            "GET /": self._page,
            "GET /messages.json": self._messages,
            "POST /send": self._send,
            "POST /reports": self._reports,
            "POST /fault": self._fault,
            "POST /clear": self._clear,
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        route = self._routes.get(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
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

    def _send(self, _query: str, body: str) -> Answer:
        if refusal := self._misbehave():
            return refusal
        results = [
            self.operator.take(str(one["key"]), str(one["to"]), str(one["text"]))
            for one in json.loads(body)["messages"]
        ]
        if self.operator.fault is Fault.LOST_REPLY:
            raise LostReplyError
        return HTTPStatus.OK, JSON, json.dumps({"results": results})

    def _reports(self, _query: str, body: str) -> Answer:
        if refusal := self._misbehave():
            return refusal
        reports = self.operator.reports([str(one) for one in json.loads(body)["ids"]])
        return HTTPStatus.OK, JSON, json.dumps({"reports": reports})

    def _messages(self, query: str, _body: str) -> Answer:
        listed = [_as_json(sms) for sms in self.operator.messages(_number(query))]
        return HTTPStatus.OK, JSON, json.dumps({"messages": listed}, ensure_ascii=False)

    def _page(self, query: str, _body: str) -> Answer:
        to = _number(query)
        text = page(self.operator.messages(to), to=to, fault=self.operator.fault)
        return HTTPStatus.OK, HTML, text

    def _fault(self, _query: str, body: str) -> Answer:
        self.operator.fault = Fault(parse_qs(body)["fault"][0])
        return HTTPStatus.SEE_OTHER, HTML, ""

    def _clear(self, _query: str, _body: str) -> Answer:
        self.operator.clear()
        return HTTPStatus.SEE_OTHER, HTML, ""

    def _misbehave(self) -> Answer | None:
        if self.operator.fault is Fault.SLOW:
            time.sleep(self.operator.slow_seconds)
        if self.operator.fault is Fault.DOWN:
            return HTTPStatus.SERVICE_UNAVAILABLE, JSON, '{"error": "down"}'
        return None


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


def serve(operator: Operator, *, host: str = "127.0.0.1", port: int = 8010) -> Server:
    """A server that is bound and waits for `serve_forever`; `port` 0 takes a free one."""
    return make_server(host, port, App(operator), server_class=Server, handler_class=Quiet)


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
