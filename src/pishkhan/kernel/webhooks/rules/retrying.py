"""When a delivery is tried again, how long a failing receiver is left alone, when it is given up."""

from datetime import datetime, timedelta


WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600)
)
JITTER = 0.2
GIVE_UP_AFTER = timedelta(hours=72)
LONGEST_PAUSE = timedelta(minutes=5)
OFF_AFTER = timedelta(days=5)


def wait_after(attempt: int, chance: float) -> timedelta:
    """The wait after the attempt number `attempt` (from 1): 5 s to 6 h, ±20 % by `chance` (0 to 1)."""
    wait = WAITS[min(max(attempt, 1), len(WAITS)) - 1]
    return wait * (1 - JITTER + 2 * JITTER * chance)


def next_try(*, attempt: int, since: datetime, now: datetime, chance: float) -> datetime | None:
    """When to try again what waits since `since`; None: 72 hours would have passed."""
    moment = now + wait_after(attempt, chance)
    return moment if moment < since + GIVE_UP_AFTER else None


def pause_after(failures: int) -> timedelta:
    """How long a receiver is left alone after so many failures in a row: 1, 2, 4 s … 5 min."""
    return min(timedelta(seconds=1 << min(max(failures - 1, 0), 9)), LONGEST_PAUSE)


def is_to_be_switched_off(*, failing_since: datetime | None, now: datetime) -> bool:
    """Whether a receiver has failed without one success for five days."""
    return failing_since is not None and now - failing_since >= OFF_AFTER
