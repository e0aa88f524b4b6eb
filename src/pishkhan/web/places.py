"""Places as cases and letters keep them, in the language of the page.

A place is a role and an organisation, joined by " · ", in Persian as it was on the day; of
several at once, joined by "، ".
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.organisations import api as organisations
from pishkhan.web.sentences import language, translated


class Placed(Protocol):
    """A row of a list that lies at a place."""

    @property
    def organisation_id(self) -> int | None:
        """Of which organisation."""

    @property
    def organisation_name(self) -> str:
        """As it was kept, in Persian."""


T = TypeVar("T", bound=Placed)
BETWEEN, BESIDE = " · ", "، "


def spoken(place: str) -> str:
    """One place, or the name of one organisation; at most two queries, none in Persian."""
    return spoken_all([place])[place]


def spoken_all(places: Iterable[str]) -> dict[str, str]:
    """Many at once, by what they are in Persian; at most two queries, none in Persian."""
    wanted = set(places)
    if language() == "fa":
        return {place: place for place in wanted}
    parts = {part for one in wanted for part in _parts(one) if part}
    if not parts:
        return dict.fromkeys(wanted, "")
    names = cases.role_words(language()) | organisations.names_in(language(), parts)
    return {place: _said(place, names) for place in wanted}


def rows_in_words(rows: Iterable[T], *, role: str = "role_title") -> list[T]:
    """Rows whose post (`role`) and organisation are said in the language of the page.

    The organisation by its id: two may have one name. Two queries however many, none in Persian.
    """
    listed = list(rows)
    if language() == "fa" or not listed:
        return listed
    words = cases.role_words(language())
    titles = {one: words.get(one) or translated(one) for one in (getattr(r, role) for r in listed)}
    ids = {row.organisation_id for row in listed if row.organisation_id}
    names = organisations.organisation_names(ids, language())
    return [
        replace(  # type: ignore[type-var]  # every row of a list is a dataclass
            row,
            organisation_name=names.get(row.organisation_id or 0, row.organisation_name),
            **{role: titles[getattr(row, role)]},
        )
        for row in listed
    ]


def _parts(place: str) -> Iterator[str]:
    """What in a place may be the name of an organisation: it may itself have a comma in it."""
    for part in place.split(BETWEEN):
        yield part
        yield from part.split(BESIDE)


def _said(place: str, names: dict[str, str]) -> str:
    comma = BESIDE if language() == "ar" else ", "
    return BETWEEN.join(
        names[part]
        if part in names
        else comma.join(names.get(one) or translated(one) for one in part.split(BESIDE))
        for part in place.split(BETWEEN)
    )
