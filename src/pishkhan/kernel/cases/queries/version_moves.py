"""Before running cases are moved to another version: what it would mean, state by state, case by case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from pishkhan.kernel.cases.errors import NoSuchMove
from pishkhan.kernel.cases.models import Case, VersionMove
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.rules.version_move import StateMove, state_moves


@dataclass(frozen=True, kw_only=True, slots=True)
class MovePlan:
    """A dry run: nothing is written. `counts` are running cases by state of the old version."""

    service: str
    from_definition_id: int
    to_definition_id: int
    mapping: Mapping[str, str]
    counts: Mapping[str, int]
    states: tuple[StateMove, ...]
    anew: frozenset[str] = frozenset()

    @property
    def is_sound(self) -> bool:
        """Whether the move can be started."""
        return not any(line.faults for line in self.states)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseMove:
    """What the move would do to one case; its deadline stays."""

    case_id: int
    reference: str
    applicant_name: str
    due_at: datetime | None
    change: StateMove


def plan_version_move(
    service: str,
    *,
    from_definition_id: int,
    to_definition_id: int,
    mapping: Mapping[str, str],
    anew: Collection[str] = (),
) -> MovePlan:
    """The dry run of a move: `mapping` names the new state of an old one; others keep theirs.

    `anew` are old states whose cases are referred anew where the routing has changed.
    """
    rows = Case.objects.filter(definition_id=from_definition_id, closed_at=None)
    counted = rows.values("state").annotate(n=Count("id")).order_by("state")
    counts = {row["state"]: row["n"] for row in counted}
    old, new = process_of(from_definition_id), process_of(to_definition_id)
    whole = {name: name for name in counts} | dict(mapping)
    return MovePlan(
        service=service,
        from_definition_id=from_definition_id,
        to_definition_id=to_definition_id,
        mapping=whole,
        counts=counts,
        states=tuple(state_moves(old, new, whole, counts, anew)),
        anew=frozenset(anew),
    )


def cases_of_plan(plan: MovePlan, *, after: int = 0, limit: int = 50) -> list[CaseMove]:
    """The cases of a plan with what would change for each, by id; the next page is `after` the last."""
    changes = {line.state: line for line in plan.states}
    rows = Case.objects.filter(
        definition_id=plan.from_definition_id, closed_at=None, id__gt=after
    ).order_by("id")[:limit]
    return [
        CaseMove(
            case_id=row.id,
            reference=row.reference,
            applicant_name=row.applicant_name,
            due_at=row.due_at,
            change=changes[row.state],
        )
        for row in rows
        if row.state in changes
    ]


def version_moves(service: str) -> list[VersionMove]:
    """The moves of a service, newest first."""
    return list(VersionMove.objects.filter(service=service).order_by("-id")[:50])


def version_move(move_id: int) -> VersionMove:
    """One move, as far as it has come; raises NoSuchMove."""
    found = VersionMove.objects.filter(id=move_id).first()
    if found is None:
        raise NoSuchMove
    return found
