"""Where a task goes: the cartable of the role asked, of its fallback, or nowhere for now."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.queries.gaps import lacks
from pishkhan.kernel.cases.rules.process import Assign, Process
from pishkhan.kernel.cases.terms import CartableStatus, Lack
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.persistence.api import new_id


FIND_CARTABLE = """
    SELECT id, title, organisation_name, status FROM cases_cartable
    WHERE organisation_id = %s AND role = %s AND service = %s"""
CREATE_CARTABLE = (
    writing.insert(
        "cases_cartable",
        (
            "id",
            "organisation_id",
            "role",
            "service",
            "title",
            "organisation_name",
            "status",
            "because",
        ),
    )
    + " ON CONFLICT (organisation_id, role, service) DO NOTHING"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a task lies; without `cartable_id` nobody holds the post and the task is suspended."""

    role: str = ""
    role_title: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    cartable_id: int | None = None
    lack: Lack = Lack.NO_HOLDER

    @property
    def is_held(self) -> bool:
        """Whether the task can be done: it lies with somebody, or needs nobody's post."""
        return self.cartable_id is not None or not self.role

    @property
    def shown(self) -> str:
        """Role and organisation, as the timeline shows them."""
        return " · ".join(part for part in (self.role_title, self.organisation_name) if part)

    @property
    def reason(self) -> str:
        """Why it is not held, for the case to say."""
        return f"{self.lack.value}:{self.role}:{self.organisation_id or ''}"


def place_for(
    process: Process, assign: Assign, organisation_id: int | None, at: datetime, *, level: int = 0
) -> Place:
    """The place for one assignee: two queries when all is well.

    Who has no clearance for a case as confidential as `level` does not count as a holder.
    """
    if organisation_id is None:
        return Place(role=assign.role, role_title=process.role_title(assign.role))
    for role in filter(None, (assign.role, assign.fallback)):
        if organisations.has_holder(organisation_id, role, process.service, at, level=level):
            found = cartable(process, organisation_id, role)
            if found is not None:
                return found
    asked = (assign.role, organisation_id)
    return Place(
        role=assign.role,
        role_title=process.role_title(assign.role),
        organisation_id=organisation_id,
        organisation_name=_name(organisation_id),
        lack=lacks(process, [asked]).get(asked, Lack.NO_HOLDER),
    )


def cartable(process: Process, organisation_id: int, role: str) -> Place | None:
    """The live cartable of a role; made the first time it is needed, unless it must be requested."""
    found = _find(organisation_id, role, process.service)
    if found is None and role not in process.requested:
        make_cartable(process, organisation_id, role)
        found = _find(organisation_id, role, process.service)
    if found is None or found[3] != CartableStatus.LIVE.value:
        return None
    cartable_id, title, name, _status = found
    return Place(
        role=role,
        role_title=title,
        organisation_id=organisation_id,
        organisation_name=name,
        cartable_id=cartable_id,
    )


def make_cartable(process: Process, organisation_id: int, role: str) -> bool:
    """Write the row of a cartable; False if it was there."""
    row: writing.Values = {
        "id": new_id(),
        "organisation_id": organisation_id,
        "role": role,
        "service": process.service,
        "title": process.role_title(role),
        "organisation_name": _name(organisation_id),
        "status": CartableStatus.LIVE.value,
        "because": "",
    }
    return bool(writing.run(CREATE_CARTABLE, row))


def _find(organisation_id: int, role: str, service: str) -> tuple[int, str, str, str] | None:
    with connection.cursor() as cursor:
        cursor.execute(FIND_CARTABLE, (organisation_id, role, service))
        row: tuple[int, str, str, str] | None = cursor.fetchone()
    return row


def _name(organisation_id: int) -> str:
    known = organisations.organisation(organisation_id)
    return known.name if known else ""
