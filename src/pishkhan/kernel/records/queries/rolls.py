"""Reads of rolls: which there are, what stands in them, what they are sealed as."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pishkhan.kernel.records.models import Document, FactVersion, Roll
from pishkhan.kernel.records.rules import rolls as rules
from pishkhan.kernel.records.spec import RollView
from pishkhan.kernel.records.terms import Fact, RollState


AT_ONCE = 2000
SEALED = (
    "id", "kind", "copy_number", "serial", "issued_on", "award__level", "award__field",
    "award__awarded_on", "award__average", "award__learner__given_name",
    "award__learner__family_name",
)  # fmt: skip


def roll(institution_id: int, year: int) -> RollView | None:
    """The roll of that year."""
    row = Roll.objects.filter(institution_id=institution_id, year=year).first()
    return roll_view(row) if row else None


def roll_by_id(roll_id: int) -> RollView | None:
    """The roll with this id."""
    row = Roll.objects.filter(id=roll_id).first()
    return roll_view(row) if row else None


def rolls_of(institution_id: int) -> list[RollView]:
    """The rolls of an institution, the newest year first."""
    return [roll_view(r) for r in Roll.objects.filter(institution_id=institution_id).order_by("-year")]  # fmt: skip


def sealed_as(institution_id: int, year: int) -> tuple[int, str]:
    """How many documents stand in a roll now, and its root over them."""
    return _sealed(_batches(institution_id, year))


def sealed_at_closing(row: Roll) -> tuple[int, str]:
    """The same of a closed roll as it was then, by the register of now.

    Each change since has left the version before it, and is taken back by that. What was changed
    without a version, put in or taken away gives another count or root.
    """
    if row.closed_at is None:
        raise ValueError("the roll is open")
    closed_at = row.closed_at
    return _sealed(_as_at(closed_at, rows) for rows in _batches(row.institution_id, row.year))


Rows = list[dict[str, Any]]
OF = {
    Fact.DOCUMENT: ("id", ""),
    Fact.AWARD: ("award_id", "award__"),
    Fact.LEARNER: ("award__learner_id", "award__learner__"),
}


def _batches(institution_id: int, year: int) -> Iterator[Rows]:
    """What may stand in a roll, also what was withdrawn from it."""
    found = Document.objects.filter(institution_id=institution_id, year=year)
    found = found.exclude(log_class="late").order_by("id")
    keys = (key for key, _prefix in OF.values())
    batch: Rows = []
    for values in found.values(*SEALED, *keys, "is_withdrawn").iterator(AT_ONCE):
        batch.append(values)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    yield batch


def _as_at(moment: datetime, rows: Rows) -> Rows:
    for fact, (key, prefix) in OF.items():
        before = _versions_at(moment, fact, {row[key] for row in rows})
        for row in rows:
            for name, value in before.get(row[key], {}).items():
                if f"{prefix}{name}" in row:
                    row[f"{prefix}{name}"] = value
    return rows


def _versions_at(moment: datetime, fact: Fact, ids: set[int]) -> Mapping[int, Mapping[str, object]]:
    """Of facts that have changed since: what they were then."""
    found = FactVersion.objects.filter(fact=fact, row_id__in=ids, until__gt=moment)
    found = found.order_by("row_id", "number").distinct("row_id")
    return dict(found.values_list("row_id", "values"))


def _sealed(batches: Iterable[Rows]) -> tuple[int, str]:
    digests = [
        rules.digest({name: str(row[name]) for name in SEALED})
        for rows in batches
        for row in rows
        if not row["is_withdrawn"]
    ]
    return len(digests), rules.root(digests)


def roll_view(row: Roll) -> RollView:
    """A row as others see it."""
    return RollView(
        id=row.id,
        institution_id=row.institution_id,
        year=row.year,
        state=RollState(row.state),
        opened_at=row.opened_at,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        count=row.count,
        root=row.root,
    )
