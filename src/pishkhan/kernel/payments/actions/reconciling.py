"""A bank's file is laid beside our books: what agrees is counted, the rest becomes differences.

A page of the file is in memory. Whatever is done may be done again: a difference is found once, and
a payment that the file gives back to us is taken into the books once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, groupby

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments.actions.concluding import conclude_by_file
from pishkhan.kernel.payments.actions.differences import a_difference, close, write
from pishkhan.kernel.payments.errors import NoSuchBankFile
from pishkhan.kernel.payments.models import BankFile, BankLine, Difference
from pishkhan.kernel.payments.ports import Answer, Standing
from pishkhan.kernel.payments.rules import reconciling as rules
from pishkhan.kernel.payments.rules.bank_file import BankState, Row
from pishkhan.kernel.payments.rules.reconciling import Found, Ours, Resolution, Stage
from pishkhan.kernel.payments.terms import AttemptState, DifferenceKind
from pishkhan.kernel.persistence.api import each_by_itself


log = structlog.get_logger(__name__)
A_PAGE = 2000
Record = tuple[object, ...]
# The payment of the row's reference, else the attempt without a payment that has its number: what
# a browser said to be an attempt's reference proves nothing.
COMPARED = """
    SELECT l.reference, l.rrn, l.order_number, l.amount, l.state, l.card, l.at,
           a.id, a.state, a.order_number, COALESCE(p.amount, a.amount), p.id,
           CASE WHEN p.id IS NULL THEN NULL
                WHEN p.reversed_at IS NOT NULL THEN 'reversed'
                WHEN EXISTS (SELECT FROM payments_refund r
                             WHERE r.payment_id = p.id AND r.state = 'paid_back') THEN 'paid_back'
                WHEN p.settled_at IS NOT NULL THEN 'settled' ELSE 'verified' END
    FROM payments_bankline l
    LEFT JOIN payments_payment p ON p.gateway = %(gateway)s AND p.reference = l.reference
    LEFT JOIN payments_attempt a ON a.id = COALESCE(
      p.attempt_id,
      (SELECT x.id FROM payments_attempt x
       WHERE x.gateway = %(gateway)s AND x.order_number = l.order_number
       AND NOT EXISTS (SELECT FROM payments_payment y WHERE y.attempt_id = x.id))
    )
    WHERE l.file_id = %(file)s {of} ORDER BY l.reference, l.line
"""
MISSING = """
    SELECT p.id, p.attempt_id, p.reference, p.amount,
           CASE WHEN p.settled_at IS NULL THEN 'verified' ELSE 'settled' END
    FROM payments_payment p
    WHERE p.gateway = %(gateway)s AND p.verified_at >= %(since)s AND p.verified_at < %(until)s
    AND p.reversed_at IS NULL
    AND NOT EXISTS (SELECT FROM payments_bankline l JOIN payments_bankfile f ON f.id = l.file_id
                    WHERE l.reference = p.reference AND f.gateway = p.gateway)
"""
# What a payment lacks of the bank's own words: receipts show it and lost payments are found by it.
# A number of the network that another payment has is left to the differences.
FILL = """
    UPDATE payments_payment AS p
    SET card = CASE WHEN p.card = '' THEN l.card ELSE p.card END,
        rrn = CASE WHEN p.rrn = '' AND NOT EXISTS (
                SELECT FROM payments_payment AS o WHERE o.gateway = p.gateway AND o.rrn = l.rrn)
              THEN l.rrn ELSE p.rrn END
    FROM (SELECT DISTINCT ON (reference) reference, rrn, card FROM payments_bankline
          WHERE file_id = %(file)s ORDER BY reference, line) AS l
    WHERE p.gateway = %(gateway)s AND p.reference = l.reference
      AND (p.card = '' AND l.card <> '' OR p.rrn = '' AND l.rrn <> '')"""


def reconcile(file_id: int) -> int:
    """Lay a file beside the books; how many payments it gave back to us. Raises NoSuchBankFile.

    What the bank has settled and we did not know is taken into the books, each payment in a
    transaction of its own; where that fails the difference stays and waits for a person.
    """
    with transaction.atomic():
        file = BankFile.objects.select_for_update().filter(id=file_id).first()
        if file is None:
            raise NoSuchBankFile
        matched = _compare(file)
        _find_missing(file)
        file.reconciled_at = file.reconciled_at or clock.now()
        file.save(update_fields=["reconciled_at"])
    disposed = each_by_itself("payments.recover", _to_recover(file), recover)
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"file": file_id, "gateway": file.gateway})
    BankFile.objects.filter(id=file_id).update(matched=matched + sum(disposed))
    recovered = sum(1 for lines in disposed if lines)
    log.info("bank file reconciled", file=file_id, matched=matched, recovered=recovered)
    return recovered


@transaction.atomic
def recover(difference_id: int) -> int:
    """Take what the bank has and we did not know into the books, and close the difference.

    How many lines of the bank's file that settles; 0 where there is nothing to take.
    """
    row = Difference.objects.select_for_update().get(id=difference_id)
    lines = BankLine.objects.filter(file__gateway=row.gateway, reference=row.reference)
    last = lines.select_related("file").order_by("at", "id").last()
    if row.resolved_at is not None or last is None:
        return 0
    said, ours = next(_groups(last.file, row.reference))
    found = rules.compare(said.last, ours)
    if found is None or not found.is_recoverable or ours is None:
        return 0
    if not conclude_by_file(ours.attempt_id, answer_of(said.last)):
        return 0
    went_back = said.last.state is BankState.REVERSED
    closed = Resolution.WENT_BACK if went_back else Resolution.RECOVERED
    close(row, closed.label, by=None)
    return said.states


def answer_of(row: Row) -> Answer:
    """A row of a bank's file, as if the bank had said it to the teller."""
    return Answer(
        standing=Standing(row.state.value),
        amount=Rials(row.amount),
        order_number=row.order_number or 0,
        reference=row.reference,
        rrn=row.rrn,
        card=row.card,
        code="file",
    )


