"""Reading the trail, newest first."""

from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.audit.spec import Line
from pishkhan.kernel.audit.verbs import sentence_of


PAGE = 50


def lines(
    *,
    target: str | None = None,
    target_id: int | None = None,
    account_id: int | None = None,
    verb: str | None = None,
    older_than: int | None = None,
    limit: int = PAGE,
) -> list[Line]:
    """Lines that fit every filter given, newest first; one query.

    The next page begins at `older_than=` the id of the last line shown.
    """
    wanted = {"target": target, "target_id": target_id, "account_id": account_id, "verb": verb}
    found = AuditLine.objects.filter(**{k: v for k, v in wanted.items() if v is not None})
    if older_than is not None:
        found = found.filter(id__lt=older_than)
    return [_line(row) for row in found.order_by("-id")[:limit]]


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
