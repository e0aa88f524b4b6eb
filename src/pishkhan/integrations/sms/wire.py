"""JSON over HTTP with a time limit; whatever goes wrong on the way is ProviderUnavailable."""

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from typing_extensions import override

from pishkhan.foundation import spans
from pishkhan.kernel.notifications.ports import ProviderUnavailable


TIMEOUT_SECONDS = 10.0
LARGEST_ANSWER = 4_000_000
# Failures before a word of the message had left.
NOT_REACHED = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)


class _NoRedirect(HTTPRedirectHandler):
    @override
    def redirect_request(self, *arguments: object) -> None:
        """Messages go where the setting says and nowhere else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back: the HTTP status and the JSON object."""

    status: int
    body: Mapping[str, object]


def call(
    url: str,
    body: bytes | None = None,
    *,
    headers: Mapping[str, str],
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Answer:
    """POST `body` (GET without one), read a JSON object; an HTTP error that has one is an answer."""
    method = "GET" if body is None else "POST"
    told = {"server.address": urlsplit(url).hostname or ""}
    with spans.span(f"{method} sms", spans.Kind.CLIENT, told):
        sent = {**headers, **spans.carried()}
        request = Request(url, data=body, headers=sent, method=method)  # noqa: S310 - the address is this installation's setting
        return _answer(request, timeout_seconds)


def _answer(request: Request, timeout_seconds: float) -> Answer:
    try:
        with build_opener(_NoRedirect).open(request, timeout=timeout_seconds) as response:
            return Answer(status=response.status, body=_object(response.read(LARGEST_ANSWER)))
    except HTTPError as error:
        with error:
            return Answer(status=error.code, body=_object(error.read(LARGEST_ANSWER)))
    except (OSError, HTTPException) as error:
        # The reason of the failure only: the address may hold the key, the body a mobile number.
        cause = error.reason if isinstance(error, URLError) else error
        raise ProviderUnavailable(
            type(cause).__name__, maybe_sent=not isinstance(cause, NOT_REACHED)
        ) from error


def _object(raw: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        message = "the answer is not JSON"
        raise ProviderUnavailable(message) from error
    if not isinstance(value, dict):
        message = "the answer is not an object"
        raise ProviderUnavailable(message)
    return value


def rows(value: object) -> list[Mapping[str, object]]:
    """The objects of a JSON array; anything else in it is left out."""
    if not isinstance(value, list):
        return []
    return [row for row in value if isinstance(row, dict)]


def number(value: object) -> int:
    """A whole number of the JSON; 0 where it is none."""
    try:
        return int(str(value))
    except ValueError:
        return 0