def _compare(file: BankFile) -> int:
    """Write what is not alike, close what is alike by now; how many rows agree."""
    matched, page = 0, list[dict[str, object]]()
    waiting = set(_open(file.gateway).values_list("reference", flat=True))
    for said, ours in _groups(file):
        reference, found = said.last.reference, rules.compare(said.last, ours)
        matched += 0 if found else said.states
        if found is None and reference in waiting:
            _agree(file.gateway, reference)
        page.extend(_differences(file, said, ours, found))
        if len(page) >= A_PAGE:
            write(page)
            page = []
    write(page)
    return matched


def _differences(
    file: BankFile, said: rules.Said, ours: Ours | None, found: Found | None
) -> Iterator[dict[str, object]]:
    attempt_id, payment_id = (ours.attempt_id, ours.payment_id) if ours else (None, None)
    if found is not None:
        yield a_difference(
            file,
            found.kind,
            said.last.reference,
            payment_id=payment_id,
            attempt_id=attempt_id,
            ours=found.ours,
            theirs=found.theirs,
            detail=found.detail,
        )
    if said.is_twice:
        yield a_difference(
            file,
            DifferenceKind.TWICE_AT_BANK,
            said.last.reference,
            payment_id=payment_id,
            attempt_id=attempt_id,
            ours=ours.amount if ours else None,
            theirs=said.last.amount,
        )


def _find_missing(file: BankFile) -> None:
    """What we took on that day and no file of the bank names; once the day is over."""
    since, until = clock.start_of(file.day), clock.start_of(file.day + A_DAY)
    if file.taken_at < until or not file.rows:
        return
    asked: dict[str, str | int | datetime] = {
        "gateway": file.gateway,
        "since": since,
        "until": until,
    }
    for page in _pages(MISSING, asked):
        write(
            a_difference(
                file,
                DifferenceKind.ONLY_HERE,
                str(reference),
                payment_id=payment_id,  # type: ignore[arg-type]  # as selected
                attempt_id=attempt_id,  # type: ignore[arg-type]  # as selected
                ours=amount,  # type: ignore[arg-type]  # as selected
                detail=str(stage),
            )
            for payment_id, attempt_id, reference, amount, stage in page
        )


def _agree(gateway: str, reference: str) -> None:
    """Differences about a payment on which bank and books agree by now close by themselves."""
    for row in _open(gateway).filter(reference=reference).select_for_update():
        close(row, Resolution.AGREES.label, by=None)


def _open(gateway: str) -> QuerySet[Difference]:
    kinds = (DifferenceKind.ONLY_AT_BANK, DifferenceKind.ONLY_HERE, DifferenceKind.STATE)
    return Difference.objects.filter(gateway=gateway, kind__in=kinds, resolved_at=None)


def _to_recover(file: BankFile) -> list[int]:
    """Open differences about payments that this file names."""
    lines = BankLine.objects.filter(file_id=file.id, reference=OuterRef("reference"))
    found = _open(file.gateway).filter(Exists(lines), kind=DifferenceKind.STATE)
    return list(found.values_list("id", flat=True))


def _groups(file: BankFile, reference: str = "") -> Iterator[tuple[rules.Said, Ours | None]]:
    """All that the file says of each payment (or of one), with what we hold of it."""
    of = "AND l.reference = %(reference)s" if reference else ""
    asked: dict[str, str | int | datetime] = {
        "gateway": file.gateway,
        "file": file.id,
        "reference": reference,
    }
    records = chain.from_iterable(_pages(COMPARED.format(of=of), asked))
    for _reference, group in groupby(records, key=lambda record: record[0]):
        yield _gathered(group)


def _gathered(records: Iterator[Record]) -> tuple[rules.Said, Ours | None]:
    first = next(records)
    return rules.gather(map(_row, chain([first], records))), _ours(first)


def _pages(statement: str, asked: dict[str, str | int | datetime]) -> Iterator[list[Record]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, asked)
        while page := cursor.fetchmany(A_PAGE):
            yield page


def _row(record: Record) -> Row:
    reference, rrn, order, amount, state, card, at = record[:OF_BANK]
    return Row(reference, rrn, order, amount, BankState(state), card, at)  # type: ignore[arg-type]  # as selected


def _ours(record: Record) -> Ours | None:
    attempt, state, order, amount, payment, stage = record[OF_BANK:]
    if attempt is None:
        return None
    known = Stage(str(stage)) if stage else None
    return Ours(attempt, AttemptState(state), order, amount, payment, known)  # type: ignore[arg-type]  # as selected


OF_BANK = 7  # columns of the bank's side
A_DAY = timedelta(days=1)
