"""Limits of rate, on one unlogged table: about 30 µs a decision, shared by all processes.

A key that is over its limit is refused from the memory of the process for a few seconds (setting
LIMITS_REMEMBERED_SECONDS): whoever goes on knocking costs a microsecond, not a write.
"""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from pishkhan.foundation import clock


MOST_REMEMBERED = 100_000
_over: dict[str, float] = {}  # until when, by the monotonic clock
COUNT = """
    INSERT INTO persistence_allowance AS a (key, window_ends_at, hits)
    VALUES {values}
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN a.window_ends_at <= %(now)s THEN 1 ELSE a.hits + 1 END,
        window_ends_at = CASE WHEN a.window_ends_at <= %(now)s THEN excluded.window_ends_at
                              ELSE a.window_ends_at END
    RETURNING hits, window_ends_at
"""
COUNT_ONE = COUNT.format(values="(%(key)s, %(ends)s, 1)")


def allow(key: str, *, limit: int, per: timedelta) -> bool:
    """Count one hit under `key`; false once there are more than `limit` in the window `per`.

    The window begins with the first hit. `key` must carry no personal data in clear, and always
    comes with the same limit.
    """
    if is_over(key):
        return False
    count, ends_at = _count(key, per)
    if count > limit:
        remember(key, ends_at)
    return count <= limit


def hits(key: str, *, per: timedelta) -> int:
    """Count one hit under `key` and say how many there are now in its window."""
    return _count(key, per)[0]


def is_full(limits: Mapping[str, int]) -> bool:
    """Whether any of these keys has had its limit in its window; counts nothing; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, hits FROM persistence_allowance WHERE key = ANY(%s) AND window_ends_at > %s",
            [list(limits), clock.now()],
        )
        return any(count >= limits[key] for key, count in cursor.fetchall())


def is_over(key: str) -> bool:
    """Whether this process remembers that the limit of `key` is reached."""
    until = _over.get(key)
    if until is None:
        return False
    if time.monotonic() < until:
        return True
    _over.pop(key, None)
    return False


def remember(key: str, ends_at: datetime) -> None:
    """Refuse `key` from memory for a few seconds, at most until its window ends."""
    left = (ends_at - clock.now()).total_seconds()
    seconds = min(settings.LIMITS_REMEMBERED_SECONDS, left)
    if len(_over) >= MOST_REMEMBERED:
        _over.clear()
    if seconds > 0:
        _over[key] = time.monotonic() + seconds


def pardon(key: str) -> None:
    """No longer refuse `key` from memory."""
    _over.pop(key, None)


def forget(key: str) -> None:
    """Start the window of `key` afresh (after a success)."""
    pardon(key)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM persistence_allowance WHERE key = %s", [key])


def sweep() -> int:
    """Delete the windows that are over; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM persistence_allowance WHERE window_ends_at <= %s", [clock.now()]
        )
        return int(cursor.rowcount)


def _count(key: str, per: timedelta) -> tuple[int, datetime]:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ONE, {"key": key, "now": now, "ends": now + per})
        count, ends_at = cursor.fetchone()
    return int(count), ends_at
