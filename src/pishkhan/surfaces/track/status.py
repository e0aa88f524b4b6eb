"""Tracking for machines: two numbers in JSON, the state in JSON (`POST /track/status.json`).

What is asked, refused and said stands here once. Who asks the database is a `Source`: the view does
so by the kernel, the fast path in front of Django (config/fast_track.py) by prepared statements.
No cookie is read; the limits, the answers and the line in the trail are those of the page.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import ClassVar, Protocol

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.row_ids import row_id
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Process
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering import api as numbering
from pishkhan.surfaces.track import trying
from pishkhan.surfaces.track.errors import CodesDisagree
from pishkhan.web import languages
from pishkhan.web.following import waits_for, waits_for_a_fee
from pishkhan.web.pages import address_of
from pishkhan.web.sentences import hint, sentence, translated


PATH = "/track/status.json"
LETTER, CODE = "letter_number", "tracking_code"
LONGEST_BODY, LONGEST_NUMBER = 1000, 40
TYPE = "urn:pishkhan:problem:"
SEND = "send"


class NotJson(DomainError):
    """The body is no JSON object with the two numbers as texts."""

    code = "track.not_json"
    status: ClassVar[int] = 400
    message = _("درخواست باید JSON باشد با «letter_number» و «tracking_code»، هر دو متن.")


class WrongMethod(DomainError):
    """Something other than POST: numbers do not belong in addresses, which are kept in logs."""

    code = "track.no_such_method"
    status: ClassVar[int] = 405
    message = _("این نشانی فقط با POST پاسخ می‌دهد.")


class BodyTooLong(DomainError):
    """More than two numbers need; data: `most` octets."""

    code = "track.body_too_large"
    status: ClassVar[int] = 413
    message = _("درخواست بیش از %(most)s بایت است.")


class NotDeclaredJson(DomainError):
    """Another type of body: a form of another site could send it without asking."""

    code = "track.wrong_type"
    status: ClassVar[int] = 415
    message = _("نوع درخواست باید application/json باشد.")


class TooManyTries(DomainError):
    """One of the two limits is reached; data: `seconds`."""

    code = "track.too_many_tries"
    status: ClassVar[int] = 429
    message = _("تلاش‌های شما بیش از اندازه است.")
    hint = _("یک ساعت دیگر دوباره تلاش کنید.")


class DatabaseAway(DomainError):
    """It may answer soon; data: `seconds`."""

    code = "track.unavailable"
    status: ClassVar[int] = 503
    message = _("سامانه برای چند دقیقه در دسترس نیست.")
    hint = _("چند دقیقهٔ دیگر دوباره تلاش کنید.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as both paths see it; `body` is read only if the rest is right."""

    method: str
    content_type: str
    length: int
    language: str
    address: str
    body: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case is."""

    process: Process
    state: str
    entered_at: datetime
    is_closed: bool
    waits_for: tuple[cases.Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The whole answer."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]


class Source(Protocol):
    """Who asks the database; each raises DatabaseAway."""

    def may_try(self, address: str, letter: str) -> bool:
        """Count a try."""

    def standing(self, address: str, letter: str, code: str) -> Standing | None:
        """Where the case of this pair is, the try forgiven and the look written down; or None."""


def answer(call: Call, source: Source) -> Said:
    """The state, or why not, in the language of the call."""
    with translation.override(call.language):
        try:
            standing = _found(call, source)
        except DomainError as error:
            return _problem(call, error)
        return _said(call, 200, "application/json", _told(standing))


def read(body: bytes) -> tuple[str, str]:
    """Letter number and tracking code of a body; raises NotJson."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(said, dict):
        raise NotJson
    letter, code = said.get(LETTER), said.get(CODE)
    if not isinstance(letter, str) or not isinstance(code, str):
        raise NotJson
    letter, code = letter.strip()[:LONGEST_NUMBER], code.strip()[:LONGEST_NUMBER]
    if not letter or not code:
        raise NotJson
    return letter, code


