"""Batches of records: begun under the sender's key, sent in parts, committed with a signature, taken in.

The same batch may be sent twice, its parts in any order, and may break off anywhere: what is there
is known by number, and taking in goes on after the last chunk that was finished.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import IO

import structlog
from django.db import IntegrityError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.persistence.api import defer, new_id
from pishkhan.kernel.records.actions.sources import source
from pishkhan.kernel.records.actions.taking import Frame, Sent, copy_in, take
from pishkhan.kernel.records.errors import (
    BatchCommitted,
    BatchDiffers,
    BatchIncomplete,
    BatchTooLarge,
    NoSuchRecord,
    SignatureWrong,
    UnreadableFile,
)
from pishkhan.kernel.records.models import BatchPart, RecordBatch, Roll, SenderKey, TakenRecord
from pishkhan.kernel.records.permission import of_institution
from pishkhan.kernel.records.queries.batches import batch_view
from pishkhan.kernel.records.queries.doors import require_open
from pishkhan.kernel.records.queries.register import permits_of
from pishkhan.kernel.records.rules import lines, sheets, signing
from pishkhan.kernel.records.rules.clashes import Clashes
from pishkhan.kernel.records.rules.reading import Flat, Reading, read
from pishkhan.kernel.records.rules.rows import Found
from pishkhan.kernel.records.spec import BatchView, RecordResult, SourceOf
from pishkhan.kernel.records.terms import BatchState, Door, Finding, Origin, Outcome, RollState


log = structlog.get_logger(__name__)
TAKING = "records.take_batch"
MOST_RECORDS = 100_000
MOST_PARTS = 1000
PART_OCTETS = 1_000_000
PART_RECORDS = 400
CHUNK = 1000
TRIES = 3
ORIGINS = {Door.API: Origin.BATCH, Door.FILE: Origin.FILE}


@transaction.atomic
def begin_batch(
    institution_id: int, key: str, *, door: Door, name: str = "", by: Actor
) -> BatchView:
    """The batch under this key, begun if it is new. Raises NotAllowed, DoorClosed."""
    organisations.require(by, Act.KEEP_RECORDS, of_institution(institution_id))
    require_open(door, institution_id, by=by)
    row = RecordBatch.objects.filter(institution_id=institution_id, key=key).first()
    return batch_view(row or _begin(institution_id, key, door, name, by))


def _begin(institution_id: int, key: str, door: Door, name: str, by: Actor) -> RecordBatch:
    batch_id = new_id()
    told = SourceOf(
        origin=ORIGINS.get(door, Origin.OFFICE),
        institution_id=institution_id,
        batch_id=batch_id,
        place=name[:200],
    )
    new = RecordBatch(
        id=batch_id,
        institution_id=institution_id,
        key=key,
        door=door,
        state=BatchState.RECEIVING,
        source_id=source(told, by=by),
        name=name[:200],
        begun_at=clock.now(),
    )
    if not RecordBatch.objects.bulk_create([new], ignore_conflicts=True):
        raise BatchDiffers
    row = RecordBatch.objects.get(institution_id=institution_id, key=key)
    if row.id == batch_id:
        record("records.batch_begun", target="record_batch", target_id=row.id, by=by)
    return row


@transaction.atomic
def add_part(batch_id: int, number: int, body: bytes, *, by: Actor) -> BatchView:
    """Keep one part, of which each line is a record; sent again it is the same part.

    Raises NoSuchRecord, NotAllowed, BatchCommitted, BatchTooLarge, BatchDiffers (same number,
    other lines).
    """
    row = _mine(batch_id, by)
    digest = hashlib.sha256(body).hexdigest()
    known = BatchPart.objects.filter(batch_id=batch_id, number=number).first()
    if known is not None:
        if known.sha256 != digest:
            raise BatchDiffers
        return batch_view(row)
    if row.state != BatchState.RECEIVING:
        raise BatchCommitted
    if len(body) > PART_OCTETS or not 1 <= number <= MOST_PARTS:
        raise BatchTooLarge(limit=PART_OCTETS)
    row.record_count += lines.count(body)
    if row.record_count > MOST_RECORDS:
        raise BatchTooLarge(limit=MOST_RECORDS)
    BatchPart.objects.create(
        batch_id=batch_id,
        number=number,
        sha256=digest,
        record_count=lines.count(body),
        body=body,
    )
    row.save(update_fields=["record_count"])
    return batch_view(row)


@transaction.atomic
def commit_batch(
    batch_id: int, *, parts: int, records: int, sha256: str, signature: str, by: Actor
) -> BatchView:
    """All parts are there: take them in. Committed twice it is committed once.

    `signature` is of the institution's key over `rules.signing.statement`. Raises NoSuchRecord,
    NotAllowed, BatchIncomplete, SignatureWrong, and BatchDiffers where it was committed as another.
    """
    row = _mine(batch_id, by)
    if row.state != BatchState.RECEIVING:
        if row.sha256 != sha256:
            raise BatchDiffers
        return batch_view(row)
    there = dict(
        BatchPart.objects.filter(batch_id=batch_id)
        .order_by("number")
        .values_list("number", "sha256")
    )
    missing = [number for number in range(1, parts + 1) if number not in there]
    whole = lines.digest(there.values())
    if missing or len(there) != parts or row.record_count != records or whole != sha256:
        raise BatchIncomplete(missing=", ".join(map(str, missing[:20])) or "–")
    row.signed_by = _signer(row, records, sha256, signature)
    return _commit(row, sha256, by)


@transaction.atomic
def commit_file(batch_id: int, *, by: Actor) -> BatchView:
    """The same for a file that a member of staff brought: they answer for it, and no key signs it."""
    row = _mine(batch_id, by)
    if row.door != Door.FILE or by.account_id is None:
        raise SignatureWrong
    if row.state != BatchState.RECEIVING:
        return batch_view(row)
    digests = BatchPart.objects.filter(batch_id=batch_id).order_by("number")
    return _commit(row, lines.digest(digests.values_list("sha256", flat=True)), by)


def take_file(institution_id: int, stream: IO[bytes], name: str, *, by: Actor) -> BatchView:
    """The records of a CSV or XLSX as a batch of its own; the same file again is the same batch.

    Unless it was done and records of it were rejected: what stopped them (a roll that was not open)
    may be gone.

    A worker takes them in. Raises NotAllowed, DoorClosed, UnreadableFile, BatchTooLarge.
    """
    key = _key_of_file(institution_id, f"file-{_digest(stream)[:40]}")
    begun = begin_batch(institution_id, key, door=Door.FILE, name=name, by=by)
    if begun.state is not BatchState.RECEIVING:
        return begun
    try:
        with transaction.atomic():
            for number, body in enumerate(_bodies(sheets.records_of(stream, name)), start=1):
                add_part(begun.id, number, body, by=by)
            return commit_file(begun.id, by=by)
    except sheets.SheetUnreadable as error:
        raise UnreadableFile(why=str(error)) from error


def _key_of_file(institution_id: int, key: str) -> str:
    tried = RecordBatch.objects.filter(institution_id=institution_id, key__startswith=key)
    last = tried.order_by("-id").first()
    if last is None:
        return key
    is_again = last.state == BatchState.DONE and Outcome.REJECTED in last.outcomes
    return f"{key}-{tried.count() + 1}" if is_again else last.key


def _digest(stream: IO[bytes]) -> str:
    whole = hashlib.sha256()
    while piece := stream.read(1 << 16):
        whole.update(piece)
    stream.seek(0)
    return whole.hexdigest()


def _bodies(records: Iterable[sheets.Numbered]) -> Iterator[bytes]:
    """Rows as parts; a row that cannot be read stays a line, so that its result says so."""
    body: list[bytes] = []
    for _number, flat in records:
        body.append(lines.written([flat]) if flat is not None else b"?\n")
        if len(body) == PART_RECORDS:
            yield b"".join(body)
            body = []
    if body:
        yield b"".join(body)


def _commit(row: RecordBatch, sha256: str, by: Actor) -> BatchView:
    row.sha256, row.committed_at, row.state = sha256, clock.now(), BatchState.CHECKING
    row.save()
    record(
        "records.batch_committed",
        target="record_batch",
        target_id=row.id,
        by=by,
        after={"records": row.record_count, "sha256": sha256, "key": row.signed_by},
    )
    defer(TAKING, key=f"{TAKING}:{row.id}", batch_id=row.id)
    return batch_view(row)


def _signer(row: RecordBatch, records: int, sha256: str, signature: str) -> int:
    place = organisations.organisation(row.institution_id)
    said = signing.statement(
        institution=place.code if place else "", key=row.key, records=records, sha256=sha256
    )
    keys = SenderKey.objects.filter(
        institution_id=row.institution_id, valid_from__lte=clock.now(), retired_at=None
    )
    for key in keys:
        if signing.is_signed(key.public, signature, said):
            return key.id
    raise SignatureWrong


def _mine(batch_id: int, by: Actor) -> RecordBatch:
    row = RecordBatch.objects.select_for_update().filter(id=batch_id).first()
    if row is None or not organisations.may(
        by, Act.KEEP_RECORDS, of_institution(row.institution_id)
    ):
        raise NoSuchRecord
    require_open(row.door, row.institution_id, by=by)
    return row


def take_batch(batch_id: int) -> None:
    """Take in what has not been taken in yet, chunk by chunk; safe to run twice, and side by side."""
    row = RecordBatch.objects.filter(id=batch_id, state=BatchState.CHECKING).first()
    if row is None:
        return
    clashes = Clashes()
    for _number, flat in _records(batch_id):
        if flat is not None:
            clashes.add(flat)
    clashes.done()
    coming = _records(batch_id, after=row.done_count)
    while chunk := list(islice(coming, CHUNK)):
        _take_chunk(batch_id, chunk, clashes)
    _finish(batch_id)


Coming = tuple[int, dict[str, str] | None]


def _records(batch_id: int, after: int = 0) -> Iterator[Coming]:
    """The records with their lines, counted through all parts; one part is held at a time."""
    line = 0
    parts = BatchPart.objects.filter(batch_id=batch_id).order_by("number")
    for number, count in list(parts.values_list("number", "record_count")):
        if line + count <= after:
            line += count
            continue
        body = bytes(parts.values_list("body", flat=True).get(number=number))
        for octets in lines.lines(body):
            line += 1
            if line > after:
                yield line, lines.line(octets)


def _take_chunk(batch_id: int, coming: Sequence[Coming], clashes: Clashes) -> None:
    today = clock.today()
    sent = [_sent(line, flat, today) for line, flat in coming]
    for attempt in range(1, TRIES + 1):
        try:
            _write_chunk(batch_id, sent, clashes)
        except IntegrityError:  # another institution added the same person at this moment
            if attempt == TRIES:
                raise
            log.warning("chunk_again", batch=batch_id, attempt=attempt)
        else:
            return


def _sent(line: int, flat: dict[str, str] | None, today: date) -> Sent:
    if flat is None:
        return Sent(line, {}, Reading(None, (Found(Finding.NOT_A_RECORD),)))
    return Sent(line, flat, read(flat, today=today))


@transaction.atomic
def _write_chunk(batch_id: int, sent: Sequence[Sent], clashes: Clashes) -> None:
    row = RecordBatch.objects.select_for_update().get(id=batch_id)
    new = [one for one in sent if one.line > row.done_count]
    if not new:
        return
    results = take_in(
        new, institution_id=row.institution_id, source_id=row.source_id, clashes=clashes
    )
    copy_in(
        TakenRecord, [_taken(row, one, result) for one, result in zip(new, results, strict=True)]
    )
    row.done_count = new[-1].line
    row.outcomes = dict(Counter(row.outcomes) + Counter(str(one.outcome) for one in results))
    row.save(update_fields=["done_count", "outcomes"])


def take_in(
    sent: Sequence[Sent],
    *,
    institution_id: int,
    source_id: int,
    clashes: Clashes | None = None,
    **settled: object,
) -> list[RecordResult]:
    """Take records of an institution in, in the caller's transaction, one caller at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"records:{institution_id}"]
        )
    # Held until the end, so that no roll is closed between this look and the rows.
    rolls = Roll.objects.filter(institution_id=institution_id).select_for_update(no_key=True)
    frame = Frame(
        institution_id=institution_id,
        source_id=source_id,
        permits=permits_of(institution_id),
        rolls={
            roll.year: (clock.in_tehran(roll.opened_at).date(), RollState(roll.state))
            for roll in rolls
        },
        clashes=clashes or Clashes(),
        now=clock.now(),
        **settled,  # type: ignore[arg-type]  # `passed` and `learner_id` of Frame
    )
    return take(sent, frame)


