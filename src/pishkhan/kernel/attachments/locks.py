"""One at a time over the files of a draft or a case."""

from django.db import connection


def hold(owner_id: int) -> None:
    """Wait until nobody else changes which files the draft or case has; till the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [owner_id])
