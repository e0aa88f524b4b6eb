"""Whom we asked for, and when: for the applicant, for the organisation, for the sweep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from pishkhan.kernel.cases.models import ROUTED, Ask, Case, Task
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.queries.gaps import lacks, needed_of, needed_places
from pishkhan.kernel.cases.terms import Lack
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.persistence import api as by_hand


Place = tuple[int, str, str]  # organisation, role, service


@dataclass(frozen=True, kw_only=True, slots=True)
class AskView:
    """An open ask; `told_name` is the organisation that has the request, "" until it is made."""

    id: int
    organisation_id: int
    role: str
    service: str
    asked_at: datetime
    case_id: int | None
    told_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Whom a suspended task waits for, and why; `ask` None for the seconds until it was asked.

    `lack` None for the seconds until it goes on, or where whoever is there may not see the case.
    """

    role: str
    role_title: str
    organisation_name: str
    since: datetime
    lack: Lack | None
    ask: AskView | None


def open_asks(places: Iterable[Place] | None = None) -> dict[Place, AskView]:
    """The open asks for these places (None: all), by place; one query."""
    rows = Ask.objects.filter(closed_at=None)
    if places is not None:
        each = (Q(organisation_id=o, role=role, service=service) for o, role, service in places)
        rows = rows.filter(reduce(or_, each, Q(pk=None)))
    return {(row.organisation_id, row.role, row.service): _view(row) for row in rows}


def locked_ask(place: Place) -> AskView:
    """The open ask for the place, which waits for nobody else until the caller's commit."""
    organisation_id, role, service = place
    rows = Ask.objects.select_for_update(of=("self",))
    return _view(
        rows.get(organisation_id=organisation_id, role=role, service=service, closed_at=None)
    )


def ask_of(case_id: int) -> AskView | None:
    """The open ask that this request answers."""
    row = Ask.objects.filter(request_id=case_id, closed_at=None).first()
    return _view(row) if row else None


def wanted(case_id: int) -> list[Wanted]:
    """Whom a case waits for: where its tasks are suspended, and whom its state needs beside them.

    Two queries where nothing waits.
    """
    case = by_hand.row(Case, "id = %s", [case_id])
    if case is None:
        return []
    waiting = Task.objects.filter(
        ROUTED,
        case_id=case_id,
        closed_at=None,
        suspended_at__isnull=False,
        organisation_id__isnull=False,
    ).order_by("id")
    process = process_of(case.definition_id)
    lacked = [
        (
            one.organisation_id or 0,
            one.role,
            one.role_title,
            one.organisation_name,
            one.suspended_at,
        )
        for one in waiting
        if one.suspended_at
    ]
    needed = needed_of(case, process)
    names = organisations.organisation_names(place for _role, place in needed) if needed else {}
    known = {(place, role) for place, role, *_more in lacked}
    lacked += [
        (place, role, process.role_title(role), names.get(place, ""), case.entered_at)
        for role, place in needed
        if (place, role) not in known
    ]
    if not lacked:
        return []
    asked = open_asks([(place, role, case.service) for place, role, *_ in lacked])
    why = lacks(process, [(role, place) for place, role, *_ in lacked])
    return [
        Wanted(
            role=role,
            role_title=title,
            organisation_name=name,
            since=since,
            lack=why.get((role, place)),
            ask=asked.get((place, role, case.service)),
        )
        for place, role, title, name, since in lacked
    ]


def waiting_places() -> set[Place]:
    """Every place for which a task waits now, or that a case needs where it stands."""
    rows = Task.objects.filter(
        ROUTED, closed_at=None, suspended_at__isnull=False, organisation_id__isnull=False
    )
    found = rows.values_list("organisation_id", "role", "service").distinct()
    return {(place or 0, role, service) for place, role, service in found} | set(needed_places())


def _view(row: Ask) -> AskView:
    return AskView(
        id=row.id,
        organisation_id=row.organisation_id,
        role=row.role,
        service=row.service,
        asked_at=row.asked_at,
        case_id=row.request_id,
        told_name=row.told_name,
    )
