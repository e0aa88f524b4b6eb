"""Who is missing: on the way of one case before it starts, and in the matrix of a whole process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pishkhan.foundation import clock
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.cases.queries.definitions import (
    active_definition,
    definition,
    process_of,
    process_of_row,
)
from pishkhan.kernel.cases.rules.process import Assign, Process
from pishkhan.kernel.cases.terms import CartableStatus, Lack
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A state whose task nobody could take."""

    state: str
    title: str
    role: str
    role_title: str
    organisation_id: int | None
    lack: Lack


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One role at one organisation. Without `lack` it is held, `until` then (None: open end).

    `fallback` is the role that serves in its place, "" where nobody does.
    """

    role: str
    role_title: str
    lack: Lack | None
    until: datetime | None
    fallback: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether a task for this role would be suspended."""
        return self.lack is not None and not self.fallback


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixRow:
    """The roles that a process asks of one organisation."""

    slot: str
    organisation: OrganisationView
    cells: tuple[Cell, ...]


def gaps(service: str, organisation_ids: Mapping[str, int]) -> list[Gap]:
    """The states of the active process that nobody serves in these organisations now.

    Two queries, whatever the process.
    """
    process = process_of(active_definition(service))
    desks = _Desks.of(process, {*organisation_ids.values()})
    found: list[Gap] = []
    for state in process.states.values():
        for entry in state.assign:
            place = organisation_ids.get(entry.org)
            lack = desks.lack(entry, place) if entry.role else None
            if lack is not None:
                found.append(
                    Gap(
                        state=state.name,
                        title=state.title,
                        role=entry.role,
                        role_title=process.role_title(entry.role),
                        organisation_id=place,
                        lack=lack,
                    )
                )
    return found


def matrix(
    service: str,
    candidates: Mapping[str, Iterable[OrganisationView]],
    *,
    definition_id: int | None = None,
) -> list[MatrixRow]:
    """Organisations by roles: `candidates` are what may fill each slot.

    Of the active process, or of a version that is only proposed (`definition_id`).
    """
    if definition_id is None:
        process = process_of(active_definition(service))
    else:
        process = process_of_row(definition(definition_id))
    listed = {slot: list(places) for slot, places in candidates.items()}
    desks = _Desks.of(process, {place.id for places in listed.values() for place in places})
    return [
        MatrixRow(
            slot=slot,
            organisation=place,
            cells=tuple(desks.cell(process, entry, place.id) for entry in asked),
        )
        for slot, places in listed.items()
        if (asked := _asked(process, slot))
        for place in places
    ]


def _asked(process: Process, slot: str) -> list[Assign]:
    """The roles that states assign in a slot, each once."""
    entries = [e for s in process.states.values() for e in s.assign if e.role and e.org == slot]
    return list({(entry.role, entry.fallback): entry for entry in entries}.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desks:
    """Who sits where, read once."""

    requested: frozenset[str]
    held: Mapping[tuple[int, str], datetime | None]
    status: Mapping[tuple[int, str], str]

    @classmethod
    def of(cls, process: Process, organisation_ids: set[int]) -> "_Desks":
        rows = Cartable.objects.filter(
            service=process.service, organisation_id__in=organisation_ids
        ).values_list("organisation_id", "role", "status")
        return cls(
            requested=process.requested,
            held=organisations.held_places(organisation_ids, process.service, clock.now()),
            status={(place, role): status for place, role, status in rows},
        )

    def lack(self, entry: Assign, place: int | None) -> Lack | None:
        """What is missing for an assignee, its fallback counted in."""
        if place is None:
            return Lack.NO_HOLDER
        if entry.fallback and self.lack_of(entry.fallback, place) is None:
            return None
        return self.lack_of(entry.role, place)

    def lack_of(self, role: str, place: int) -> Lack | None:
        """What is missing for one role."""
        usual = None if role in self.requested else CartableStatus.LIVE.value
        if self.status.get((place, role), usual) != CartableStatus.LIVE.value:
            return Lack.NO_CARTABLE
        return None if (place, role) in self.held else Lack.NO_HOLDER

    def cell(self, process: Process, entry: Assign, place: int) -> Cell:
        lack = self.lack_of(entry.role, place)
        serves = bool(lack and entry.fallback) and self.lack_of(entry.fallback, place) is None
        return Cell(
            role=entry.role,
            role_title=process.role_title(entry.role),
            lack=lack,
            until=self.held.get((place, entry.role)),
            fallback=entry.fallback if serves else "",
        )
