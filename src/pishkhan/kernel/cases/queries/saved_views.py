"""The lists an officer comes back to."""

from dataclasses import dataclass

from django.db.models import Q

from pishkhan.kernel.cases.models import SavedView
from pishkhan.kernel.cases.queries.offices import offices_of
from pishkhan.kernel.identity.spec import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewOfList:
    """A list by name; `organisation_id` is None for one's own."""

    id: int
    name: str
    query: str
    is_default: bool
    organisation_id: int | None


def views_of(actor: Actor) -> list[ViewOfList]:
    """One's own lists and those of one's offices, by name; one query."""
    seen = Q(account_id=actor.account_id or 0) | Q(organisation_id__in=offices_of(actor))
    return [
        ViewOfList(
            id=row.id,
            name=row.name,
            query=row.query,
            is_default=row.is_default,
            organisation_id=row.organisation_id,
        )
        for row in SavedView.objects.filter(seen).order_by("name", "id")
    ]
