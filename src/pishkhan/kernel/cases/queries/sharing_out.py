"""What waits in cartables for nobody in particular, and how much each officer has there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from pishkhan.kernel.cases.models import Cartable, Task
from pishkhan.kernel.cases.queries.inbox import COUNT_LIMIT
from pishkhan.kernel.cases.queries.offices import offices_run_by
from pishkhan.kernel.cases.terms import CartableStatus
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act


@dataclass(frozen=True, kw_only=True, slots=True)
class Heap:
    """A cartable whose work an actor hands out; 1000 unclaimed means "999+"."""

    cartable_id: int
    service: str
    role: str
    title: str
    organisation_id: int
    organisation_name: str
    unclaimed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """A holder of the cartable, and how many open tasks there they have taken."""

    account_id: int
    name: str
    tasks: int


def heaps(actor: Actor) -> list[Heap]:
    """The cartables of the offices an actor runs; one query for each and one more."""
    rows = Cartable.objects.filter(
        organisation_id__in=offices_run_by(actor), status=CartableStatus.LIVE.value
    )
    return [_heap(row, actor) for row in rows.order_by("service", "id") if _level(row, actor) >= 0]


def heap(cartable_id: int, actor: Actor) -> Heap | None:
    """One of them, None if it is not for this actor to hand out."""
    return next((one for one in heaps(actor) if one.cartable_id == cartable_id), None)


def unclaimed(cartable_id: int, actor: Actor, *, limit: int) -> list[int]:
    """The tasks there that nobody has taken, the nearest deadline first; two queries."""
    row = Cartable.objects.filter(id=cartable_id).first()
    if row is None or _level(row, actor) < 0:
        return []
    found = _free(row, _level(row, actor)).order_by("sort_at", "id")
    return list(found.values_list("id", flat=True)[:limit])


def loads(place: Heap) -> Sequence[Load]:
    """Who works in the cartable and how much they have; two queries."""
    held = organisations.holders(place.organisation_id, place.role, place.service)
    taken = Task.objects.filter(
        cartable_id=place.cartable_id,
        closed_at=None,
        assignee_id__in=[one.account_id for one in held],
    )
    counted = dict(taken.values_list("assignee_id").annotate(Count("id")))
    names = {one.account_id: one.name for one in held}
    return [
        Load(account_id=who, name=name, tasks=counted.get(who, 0)) for who, name in names.items()
    ]


def _heap(row: Cartable, actor: Actor) -> Heap:
    few = _free(row, _level(row, actor)).values("id")[:COUNT_LIMIT]
    return Heap(
        cartable_id=row.id,
        service=row.service,
        role=row.role,
        title=row.title,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        unclaimed=len(few),
    )


def _free(row: Cartable, level: int) -> QuerySet[Task]:
    return Task.objects.filter(
        cartable_id=row.id, closed_at=None, assignee_id=None, confidentiality__lte=level
    )


def _level(row: Cartable, actor: Actor) -> int:
    """How confidential a task may be that the actor hands out there; -1: none."""
    place = Subject(service=row.service, organisation_ids=frozenset({row.organisation_id}))
    grant = organisations.reach(actor, Act.DISTRIBUTE).grant_for(place)
    return -1 if grant is None else grant.clearance
