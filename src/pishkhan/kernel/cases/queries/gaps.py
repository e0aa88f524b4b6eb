"""Who is missing: on the way of one case before it starts, and in the matrix of a whole process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Protocol

from django.db.models import Count, Min, Q

from pishkhan.foundation import clock
from pishkhan.kernel.cases.models import Cartable, Case, Definition
from pishkhan.kernel.cases.queries.definitions import (
    active_definition,
    definition,
    process_of,
    process_of_row,
)
from pishkhan.kernel.cases.rules.process import Assign, Process
from pishkhan.kernel.cases.terms import CartableStatus, DraftStatus, Lack
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView


LATELY = timedelta(days=7)
STOPPED = {CartableStatus.SUSPENDED.value: Lack.SUSPENDED, CartableStatus.CLOSED.value: Lack.CLOSED}


class Standing(Protocol):
    """A case, as far as it says where it stands."""

    @property
    def state(self) -> str:
        """By its name in the process."""

    @property
    def closed_at(self) -> datetime | None:
        """None while it is open."""

    @property
    def organisations(self) -> Mapping[str, int]:
        """By the slots of the process."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A state whose task nobody could take, or that somebody it needs is missing for."""

    state: str
    title: str
    role: str
    role_title: str
    organisation_id: int | None
    lack: Lack


@dataclass(frozen=True, slots=True)
class Needed:
    """How many cases need a role where they stand, since when the first, and how many lately."""

    role_title: str
    count: int
    since: datetime
    fresh: int

    def with_others(self, others: "Needed") -> "Needed":
        """Those of two versions together."""
        return Needed(
            self.role_title,
            self.count + others.count,
            min(self.since, others.since),
            self.fresh + others.fresh,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One role at one organisation. Without `lack` it is held, `until` then (None: open end).

    `fallback` is the role that takes its tasks in its place, "" where nobody does; where the role
    `is_needed` itself, that is not enough.
    """

    role: str
    role_title: str
    lack: Lack | None
    until: datetime | None
    fallback: str = ""
    is_needed: bool = False

    @property
    def is_gap(self) -> bool:
        """Whether a task for this role would be suspended, or a state wait for it."""
        return self.lack is not None and (self.is_needed or not self.fallback)


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixRow:
    """The roles that a process asks of one organisation."""

    slot: str
    organisation: OrganisationView
    cells: tuple[Cell, ...]


def gaps(service: str, organisation_ids: Mapping[str, int]) -> list[Gap]:
    """The states of the active process that nobody serves in these organisations now.

    Two queries, whatever the process; three where somebody served and does no more.
    """
    process = process_of(active_definition(service))
    desks = _Desks.of(process, {*organisation_ids.values()})
    found: list[Gap] = []
    for state in process.states.values():
        for entry in (*state.assign, *state.needs):
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


def lacks(process: Process, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Lack]:
    """Why each of these, a role at an organisation, takes nothing now; those that do are left out.

    Two queries, three where somebody was there before.
    """
    wanted = set(places)
    desks = _Desks.of(process, {place for _role, place in wanted})
    return {(role, place): lack for role, place in wanted if (lack := desks.lack_of(role, place))}


def needed_of(case: Standing, process: Process) -> list[tuple[str, int]]:
    """The role and organisation of whoever is missing in the state where a case stands.

    No query where the state needs nobody beside those who have its tasks; else two.
    """
    needs = process.states[case.state].needs if case.closed_at is None else ()
    places = {
        (one.role, case.organisations[one.org]) for one in needs if one.org in case.organisations
    }
    if not places:
        return []
    desks = _Desks.of(process, {place for _role, place in places})
    return sorted((role, place) for role, place in places if desks.lack_of(role, place))


def needed_places() -> dict[tuple[int, str, str], Needed]:
    """Every place that open cases lack in the state where they stand, though no task waits there.

    By organisation, role and service. One query, and three for each version of a process that has
    such states.
    """
    found: dict[tuple[int, str, str], Needed] = {}
    versions = Definition.objects.filter(status=DraftStatus.IN_FORCE.value)
    for definition_id, service in versions.values_list("id", "service"):
        process = process_of(definition_id)
        needing = {state.name: state.needs for state in process.states.values() if state.needs}
        if not needing:
            continue
        standing = Case.objects.filter(
            definition_id=definition_id, closed_at=None, state__in=needing
        )
        stands = standing.values_list("state", "organisations").annotate(
            count=Count("id"),
            since=Min("entered_at"),
            fresh=Count("id", filter=Q(entered_at__gt=clock.now() - LATELY)),
        )
        waits = [
            ((held[need.org], need.role), Needed(process.role_title(need.role), *counted))
            for state, held, *counted in stands
            for need in needing[state]
            if need.org in held
        ]
        desks = _Desks.of(process, {place for (place, _role), _needed in waits})
        for (place, role), needed in waits:
            if desks.lack_of(role, place):
                key = (place, role, service)
                found[key] = needed.with_others(found[key]) if key in found else needed
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
    """The roles that states assign or need in a slot, each once."""
    entries = [e for s in process.states.values() for e in s.assign if e.role and e.org == slot]
    assigned = {entry.role for entry in entries}
    entries += [n for n in _needs(process, slot) if n.role not in assigned]
    return list({(entry.role, entry.fallback): entry for entry in entries}.values())


def _needs(process: Process, slot: str) -> list[Assign]:
    return [n for s in process.states.values() for n in s.needs if n.org == slot]


@dataclass(frozen=True, kw_only=True)
class _Desks:
    """Who sits where, read once; who sat there only where nobody does."""

    process: Process
    places: frozenset[int]
    held: Mapping[tuple[int, str], datetime | None]
    status: Mapping[tuple[int, str], str]

    @classmethod
    def of(cls, process: Process, organisation_ids: set[int]) -> "_Desks":
        rows = Cartable.objects.filter(
            service=process.service, organisation_id__in=organisation_ids
        ).values_list("organisation_id", "role", "status")
        return cls(
            process=process,
            places=frozenset(organisation_ids),
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
        status = self.status.get((place, role))
        if status in STOPPED:
            return STOPPED[status]
        if status is None and role in self.process.requested:
            return Lack.NO_CARTABLE
        if (place, role) in self.held:
            least = self.process.least_of(role)
            return Lack.TOO_FEW if least > 1 and self._many.get((place, role), 0) < least else None
        if (place, role) not in self._left:
            return Lack.NO_HOLDER
        return Lack.TERM_OVER if self._left[place, role] else Lack.HOLDER_GONE

    @cached_property
    def _left(self) -> Mapping[tuple[int, str], bool]:
        return organisations.left_places(self.places, self.process.service, clock.now())

    @cached_property
    def _many(self) -> Mapping[tuple[int, str], int]:
        return organisations.count_holders(self.places, self.process.service, clock.now())

    def cell(self, process: Process, entry: Assign, place: int) -> Cell:
        lack = self.lack_of(entry.role, place)
        serves = bool(lack and entry.fallback) and self.lack_of(entry.fallback, place) is None
        return Cell(
            role=entry.role,
            role_title=process.role_title(entry.role),
            lack=lack,
            until=self.held.get((place, entry.role)),
            fallback=entry.fallback if serves else "",
            is_needed=any(one.role == entry.role for one in _needs(process, entry.org)),
        )
