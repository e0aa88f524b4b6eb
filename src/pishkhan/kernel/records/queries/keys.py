"""Reads of the keys with which institutions sign their batches."""

from collections.abc import Iterable

from django.db.models import Count, Q

from pishkhan.foundation import clock
from pishkhan.kernel.records.models import SenderKey
from pishkhan.kernel.records.spec import SenderKeyView
from pishkhan.kernel.records.terms import KeyState


def sender_keys(institution_id: int) -> list[SenderKeyView]:
    """The keys of an institution, the newest first."""
    rows = SenderKey.objects.filter(institution_id=institution_id).order_by("-added_at", "-id")
    return [_view(row) for row in rows]


def sender_key(key_id: int) -> SenderKeyView | None:
    """The key with this id."""
    row = SenderKey.objects.filter(id=key_id).first()
    return _view(row) if row else None


def count_sender_keys(institution_ids: Iterable[int]) -> dict[int, int]:
    """How many keys of each institution sign or will; one query."""
    rows = SenderKey.objects.filter(institution_id__in=list(institution_ids))
    counted = rows.values("institution_id").annotate(n=Count("id", filter=Q(retired_at=None)))
    return {one["institution_id"]: one["n"] for one in counted}


def _view(row: SenderKey) -> SenderKeyView:
    return SenderKeyView(
        id=row.id,
        institution_id=row.institution_id,
        title=row.title,
        public=row.public,
        state=_state(row),
        added_at=row.added_at,
        added_by=row.added_by,
        second=row.second,
        valid_from=row.valid_from,
        retired_at=row.retired_at,
        retired_by=row.retired_by,
    )


def _state(row: SenderKey) -> KeyState:
    if row.retired_at is not None:
        return KeyState.RETIRED
    if row.valid_from is None:
        return KeyState.ASKED
    return KeyState.LIVE if row.valid_from <= clock.now() else KeyState.COOLING
