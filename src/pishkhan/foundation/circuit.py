"""Whether a provider is to be asked now, from how it answered before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto


LONGEST_PAUSE_SECONDS = 30


class Health(Enum):
    """How much a provider may be given."""

    WELL = auto()
    PROBED = auto()
    AWAY = auto()


@dataclass(kw_only=True, slots=True)
class Circuit:
    """Keeps this process from asking a provider that is down.

    After a failure the provider is left alone for 1, 2, 4 … 30 seconds, then given a little; once
    it answers it is well again.
    """

    failures: int = 0
    closed_again_at: datetime | None = None

    def health(self, now: datetime) -> Health:
        """What the provider may be given now."""
        if self.closed_again_at is None:
            return Health.WELL
        return Health.AWAY if now < self.closed_again_at else Health.PROBED

    def failed(self, now: datetime) -> None:
        """It did not answer, or said that it cannot."""
        self.failures += 1
        seconds = min(2 ** min(self.failures - 1, 5), LONGEST_PAUSE_SECONDS)
        self.closed_again_at = now + timedelta(seconds=seconds)

    def worked(self) -> None:
        """It answered."""
        self.failures, self.closed_again_at = 0, None
