"""Organisations to choose from: what a search finds, or what is near in the tree."""

from collections.abc import Iterable

from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.web.fields import Option
from pishkhan.web.numbers import row_id
from pishkhan.web.sentences import language


MOST = 60


def options(
    text: str, *, here: int | None, chosen: str = "", with_here: bool = False
) -> tuple[Option, ...]:
    """Options of a list, each with the names of those above it; of `here`, where the case is, only
    what is near, and itself `with_here`."""
    found = _found(text) if text else _near(here)
    chosen_id = row_id(chosen)
    if chosen_id is not None and chosen_id not in {one.id for one in found}:
        known = organisations.organisation(chosen_id)
        found = [known, *found] if known else found
    shown = [one for one in found if one.is_active and (with_here or one.id != here)][:MOST]
    names = organisations.organisation_names(_ids_of_paths(shown), language())
    return tuple(
        Option(value=str(one.id), label=_full_name(one, names), chosen=str(one.id) == chosen)
        for one in shown
    )


def _found(text: str) -> list[OrganisationView]:
    return organisations.organisations(text=text, limit=MOST)


def _near(here: int | None) -> list[OrganisationView]:
    """Those above, their children, and one's own children: where most letters go."""
    above = organisations.ancestors(here) if here else []
    near = organisations.organisations(limit=MOST)
    for one in above:
        near += organisations.organisations(parent_id=one.id, limit=MOST)
    return list({one.id: one for one in [*above, *near]}.values())


def _ids_of_paths(found: Iterable[OrganisationView]) -> set[int]:
    return {int(part) for one in found for part in one.path.split("/") if part}


def _full_name(one: OrganisationView, names: dict[int, str]) -> str:
    above = [int(part) for part in one.path.split("/") if part][1:-1]
    return " — ".join(
        [one.named(language()), *(names[key] for key in reversed(above) if key in names)]
    )
