"""The bank over HTTP: three gateways as they are published, the payer's page, faults on command.

Under `/mellat`, `/saman` and `/zarinpal` are their paths. `POST /pay` is the form of the payer's
page; with `Accept: application/json` it says where the browser would be led. `GET /orders.json`,
`GET /day.csv?gateway=…&day=…`, `POST /fault` (gateway, fault, times, seconds, code),
`POST /behave`, `POST /clock` (seconds) and `POST /clear` are for tests and developers.
"""

import csv
import io
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from typing_extensions import override

from simulators.bank import callbacks, mellat, pages, saman, zarinpal
from simulators.bank.answers import HTML, Asked, Said, as_json
from simulators.bank.bank import (
    DRIP_SECONDS,
    LATE_SECONDS,
    PAGE_LIFE,
    TEHRAN,
    Armed,
    Bank,
    Card,
    Fault,
    Order,
    State,
    as_told,
)


if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

MOST_BODY = 200_000
CSV = "text/csv; charset=utf-8"
COLUMNS = ("reference", "rrn", "order_number", "amount", "state", "card", "at")
PERSIAN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789", " -\u200c\u200e")
FORM = "application/x-www-form-urlencoded"


class App:
    """The WSGI application."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._routes: Mapping[str, Callable[[Asked], Said]] = {
            "GET /": self._control,
            "POST /pay": self._pay,
            "GET /orders.json": self._orders,
            "POST /fault": self._fault,
            "POST /behave": self._behave,
            "POST /clock": self._clock,
            "POST /clear": self._clear,
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        asked = _asked(environ)
        if (asked.method, asked.path) == ("GET", "/day.csv") and (day := _day_in(asked.fields)):
            start_response("200 OK", [("Content-Type", CSV), ("Cache-Control", "no-store")])
            return _day(self.bank, asked.fields["gateway"], day)
        said = self._said(asked)
        headers = {"Content-Type": said.kind, "Cache-Control": "no-store", **said.headers}
        headers["Content-Length"] = str(len(said.body))
        start_response(f"{said.status.value} {said.status.phrase}", list(headers.items()))
        drip = self.bank.take(asked.path.split("/")[1], Fault.SLOW_DRIP)
        return _drops(said.body, drip.seconds or DRIP_SECONDS) if drip else [said.body]

    def _said(self, asked: Asked) -> Said:
        route = self._routes.get(f"{asked.method} {asked.path}")
        try:
            return route(asked) if route else self._of_a_gateway(asked)
        except (ValueError, TypeError, KeyError, AttributeError, StopIteration, SyntaxError):
            return as_json({}, HTTPStatus.BAD_REQUEST)

    def _of_a_gateway(self, asked: Asked) -> Said:
        name, _, rest = asked.path.removeprefix("/").partition("/")
        if name not in callbacks.PROTOCOLS:
            return as_json({}, HTTPStatus.NOT_FOUND)
        if any(one.fault is Fault.DOWN and one.gateway == name for one in self.bank.armed()):
            return _down(asked)
        inside = replace(asked, path=f"/{rest}")
        before = {one.token for one in self.bank.orders()} if self._is_early(name) else None
        said: Said | None = callbacks.PROTOCOLS[name].answer(self.bank, inside)
        if said is not None:
            if before is not None:
                self._pay_early(name, before)
            return said
        return self._page(name, inside)

    def _is_early(self, name: str) -> bool:
        return any(
            one.fault is Fault.CALLBACK_EARLY and one.gateway == name for one in self.bank.armed()
        )

    def _pay_early(self, name: str, before: set[str]) -> None:
        """Pay and tell the merchant while it still waits for the token."""
        new = [one for one in self.bank.orders() if one.gateway == name and one.token not in before]
        for order in new:
            self.bank.take(name, Fault.CALLBACK_EARLY)
            if back := callbacks.way_back(self.bank, self.bank.pay(order, Card.GOOD)):
                callbacks.send(back)

    def _page(self, name: str, asked: Asked) -> Said:
        """The payer's page, wherever a gateway has it."""
        token = TOKENS[name](asked)
        if token is None:
            return as_json({}, HTTPStatus.NOT_FOUND)
        order = self.bank.find(name, "token", token)
        if order is None:
            return _html(pages.over_page("این نشست را نمی‌شناسیم."), HTTPStatus.NOT_FOUND)
        if self.bank.standing(order) is State.ISSUED:
            left = order.made_at + PAGE_LIFE - self.bank.now()
            return _html(pages.pay_page(order, left=1 + int(left.total_seconds()) // 60))
        return _html(pages.back_page(self._closed(order), callbacks.of(self._closed(order))))

    def _closed(self, order: Order) -> Order:
        """What nobody paid in time is over."""
        if self.bank.standing(order) is not State.EXPIRED:
            return order
        return self.bank.put(replace(order, state=State.EXPIRED))

    def _pay(self, asked: Asked) -> Said:
        given = asked.fields
        order = self.bank.find(given["gateway"], "token", given["token"])
        if order is None:
            return _html(pages.over_page("این نشست را نمی‌شناسیم."), HTTPStatus.NOT_FOUND)
        number = given.get("other", "").translate(PERSIAN_DIGITS) or given.get("card", "")
        is_new = self.bank.standing(order) is State.ISSUED
        order = self._closed(self.bank.pay(order, "" if given.get("do") == "cancel" else number))
        back = callbacks.way_back(self.bank, order) if is_new else callbacks.of(order)
        if "json" in asked.headers.get("Accept", ""):
            told = asdict(back) if back else None
            return as_json({"order": as_told(self.bank, order), "back": told})
        return _html(pages.back_page(order, back))

    def _control(self, _asked: Asked) -> Said:
        return _html(pages.control_page(self.bank))

    def _orders(self, asked: Asked) -> Said:
        orders = self.bank.orders()
        if number := asked.fields.get("number"):
            orders = [one for one in orders if one.number == number]
        now = self.bank.now().isoformat()
        return as_json({"now": now, "orders": [as_told(self.bank, one) for one in orders]})

    def _fault(self, asked: Asked) -> Said:
        given, fault = asked.fields, Fault(asked.fields["fault"])
        if given["gateway"] not in callbacks.PROTOCOLS:
            raise ValueError(given["gateway"])
        times = int(given.get("times") or 1)
        seconds = float(given.get("seconds") or 0)
        if fault is Fault.BOOKED_LATE:
            seconds = seconds or LATE_SECONDS
        self.bank.arm(
            Armed(
                gateway=given["gateway"],
                fault=fault,
                times=times or None,
                seconds=seconds,
                code=given.get("code", ""),
            )
        )
        return _to_the_control()

    def _behave(self, _asked: Asked) -> Said:
        self.bank.behave()
        return _to_the_control()

    def _clock(self, asked: Asked) -> Said:
        self.bank.advance(float(asked.fields["seconds"]))
        return _to_the_control()

    def _clear(self, _asked: Asked) -> Said:
        self.bank.clear()
        return _to_the_control()


def _mellat_token(asked: Asked) -> str | None:
    is_there = asked.method == "POST" and asked.path.lower() == mellat.PAGE
    return asked.fields.get("RefId", "") if is_there else None


def _saman_token(asked: Asked) -> str | None:
    if asked.path.lower() != saman.PAGES.get(asked.method):
        return None
    return asked.fields.get("Token") or asked.fields.get("token", "")


def _zarinpal_token(asked: Asked) -> str | None:
    is_there = asked.method == "GET" and asked.path.startswith(zarinpal.PAGE)
    return asked.path.removeprefix(zarinpal.PAGE) if is_there else None


# Which order a page is of; None: it is no page.
TOKENS: Mapping[str, Callable[[Asked], str | None]] = {
    "mellat": _mellat_token,
    "saman": _saman_token,
    "zarinpal": _zarinpal_token,
}


def _asked(environ: "WSGIEnvironment") -> Asked:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), MOST_BODY)
    body = environ["wsgi.input"].read(length) if length else b""
    kind = environ.get("CONTENT_TYPE", "")
    text = body.decode(errors="replace") if kind.startswith(FORM) else ""
    query = environ.get("QUERY_STRING", "")
    return Asked(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"],
        body=body,
        kind=kind,
        fields=dict(parse_qsl(text or query, keep_blank_values=True)),
        headers={
            "Authorization": environ.get("HTTP_AUTHORIZATION", ""),
            "Accept": environ.get("HTTP_ACCEPT", ""),
        },
    )


