"""When only what is essential may wake a person: at night, and for alarms on free days; Tehran time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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

    def at_work(self, moment: datetime, next_working_day: Callable[[date], date]) -> datetime:
        """`moment`, or the end of the night before the next working day, if it lies outside of work."""
        leaves = self.leaves_at(moment)
        day = clock.in_tehran(leaves).date()
        working = next_working_day(day)
        if working == day:
            return leaves
        return datetime.combine(working, self.ends, tzinfo=clock.TEHRAN)


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
