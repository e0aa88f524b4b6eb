"""When a door of the register is open to whom (source 001: access ended on a day)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A door, open from a day to a day (both included), to a role ("" any) of an institution (None any)."""

    role: str
    institution_id: int | None
    opens_on: date
    closes_on: date | None


def is_open(
    windows: Iterable[Window], *, roles: frozenset[str], institution_id: int, on: date
) -> bool:
    """Whether one of the windows of a door lets in today; a door without any is always open."""
    known = list(windows)
    return not known or any(
        (not one.role or one.role in roles)
        and one.institution_id in {None, institution_id}
        and one.opens_on <= on
        and (one.closes_on is None or on <= one.closes_on)
        for one in known
    )
