"""Comparing the whole trail with its chain."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.db import connection, transaction

from pishkhan.kernel.audit import ports, sources
from pishkhan.kernel.audit.queries.blocks import blocks, head, head_at, sealed, start_of
from pishkhan.kernel.audit.rules.chain import Block, Fault, Head, faults
from pishkhan.kernel.audit.rules.exported import Checked
from pishkhan.kernel.audit.rules.moments import WIDE
from pishkhan.kernel.audit.spec import Source, Verified, Waiting
from pishkhan.kernel.audit.terms import FaultKind


MOST_FAULTS = 1000
LINES_AT_ONCE = 20_000


class NoSuchBlock(LookupError):
    """There is no such block to begin after."""


def verify(*, after: int = 0, earlier: Sequence[Checked] = ()) -> Verified:
    """Read every sealed line after block `after`, and look for lines that no block holds.

    Lines of the trail that were taken out may lie in `earlier` exports, checked with the trusted
    keys, instead. Memory does not grow with the trail. May run beside writers and the sealer: what
    they add meanwhile is left for the next time. Raises NoSuchBlock.
    """
    began = time.perf_counter()
    end, start = head(), head_at(after)
    if start is None:
        raise NoSuchBlock(str(after))
    count = _Count()
    found = faults(count.of(after, end.seq), after=start, check=ports.signer().check)
    first: list[Fault] = []
    total = 0
    for fault in _all(_not_in(earlier, found), end):
        total += 1
        if len(first) < MOST_FAULTS:
            first.append(fault)
    return Verified(
        blocks=count.blocks,
        lines=count.lines,
        head=end,
        seconds=time.perf_counter() - began,
        faults=tuple(first),
        fault_count=total,
        waiting=tuple(_waiting()),
    )


class _Count:
    """Blocks with their lines as they are now, counted as they go by."""

    def __init__(self) -> None:
        self.blocks = 0
        self.lines = 0

    def of(self, after: int, upto: int) -> Iterator[tuple[Block, Mapping[int, bytes] | None]]:
        for batch in _batches(blocks(after, upto)):
            now = _lines_of(batch)
            for block in batch:
                self.blocks += 1
                self.lines += len(block.ids)
                yield block, now.get(block.source)


def _batches(blocks_: Iterable[Block]) -> Iterator[list[Block]]:
    batch: list[Block] = []
    lines = 0
    for block in blocks_:
        batch.append(block)
        lines += len(block.ids)
        if lines >= LINES_AT_ONCE:
            yield batch
            batch, lines = [], 0
    if batch:
        yield batch


@transaction.atomic
def _lines_of(batch: list[Block]) -> dict[str, dict[int, bytes]]:
    """Source → line → digest, one statement a source."""
    wanted: dict[str, list[int]] = {}
    for block in batch:
        wanted.setdefault(block.source, []).extend(block.ids)
    found = {}
    for code, ids in wanted.items():
        source = sources.known(code)
        if source is not None:
            found[code] = sources.digests(source, "id = ANY(%s::bigint[])", [sources.array(ids)])
    return found


def _not_in(earlier: Sequence[Checked], found: Iterable[Fault]) -> Iterator[Fault]:
    """The faults without the lines that are in a whole export of this very chain."""
    kept = []
    for one in earlier:
        heads = (one.after, one.head)
        if one.is_whole and all(head_at(head.seq) == head for head in heads):
            kept.append(one)
        else:
            yield Fault(kind=FaultKind.HEAD_LOST, block=one.head.seq, until=one.head.seq)
    codes = sources.codes_of(sources.TRAIL.table)
    for fault in found:
        is_kept = any(one.after.seq < fault.block <= one.head.seq for one in kept)
        if not (is_kept and fault.kind is FaultKind.LINE_REMOVED and fault.source in codes):
            yield fault


def _all(found: Iterable[Fault], end: Head) -> Iterator[Fault]:
    yield from found
    kept = ports.heads().kept()
    if kept is not None and head_at(kept.seq) != kept:
        yield Fault(kind=FaultKind.HEAD_LOST, block=kept.seq, until=max(kept.seq, end.seq))
    for source in sources.in_use():
        for kind, lines in (
            (FaultKind.LINE_INSERTED, _inserted(source)),
            (FaultKind.LINE_UNMARKED, _unmarked(source)),
        ):
            for line in lines:
                yield Fault(kind=kind, block=0, until=0, source=source.code, line=line)


def _inserted(source: Source) -> list[int]:
    """Lines older than what may still be sealed, in no block; the first of them."""
    quote = connection.ops.quote_name
    statement = f"""
        SELECT line.id FROM {quote(source.table)} line
        LEFT JOIN (SELECT unnest(row_ids) AS id FROM audit_auditblock WHERE source = ANY(%s)) sealed
          ON sealed.id = line.id
        WHERE line.id < %s AND sealed.id IS NULL ORDER BY line.id LIMIT %s
    """  # noqa: S608 - names of ours
    start = start_of(source, WIDE)
    with connection.cursor() as cursor:
        cursor.execute(statement, [sources.codes_of(source.table), start, MOST_FAULTS])
        return [int(line) for (line,) in cursor.fetchall()]


@transaction.atomic
def _unmarked(source: Source) -> list[int]:
    """Lines that wait for their seal and are not as the application wrote them; the first of them."""
    if not source.is_marked:
        return []
    start = start_of(source, WIDE)
    where = "id >= %s AND id <> ALL(%s::bigint[]) ORDER BY id"
    waiting = sources.records(source, where, [start, sources.array(sealed(source, start))])
    wrong = (int(one["id"] or 0) for one in waiting if not sources.is_marked(source, one))
    return list(islice(wrong, MOST_FAULTS))


def _waiting() -> Iterator[Waiting]:
    quote = connection.ops.quote_name
    for source in sources.in_use():
        start = start_of(source, WIDE)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), min(id) FROM {quote(source.table)} "  # noqa: S608 - names of ours
                "WHERE id >= %s AND id <> ALL(%s::bigint[])",
                [start, sources.array(sealed(source, start))],
            )
            lines, oldest = cursor.fetchone()
        if lines:
            yield Waiting(table=source.table, lines=lines, oldest=oldest)
