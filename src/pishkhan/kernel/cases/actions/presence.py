"""Who has a case open: a hint for colleagues, never a lock."""

from datetime import timedelta

from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.models import Presence
from pishkhan.kernel.cases.queries.presence import STILL_HERE
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.persistence.api import new_id


KEPT = timedelta(days=1)
HERE = """
    INSERT INTO cases_presence (id, case_id, account_id, name, since, seen_at)
    VALUES (%(id)s, %(case)s, %(account)s, %(name)s, %(now)s, %(now)s)
    ON CONFLICT (case_id, account_id) DO UPDATE SET name = EXCLUDED.name, seen_at = EXCLUDED.seen_at,
        since = CASE WHEN cases_presence.seen_at < %(stale)s THEN EXCLUDED.since
                     ELSE cases_presence.since END"""


def be_present(*, case_id: int, by: Actor) -> None:
    """The actor has the case open now. One statement."""
    if by.account_id is None:
        return
    now = clock.now()
    values: writing.Values = {
        "id": new_id(), "case": case_id, "account": by.account_id, "name": by.name,
        "now": now, "stale": now - STILL_HERE,
    }  # fmt: skip
    writing.run(HERE, values)


def leave(*, case_id: int, by: Actor) -> None:
    """The actor has closed the case, or decided it."""
    Presence.objects.filter(case_id=case_id, account_id=by.account_id or 0).delete()


def forget_presence() -> int:
    """Remove who was there long ago; how many. Run hourly."""
    return Presence.objects.filter(seen_at__lt=clock.now() - KEPT).delete()[0]
