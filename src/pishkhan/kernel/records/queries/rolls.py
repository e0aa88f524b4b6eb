"""Reads of rolls: which there are, what stands in them, what they are sealed as."""

from collections.abc import Iterator

from pishkhan.kernel.records.models import Document, Roll
from pishkhan.kernel.records.rules import rolls as rules
from pishkhan.kernel.records.spec import RollView
from pishkhan.kernel.records.terms import RollState


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
    digests = list(_digests(institution_id, year))
    return len(digests), rules.root(digests)


def _digests(institution_id: int, year: int) -> Iterator[str]:
    rows = Document.objects.filter(institution_id=institution_id, year=year, is_withdrawn=False)
    rows = rows.exclude(log_class="late").order_by("id")
    for values in rows.values_list(*SEALED).iterator(AT_ONCE):
        yield rules.digest(dict(zip(SEALED, map(str, values), strict=True)))


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
