"""Before a case starts: who on its way is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from pishkhan.kernel.cases.queries.definitions import active_definition, process_of
from pishkhan.kernel.organisations import api as organisations


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A state whose task nobody could take."""

    state: str
    title: str
    role: str
    organisation_id: int | None


def gaps(service: str, organisation_ids: Mapping[str, int]) -> list[Gap]:
    """The states of the active process that nobody serves in these organisations now."""
    process = process_of(active_definition(service))
    found: list[Gap] = []
    for state in process.states.values():
        for entry in state.assign:
            place = organisation_ids.get(entry.org)
            asked = [role for role in (entry.role, entry.fallback) if role]
            if asked and not _is_served(place, asked, service):
                found.append(
                    Gap(state=state.name, title=state.title, role=entry.role, organisation_id=place)
                )
    return found


def _is_served(place: int | None, roles: list[str], service: str) -> bool:
    return place is not None and any(
        organisations.has_holder(place, role, service) for role in roles
    )
