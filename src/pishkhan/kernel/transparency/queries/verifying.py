"""Reading the whole log again: rows, files, checkpoints, cosignatures, records, counts."""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.transparency import ports, records
from pishkhan.kernel.transparency.models import (
    Checkpoint,
    Cosignature,
    LogEntry,
    LogEpoch,
    PendingEntry,
)
from pishkhan.kernel.transparency.queries.state import (
    keys_of,
    last_checkpoint,
    reader,
    witnessed_size,
)
from pishkhan.kernel.transparency.rules import entries as rules, notes
from pishkhan.kernel.transparency.rules.notes import NotANote, VerifierKey
from pishkhan.kernel.transparency.rules.replaying import Replay, Wrong
from pishkhan.kernel.transparency.rules.tiles import WIDTH
from pishkhan.kernel.transparency.spec import LogFault, LogVerified, RecordSource, Vouched
from pishkhan.kernel.transparency.terms import LogEvent, LogFaultKind


MOST_FAULTS = 1000
ENTRIES_AT_ONCE = 128 * WIDTH
RECORDS_AT_ONCE = 5000
Place = tuple[int, int, str]  # epoch, index, entry
Row = tuple[int, str, int, int, str, int | None, date]
ROWS = """
    SELECT index, entry, entry_id, id, event, institution_id, day FROM transparency_logentry
    WHERE epoch = %s AND index >= %s AND index < %s ORDER BY index
"""
# One statement, so that the sequencer may go on beside it.
COUNTS = """
    SELECT institution_id, day, event FROM (
        SELECT institution_id, day, event, count(*) AS n FROM transparency_logentry
        WHERE epoch = %(epoch)s AND index < coalesce(%(end)s, index + 1) AND event <> 'begin'
        GROUP BY 1, 2, 3
        UNION ALL
        SELECT institution_id, day, event, -count FROM transparency_daycount WHERE epoch = %(epoch)s
    ) both_sides GROUP BY 1, 2, 3 HAVING sum(n) <> 0 ORDER BY 2, 1, 3
"""


def verify_log(*, known: Sequence[str] = ()) -> LogVerified:
    """Read everything and name what was changed, inserted, removed or back-dated.

    `known` are checkpoints that somebody kept elsewhere (the gazette, an employer's proof): each
    must be one of ours. Memory grows by a bit an entry. May run beside the sequencer: what comes
    after the last checkpoint is left for the next time.
    """
    began = time.perf_counter()
    reading = _Reading([_Log.of(one) for one in LogEpoch.objects.order_by("number")])
    first: list[LogFault] = []
    total = 0
    for fault in reading.faults(known):
        total += 1
        if len(first) < MOST_FAULTS:
            first.append(fault)
    return LogVerified(
        entries=reading.entries,
        checkpoints=sum(len(one.sizes) for one in reading.logs),
        records=reading.records,
        erased=reading.erased,
        waiting=PendingEntry.objects.count(),
        seconds=time.perf_counter() - began,
        faults=tuple(first),
        fault_count=total,
    )


def unvouched_after(epoch: int, size: int) -> set[int]:
    """Of a log, the indexes from `size` on that should have a record as it is now, and have none."""
    sources = list(records.sources())
    accounted = [event.value for one in sources for event in one.events]
    rows = LogEntry.objects.filter(epoch=epoch, index__gte=size, event__in=accounted)
    found = set(rows.values_list("index", flat=True))
    for source in sources:
        for batch in _batches(source.read()):
            places = _places(batch)
            for one in batch:
                for number, index, entry in places.get(one.entry_id, []):
                    if number == epoch and (one.salt is None or _is_of(entry, one)):
                        found.discard(index)
    return found


