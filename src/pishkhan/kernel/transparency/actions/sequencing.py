"""The sequencer: entries get their places, the tree grows, a checkpoint is signed.

Three steps, each of which may be cut off anywhere and done again by another process:

1. `_order`, a transaction: what waits moves into its places. From its commit on the order stands.
2. `_extend`, a transaction: the files that the new entries make are written (never with other
   content than before, because the order stands), then the checkpoint is signed and kept. Nothing
   is signed that is not on the disk, and nothing is on the disk that could still be rolled back.
3. Witnessing and publishing (`witnessing.py`).

One process at a time works: an advisory lock of the transaction, which dies with its holder.
"""

from collections.abc import Sequence

import structlog
from django.db import connection, transaction
from django.db.models.functions import Substr

from pishkhan.foundation import clock
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.transparency import ports
from pishkhan.kernel.transparency.actions.beginning import begin_first
from pishkhan.kernel.transparency.actions.turn import our_turn
from pishkhan.kernel.transparency.errors import LogDamaged
from pishkhan.kernel.transparency.models import Checkpoint, LogEntry, LogEpoch, PendingEntry
from pishkhan.kernel.transparency.queries.state import current_epoch, last_checkpoint, reader
from pishkhan.kernel.transparency.rules import entries, notes
from pishkhan.kernel.transparency.rules.notes import Head, VerifierKey
from pishkhan.kernel.transparency.rules.tiles import Edge, TileMissing, Tiles, edge_of, outgrown
from pishkhan.kernel.transparency.rules.tree import leaf_hash


AT_ONCE = 20_000
log = structlog.get_logger(__name__)
# An entry that tells a moment before what was signed already (`entries.window`) gets no place, but
# where it stood so in an earlier log. Canonical JSON begins with the moment.
ORDER = """
    WITH taken AS (
        DELETE FROM transparency_pendingentry WHERE id = ANY(ARRAY(
            SELECT p.id FROM transparency_pendingentry AS p
            WHERE substr(p.entry, 8, 20) >= %(since)s OR EXISTS (
                SELECT FROM transparency_logentry AS e
                WHERE e.entry_id = p.entry_id AND e.epoch < %(epoch)s AND e.entry = p.entry)
            ORDER BY p.id LIMIT %(most)s
        )) RETURNING id, entry_id, event, institution_id, day, entry
    ), placed AS (
        INSERT INTO transparency_logentry
            (id, entry_id, epoch, index, event, institution_id, day, entry)
        SELECT id, entry_id, %(epoch)s, %(first)s + row_number() OVER (ORDER BY id) - 1,
            event, institution_id, day, entry
        FROM taken ORDER BY id RETURNING institution_id, day, event
    )
    SELECT institution_id, day, event, count(*) FROM placed GROUP BY 1, 2, 3
"""
COUNT = """
    INSERT INTO transparency_daycount AS kept (id, epoch, institution_id, day, event, count)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (institution_id, day, event, epoch) DO UPDATE SET count = kept.count + excluded.count
"""


def sequence() -> int:
    """One round; how many entries got their place or stand under a checkpoint now.

    Raises LogDamaged where rows, files and the last checkpoint disagree: then nothing is signed.
    """
    return _order() + _extend()


@transaction.atomic
def _order() -> int:
    if not our_turn():
        return 0
    epoch = current_epoch() or begin_first()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(index) + 1, 0) FROM transparency_logentry WHERE epoch = %s",
            [epoch.number],
        )
        (first,) = cursor.fetchone()
        since = _earliest(epoch)
        cursor.execute(
            ORDER, {"most": AT_ONCE, "epoch": epoch.number, "first": first, "since": since}
        )
        counts = cursor.fetchall()
        if not counts:
            _tell_of_back_dated(since)
        # In one order, so that no two writers of counts wait for each other.
        for institution_id, day, event, count in sorted(counts, key=str):
            cursor.execute(COUNT, [new_id(), epoch.number, institution_id, day, event, count])
    return sum(int(count) for *_, count in counts)


def _tell_of_back_dated(since: str) -> None:
    told = PendingEntry.objects.annotate(told=Substr("entry", 8, 20))
    held = told.filter(told__lt=since)
    if count := held.count():
        log.error("back_dated_entries_get_no_place", count=count)


def _earliest(epoch: LogEpoch) -> str:
    """The first moment that an entry may tell now, as entries tell it; any where nothing is signed."""
    last = last_checkpoint(epoch.number)
    if last is None:
        return ""
    now = clock.now()
    return entries.moment_text(entries.window(since=min(last.at, now), until=now)[0])


@transaction.atomic
def _extend() -> int:
    epoch = current_epoch()
    if epoch is None or not our_turn():
        return 0
    edge = _edge(epoch)
    new = _entries(epoch.number, edge.size)
    if not new:
        return 0
    _require_last(epoch.number, edge.size)
    files = edge.grow(new)
    store = ports.wiring().store
    store.write({f"{epoch.number}/{path}": content for path, content in files.items()})
    _sign(epoch, edge)
    full = [f"{epoch.number}/{tile.path}" for tile in outgrown(files)]
    transaction.on_commit(lambda: _forget_parts(full))
    return len(new)


def _edge(epoch: LogEpoch) -> Edge:
    """The edge of the tree as it was signed last, out of the files; raises LogDamaged."""
    last = last_checkpoint(epoch.number)
    if last is None:
        return Edge()
    try:
        edge = edge_of(last.size, reader(epoch.number))
    except TileMissing as error:
        raise LogDamaged(f"log {epoch.number} has lost {error}") from error
    if edge.root() != bytes(last.root):
        raise LogDamaged(f"the files of log {epoch.number} are not those of its last checkpoint")
    return edge


def _require_last(epoch: int, size: int) -> None:
    """The last row that is signed is still the one that was signed: none was put in before it.

    What else was changed there, `verify log` finds.
    """
    if size == 0:
        return
    row = LogEntry.objects.filter(epoch=epoch, index=size - 1).first()
    signed = Tiles(size, reader(epoch)).node(0, size - 1)
    if row is None or leaf_hash(row.entry.encode()) != signed:
        raise LogDamaged(f"entry {size - 1} of log {epoch} is not the one that was signed")


def _entries(epoch: int, first: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index, entry FROM transparency_logentry WHERE epoch = %s AND index >= %s "
            "ORDER BY index LIMIT %s",
            [epoch, first, AT_ONCE],
        )
        rows = cursor.fetchall()
    if any(index != first + place for place, (index, _) in enumerate(rows)):
        raise LogDamaged(f"entries of log {epoch} after {first} are not one after another")
    return [entry.encode() for _, entry in rows]


def _sign(epoch: LogEpoch, edge: Edge) -> None:
    head = Head(epoch.origin, edge.size, edge.root())
    signer = ports.wiring().signer
    name, octets = signer.sign(head.text.encode())
    key = VerifierKey(epoch.origin, notes.ED25519, bytes.fromhex(signer.public()[name]))
    Checkpoint.objects.create(
        epoch=epoch.number,
        size=head.size,
        root=head.root,
        note=str(notes.signed(head.text, key, octets)),
        at=clock.now(),
    )


def _forget_parts(full: Sequence[str]) -> None:
    store = ports.wiring().store
    for path in full:
        store.forget_parts(path)
