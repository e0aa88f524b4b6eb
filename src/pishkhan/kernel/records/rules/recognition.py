"""Whether an institution might award a level and field on a day (source: its permits)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pishkhan.kernel.records.terms import Level, Recognised


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
