"""Who else has a case open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pishkhan.foundation import clock
from pishkhan.kernel.cases.models import Presence
from pishkhan.kernel.identity.spec import Actor


STILL_HERE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """A colleague with the same case open."""

    name: str
    since: datetime


def beside(case_id: int, actor: Actor) -> list[Beside]:
    """The colleagues who have the case open, who came first first; one query."""
    rows = Presence.objects.filter(case_id=case_id, seen_at__gte=clock.now() - STILL_HERE)
    others = rows.exclude(account_id=actor.account_id or 0).order_by("since", "id")
    return [Beside(name=row.name, since=row.since) for row in others]