def _taken(row: RecordBatch, sent: Sent, result: RecordResult) -> dict[str, object]:
    return {
        "id": new_id(),
        "batch_id": row.id,
        "line": result.line,
        "institution_id": row.institution_id,
        "sender_id": result.source_id,
        "outcome": result.outcome.value,
        "found": lines.text_of([[one.code.value, one.field] for one in result.found]),
        "learner_id": result.learner_id,
        "award_id": result.award_id,
        "document_id": result.document_id,
        "sent": lines.text_of(dict(sent.flat)) if result.outcome is Outcome.HELD else None,
        "at": clock.now(),
        "settled_at": None,
        "settled_by": None,
    }


@transaction.atomic
def _finish(batch_id: int) -> None:
    row = RecordBatch.objects.select_for_update().get(id=batch_id)
    if row.state != BatchState.CHECKING:
        return
    row.state, row.done_at = BatchState.DONE, clock.now()
    row.save(update_fields=["state", "done_at"])
    BatchPart.objects.filter(batch_id=batch_id).update(body=b"")  # its digest still knows it again
    record(
        "records.batch_done",
        target="record_batch",
        target_id=batch_id,
        by=None,
        after={"outcomes": row.outcomes},
    )


def take_record(
    flat: Flat, *, institution_id: int, origin: SourceOf, by: Actor, line: int = 1
) -> RecordResult:
    """Take one record in at once, as a batch of one; what is held is for the caller to show people."""
    sent = _sent(line, dict(flat), clock.today())
    with transaction.atomic():
        told = source(origin, by=by)
        [result] = take_in([sent], institution_id=institution_id, source_id=told)
    return result