@dataclass(frozen=True, slots=True)
class _Log:
    """One log: its checkpoints in the order of their sizes, and a bit for each entry vouched for.

    `end` entries are read; `frozen` if another log followed, where what came after is void.
    """

    epoch: LogEpoch
    end: int
    is_frozen: bool
    checkpoints: Sequence[Checkpoint]
    sizes: Sequence[int]
    vouched: bytearray

    @classmethod
    def of(cls, epoch: LogEpoch) -> "_Log":
        after = LogEpoch.objects.filter(number=epoch.number + 1).first()
        last = last_checkpoint(epoch.number)
        end = last.size if last else 0
        if after is not None:
            end = after.previous_size or 0
        rows = Checkpoint.objects.filter(epoch=epoch.number, size__lte=end).order_by("size")
        sizes = [row.size for row in rows]
        return cls(epoch, end, after is not None, list(rows), sizes, bytearray(end // 8 + 1))

    @property
    def number(self) -> int:
        """Its number."""
        return self.epoch.number

    def vouch(self, index: int) -> None:
        """Somebody has the record of this entry."""
        if index < self.end:
            self.vouched[index >> 3] |= 1 << (index & 7)

    def is_vouched(self, index: int) -> bool:
        """Whether somebody has."""
        return bool(self.vouched[index >> 3] >> (index & 7) & 1)

    def within(self, low: int, high: int) -> Sequence[int]:
        """Sizes of checkpoints above `low` up to `high`."""
        return self.sizes[bisect_right(self.sizes, low) : bisect_right(self.sizes, high)]

    def around(self, index: int) -> tuple[datetime, datetime]:
        """When the checkpoints before and after an entry were signed; before the first, it began."""
        place = bisect_right(self.sizes, index)
        before = self.checkpoints[place - 1].at if place else self.epoch.begun_at
        is_signed = place < len(self.checkpoints)
        return before, self.checkpoints[place].at if is_signed else clock.now()

    def fault(
        self,
        kind: LogFaultKind,
        index: int | None = None,
        *,
        until: int | None = None,
        where: str = "",
    ) -> LogFault:
        """Something wrong in this log."""
        return LogFault(kind=kind, epoch=self.number, index=index, until=until, where=where)


@dataclass(slots=True)
class _Reading:
    """One verification, counting as it goes."""

    logs: Sequence[_Log]
    entries: int = 0
    records: int = 0
    erased: int = 0
    accounted: frozenset[str] = field(default_factory=frozenset)

    def faults(self, known: Sequence[str]) -> Iterator[LogFault]:
        """All of them: first of records, which tell whose the entries are."""
        sources = list(records.sources())
        self.accounted = frozenset(event.value for one in sources for event in one.events)
        for source in sources:
            yield from self._of_records(source)
        for log in self.logs:
            yield from _of_checkpoints(log)
            yield from self._of_entries(log)
            yield from _of_counts(log)
            yield from _of_published(log)
        for before, after in zip(self.logs, self.logs[1:], strict=False):
            yield from _of_joint(before, after)
        yield from _of_known(known)

    def _of_records(self, source: RecordSource) -> Iterator[LogFault]:
        logs = {log.number: log for log in self.logs}
        for batch in _batches(source.read()):
            there, waiting = _places(batch), _waiting(batch)
            for one in batch:
                where = f"{source.code}: {one.where}"
                self.records += 1
                self.erased += one.salt is None
                places = there.get(one.entry_id, [])
                if not places and one.entry_id not in waiting:
                    yield LogFault(kind=LogFaultKind.RECORD_UNLOGGED, epoch=0, where=where)
                for epoch, index, entry in places:
                    if epoch not in logs:  # begun since
                        continue
                    logs[epoch].vouch(index)
                    if one.salt is not None and not _is_of(entry, one):
                        yield logs[epoch].fault(LogFaultKind.RECORD_CHANGED, index, where=where)

    def _of_entries(self, log: _Log) -> Iterator[LogFault]:
        replay = Replay(log.end, reader(log.number))
        for first in range(0, log.end, ENTRIES_AT_ONCE):
            rows = _rows(log.number, first, min(first + ENTRIES_AT_ONCE, log.end))
            self.entries += len(rows)
            hole = next((n for n, row in enumerate(rows, start=first) if row[0] != n), None)
            if hole is None and len(rows) < min(ENTRIES_AT_ONCE, log.end - first):
                hole = first + len(rows)
            if hole is not None:
                # What follows has no place that could be compared.
                yield log.fault(LogFaultKind.ENTRY_REMOVED, hole)
                return
            yield from self._of_rows(log, rows)
            yield from _of_blocks(log, [row[1].encode() for row in rows], replay)
        for wrong in replay.end():
            yield _of_file(log, wrong)

    def _of_rows(self, log: _Log, rows: Sequence[Row]) -> Iterator[LogFault]:
        """Most rows are as they should be: that is seen at once, and only the others are read twice."""
        accounted, place = self.accounted, 0
        for end in [*log.within(rows[0][0], rows[-1][0]), rows[-1][0] + 1]:
            since, until = log.around(rows[place][0])
            earliest, latest = rules.window(since=since, until=until)
            for row in rows[place : end - rows[0][0]]:
                index, entry, _entry_id, _id, event, institution_id, day = row
                at, *said = rules.tells(entry) or (None,)
                if (
                    at is None
                    or not earliest <= at <= latest
                    or said != [event, institution_id]
                    or _day(at) != day
                    or (event in accounted and not log.is_vouched(index))
                ):
                    yield from self._of_row(log, row)
            place = end - rows[0][0]

    def _of_row(self, log: _Log, row: Row) -> Iterator[LogFault]:
        index, entry, entry_id, row_id, event, institution_id, day = row
        said = rules.said(entry) or {}
        at = rules.told_at(said)
        institution = None if institution_id is None else str(institution_id)
        if at is None or (said.get("ev"), said.get("inst"), _day(at)) != (event, institution, day):
            yield log.fault(LogFaultKind.COLUMNS_CHANGED, index)
        since, until = log.around(index)
        is_timely = at is not None and rules.is_timely(at, since=since, until=until)
        if not is_timely and not (row_id != entry_id and _is_entered_anew(log, entry_id, entry)):
            yield log.fault(LogFaultKind.ENTRY_BACKDATED, index, where=str(said.get("at")))
        if event in self.accounted and not log.is_vouched(index):
            yield log.fault(LogFaultKind.ENTRY_UNVOUCHED, index)


def _of_checkpoints(log: _Log) -> Iterator[LogFault]:
    """Signatures that are not right, and cosignatures on what is not there."""
    keys = keys_of(log.epoch.origin)
    cosigned: dict[int, list[Cosignature]] = {}
    for one in Cosignature.objects.filter(epoch=log.number).order_by("size"):
        cosigned.setdefault(one.size, []).append(one)
    for row in log.checkpoints:
        named = f"checkpoint {row.size}"
        if not _is_ours(log, row, keys):
            yield log.fault(LogFaultKind.SIGNATURE_WRONG, until=row.size, where=named)
        for one in cosigned.pop(row.size, ()):
            if not _is_theirs(row.note, one):
                where = f"{named}, {one.witness}"
                yield log.fault(LogFaultKind.COSIGNATURE_WRONG, until=row.size, where=where)
    for size, lines in cosigned.items():
        if size <= log.end or not log.is_frozen:
            where = f"checkpoint {size}, cosigned by {lines[0].witness}"
            yield log.fault(LogFaultKind.CHECKPOINT_LOST, until=size, where=where)


def _is_ours(log: _Log, row: Checkpoint, keys: Sequence[VerifierKey]) -> bool:
    try:
        note = notes.read_note(row.note)
        head = notes.read_head(note.text)
    except NotANote:
        return False
    wanted = (log.epoch.origin, row.size, bytes(row.root))
    return (head.origin, head.size, head.root) == wanted and notes.is_signed(note, keys)


def _is_theirs(note: str, one: Cosignature) -> bool:
    """Whether the line is the witness's; one that is configured no longer is believed as it stands."""
    keys = {key.name: key for key in ports.wiring().policy.keys}
    if one.witness not in keys:
        return True
    try:
        text, [line] = notes.read_note(note).text, notes.read_signatures(one.line)
    except (NotANote, ValueError):
        return False
    moment = notes.cosigned_at(text, line, keys[one.witness])
    return moment is not None and moment == int(one.at.timestamp())


def _of_blocks(log: _Log, entries: Sequence[bytes], replay: Replay) -> Iterator[LogFault]:
    for start in range(0, len(entries), WIDTH):
        block = entries[start : start + WIDTH]
        for found in replay.add(block, log.within(replay.added, replay.added + len(block))):
            if isinstance(found, Wrong):
                yield _of_file(log, found)
                continue
            size, root = found
            place = bisect_left(log.sizes, size)
            if bytes(log.checkpoints[place].root) != root:
                first = log.sizes[place - 1] if place else 0
                where = f"checkpoint {size}"
                yield log.fault(LogFaultKind.ROOT_CHANGED, first, until=size, where=where)


def _of_file(log: _Log, wrong: Wrong) -> LogFault:
    kind = LogFaultKind.TILE_MISSING if wrong.is_missing else LogFaultKind.ENTRY_CHANGED
    return log.fault(kind, wrong.index, until=wrong.until, where=wrong.path)


def _of_counts(log: _Log) -> Iterator[LogFault]:
    end = log.end if log.is_frozen else None
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"epoch": log.number, "end": end})
        rows = cursor.fetchall()
    for institution_id, day, event in rows:
        where = f"{event} of institution {institution_id} on {day}"
        yield log.fault(LogFaultKind.COUNT_WRONG, where=where)


