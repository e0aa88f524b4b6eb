"""Adding to the trail."""

import json
from collections.abc import Iterable, Mapping

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.audit.rules.mark import FIELDS, VALUES, mark
from pishkhan.kernel.audit.sources import keys
from pishkhan.kernel.audit.spec import By
from pishkhan.kernel.audit.terms import Seen
from pishkhan.kernel.persistence.api import as_json, insert_json


SYSTEM = "system"
# Nearly every request writes a line or two, hence by hand.
COLUMNS = (
    "id", "at", "verb", "target", "target_id", "actor_kind", "account_id", "person_id", "because",
    "before", "after", "mark",
)  # fmt: skip
INSERT = insert_json("audit_auditline", COLUMNS, "lines")


def record(  # noqa: PLR0913 - an act has that many sides
    verb: str,
    *,
    target: str,
    target_id: int,
    by: By | None,
    because: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write one line in the caller's transaction: `by` did `verb` to the `target`.

    `by=None` means the platform itself. `before` and `after` are JSON values and carry no
    secret; numbers of persons are masked. A verb without a declared sentence is still kept:
    a line is worth more than its wording.
    """
    line = _line(
        verb,
        target=target,
        target_id=target_id,
        by=by,
        because=because,
        before=before,
        after=after,
    )
    write([line])


def write(lines: Iterable[AuditLine]) -> None:
    """Write lines with their marks, in one statement and the caller's transaction."""
    rows = [{name: getattr(line, name) for name in COLUMNS} for line in map(marked, lines)]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, {"lines": as_json(rows)})


def marked(line: AuditLine) -> AuditLine:
    """The line with its mark."""
    texts = {name: _text(getattr(line, name)) for name in FIELDS}
    values = {name: _json(getattr(line, name)) for name in VALUES}
    line.mark = mark({**texts, **values, "at": line.at.isoformat()}, keys()[0])
    return line


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _json(value: Mapping[str, object] | None) -> str | None:
    return None if value is None else json.dumps(value, cls=DjangoJSONEncoder)


def saw(seen: Seen, target_id: int, *, by: By | None, what: str = "") -> None:
    """Write that `by` saw something (`target_id` is of `seen.target`): called where a read has been allowed, before its answer.

    `what` tells more where the number alone does not, such as the filter of an export; never
    personal data. One INSERT, in the caller's transaction if there is one.
    """
    record(seen.verb, target=seen.target, target_id=target_id, by=by, because=what)


def saw_all(seen: Seen, target_ids: Iterable[int], *, by: By | None, what: str = "") -> None:
    """As `saw`, for everything that one answer shows, in one INSERT."""
    write(
        _line(seen.verb, target=seen.target, target_id=one, by=by, because=what)
        for one in sorted(set(target_ids))
    )


def _line(  # noqa: PLR0913 - as `record`
    verb: str,
    *,
    target: str,
    target_id: int,
    by: By | None,
    because: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditLine:
    return AuditLine(
        at=clock.now(),
        verb=verb,
        target=target,
        target_id=target_id,
        actor_kind=by.kind if by else SYSTEM,
        account_id=by.account_id if by else None,
        person_id=by.person_id if by else None,
        because=because,
        before=before,
        after=after,
    )