def length_of(environ: Mapping[str, str]) -> int:
    """Octets that a request says it carries; too many where it says anything else."""
    said = row_id(environ.get("CONTENT_LENGTH") or "0")
    return LONGEST_BODY + 1 if said is None else said


def _found(call: Call, source: Source) -> Standing:
    if call.method != "POST":
        raise WrongMethod
    if call.content_type.partition(";")[0].strip().lower() != "application/json":
        raise NotDeclaredJson
    if call.length > LONGEST_BODY:
        raise BodyTooLong(most=LONGEST_BODY)
    letter, code = read(call.body())
    if not source.may_try(call.address, letter):
        raise TooManyTries(seconds=int(trying.WINDOW.total_seconds()))
    standing = source.standing(call.address, letter, code)
    if standing is None:
        raise CodesDisagree
    return standing


def _told(standing: Standing) -> dict[str, object]:
    states = standing.process.states
    state = states[standing.state]
    ahead = () if standing.is_closed else standing.process.path_from(standing.state)
    following = states[ahead[0]] if ahead else None
    return {
        "title": translated(state.shown),
        "since": _moment(standing.entered_at),
        "is_your_turn": (state.with_applicant and SEND in state.actions) or waits_for_a_fee(state),
        "is_closed": standing.is_closed,
        "waits_for": [
            {
                "role": one.role_title,
                "organisation": one.organisation_name,
                "asked_at": one.ask and _moment(one.ask.asked_at),
            }
            for one in standing.waits_for
        ],
        "next": following
        and {
            "title": translated(following.shown),
            "usual_working_days": following.usual.working_days or None,
        },
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _problem(call: Call, error: DomainError) -> Said:
    status = int(getattr(error, "status", HTTPStatus.NOT_FOUND))  # CodesDisagree is the page's own
    body: dict[str, object] = {
        "type": TYPE + error.code,
        "title": sentence(error),
        "status": status,
        "detail": hint(error),
        "instance": PATH,
        "code": error.code,
    }
    more = [("Allow", "POST")] if isinstance(error, WrongMethod) else []
    if "seconds" in error.data:
        more.append(("Retry-After", str(error.data["seconds"])))
    return _said(call, status, "application/problem+json", body, *more)


def _said(
    call: Call, status: int, kind: str, value: dict[str, object], *more: tuple[str, str]
) -> Said:
    headers = (
        ("Content-Type", kind),
        ("Content-Language", call.language),
        ("Cache-Control", "no-store"),
        ("Vary", "Accept-Language"),
        *more,
    )
    return Said(status, json.dumps(value, ensure_ascii=False).encode(), headers)


class ByKernel:
    """Asks by the kernel, on Django's connection."""

    def may_try(self, address: str, letter: str) -> bool:
        """As `trying.may_try`."""
        with _database():
            return trying.may(address, letter)

    def standing(self, address: str, letter: str, code: str) -> Standing | None:
        """As the page does."""
        with _database():
            found = numbering.by_pair(letter, code)
            if found is None:
                return None
            case = cases.case(found.case_id)
            trying.forgive(address, letter)
            audit.saw(audit.Seen.STATUS, case.id, by=Actor.anonymous())
            return Standing(
                process=cases.process_of(case.definition_id),
                state=case.state,
                entered_at=case.entered_at,
                is_closed=case.closed_at is not None,
                waits_for=waits_for(case),
            )


class _database:  # noqa: N801 - reads as a statement
    """What the database refuses inside is DatabaseAway."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, at: object) -> None:
        if kind is not None and issubclass(kind, OperationalError | InterfaceError):
            connection.close()
            raise DatabaseAway(seconds=60)


@csrf_exempt  # no cookie is asked who sent it
def status(request: HttpRequest) -> HttpResponse:
    """The view behind the fast path: where Django is reached without it, and in tests."""
    call = Call(
        method=str(request.method),
        content_type=request.META.get("CONTENT_TYPE", ""),
        length=length_of(request.META),
        language=languages.accepted(request.headers.get("Accept-Language", "")),
        address=address_of(request),
        body=lambda: request.body,
    )
    said = answer(call, ByKernel())
    return HttpResponse(said.body, status=said.status, headers=dict(said.headers))
