"""The chain as it is stored."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pishkhan.foundation import clock
from pishkhan.kernel.audit import ports, sources
from pishkhan.kernel.audit.models import AuditBlock
from pishkhan.kernel.audit.rules.chain import Block, Head
from pishkhan.kernel.audit.rules.moments import text_of
from pishkhan.kernel.audit.spec import Source
from pishkhan.kernel.persistence.api import first_id_at, moment_of


PAGE = 40
DIGEST = 32


def head() -> Head:
    """Where the chain ends now; seq 0 before the first block. One query."""
    row = AuditBlock.objects.order_by("-seq").first()
    return Head() if row is None else Head(row.seq, block_of(row).head)


def head_at(seq: int) -> Head | None:
    """The head as it was after block `seq`, if that is there."""
    if not seq:
        return Head()
    row = AuditBlock.objects.filter(seq=seq).first()
    return None if row is None else Head(row.seq, block_of(row).head)


def head_is_whole() -> bool:
    """Whether the head kept outside the database is still on the chain; one query."""
    kept = ports.heads().kept()
    return kept is None or head_at(kept.seq) == kept


def sealed_between(begin: datetime, end: datetime) -> tuple[int, int]:
    """The last blocks made before `begin` and before `end`: what an export of that time lies between."""

    def last(moment: datetime) -> int:
        row = AuditBlock.objects.filter(at__lt=moment).order_by("-seq").only("seq").first()
        return row.seq if row else 0

    return last(begin), last(end)


def blocks(after: int, upto: int) -> Iterator[Block]:
    """Blocks in their order, a page of them in memory at a time."""
    while True:
        page = AuditBlock.objects.filter(seq__gt=after, seq__lte=upto).order_by("seq")[:PAGE]
        for row in page:
            yield block_of(row)
        if len(page) < PAGE:
            return
        after = page[PAGE - 1].seq


def block_of(row: AuditBlock) -> Block:
    """A row as the rules see it."""
    digests = bytes(row.digests)
    return Block(
        seq=row.seq,
        source=row.source,
        at=text_of(row.at),
        previous=bytes(row.previous),
        ids=tuple(row.row_ids),
        digests=tuple(digests[i : i + DIGEST] for i in range(0, len(digests), DIGEST)),
        link=bytes(row.link),
        key=row.key,
        signature=bytes(row.signature),
    )


def start_of(source: Source, lookback: timedelta) -> int:
    """The least id that may still be sealed; 0 where nothing of the table was sealed yet."""
    codes = sources.codes_of(source.table)
    row = AuditBlock.objects.filter(source__in=codes).order_by("-last_id").only("last_id").first()
    if row is None:
        return 0
    # A clock that ran ahead for a while must not put what came after it into the past.
    return first_id_at(min(moment_of(row.last_id), clock.now()) - lookback)


def sealed(source: Source, start: int) -> list[int]:
    """The lines from `start` on that are in a block."""
    codes = sources.codes_of(source.table)
    found = AuditBlock.objects.filter(source__in=codes, last_id__gte=start)
    return [i for ids in found.values_list("row_ids", flat=True) for i in ids if i >= start]
