"""Where a task goes: the cartable of the role asked, of its fallback, or nowhere for now."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from pishkhan.kernel.cases.actions import writing
from pishkhan.kernel.cases.rules.process import Assign, Process
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.persistence.api import new_id


FIND_CARTABLE = """
    SELECT id, title, organisation_name FROM cases_cartable
    WHERE organisation_id = %s AND role = %s AND service = %s"""
CREATE_CARTABLE = (
    writing.insert(
        "cases_cartable", ("id", "organisation_id", "role", "service", "title", "organisation_name")
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

    @property
    def is_held(self) -> bool:
        """Whether the task can be done: it lies with somebody, or needs nobody's post."""
        return self.cartable_id is not None or not self.role

    @property
    def shown(self) -> str:
        """Role and organisation, as the timeline shows them."""
        return " · ".join(part for part in (self.role_title, self.organisation_name) if part)


def place_for(process: Process, assign: Assign, organisation_id: int | None, at: datetime) -> Place:
    """The place for one assignee: two queries when all is well."""
    if organisation_id is None:
        return Place(role=assign.role, role_title=process.role_title(assign.role))
    for role in filter(None, (assign.role, assign.fallback)):
        if organisations.has_holder(organisation_id, role, process.service, at):
            return cartable(process, organisation_id, role)
    return Place(
        role=assign.role,
        role_title=process.role_title(assign.role),
        organisation_id=organisation_id,
        organisation_name=_name(organisation_id),
    )


def cartable(process: Process, organisation_id: int, role: str) -> Place:
    """The cartable of a role, made the first time it is needed."""
    key = (organisation_id, role, process.service)
    with connection.cursor() as cursor:
        cursor.execute(FIND_CARTABLE, key)
        found = cursor.fetchone()
        if found is None:
            cursor.execute(
                CREATE_CARTABLE,
                {
                    "id": new_id(),
                    "organisation_id": organisation_id,
                    "role": role,
                    "service": process.service,
                    "title": process.role_title(role),
                    "organisation_name": _name(organisation_id),
                },
            )
            cursor.execute(FIND_CARTABLE, key)
            found = cursor.fetchone()
    cartable_id, title, name = found
    return Place(
        role=role,
        role_title=title,
        organisation_id=organisation_id,
        organisation_name=name,
        cartable_id=cartable_id,
    )


def _name(organisation_id: int) -> str:
    known = organisations.organisation(organisation_id)
    return known.name if known else ""
