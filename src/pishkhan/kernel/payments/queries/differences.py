"""Banks' files, and what in them does not agree with our books."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments.models import BankFile, BankLine, Difference
from pishkhan.kernel.payments.queries.daybook import A_PAGE_OF_A_FILE, Asked
from pishkhan.kernel.payments.rules.bank_file import BankState
from pishkhan.kernel.payments.terms import DifferenceKind


@dataclass(frozen=True, kw_only=True, slots=True)
class BankFileView:
    """A bank's file. `reconciled_at` None: it is still being compared."""

    id: int
    gateway: str
    day: date
    name: str
    taken_by: int
    taken_at: datetime
    reconciled_at: datetime | None
    rows: int
    matched: int
    total: Rials
    bad_rows: int
    open_differences: int
    closed_differences: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DifferenceView:
    """What a bank's file and our books do not agree on. `resolved_by` None on a closed one: it
    closed by itself. `line` is of the file, for a row that was not read."""

    id: int
    kind: DifferenceKind
    gateway: str
    day: date
    reference: str
    file_id: int
    line: int | None
    payment_id: int | None
    attempt_id: int | None
    ours: Rials | None
    theirs: Rials | None
    detail: str
    found_at: datetime
    resolved_at: datetime | None
    resolved_by: int | None
    resolution: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BankLineView:
    """A payment as a bank's file has it."""

    id: int
    file_id: int
    file_name: str
    gateway: str
    line: int
    reference: str
    rrn: str
    order_number: int | None
    amount: Rials
    state: BankState
    card: str
    at: datetime


def bank_file(file_id: int) -> BankFileView | None:
    """One file; one query."""
    return next(iter(_files(BankFile.objects.filter(id=file_id))), None)


def bank_files(
    *, gateway: str = "", before: int | None = None, limit: int = 50
) -> list[BankFileView]:
    """The files that were taken, newest first; one query."""
    rows = BankFile.objects.order_by("-id")
    if gateway:
        rows = rows.filter(gateway=gateway)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _files(rows, limit)


def last_days() -> dict[str, date]:
    """The last day of which each gateway's file was taken; one query."""
    return dict(
        BankFile.objects.values_list("gateway").annotate(last=Max("day")).order_by("gateway")
    )


def difference(difference_id: int) -> DifferenceView | None:
    """One difference; one query."""
    row = Difference.objects.filter(id=difference_id).first()
    return _difference(row) if row else None


def differences(
    asked: Asked,
    *,
    kind: str = "",
    is_open: bool = True,
    file_id: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[DifferenceView]:
    """Differences, oldest first; days are those of the files. One query."""
    rows = Difference.objects.filter(resolved_at__isnull=is_open).order_by("id")
    if asked.since:
        rows = rows.filter(day__gte=clock.in_tehran(asked.since).date())
    if asked.until:
        rows = rows.filter(day__lt=clock.in_tehran(asked.until).date())
    named = {"gateway": asked.gateway, "kind": kind, "file_id": file_id}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if after is not None:
        rows = rows.filter(id__gt=after)
    return [_difference(row) for row in rows[:limit]]


def every_difference(
    asked: Asked, *, kind: str = "", is_open: bool = True
) -> Iterator[DifferenceView]:
    """All of them, a page in memory at a time."""
    last: int | None = None
    while found := differences(
        asked, kind=kind, is_open=is_open, after=last, limit=A_PAGE_OF_A_FILE
    ):
        yield from found
        last = found[-1].id


def differences_of(payment_id: int) -> list[DifferenceView]:
    """Those about a payment; one query."""
    rows = Difference.objects.filter(payment_id=payment_id).order_by("id")
    return [_difference(row) for row in rows]


def open_differences() -> dict[DifferenceKind, int]:
    """How many wait for a person; one query."""
    counted = Difference.objects.filter(resolved_at=None).values_list("kind")
    found = dict(counted.annotate(count=Count("id")).order_by())
    return {kind: found[kind.value] for kind in DifferenceKind if found.get(kind.value)}


def bank_lines(file_id: int, reference: str) -> list[BankLineView]:
    """Where a file names a payment; one query."""
    rows = BankLine.objects.filter(file_id=file_id, reference=reference).select_related("file")
    return [line_view(row) for row in rows.order_by("line")]


def bank_line(line_id: int) -> BankLineView | None:
    """One line of a file; one query."""
    row = BankLine.objects.filter(id=line_id).select_related("file").first()
    return line_view(row) if row else None


def line_view(row: BankLine) -> BankLineView:
    """A row, with its file, as others see it."""
    return BankLineView(
        id=row.id,
        file_id=row.file_id,
        file_name=row.file.name,
        gateway=row.file.gateway,
        line=row.line,
        reference=row.reference,
        rrn=row.rrn,
        order_number=row.order_number,
        amount=Rials(row.amount),
        state=BankState(row.state),
        card=row.card,
        at=row.at,
    )


def _files(rows: QuerySet[BankFile], limit: int = 1) -> list[BankFileView]:
    counted = rows.annotate(
        bad=Count("differences", filter=Q(differences__kind=DifferenceKind.BAD_ROW)),
        waiting=Count("differences", filter=Q(differences__resolved_at=None)),
        all=Count("differences"),
    )[:limit]
    return [
        BankFileView(
            id=row.id,
            gateway=row.gateway,
            day=row.day,
            name=row.name,
            taken_by=row.taken_by,
            taken_at=row.taken_at,
            reconciled_at=row.reconciled_at,
            rows=row.rows,
            matched=row.matched,
            total=Rials(row.total),
            bad_rows=row.bad,
            open_differences=row.waiting,
            closed_differences=row.all - row.waiting,
        )
        for row in counted
    ]


def _difference(row: Difference) -> DifferenceView:
    return DifferenceView(
        id=row.id,
        kind=DifferenceKind(row.kind),
        gateway=row.gateway,
        day=row.day,
        reference=row.reference,
        file_id=row.file_id,
        line=row.line,
        payment_id=row.payment_id,
        attempt_id=row.attempt_id,
        ours=None if row.ours is None else Rials(row.ours),
        theirs=None if row.theirs is None else Rials(row.theirs),
        detail=row.detail,
        found_at=row.found_at,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        resolution=row.resolution,
    )
