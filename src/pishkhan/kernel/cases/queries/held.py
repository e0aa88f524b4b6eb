"""The cartables of organisations, and how much work lies in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from pishkhan.kernel.cases.errors import NoSuchCartable
from pishkhan.kernel.cases.models import Cartable, Task
from pishkhan.kernel.cases.terms import CartableStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class CartableView:
    """A cartable as those who keep it see it; `because` says why it stands still."""

    id: int
    organisation_id: int
    organisation_name: str
    role: str
    title: str
    service: str
    status: CartableStatus
    because: str


def cartable(cartable_id: int) -> CartableView:
    """One cartable; raises NoSuchCartable."""
    row = Cartable.objects.filter(id=cartable_id).first()
    if row is None:
        raise NoSuchCartable
    return _view(row)


def cartables_at(organisation_ids: Iterable[int]) -> list[CartableView]:
    """The cartables of these organisations, by service and title; one query."""
    rows = Cartable.objects.filter(organisation_id__in=list(organisation_ids))
    return [_view(row) for row in rows.order_by("organisation_name", "service", "title", "id")]


def open_work(
    *, organisation_id: int, role: str, service: str, account_id: int | None = None
) -> int:
    """How many open tasks lie in a cartable; with `account_id`, those that account claimed."""
    work = Task.objects.filter(
        closed_at=None,
        cartable_id__in=Cartable.objects.filter(
            organisation_id=organisation_id, role=role, service=service
        ).values("id"),
    )
    return (work if account_id is None else work.filter(assignee_id=account_id)).count()


def _view(row: Cartable) -> CartableView:
    return CartableView(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        role=row.role,
        title=row.title,
        service=row.service,
        status=CartableStatus(row.status),
        because=row.because,
    )
