"""Tracking for machines: two numbers in JSON, the state in JSON (`POST /track/status.json`).

What is asked, refused and said stands here once. Who asks the database is a `Source`: the view does
so by the kernel, the fast path in front of Django (config/fast_track.py) by prepared statements.
No cookie is read; the limits, the answers and the line in the trail are those of the page.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, Protocol

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Process
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering import api as numbering
from pishkhan.surfaces.track import trying
from pishkhan.surfaces.track.errors import CodesDisagree
from pishkhan.web import json_door
from pishkhan.web.following import waits_for, waits_for_a_fee
from pishkhan.web.json_door import Call, Said, database, texts
from pishkhan.web.sentences import translated


PATH = "/track/status.json"
LETTER, CODE = "letter_number", "tracking_code"
LONGEST_NUMBER = 40
SEND = "send"


class TooManyTries(DomainError):
    """One of the two limits is reached; data: `seconds`."""

    code = "track.too_many_tries"
    status: ClassVar[int] = 429
    message = _("تلاش‌های شما بیش از اندازه است.")
    hint = _("یک ساعت دیگر دوباره تلاش کنید.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case is."""

    process: Process
    state: str
    entered_at: datetime
    is_closed: bool
    waits_for: tuple[cases.Wanted, ...] = ()


class Source(Protocol):
    """Who asks the database; each raises DatabaseAway."""

    def may_try(self, address: str, letter: str) -> bool:
        """Count a try."""

    def standing(self, address: str, letter: str, code: str) -> Standing | None:
        """Where the case of this pair is, the try forgiven and the look written down; or None."""


def answer(call: Call, source: Source) -> Said:
    """The state, or why not, in the language of the call."""
    return json_door.answer(call, partial(_told, source))


def _told(source: Source, call: Call) -> dict[str, object]:
    letter, code = texts(call, LETTER, CODE, longest=LONGEST_NUMBER)
    if not source.may_try(call.address, letter):
        raise TooManyTries(seconds=int(trying.WINDOW.total_seconds()))
    standing = source.standing(call.address, letter, code)
    if standing is None:
        raise CodesDisagree
    return _shown(standing)


def _shown(standing: Standing) -> dict[str, object]:
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


class ByKernel:
    """Asks by the kernel, on Django's connection."""

    def may_try(self, address: str, letter: str) -> bool:
        """As `trying.may_try`."""
        with database():
            return trying.may(address, letter)

    def standing(self, address: str, letter: str, code: str) -> Standing | None:
        """As the page does."""
        with database():
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


@csrf_exempt  # no cookie is asked who sent it
def status(request: HttpRequest) -> HttpResponse:
    """The view behind the fast path: where Django is reached without it, and in tests."""
    return json_door.view(request, partial(_told, ByKernel()))
