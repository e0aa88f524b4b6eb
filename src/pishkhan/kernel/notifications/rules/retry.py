"""When to try again, and when to stop trying."""

from datetime import datetime, timedelta


FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
CHECKS = (timedelta(seconds=10), timedelta(minutes=2), timedelta(minutes=20), timedelta(hours=6))


def wait_after(tries: int) -> timedelta:
    """The wait after the try number `tries` (from 1): 15 s, doubling, an hour at most."""
    doublings = min(max(tries - 1, 0), 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def next_try(*, tries: int, since: datetime, now: datetime) -> datetime | None:
    """When to try again a message that is wanted since `since`; None: it has been long enough."""
    moment = now + wait_after(tries)
    return moment if moment < since + GIVE_UP_AFTER else None


def next_check(*, checks: int, now: datetime) -> datetime | None:
    """When to ask again whether a sent message arrived, after `checks` answers of "unknown"."""
    return now + CHECKS[checks] if checks < len(CHECKS) else None
