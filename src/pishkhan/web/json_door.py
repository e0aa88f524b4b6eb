"""Doors for machines: a JSON object of texts comes by POST, a JSON object goes; no cookie is read.

What is asked, refused and said stands here once, for the view in Django and for the fast path in
front of it (config/fast_track.py) alike.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from typing import ClassVar

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.row_ids import row_id
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.web import languages
from pishkhan.web.pages import address_in
from pishkhan.web.sentences import hint, sentence


LONGEST_BODY = 1000
TYPE = "urn:pishkhan:problem:"


class NotJson(DomainError):
    """The body is no JSON object with what is asked for as texts; data: `names`."""

    code = "json.not_json"
    status: ClassVar[int] = 400
    message = _("درخواست باید JSON باشد و اینها را به‌صورت متن داشته باشد: %(names)s.")


class WrongMethod(DomainError):
    """Something other than POST: numbers do not belong in addresses, which are kept in logs."""

    code = "json.no_such_method"
    status: ClassVar[int] = 405
    message = _("این نشانی فقط با POST پاسخ می‌دهد.")


class BodyTooLong(DomainError):
    """More than a few numbers need; data: `most` octets."""

    code = "json.body_too_large"
    status: ClassVar[int] = 413
    message = _("درخواست بیش از %(most)s بایت است.")


class NotDeclaredJson(DomainError):
    """Another type of body: a form of another site could send it without asking."""

    code = "json.wrong_type"
    status: ClassVar[int] = 415
    message = _("نوع درخواست باید application/json باشد.")


class DatabaseAway(DomainError):
    """It may answer soon; data: `seconds`."""

    code = "json.unavailable"
    status: ClassVar[int] = 503
    message = _("سامانه برای چند دقیقه در دسترس نیست.")
    hint = _("چند دقیقهٔ دیگر دوباره تلاش کنید.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as both paths see it; `body` is read only if the rest is right."""

    path: str
    method: str
    content_type: str
    length: int
    language: str
    address: str
    body: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Said:
    """The whole answer."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]


Work = Callable[[Call], Mapping[str, object]]


def call_in(environ: Mapping[str, str], read: Callable[[int], bytes]) -> Call:
    """A request as WSGI tells of it; `read` gives that many octets of its body."""
    length = length_of(environ)
    return Call(
        path=environ["PATH_INFO"],
        method=environ["REQUEST_METHOD"],
        content_type=environ.get("CONTENT_TYPE", ""),
        length=length,
        language=languages.accepted(environ.get("HTTP_ACCEPT_LANGUAGE", "")),
        address=address_in(environ),
        body=cache(partial(read, length)),
    )


def view(
    request: HttpRequest, work: Work, *, otherwise: HTTPStatus = HTTPStatus.NOT_FOUND
) -> HttpResponse:
    """The answer where Django is reached without the fast path, and in tests."""
    said = answer(call_in(request.META, lambda _length: request.body), work, otherwise=otherwise)
    return HttpResponse(said.body, status=said.status, headers=dict(said.headers))


def answer(call: Call, work: Work, *, otherwise: HTTPStatus = HTTPStatus.NOT_FOUND) -> Said:
    """What `work` gives, or the domain error that it raises, in the language of the call.

    `otherwise` is the status of an error that has none of its own.
    """
    with translation.override(call.language):
        try:
            return _said(call, HTTPStatus.OK, "application/json", work(call))
        except DomainError as error:
            return _problem(call, error, otherwise)


def texts(call: Call, *names: str, longest: int) -> tuple[str, ...]:
    """The texts of these names in the body, stripped and cut at `longest` characters.

    Raises WrongMethod, NotDeclaredJson, BodyTooLong, NotJson.
    """
    if call.method != "POST":
        raise WrongMethod
    if call.content_type.partition(";")[0].strip().lower() != "application/json":
        raise NotDeclaredJson
    if call.length > LONGEST_BODY:
        raise BodyTooLong(most=LONGEST_BODY)
    found = tuple(_text(call.body(), names, longest))
    if not all(found):
        raise NotJson(names=" · ".join(names))
    return found


class database:  # noqa: N801 - reads as a statement
    """What the database refuses inside is DatabaseAway."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, at: object) -> None:
        if kind is not None and issubclass(kind, OperationalError | InterfaceError):
            connection.close()
            raise DatabaseAway(seconds=60)


def _text(body: bytes, names: tuple[str, ...], longest: int) -> list[str]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    given = [said.get(name) for name in names] if isinstance(said, dict) else [None]
    return [one.strip()[:longest] if isinstance(one, str) else "" for one in given]


def length_of(environ: Mapping[str, str]) -> int:
    """Octets that a request says it carries; too many where it says anything else."""
    said = row_id(environ.get("CONTENT_LENGTH") or "0")
    return LONGEST_BODY + 1 if said is None else said


def _problem(call: Call, error: DomainError, otherwise: HTTPStatus) -> Said:
    status = int(getattr(error, "status", otherwise))
    body: dict[str, object] = {
        "type": TYPE + error.code,
        "title": sentence(error),
        "status": status,
        "detail": hint(error),
        "instance": call.path,
        "code": error.code,
    }
    more = [("Allow", "POST")] if isinstance(error, WrongMethod) else []
    if "seconds" in error.data:
        more.append(("Retry-After", str(error.data["seconds"])))
    return _said(call, status, "application/problem+json", body, *more)


def _said(
    call: Call, status: int, kind: str, value: Mapping[str, object], *more: tuple[str, str]
) -> Said:
    headers = (
        ("Content-Type", kind),
        ("Content-Language", call.language),
        ("Cache-Control", "no-store"),
        ("Vary", "Accept-Language"),
        *more,
    )
    return Said(status, json.dumps(value, ensure_ascii=False).encode(), headers)
