"""Differences: found once, closed by a person with words, or by themselves when they are gone."""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments.actions.booking import book
from pishkhan.kernel.payments.actions.owing import owe_excess
from pishkhan.kernel.payments.errors import AlreadyResolved, NoSuchDifference, NoteNeeded
from pishkhan.kernel.payments.models import BankFile, Difference, Payment
from pishkhan.kernel.payments.queries.reaching import require_finance
from pishkhan.kernel.payments.rules.bank_file import BankState
from pishkhan.kernel.payments.rules.correcting import correction
from pishkhan.kernel.payments.terms import DifferenceKind
from pishkhan.kernel.persistence.api import as_json, new_id


COLUMNS = (
    "id, kind, gateway, day, reference, file_id, line, payment_id, attempt_id, ours, theirs, detail,"
    " found_at, resolution"
)
# Once while it waits; and one that was closed does not come back with the same figures.
INSERT = f"""
    INSERT INTO payments_difference ({COLUMNS})
    SELECT {COLUMNS} FROM json_populate_recordset(NULL::payments_difference, %(rows)s) new
    WHERE NOT EXISTS (
      SELECT FROM payments_difference old
      WHERE (old.gateway, old.kind, old.reference) = (new.gateway, new.kind, new.reference)
      AND old.line IS NOT DISTINCT FROM new.line
      AND (old.resolved_at IS NULL
           OR old.theirs IS NOT DISTINCT FROM new.theirs AND old.detail = new.detail)
    )
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants
LONGEST_RESOLUTION = 2000


def a_difference(  # noqa: PLR0913 - a difference has that many sides
    file: BankFile,
    kind: DifferenceKind,
    reference: str,
    *,
    line: int | None = None,
    payment_id: int | None = None,
    attempt_id: int | None = None,
    ours: int | None = None,
    theirs: int | None = None,
    detail: str = "",
) -> dict[str, object]:
    """A difference of a file, for `write`."""
    return {
        "id": new_id(),
        "kind": kind.value,
        "gateway": file.gateway,
        "day": file.day.isoformat(),
        "reference": reference,
        "file_id": file.id,
        "line": line,
        "payment_id": payment_id,
        "attempt_id": attempt_id,
        "ours": ours,
        "theirs": theirs,
        "detail": detail,
        "found_at": clock.now(),
        "resolution": "",
    }


def write(found: Iterable[Mapping[str, object]]) -> None:
    """Write those that are not written yet; one statement."""
    rows = list(found)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, {"rows": as_json(rows)})


@transaction.atomic
def resolve_difference(
    difference_id: int, *, resolution: str, by: Actor, correct_books: bool = False
) -> None:
    """Close a difference; `resolution` says what was done about it.

    With `correct_books` the money in question goes to (or comes from) the account of what is being
    looked into, so that our books and the bank's agree; what was taken beyond the amount of a
    settled payment is its payer's, and another person approves that it goes back. Raises NotAllowed, NoSuchDifference,
    AlreadyResolved, NoteNeeded.
    """
    row = locked(difference_id, by)
    if not resolution.strip():
        raise NoteNeeded
    made = correction(
        row.id,
        DifferenceKind(row.kind),
        gateway=row.gateway,
        ours=row.ours,
        theirs=row.theirs,
        detail=row.detail,
        is_payers=correct_books and _owes_excess(row, by),
    )
    if correct_books and made is not None:
        book(
            made,
            payment_id=row.payment_id,
            difference_id=row.id,
            service=_service_of(row.payment_id),
        )
    close(row, resolution.strip()[:LONGEST_RESOLUTION], by=by)


def _owes_excess(row: Difference, by: Actor) -> bool:
    """Whether what the bank has more was put on its way back to the payer."""
    more = (row.theirs or 0) - (row.ours or 0)
    if row.kind != DifferenceKind.AMOUNT or row.detail != BankState.SETTLED or more <= 0:
        return False
    payments = Payment.objects.select_for_update().filter(id=row.payment_id or 0)
    payment = payments.filter(settled_at__isnull=False, reversed_at=None).first()
    return payment is not None and owe_excess(payment, more, by=by)


def locked(difference_id: int, by: Actor) -> Difference:
    """An open difference, locked, for somebody who may keep the books.

    Raises NotAllowed, NoSuchDifference, AlreadyResolved.
    """
    require_finance(by, Act.MANAGE_FINANCE)
    row = Difference.objects.select_for_update().filter(id=difference_id).first()
    if row is None:
        raise NoSuchDifference
    if row.resolved_at is not None:
        raise AlreadyResolved
    return row


def close(row: Difference, resolution: str, *, by: Actor | None) -> None:
    """Close a difference that the caller has locked; `by=None`: by itself."""
    row.resolved_at, row.resolution = clock.now(), resolution
    row.resolved_by = by.account_id if by else None
    row.save(update_fields=["resolved_at", "resolution", "resolved_by"])
    record(
        "payments.difference_resolved",
        target="difference",
        target_id=row.id,
        by=by,
        because=resolution,
        after={"kind": row.kind, "reference": row.reference},
    )


def _service_of(payment_id: int | None) -> str:
    found = Payment.objects.filter(id=payment_id or 0).values_list("invoice__service", flat=True)
    return found.first() or ""