def _of_published(log: _Log) -> Iterator[LogFault]:
    """What everybody reads as the checkpoint is one of ours, and witnessed."""
    found = reader(log.number)("checkpoint")
    if found is not None:
        yield from _of_known([found.decode(errors="replace")], f"{log.epoch.origin}/checkpoint")
    elif not log.is_frozen and witnessed_size(log.number):
        yield log.fault(LogFaultKind.TILE_MISSING, where="checkpoint")


def _of_joint(before: _Log, after: _Log) -> Iterator[LogFault]:
    """The first entry of a log holds the checkpoint with which the one before it ends."""
    first = LogEntry.objects.filter(epoch=after.number, index=0).first()
    said = (rules.said(first.entry) if first else None) or {}
    previous = after.epoch.previous
    try:
        head = notes.read_head(notes.read_note(previous).text)
    except NotANote:
        head = notes.Head("", -1, b"")
    ours = Checkpoint.objects.filter(epoch=before.number, size=head.size).first()
    is_joined = (
        said.get("ev") == LogEvent.BEGIN.value
        and said.get("previous") == previous
        and head.size == before.end
        and ours is not None
        and bytes(ours.root) == head.root
    )
    if not is_joined:
        yield after.fault(LogFaultKind.EPOCH_BROKEN, 0)


