"""What those who keep organisations must see: where cases wait, where they are late, versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Count, Min, Q

from pishkhan.foundation import clock
from pishkhan.kernel.cases.models import Cartable, Case, Definition, Task
from pishkhan.kernel.cases.queries.gaps import LATELY, needed_places
from pishkhan.kernel.cases.terms import Approval, DraftStatus
from pishkhan.kernel.organisations import api as organisations


MOST_SHOWN = 200
COUNT_LIMIT = 1000
# One probe of the inbox index for each cartable, stopped at the limit.
LATE = """
    SELECT place.organisation_id, place.organisation_name, place.role, place.title, place.service,
           late.n, late.since
    FROM cases_cartable AS place
    CROSS JOIN LATERAL (
        SELECT count(*) AS n, min(sort_at) AS since FROM (
            SELECT sort_at FROM cases_task
            WHERE cartable_id = place.id AND closed_at IS NULL AND sort_at < %(now)s
            ORDER BY sort_at LIMIT %(cap)s) AS few) AS late
    WHERE place.id = ANY(%(keys)s::bigint[]) AND late.n > 0
    ORDER BY late.n DESC, late.since LIMIT %(most)s"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Cases that wait at one place: of a role, at an organisation, for a service."""

    organisation_id: int
    organisation_name: str
    role: str
    role_title: str
    service: str
    count: int
    since: datetime
    fresh: int = 0  # of these, since a week or less


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A published version of a process, and how many cases still run on it."""

    definition_id: int
    version: int
    is_active: bool
    published_at: datetime
    published_by: int | None
    proposed_by: int | None
    approved_as: Approval
    checksum: str
    open_cases: int


def suspended_places(paths: Iterable[str]) -> list[Waiting]:
    """Where cases wait because nobody holds the post, the longest first.

    Their tasks are suspended there, or the state where they stand needs the role beside those who
    have its tasks. `paths` are those of organisations whose subtrees count; "" is everywhere. One
    query, those of `needed_places`, and two where it finds some.
    """
    paths = tuple(paths)
    places = (
        Task.objects.filter(_inside(paths), closed_at=None, suspended_at__isnull=False)
        .values("organisation_id", "organisation_name", "role", "role_title", "service")
        .annotate(
            count=Count("id"),
            since=Min("suspended_at"),
            fresh=Count("id", filter=Q(suspended_at__gt=clock.now() - LATELY)),
        )
        .order_by("since")
    )
    found = [
        Waiting(
            organisation_id=place["organisation_id"] or 0,
            organisation_name=place["organisation_name"],
            role=place["role"],
            role_title=place["role_title"],
            service=place["service"],
            count=place["count"],
            since=place["since"],
            fresh=place["fresh"],
        )
        for place in places[:MOST_SHOWN]
    ]
    return sorted(_with_needed(found, paths), key=lambda one: one.since)[:MOST_SHOWN]


def _with_needed(found: list[Waiting], paths: Sequence[str]) -> list[Waiting]:
    """Also the places that no task waits at; of one where both is so, what is more."""
    lacked = needed_places()
    if not lacked:
        return found
    inside = organisations.ids_inside(*paths).filter(id__in={place for place, *_ in lacked})
    names = organisations.organisation_names(inside)
    known = {(one.organisation_id, one.role, one.service): one for one in found}
    for (place, role, service), needed in lacked.items():
        if place not in names:
            continue
        one = known.get((place, role, service))
        known[place, role, service] = Waiting(
            organisation_id=place,
            organisation_name=names[place],
            role=role,
            role_title=needed.role_title,
            service=service,
            count=max(needed.count, one.count if one else 0),
            since=min(needed.since, one.since) if one else needed.since,
            fresh=max(needed.fresh, one.fresh if one else 0),
        )
    return list(known.values())


def late_places(paths: Iterable[str]) -> list[Waiting]:
    """Cartables with tasks past their deadline, the most first; counts stop at 1000. Two queries."""
    values: dict[str, datetime | int | list[int]] = {
        "now": clock.now(),
        "cap": COUNT_LIMIT,
        "keys": list(Cartable.objects.filter(_inside(paths)).values_list("id", flat=True)),
        "most": MOST_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(LATE, values)
        rows = cursor.fetchall()
    return [
        Waiting(
            organisation_id=organisation_id,
            organisation_name=name,
            role=role,
            role_title=title,
            service=service,
            count=count,
            since=since,
        )
        for organisation_id, name, role, title, service, count, since in rows
    ]


def versions(service: str) -> list[Version]:
    """The published versions of the process of `service`, newest first; two queries."""
    settled = Definition.objects.filter(service=service, status=DraftStatus.IN_FORCE.value)
    rows = list(settled.order_by("-version"))
    running = Case.objects.filter(definition_id__in=[row.id for row in rows], closed_at=None)
    counted = running.values("definition_id").annotate(n=Count("id"))
    open_cases = {row["definition_id"]: row["n"] for row in counted}
    return [
        Version(
            definition_id=row.id,
            version=row.version,
            is_active=row.is_active,
            published_at=row.published_at,
            published_by=row.published_by,
            proposed_by=row.proposed_by,
            approved_as=Approval(row.approved_as),
            checksum=row.checksum,
            open_cases=open_cases.get(row.id, 0),
        )
        for row in rows
        if row.published_at
    ]


def _inside(paths: Iterable[str]) -> Q:
    places = (Q(organisation_id__in=organisations.ids_inside(path)) for path in paths)
    return reduce(or_, places, Q(pk=None))
