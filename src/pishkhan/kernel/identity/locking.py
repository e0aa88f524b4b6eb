"""Locks on what has no row yet."""

from django.db import connection


def lock(name: str) -> None:
    """Hold `name` until the transaction ends; a second caller waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
