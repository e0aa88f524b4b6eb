"""What the browser's session remembers of tracking: the proven case, and what was just refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest

from pishkhan.foundation import clock


PROVEN, TYPED = "tracked", "track_typed"
LASTS = timedelta(minutes=30)


def prove(request: HttpRequest, case_id: int) -> None:
    """Let this browser see the case for half an hour."""
    request.session.cycle_key()
    until = clock.now() + LASTS
    request.session[PROVEN] = {"case": str(case_id), "until": until.isoformat()}


def proven(request: HttpRequest) -> int | None:
    """The case that this browser may see, or None."""
    kept = request.session.get(PROVEN)
    if not kept or datetime.fromisoformat(kept["until"]) <= clock.now():
        return None
    return int(kept["case"])


def keep(
    request: HttpRequest, typed: Mapping[str, str], errors: Mapping[str, Sequence[str]]
) -> None:
    """Keep what was typed and refused for the next look, so that every post ends in a redirect."""
    kept = {name: list(sentences) for name, sentences in errors.items()}
    request.session[TYPED] = {"typed": dict(typed), "errors": kept}


def kept(request: HttpRequest) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """What was typed and refused just now; a second look finds nothing."""
    found = request.session.pop(TYPED, None) or {"typed": {}, "errors": {}}
    errors = {name: tuple(sentences) for name, sentences in found["errors"].items()}
    return found["typed"], errors
