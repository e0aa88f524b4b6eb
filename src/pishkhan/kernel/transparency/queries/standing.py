"""Where an entry stands, and the proof of it that needs nobody to be asked."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection

from pishkhan.kernel.transparency import ports
from pishkhan.kernel.transparency.errors import NotInTheLog
from pishkhan.kernel.transparency.models import LogEntry
from pishkhan.kernel.transparency.queries.state import (
    cosigned,
    keys_of,
    next_epoch,
    reader,
    witnessed_size,
)
from pishkhan.kernel.transparency.rules import entries, notes, proofs, tree
from pishkhan.kernel.transparency.rules.proofs import Proof
from pishkhan.kernel.transparency.rules.tiles import Tiles
from pishkhan.kernel.transparency.spec import Standing


KNOWN_SECONDS = 1.0
FIND = """
    SELECT entry.epoch, entry.index, entry.entry, last.number FROM transparency_logentry entry,
        (SELECT max(number) AS number FROM transparency_logepoch) last
    WHERE entry.entry_id = %s ORDER BY entry.epoch DESC LIMIT 1
"""


def standing(entry_id: int) -> Standing:
    """Where an entry stands; of one that is not placed yet, or that nobody entered, no index.

    Two statements; two more for an entry of a log that another one followed.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIND, [entry_id])
        found = cursor.fetchone()
    if found is None:
        return Standing(index=None, is_witnessed=False, checkpoint_size=0)
    epoch, index, entry, last = found
    size = _size_beyond(index, epoch) if epoch == last else held_size(epoch)
    return Standing(
        index=index, is_witnessed=index < size, checkpoint_size=size, epoch=epoch, entry=entry
    )


def is_of(
    stands: Standing, *, salt: bytes | None, record: Mapping[str, object], at: datetime
) -> bool:
    """Whether what stands there commits to this record, and tells the moment it is said to be of.

    A place in the log is nobody's proof by itself: whoever may write our rows may name any.
    """
    said = entries.said(stands.entry)
    if said is None or salt is None:
        return False
    is_committed = said.get("cm") == entries.commitment(salt, record).hex()
    return is_committed and tells(stands, at)


def tells(stands: Standing, at: datetime) -> bool:
    """Whether the entry was entered at this moment, as far as a transaction and clocks may differ."""
    told = entries.told_at(entries.said(stands.entry))
    return told is not None and entries.is_timely(told, since=at, until=at)


def _size_beyond(index: int, epoch: int) -> int:
    """How many entries are witnessed; what is known to be beyond `index` is not asked for again.

    The number only grows, and is asked for each second all the same, so that a witness that is no
    longer configured is not believed for longer.
    """
    wiring = ports.wiring()
    known = _Size.last
    is_known = known.wiring is wiring and known.epoch == epoch and index < known.size
    if is_known and time.monotonic() < known.until:
        return known.size
    size = witnessed_size(epoch)
    _Size.last = _Size(wiring, epoch, size, time.monotonic() + KNOWN_SECONDS)
    return size


@dataclass(frozen=True, slots=True)
class _Size:
    """What this process was told last of the witnesses."""

    wiring: object
    epoch: int
    size: int
    until: float
    last: ClassVar["_Size"]


_Size.last = _Size(None, 0, 0, 0.0)


def held_size(epoch: int) -> int:
    """How many entries of a log are witnessed.

    Of an earlier log that is what the first entry of the next commits to, once that is witnessed.
    """
    after = next_epoch(epoch)
    if after is None:
        return witnessed_size(epoch)
    return (after.previous_size or 0) if held_size(after.number) else 0


def proof(entry_id: int) -> str:
    """The proof as text (tlog-proof): inclusion, checkpoint, cosignatures. Raises NotInTheLog.

    Its `extra` line holds the entry, so that record and salt are all that a verifier needs beside
    it; `is_proved` of the same rules checks it.
    """
    stands = standing(entry_id)
    if stands.index is None or not stands.is_witnessed:
        raise NotInTheLog(entry_id=entry_id)
    row = LogEntry.objects.get(epoch=stands.epoch, index=stands.index)
    size = stands.checkpoint_size
    tiles = Tiles(size, reader(stands.epoch))
    return proofs.write(
        Proof(
            index=stands.index,
            hashes=tuple(tree.inclusion(stands.index, size, tiles.node)),
            checkpoint=cosigned(stands.epoch, size),
            entry=row.entry.encode(),
        )
    )


def is_proved(text: str) -> bool:
    """Whether such a text proves its entry by the keys and witnesses of now. Raises NotANote."""
    found = proofs.read(text)
    policy = ports.wiring().policy
    return proofs.is_proved(
        found,
        log=keys_of(notes.read_head(found.checkpoint.text).origin),
        witnesses=policy.keys,
        quorum=policy.quorum,
    )
