"""Reads of batches: how far they have come, what became of each record, what waits for people."""

from collections.abc import Iterable, Iterator

from pishkhan.kernel.records.models import BatchPart, RecordBatch, Settlement, TakenRecord
from pishkhan.kernel.records.rules.rows import Found
from pishkhan.kernel.records.spec import BatchView, HeldView, RecordResult
from pishkhan.kernel.records.terms import BatchState, Decision, Finding, Outcome, Refusal


AT_ONCE = 2000


def batch(batch_id: int) -> BatchView | None:
    """The batch with this id."""
    row = RecordBatch.objects.filter(id=batch_id).first()
    return batch_view(row) if row else None


def batch_by_key(institution_id: int, key: str) -> BatchView | None:
    """The batch that an institution sent under this key."""
    row = RecordBatch.objects.filter(institution_id=institution_id, key=key).first()
    return batch_view(row) if row else None


def batches_of(institution_id: int, *, limit: int = 50) -> list[BatchView]:
    """The last batches of an institution, the newest first."""
    rows = RecordBatch.objects.filter(institution_id=institution_id).order_by("-id")[:limit]
    return [batch_view(row) for row in rows]


def results(batch_id: int, *, after: int = 0, limit: int = AT_ONCE) -> list[RecordResult]:
    """What became of the records after a line, in the order of their lines."""
    rows = TakenRecord.objects.filter(batch_id=batch_id, line__gt=after).order_by("line")[:limit]
    settled = _settled(rows)
    return [_result(row, settled.get(row.id)) for row in rows]


def all_results(batch_id: int) -> Iterator[RecordResult]:
    """The same for all of them, without holding them."""
    after = 0
    while page := results(batch_id, after=after):
        yield from page
        after = page[-1].line


def held(institution_id: int, *, after: int = 0, limit: int = 50) -> list[HeldView]:
    """Records of an institution that wait for people, the oldest first."""
    rows = TakenRecord.objects.filter(
        institution_id=institution_id, outcome=Outcome.HELD, settled_at=None, id__gt=after
    ).order_by("id")
    return [held_view(row) for row in rows[:limit]]


def held_record(taken_id: int) -> HeldView | None:
    """One of them."""
    row = TakenRecord.objects.filter(id=taken_id, outcome=Outcome.HELD, settled_at=None).first()
    return held_view(row) if row else None


def held_view(row: TakenRecord) -> HeldView:
    """A row as others see it."""
    return HeldView(
        id=row.id,
        batch_id=row.batch_id,
        institution_id=row.institution_id,
        line=row.line,
        source_id=row.sender_id,
        found=_found(row),
        sent=row.sent or {},
        since=row.at,
        settled_at=row.settled_at,
    )


def batch_view(row: RecordBatch) -> BatchView:
    """A row as others see it."""
    parts = BatchPart.objects.filter(batch_id=row.id).order_by("number")
    return BatchView(
        id=row.id,
        institution_id=row.institution_id,
        key=row.key,
        name=row.name,
        state=BatchState(row.state),
        parts=tuple(parts.values_list("number", flat=True)),
        record_count=row.record_count,
        done_count=row.done_count,
        outcomes=row.outcomes,
        begun_at=row.begun_at,
        committed_at=row.committed_at,
        done_at=row.done_at,
    )


def _found(row: TakenRecord) -> tuple[Found, ...]:
    return tuple(Found(Finding(code), path) for code, path in row.found)


def _settled(rows: Iterable[TakenRecord]) -> dict[int, Settlement]:
    """What two people decided about those of them that were held."""
    ids = [row.id for row in rows if row.settled_at is not None]
    if not ids:
        return {}
    made = Settlement.objects.filter(taken_id__in=ids, decision=Decision.APPROVED)
    return {one.taken_id: one for one in made}


def _result(row: TakenRecord, settled: Settlement | None) -> RecordResult:
    return RecordResult(
        line=row.line,
        source_id=row.sender_id,
        outcome=Outcome(row.outcome),
        found=_found(row),
        learner_id=row.learner_id,
        award_id=row.award_id,
        document_id=row.document_id,
        is_let_in=settled.accept if settled else None,
        refusal=Refusal(settled.refusal) if settled and settled.refusal else None,
    )
