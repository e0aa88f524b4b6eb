"""Hours at night in which only what is essential may wake a person; the hours are Tehran's."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from pishkhan.foundation import clock


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """From `begins` until `ends`, over midnight where the one is later than the other."""

    begins: time
    ends: time

    def covers(self, moment: datetime) -> bool:
        """Whether it is quiet at `moment`."""
        now = clock.in_tehran(moment).time()
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends

    def leaves_at(self, moment: datetime) -> datetime:
        """`moment`, or the end of the quiet hours in which it lies."""
        if not self.covers(moment):
            return moment
        local = clock.in_tehran(moment)
        morning = local.replace(
            hour=self.ends.hour, minute=self.ends.minute, second=0, microsecond=0
        )
        return morning if morning > local else morning + timedelta(days=1)


@lru_cache(maxsize=8)
def parse(text: str) -> QuietHours | None:
    """`22:00-08:00` as hours, the empty text as none; raises ValueError for anything else."""
    if not text.strip():
        return None
    begins, _dash, ends = text.partition("-")
    try:
        return QuietHours(
            begins=time.fromisoformat(begins.strip()), ends=time.fromisoformat(ends.strip())
        )
    except ValueError as error:
        message = f"PISHKHAN_SMS_QUIET_HOURS must be like 22:00-08:00, not {text!r}."
        raise ValueError(message) from error
