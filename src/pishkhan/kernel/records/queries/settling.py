"""Reads of held records: which wait, what was proposed about them, what came before of the same."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, Exists, OuterRef, QuerySet

from pishkhan.kernel.records.models import Settlement, TakenRecord
from pishkhan.kernel.records.queries.batches import held_view
from pishkhan.kernel.records.spec import HeldAsked, HeldView, SettlementView
from pishkhan.kernel.records.terms import Decision, Outcome, Refusal


AT_ONCE = 500
EARLIER = 20


def held_among(asked: HeldAsked, *, after: int = 0, limit: int = 50) -> list[HeldView]:
    """Held records that were asked for, the oldest first."""
    return [held_view(row) for row in _rows(asked).filter(id__gt=after).order_by("id")[:limit]]


def all_held_among(asked: HeldAsked) -> Iterator[HeldView]:
    """The same for all of them, without holding them."""
    after = 0
    while page := held_among(asked, after=after, limit=AT_ONCE):
        yield from page
        after = page[-1].id


def count_among(asked: HeldAsked) -> int:
    """How many were asked for."""
    return _rows(asked).count()


def count_held(institution_ids: Iterable[int]) -> dict[int, int]:
    """How many records of each institution wait; one query."""
    rows = TakenRecord.objects.filter(
        institution_id__in=list(institution_ids), outcome=Outcome.HELD, settled_at=None
    )
    counted = rows.values("institution_id").annotate(n=Count("id"))
    return {one["institution_id"]: one["n"] for one in counted}


def was_held(taken_id: int) -> HeldView | None:
    """A record that is held, or was and is settled."""
    row = TakenRecord.objects.filter(id=taken_id, outcome=Outcome.HELD).first()
    return held_view(row) if row else None


def held_by_line(batch_id: int, lines: Iterable[int]) -> dict[int, HeldView]:
    """The records of a batch that are held or were, by their lines."""
    rows = TakenRecord.objects.filter(batch_id=batch_id, line__in=list(lines), outcome=Outcome.HELD)
    return {row.line: held_view(row) for row in rows}


def before(one: HeldView) -> list[HeldView]:
    """Records that were held before under the same id of the same institution, the newest first."""
    rows = TakenRecord.objects.filter(
        institution_id=one.institution_id,
        sender_id=one.source_id,
        outcome=Outcome.HELD,
        id__lt=one.id,
    ).exclude(sender_id="")
    return [held_view(row) for row in rows.order_by("-id")[:EARLIER]]


def open_settlements(taken_ids: Iterable[int]) -> dict[int, SettlementView]:
    """What is proposed about each of these records and waits for another person; one query."""
    rows = Settlement.objects.filter(taken_id__in=list(taken_ids), decided_at=None)
    return {row.taken_id: settlement_view(row) for row in rows}


def last_settlements(taken_ids: Iterable[int]) -> dict[int, SettlementView]:
    """The last proposal about each of these records, whatever became of it; one query."""
    rows = Settlement.objects.filter(taken_id__in=list(taken_ids)).order_by("id")
    return {row.taken_id: settlement_view(row) for row in rows}


def settlements_of(taken_id: int) -> list[SettlementView]:
    """All that was proposed about a record, the newest first."""
    rows = Settlement.objects.filter(taken_id=taken_id).order_by("-id")
    return [settlement_view(row) for row in rows]


def settlement_view(row: Settlement) -> SettlementView:
    """A row as others see it."""
    return SettlementView(
        id=row.id,
        taken_id=row.taken_id,
        accept=row.accept,
        learner_id=row.learner_id,
        refusal=Refusal(row.refusal) if row.refusal else None,
        because=row.because,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        decision=Decision(row.decision),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        answer=row.answer,
    )


def _rows(asked: HeldAsked) -> QuerySet[TakenRecord]:
    rows = TakenRecord.objects.filter(
        institution_id__in=asked.institution_ids,
        outcome=Outcome.HELD,
        settled_at__isnull=asked.standing != "settled",
    )
    if asked.batch_id is not None:
        rows = rows.filter(batch_id=asked.batch_id)
    if asked.finding:
        rows = rows.filter(found__contains=[[asked.finding]])
    if asked.standing in {"waiting", "proposed"}:
        proposed = Settlement.objects.filter(taken_id=OuterRef("id"), decided_at=None)
        rows = rows.filter(Exists(proposed) if asked.standing == "proposed" else ~Exists(proposed))
    return rows
