"""Forgetting messages whose time is over."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from pishkhan.foundation import clock


BATCH = 5000


def purge(limit: int = BATCH) -> int:
    """Delete up to `limit` messages older than MESSAGES_KEPT_DAYS that wait for nothing.

    Their number; call again until it is zero.
    """
    before = clock.now() - timedelta(days=settings.MESSAGES_KEPT_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM notifications_message WHERE id IN (
                SELECT id FROM notifications_message
                WHERE created_at < %s AND state NOT IN ('waiting', 'sending')
                ORDER BY created_at LIMIT %s
            )
            """,
            [before, limit],
        )
        return int(cursor.rowcount)
