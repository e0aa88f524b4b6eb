"""Waking the workers: a NOTIFY that leaves when, and only when, the transaction commits."""

from django.db import connection


def notify(channel: str) -> None:
    """Wake whoever listens on `channel` after the commit; they also poll, so it may be lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [channel])
