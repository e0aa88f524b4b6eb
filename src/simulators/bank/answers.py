"""What a protocol answers, and how an answer gets lost."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from simulators.bank.bank import Bank, Fault


JSON, HTML, XML = "application/json", "text/html; charset=utf-8", "text/xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """An answer of HTTP."""

    body: bytes
    kind: str = JSON
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What was asked of HTTP; `fields` of a form or of the query."""

    method: str
    path: str
    body: bytes
    kind: str
    fields: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Back:
    """Where the browser is led after the payment, and with what."""

    address: str
    fields: Mapping[str, str]
    is_post: bool


class LostReplyError(ConnectionAbortedError):
    """The bank did its work and its answer never arrives: the connection just closes."""


def as_json(content: object, status: HTTPStatus = HTTPStatus.OK) -> Said:
    """An answer in JSON."""
    return Said(body=json.dumps(content, ensure_ascii=False).encode(), status=status)


def lose(bank: Bank, gateway: str, fault: Fault) -> None:
    """Raise LostReplyError where the answer to what was just done is to be lost."""
    if found := bank.take(gateway, fault):
        time.sleep(found.seconds)
        raise LostReplyError
