"""A bank's file of a day is taken: every row is kept, or becomes a difference that says why."""

import hashlib
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol

from django.db import IntegrityError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.actions.differences import a_difference, write
from pishkhan.kernel.payments.errors import (
    DayToCome,
    FileOfAnother,
    NoReadableRow,
    UnknownGateway,
    UnreadableBankFile,
)
from pishkhan.kernel.payments.models import Attempt, BankFile
from pishkhan.kernel.payments.queries.reaching import require_finance
from pishkhan.kernel.payments.rules import bank_file as rules
from pishkhan.kernel.payments.rules.bank_file import Row, RowFault
from pishkhan.kernel.payments.terms import DifferenceKind
from pishkhan.kernel.persistence.api import defer, new_id


A_PAGE = 5000
LONGEST_NAME = 200
NULL = "\\N"
COPY = (
    "COPY payments_bankline (id, file_id, line, reference, rrn, order_number, amount, state, card,"
    " at) FROM STDIN"
)


class Stream(rules.Stream, Protocol):
    """Bytes that are read twice: once for their digest."""

    def seek(self, offset: int, /) -> object:
        """Go to a place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """The file, and whether its bytes were new; if not, nothing was written."""

    file_id: int
    is_new: bool


def take_bank_file(*, gateway: str, day: date, name: str, stream: Stream, by: Actor) -> Taken:
    """Read a bank's file of `day` (CSV, `rules.bank_file.COLUMNS`); a job lays it beside our books.

    A page of it is in memory, however long it is. Raises NotAllowed, UnknownGateway, DayToCome,
    UnreadableBankFile, NoReadableRow, FileOfAnother (these bytes for another gateway or day).
    """
    require_finance(by, Act.MANAGE_FINANCE)
    if ports.till(gateway) is None and not Attempt.objects.filter(gateway=gateway).exists():
        raise UnknownGateway
    if day > clock.today():
        raise DayToCome
    digest = _digest(stream)
    known = _known(digest, gateway, day)
    if known is not None:
        return known
    try:
        return Taken(file_id=_take(gateway, day, name, digest, stream, by), is_new=True)
    except IntegrityError:  # somebody sent the same bytes at the same time
        known = _known(digest, gateway, day)
        if known is None:
            raise
        return known


@transaction.atomic
def _take(gateway: str, day: date, name: str, digest: str, stream: Stream, by: Actor) -> int:
    file = BankFile.objects.create(
        gateway=gateway,
        day=day,
        sha256=digest,
        name=name[:LONGEST_NAME],
        taken_by=by.account_id or 0,
        taken_at=clock.now(),
    )
    _read(file, stream)
    record(
        "payments.bank_file_taken",
        target="bank_file",
        target_id=file.id,
        by=by,
        after={"gateway": gateway, "day": day.isoformat(), "rows": file.rows},
    )
    defer("payments.reconcile", key=f"reconcile:{file.id}", file=file.id)
    return file.id


def _digest(stream: Stream) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(rules.PIECE):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()


def _known(digest: str, gateway: str, day: date) -> Taken | None:
    row = BankFile.objects.filter(sha256=digest).first()
    if row is None:
        return None
    if (row.gateway, row.day) != (gateway, day):
        raise FileOfAnother(gateway=row.gateway, day=row.day)
    return Taken(file_id=row.id, is_new=False)


def _read(file: BankFile, stream: Stream) -> None:
    """Keep the good rows, counted and summed, and write a difference for each bad one."""
    lines = rules.lines(stream)
    if not rules.is_header(next(lines, (1, None))[1]):
        raise UnreadableBankFile(columns="، ".join(rules.COLUMNS))
    first_fault: RowFault | None = None
    while page := list(islice(lines, A_PAGE)):
        read = [(number, rules.read(line, file.day)) for number, line in page]
        good = [(number, row) for number, row in read if isinstance(row, Row)]
        bad = [(number, fault) for number, fault in read if isinstance(fault, RowFault)]
        _copy(file, good)
        write([_bad_row(file, number, fault) for number, fault in bad])
        file.rows += len(good)
        file.total += sum(row.amount for _number, row in good)
        first_fault = first_fault or (bad[0][1] if bad else None)
    if not file.rows and first_fault is not None:
        raise NoReadableRow(why=first_fault.label)
    file.save(update_fields=["rows", "total"])


def _copy(file: BankFile, rows: list[tuple[int, Row]]) -> None:
    # No cell holds a tab, a backslash or a line break: `rules.read` lets none in.
    text = "".join(
        f"{new_id()}\t{file.id}\t{number}\t{row.reference}\t{row.rrn}\t"
        f"{NULL if row.order_number is None else row.order_number}\t{row.amount}\t"
        f"{row.state.value}\t{row.card}\t{row.at.isoformat()}\n"
        for number, row in rows
    )
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(text)


def _bad_row(file: BankFile, number: int, fault: RowFault) -> dict[str, object]:
    # Under the name of its own file: line 5 of another one is another row.
    name = f"sha256:{file.sha256[:16]}"
    return a_difference(file, DifferenceKind.BAD_ROW, name, line=number, detail=fault.value)
