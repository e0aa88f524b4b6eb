"""Which gateway the next attempt goes to: by weight, among those that answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate


FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=2)
# One failure is an accident.
FORGIVEN = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A gateway, with how often in a row it gave no page and when it last did so."""

    name: str
    weight: int
    failures: int = 0
    failed_at: datetime | None = None

    def is_well(self, now: datetime) -> bool:
        """Whether it may be asked: after failures it is left alone for 5, 10 … 120 seconds."""
        if self.failures <= FORGIVEN or self.failed_at is None:
            return True
        doubled = FIRST_PAUSE * (1 << min(self.failures - FORGIVEN - 1, 5))
        return now >= self.failed_at + min(doubled, LONGEST_PAUSE)


def choose(candidates: Sequence[Candidate], *, now: datetime, chance: float) -> str | None:
    """The name of one that is well, each as often as its weight by `chance` (0 to below 1)."""
    well = [one for one in candidates if one.weight > 0 and one.is_well(now)]
    if not well:
        return None
    sums = list(accumulate(one.weight for one in well))
    drawn = chance * sums[-1]
    return next(
        (one.name for one, end in zip(well, sums, strict=True) if drawn < end), well[-1].name
    )
