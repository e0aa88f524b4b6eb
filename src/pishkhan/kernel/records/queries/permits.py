"""Reads of permits as people look at them: those that stand, those that others followed, what is uneven."""

from collections.abc import Iterable

from django.db.models import Count

from pishkhan.kernel.records.models import Recognition, Source
from pishkhan.kernel.records.queries.register import permits_of
from pishkhan.kernel.records.rules.recognition import Uneven, uneven
from pishkhan.kernel.records.spec import PermitView
from pishkhan.kernel.records.terms import Level


ORDER = {level: number for number, level in enumerate(Level)}


def permits_told(institution_id: int) -> list[PermitView]:
    """All permits of an institution, by level, field and day; also those that others followed."""
    rows = list(Recognition.objects.filter(institution_id=institution_id))
    rows.sort(key=lambda row: (ORDER[Level(row.level)], row.field_key, row.valid_from, row.id))
    sources = Source.objects.in_bulk([row.source_id for row in rows])
    return [_view(row, sources.get(row.source_id)) for row in rows]


def permit_told(permit_id: int) -> PermitView | None:
    """The permit with this id."""
    row = Recognition.objects.filter(id=permit_id).first()
    return _view(row, Source.objects.filter(id=row.source_id).first()) if row else None


def uneven_of(institution_id: int) -> list[Uneven]:
    """Gaps and overlaps among the permits that stand."""
    return uneven(permits_of(institution_id))


def count_permits(institution_ids: Iterable[int]) -> dict[int, int]:
    """How many permits stand of each institution; one query."""
    rows = Recognition.objects.filter(institution_id__in=list(institution_ids), replaced_by=None)
    counted = rows.values("institution_id").annotate(n=Count("id"))
    return {one["institution_id"]: one["n"] for one in counted}


def _view(row: Recognition, told: Source | None) -> PermitView:
    return PermitView(
        id=row.id,
        institution_id=row.institution_id,
        level=Level(row.level),
        field=row.field,
        field_key=row.field_key,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        decree=row.decree,
        because=row.because,
        replaces=row.replaces,
        is_replaced=row.replaced_by is not None,
        recorded_at=told.at if told else None,
        recorded_by=told.account_id if told else None,
    )