def _of_known(known: Sequence[str], where: str = "") -> Iterator[LogFault]:
    """Checkpoints from elsewhere that are none of ours."""
    epochs = {one.origin: one.number for one in LogEpoch.objects.all()}
    for text in known:
        try:
            head = notes.read_head(notes.read_note(text).text)
        except NotANote:
            yield LogFault(
                kind=LogFaultKind.CHECKPOINT_LOST, epoch=0, where=where or "no checkpoint"
            )
            continue
        epoch = epochs.get(head.origin, 0)
        ours = Checkpoint.objects.filter(epoch=epoch, size=head.size).first()
        if ours is None or bytes(ours.root) != head.root:
            named = where or f"{head.origin}, {head.size} entries"
            yield LogFault(
                kind=LogFaultKind.CHECKPOINT_LOST, epoch=epoch, until=head.size, where=named
            )


def _batches(vouched: Iterable[Vouched]) -> Iterator[list[Vouched]]:
    source = iter(vouched)
    while batch := list(islice(source, RECORDS_AT_ONCE)):
        yield batch


def _places(batch: Sequence[Vouched]) -> dict[int, list[Place]]:
    """Where entries stand, by their identifier."""
    found: dict[int, list[Place]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id, epoch, index, entry FROM transparency_logentry "
            "WHERE entry_id = ANY(%s)",
            [[one.entry_id for one in batch]],
        )
        for entry_id, *place in cursor.fetchall():
            epoch, index, entry = place
            found.setdefault(entry_id, []).append((epoch, index, entry))
    return found


def _waiting(batch: Sequence[Vouched]) -> set[int]:
    """Which of these entries wait for their place."""
    rows = PendingEntry.objects.filter(entry_id__in=[one.entry_id for one in batch])
    return set(rows.values_list("entry_id", flat=True))


def _is_of(entry: str, one: Vouched) -> bool:
    said = rules.said(entry) or {}
    return said.get("cm") == rules.commitment(one.salt or b"", one.record).hex()


def _rows(epoch: int, first: int, end: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [epoch, first, end])
        return list(cursor.fetchall())


def _is_entered_anew(log: _Log, entry_id: int, entry: str) -> bool:
    """Whether it stood so in an earlier log, and was entered anew when that was frozen."""
    rows = LogEntry.objects.filter(entry_id=entry_id, entry=entry, epoch__lt=log.number)
    return rows.exists()


@lru_cache(maxsize=4096)
def _day(at: datetime) -> date:
    return clock.in_tehran(at).date()
