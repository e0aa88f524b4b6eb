"""POST to a bank within one deadline; whatever goes wrong on the way is GatewayUnavailable."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.client import HTTPException
from types import MappingProxyType
from urllib.parse import urlsplit

from pishkhan.foundation import spans
from pishkhan.foundation.http_call import Deadline, asked, connected, whole
from pishkhan.kernel.payments.ports import GatewayUnavailable


DEADLINE_SECONDS = 10.0  # a question is up to four calls, and the teller leases it for a minute
LARGEST_ANSWER = 200_000
NOTHING_MORE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What came back; `status` is HTTP's."""

    status: int
    body: bytes


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> Reply:
    """Raises GatewayUnavailable; 503 is the bank's word that it did nothing."""
    told = {"server.address": urlsplit(url).hostname or ""}
    with spans.span("POST gateway", spans.Kind.CLIENT, told):
        reply = _reply(url, body, headers, Deadline.within(deadline_seconds))
    if reply.status == HTTPStatus.SERVICE_UNAVAILABLE:
        raise GatewayUnavailable("HTTP 503", maybe_done=False)
    return reply


def post_json(
    url: str,
    content: Mapping[str, object],
    headers: Mapping[str, str] = NOTHING_MORE,
    *,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> Mapping[str, object]:
    """The JSON object that answers an object, whatever HTTP's status."""
    said = {"Content-Type": "application/json", "Accept-Language": "en", **headers}
    body = json.dumps(content).encode()
    return json_object(post(url, body, said, deadline_seconds=deadline_seconds).body)


def _reply(url: str, body: bytes, headers: Mapping[str, str], deadline: Deadline) -> Reply:
    try:
        parts = urlsplit(url)
        line = connected(parts, deadline, context=_context())
    except (OSError, ValueError) as error:
        raise _unavailable(error, maybe_done=False) from error
    try:
        with line:
            response = asked(line, parts, body, headers, deadline)
            return Reply(status=response.status, body=whole(response, LARGEST_ANSWER))
    except (OSError, HTTPException, ValueError) as error:
        raise _unavailable(error) from error


def origin(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def _context() -> ssl.SSLContext:
    """The system's certificates, read once."""
    return ssl.create_default_context()


def _unavailable(error: Exception, *, maybe_done: bool = True) -> GatewayUnavailable:
    # The kind of the failure only: what was sent holds keys and a mobile number.
    return GatewayUnavailable(type(error).__name__, maybe_done=maybe_done)


def json_object(raw: bytes) -> Mapping[str, object]:
    """The object that bytes of a bank are; raises GatewayUnavailable."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise GatewayUnavailable("not JSON") from error
    if not isinstance(value, dict):
        raise GatewayUnavailable("not an object")
    return value