def _html(page: str, status: HTTPStatus = HTTPStatus.OK) -> Said:
    return Said(body=page.encode(), kind=HTML, status=status)


def _down(asked: Asked) -> Said:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if "html" in asked.headers.get("Accept", ""):
        return _html(pages.over_page("بانک اکنون پاسخ نمی‌دهد. اندکی دیگر دوباره بیایید."), status)
    return as_json({"error": "down"}, status)


def _to_the_control() -> Said:
    return Said(body=b"", kind=HTML, status=HTTPStatus.SEE_OTHER, headers={"Location": "/"})


def _day_in(given: Mapping[str, str]) -> date | None:
    """The day whose file is asked for; None where it is none, or of no gateway."""
    try:
        day = date.fromisoformat(given.get("day", ""))
    except ValueError:
        return None
    return day if given.get("gateway") in callbacks.PROTOCOLS else None


def _day(bank: Bank, gateway: str, day: date) -> Iterator[bytes]:
    """The bank's file of a day, line by line."""
    yield (",".join(COLUMNS) + "\r\n").encode()
    for order in bank.day(gateway, day):
        page = io.StringIO()
        csv.writer(page).writerow(_line(bank, order))
        yield page.getvalue().encode()


def _line(bank: Bank, order: Order) -> tuple[str | int, ...]:
    standing = bank.standing(order)
    state = "reversed" if standing in {State.REVERSED, State.RETURNED} else standing.value
    if standing is State.VERIFIED and order.gateway != "mellat":
        state = State.SETTLED.value  # these two pay out what is verified, by themselves
    at = order.paid_at.astimezone(TEHRAN).isoformat(timespec="seconds") if order.paid_at else ""
    return order.reference, order.rrn, order.number, order.taken, state, order.card, at


def _drops(body: bytes, seconds: float) -> Iterator[bytes]:
    for place in range(len(body)):
        time.sleep(seconds)
        yield body[place : place + 1]


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    @override
    def log_message(self, format: str, *args: object) -> None:
        return


class Server(ThreadingMixIn, WSGIServer):
    """One thread for each request; threads do not keep the process alive."""

    daemon_threads = True
    request_queue_size = 128

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is the other side's affair."""


def serve(bank: Bank, *, host: str = "127.0.0.1", port: int = 8020) -> Server:
    """A server that is bound and waits for `serve_forever`; `port` 0 takes a free one."""
    return make_server(host, port, App(bank), server_class=Server, handler_class=Quiet)
