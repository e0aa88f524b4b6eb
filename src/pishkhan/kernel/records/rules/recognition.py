"""Whether an institution might award a level and field on a day (source: its permits)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from pishkhan.kernel.records.terms import Level, Recognised, Unevenness


DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A level and field (its key; "" for every field) from a day until a day, the last included."""

    level: Level
    field_key: str
    valid_from: date
    valid_to: date | None

    def covers(self, level: Level, field_key: str, on: date) -> bool:
        """Whether it lets this be awarded."""
        return (
            self.level == level
            and self.field_key in {"", field_key}
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )


def recognised(permits: Iterable[Permit], *, level: Level, field_key: str, on: date) -> Recognised:
    """UNKNOWN only where nothing at all is known of the institution."""
    known = list(permits)
    if not known:
        return Recognised.UNKNOWN
    is_so = any(one.covers(level, field_key, on) for one in known)
    return Recognised.RECOGNISED if is_so else Recognised.NOT_RECOGNISED


@dataclass(frozen=True, slots=True, kw_only=True)
class Uneven:
    """Days that no permit of a level and field covers between two that do, or that two cover.

    `last` None: without an end. A gap may be right; it is told, not refused.
    """

    kind: Unevenness
    level: Level
    field_key: str
    first: date
    last: date | None


def uneven(permits: Iterable[Permit]) -> list[Uneven]:
    """Gaps and overlaps among the permits of each level and field, in the order of their days."""
    ordered = sorted(permits, key=lambda one: (one.level, one.field_key, one.valid_from))
    return [
        found
        for (level, field_key), several in groupby(
            ordered, key=lambda one: (one.level, one.field_key)
        )
        for found in _along(level, field_key, list(several))
    ]


def _along(level: Level, field_key: str, several: list[Permit]) -> Iterable[Uneven]:
    until = several[0].valid_to  # the last day that is covered so far; None: for ever
    for one in several[1:]:
        if until is None or one.valid_from <= until:
            ends = [day for day in (until, one.valid_to) if day is not None]
            last = min(ends) if ends else None
            yield Uneven(kind=Unevenness.OVERLAP, level=level, field_key=field_key,
                         first=one.valid_from, last=last)  # fmt: skip
        elif one.valid_from > until + DAY:
            yield Uneven(kind=Unevenness.GAP, level=level, field_key=field_key,
                         first=until + DAY, last=one.valid_from - DAY)  # fmt: skip
        until = None if until is None or one.valid_to is None else max(until, one.valid_to)
