"""Limits of rate, on one unlogged table: about 30 µs a decision, shared by all processes."""

from datetime import timedelta

from django.db import connection

from pishkhan.foundation import clock


def allow(key: str, *, limit: int, per: timedelta) -> bool:
    """Count one hit under `key`; false once there are more than `limit` in the window `per`.

    The window begins with the first hit. `key` must carry no personal data in clear.
    """
    return hits(key, per=per) <= limit


def hits(key: str, *, per: timedelta) -> int:
    """Count one hit under `key` and say how many there are now in its window."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO persistence_allowance AS a (key, window_ends_at, hits)
            VALUES (%s, %s, 1)
            ON CONFLICT (key) DO UPDATE SET
                hits = CASE WHEN a.window_ends_at <= %s THEN 1 ELSE a.hits + 1 END,
                window_ends_at = CASE WHEN a.window_ends_at <= %s THEN excluded.window_ends_at
                                      ELSE a.window_ends_at END
            RETURNING hits
            """,
            [key, now + per, now, now],
        )
        return int(cursor.fetchone()[0])


def forget(key: str) -> None:
    """Start the window of `key` afresh (after a success)."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM persistence_allowance WHERE key = %s", [key])


def sweep() -> int:
    """Delete the windows that are over; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM persistence_allowance WHERE window_ends_at <= %s", [clock.now()]
        )
        return int(cursor.rowcount)
