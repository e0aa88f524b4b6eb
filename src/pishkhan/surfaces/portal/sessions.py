"""What the browser's session remembers for the applicant: codes sent, refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from pishkhan.foundation import clock
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.web.human_check import api as human_check
from pishkhan.web.people import actor_of


SENT = "code_sent"
REFUSED = "refused"
OWNERSHIP = "ownership"
PROVED = "proved_mobile"
SUSPECT = human_check.HARDER  # the human check is harder then
Refusals = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was refused at a place, by field ("" for the whole form), and what had been typed."""

    errors: dict[str, tuple[str, ...]]
    typed: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCode:
    """The last one-time code that this browser asked for."""

    mobile: str
    resend_at: datetime
    expires_at: datetime

    @property
    def wait(self) -> int:
        """Seconds until another may be asked for; 0: now."""
        return max(0, round((self.resend_at - clock.now()).total_seconds()))


def remember_code(
    request: HttpRequest, mobile: str, resend_at: datetime, expires_at: datetime
) -> None:
    """Note when a code went to which number, for the timer."""
    request.session[SENT] = {
        "mobile": mobile,
        "resend_at": resend_at.isoformat(),
        "expires_at": expires_at.isoformat(),
    }


def sent_code(request: HttpRequest, mobile: str) -> SentCode | None:
    """The code that this browser last had sent, if it went to `mobile`."""
    kept = request.session.get(SENT)
    if not isinstance(kept, dict) or kept["mobile"] != mobile:
        return None
    return SentCode(
        mobile=mobile,
        resend_at=datetime.fromisoformat(kept["resend_at"]),
        expires_at=datetime.fromisoformat(kept["expires_at"]),
    )


def refuse(
    request: HttpRequest, place: str, errors: Refusals, typed: Mapping[str, str] | None = None
) -> None:
    """Keep refusals for the next look at `place`, so that every post ends in a redirect."""
    kept = {name: list(sentences) for name, sentences in errors.items()}
    request.session[REFUSED] = {"place": place, "errors": kept, "typed": dict(typed or {})}


def refused(request: HttpRequest, place: str) -> Refused:
    """What was refused here just now; a second look finds nothing."""
    kept = request.session.get(REFUSED)
    if not isinstance(kept, dict) or kept["place"] != place:
        return Refused(errors={}, typed={})
    del request.session[REFUSED]
    errors = {name: tuple(sentences) for name, sentences in kept["errors"].items()}
    return Refused(errors=errors, typed=kept["typed"])


def remember_ownership(request: HttpRequest, token: str, outcome: Ownership) -> None:
    """Keep the outcome of the mobile-ownership check until the draft is sent."""
    request.session[OWNERSHIP] = {token: outcome.value}


def ownership(request: HttpRequest, token: str) -> str:
    """The outcome kept for this draft, or the empty string."""
    return str(request.session.get(OWNERSHIP, {}).get(token, ""))


def prove_mobile(request: HttpRequest) -> None:
    """Whoever entered a one-time code is a human, known or not."""
    request.session[PROVED] = (clock.now() + timedelta(hours=1)).isoformat()


def suspect(request: HttpRequest, *, is_suspect: bool) -> None:
    """Codes asked for from where this browser is are hardly used: the next one needs a human."""
    if is_suspect:
        request.session[SUSPECT] = True
    else:
        request.session.pop(SUSPECT, None)


def is_suspect(request: HttpRequest) -> bool:
    """Whether the next code needs the human check even where it is not asked for otherwise."""
    return SUSPECT in request.session


def asks_human(request: HttpRequest) -> bool:
    """Whether this browser is to pass the human check."""
    if is_suspect(request):
        return True
    until = request.session.get(PROVED)
    if until and datetime.fromisoformat(until) > clock.now():
        return False
    return human_check.is_needed(actor_of(request))
