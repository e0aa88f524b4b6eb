"""Whose turn it is: one process at a time works on the log."""

from django.db import connection


LOCK = 7_410_213


def our_turn() -> bool:
    """Whether nobody else works on the log until this transaction ends; does not wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def wait_for_turn() -> None:
    """The same for what has to be done, as beginning another log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
