"""The labels an officer sees, and where they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from pishkhan.kernel.cases.models import Label, LabelledCase
from pishkhan.kernel.cases.queries.offices import offices_of
from pishkhan.kernel.cases.terms import LabelColour
from pishkhan.kernel.identity.spec import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelView:
    """A label; `organisation_id` is None for one's own."""

    id: int
    name: str
    colour: LabelColour
    organisation_id: int | None


def labels_of(actor: Actor) -> list[LabelView]:
    """One's own labels and those of one's offices, by name; one query."""
    seen = Q(account_id=actor.account_id or 0) | Q(organisation_id__in=offices_of(actor))
    return [_view(row) for row in Label.objects.filter(seen).order_by("name", "id")]


def labels_on(case_ids: Iterable[int], actor: Actor) -> Mapping[int, list[LabelView]]:
    """The labels on cases, as far as the actor sees them; two queries."""
    known = {one.id: one for one in labels_of(actor)}
    found: dict[int, list[LabelView]] = {}
    if not known:
        return found
    rows = LabelledCase.objects.filter(case_id__in=set(case_ids), label_id__in=known)
    for row in rows:
        found.setdefault(row.case_id, []).append(known[row.label_id])
    return {
        case_id: sorted(several, key=lambda one: one.name) for case_id, several in found.items()
    }


def _view(row: Label) -> LabelView:
    return LabelView(
        id=row.id,
        name=row.name,
        colour=LabelColour(row.colour),
        organisation_id=row.organisation_id,
    )
