"""The way back to the merchant: by the browser, by the bank itself, late, twice, or not at all."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
from types import ModuleType
from typing import Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from typing_extensions import override

from simulators.bank import mellat, saman, zarinpal
from simulators.bank.answers import Asked, Back, Said
from simulators.bank.bank import Bank, Fault, Order, State


TIMEOUT_SECONDS = 10.0
HELD_SECONDS = 0.5
NOT_PAID = "17"


class Spoken(Protocol):
    """A gateway's side of the wire."""

    def answer(self, bank: Bank, asked: Asked) -> Said | None:
        """The answer of its web service."""

    def back(self, order: Order) -> Back:
        """What the browser brings to the merchant."""


PROTOCOLS: Mapping[str, ModuleType] = {"mellat": mellat, "saman": saman, "zarinpal": zarinpal}


class _Stay(HTTPRedirectHandler):
    @override
    def redirect_request(self, *arguments: object) -> None:
        """Where the merchant would lead the browser is not our way."""


def way_back(bank: Bank, order: Order) -> Back | None:
    """Where the browser goes after the payment; None: nowhere, as the fault has it.

    What the bank says by itself, twice or too early, has been said when this returns.
    """
    told = _told(bank, order)
    if bank.take(order.gateway, Fault.NOK_FIRST):
        send(of(replace(order, paid_at=None, state=State.CANCELLED, code=NOT_PAID, reference="")))
    if bank.take(order.gateway, Fault.CALLBACK_TWICE):
        send(told)
    if bank.take(order.gateway, Fault.OUT_OF_ORDER):
        bank.held.append(order)
        return None
    if bank.take(order.gateway, Fault.CALLBACK_LOST):
        return None
    _release(bank)
    return told


def of(order: Order) -> Back:
    """What a browser brings of this order in its gateway's words."""
    found: Back = PROTOCOLS[order.gateway].back(order)
    return found


def send(back: Back) -> None:
    """Call the merchant from here, without a browser. Nobody there: the bank does not complain."""
    body = urlencode(back.fields)
    address = back.address if back.is_post else joined(back)
    request = Request(address, data=body.encode() if back.is_post else None)  # noqa: S310 - a developer's own program gave it
    with suppress(OSError, HTTPException, HTTPError):
        build_opener(_Stay).open(request, timeout=TIMEOUT_SECONDS).close()


def joined(back: Back) -> str:
    """The address with the fields in its query."""
    return f"{back.address}{'&' if '?' in back.address else '?'}{urlencode(back.fields)}"


def _told(bank: Bank, order: Order) -> Back:
    """What is told of an order; on command with the name of somebody else's payment."""
    if not order.paid_at or not bank.take(order.gateway, Fault.ANOTHERS_REFERENCE):
        return of(order)
    others = [
        one
        for one in bank.orders()
        if one.gateway == order.gateway and one.reference and one.token != order.token
    ]
    other = others[-1] if others else order
    if order.gateway == "zarinpal":
        return of(replace(order, token=other.token))
    return of(replace(order, reference=other.reference, rrn=other.rrn))


def _release(bank: Bank) -> None:
    """Of those held back the news comes a moment after that of the one which follows them."""
    with bank.lock:
        held, bank.held = bank.held, []
    for order in held:
        timer = threading.Timer(HELD_SECONDS, send, (of(order),))
        timer.daemon = True
        timer.start()
