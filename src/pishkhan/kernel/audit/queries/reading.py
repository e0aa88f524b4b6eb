"""Reading the trail, newest first."""

from datetime import datetime

from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.audit.spec import Line
from pishkhan.kernel.audit.terms import Seen
from pishkhan.kernel.audit.verbs import sentence_of
from pishkhan.kernel.persistence.api import first_id_at


PAGE = 50
LOOKS = [seen.verb for seen in Seen]


def lines(  # noqa: PLR0913 - a filter each
    *,
    target: str | None = None,
    target_id: int | None = None,
    account_id: int | None = None,
    person_id: int | None = None,
    verb: str | None = None,
    only_looks: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    older_than: int | None = None,
    limit: int = PAGE,
) -> list[Line]:
    """Lines that fit every filter given, newest first; one query, by an index.

    `account_id` and `person_id` are of who acted; `only_looks` is who saw what; `until` is not in
    it. The next page begins at `older_than=` the id of the last line shown.
    """
    wanted = {
        "target": target,
        "target_id": target_id,
        "account_id": account_id,
        "person_id": person_id,
        "verb": verb,
        "verb__in": LOOKS if only_looks else None,
        # An id tells when it was made, so times are a range of the index that is read anyway.
        "id__gte": first_id_at(since) if since else None,
        "id__lt": _least(older_than, first_id_at(until) if until else None),
    }
    found = AuditLine.objects.filter(**{k: v for k, v in wanted.items() if v is not None})
    return [_line(row) for row in found.order_by("-id")[:limit]]


def _least(*ids: int | None) -> int | None:
    return min((one for one in ids if one is not None), default=None)


def _line(row: AuditLine) -> Line:
    return Line(
        id=row.id,
        at=row.at,
        verb=row.verb,
        sentence=sentence_of(row.verb),
        target=row.target,
        target_id=row.target_id,
        actor_kind=row.actor_kind,
        account_id=row.account_id,
        person_id=row.person_id,
        because=row.because,
        before=row.before,
        after=row.after,
    )
