"""Whether codes are asked for by people or by machines, from how many of them are used.

Whoever makes us send codes for a share of their price ("SMS pumping"), or to annoy somebody, enters
none of them; of people who asked for a code most do. What is counted are the latest codes of the
last hour from one network, to one block of ten thousand numbers, and altogether.
"""

from dataclasses import dataclass
from datetime import timedelta


LOOKED_BACK = timedelta(hours=1)
LATEST, ENOUGH = 100, 20
LATEST_OF_ALL, ENOUGH_OF_ALL = 400, 200
FEWEST_USED = 0.3
BLOCK_DIGITS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversion:
    """Of codes `sent`, so many were `used`; fewer than `enough` say nothing."""

    sent: int
    used: int
    enough: int = ENOUGH

    @property
    def is_low(self) -> bool:
        """Whether people would have used more."""
        return self.sent >= self.enough and self.used < self.sent * FEWEST_USED


def block_of(number: str) -> str:
    """The ten thousand numbers among which `number` (09xxxxxxxxx) is."""
    return number[:BLOCK_DIGITS]
