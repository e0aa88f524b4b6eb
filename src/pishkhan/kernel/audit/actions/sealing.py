"""Sealing: one writer at a time chains the lines that others have committed, block by block.

Writers of lines take no lock and never wait. A line may be committed after one with a greater id
was sealed, so each round looks back: `RECENT` every second, `WIDE` every ten minutes. A line that
turns up later than that is not sealed any more, and verification reports it as inserted.
"""

from datetime import timedelta

import structlog
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit import ports, sources
from pishkhan.kernel.audit.models import AuditBlock
from pishkhan.kernel.audit.queries.blocks import head, head_at, sealed, start_of
from pishkhan.kernel.audit.rules.chain import CONTEXT, Head, digest, link
from pishkhan.kernel.audit.rules.moments import text_of
from pishkhan.kernel.audit.spec import Source


log = structlog.get_logger(__name__)
LOCK = 7_410_212
RECENT = timedelta(minutes=1)
MOST_LINES = 5000


def seal(*, lookback: timedelta = RECENT) -> int:
    """Seal what is committed and unsealed, at most a block a table; how many lines that were.

    Nothing is done while another process seals. Raises NoAuditKey.
    """
    return sum(_seal(source, lookback) for source in sources.in_use())


@transaction.atomic
def _seal(source: Source, lookback: timedelta) -> int:
    if not _our_turn():
        return 0
    start = start_of(source, lookback)
    where = "id >= %s AND id <> ALL(%s::bigint[]) ORDER BY id LIMIT %s"
    values: list[int | str] = [start, sources.array(sealed(source, start)), MOST_LINES]
    found: dict[int, bytes] = {}
    unmarked: dict[int, bytes] = {}
    for record in sources.records(source, where, values):
        kept = found if sources.is_marked(source, record) else unmarked
        kept[int(record["id"] or 0)] = digest(record)
    if found:
        _write(source, found)
    if unmarked:
        # Sealed all the same, as what it is: left out, it would only be an unsealed line.
        log.error("audit_lines_unmarked", count=len(unmarked), first=min(unmarked))
        _write(source.unmarked, unmarked)
    return len(found) + len(unmarked)


def _our_turn() -> bool:
    with connection.cursor() as cursor:
        # Given back after the commit is visible, so the next one reads our block as its previous.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _write(source: Source, found: dict[int, bytes]) -> None:
    before, at = head(), clock.now()
    ids, digests = list(found), list(found.values())
    hashed = link(
        seq=before.seq + 1,
        source=source.code,
        at=text_of(at),
        previous=before.value,
        ids=ids,
        digests=digests,
    )
    key, signature = ports.signer().sign(CONTEXT + hashed)
    block = AuditBlock.objects.create(
        seq=before.seq + 1,
        source=source.code,
        at=at,
        previous=before.value,
        row_ids=ids,
        digests=b"".join(digests),
        last_id=max(ids),
        link=hashed,
        key=key,
        signature=signature,
    )
    transaction.on_commit(lambda: keep(head_at(block.seq)))


def keep(now: Head | None) -> None:
    """Keep the head outside, unless the one kept there is no longer on the chain: that is proof."""
    kept = ports.heads().kept()
    if now is None or (kept is not None and head_at(kept.seq) != kept):
        log.error("audit_head_lost", kept=kept.seq if kept else None)
        return
    if kept is None or kept.seq < now.seq:
        ports.heads().keep(now)
