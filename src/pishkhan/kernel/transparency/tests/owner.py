"""What the owner of the tables, or a superuser, can do to them."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_triggers():
    """No trigger is asked inside."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")


def tamper(statement, *values):
    """Change rows that must not be changed; at least one."""
    with without_triggers() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0


def back_date(index, *, epoch=1):
    """Put an entry of six years ago in between, and move all after it one place on."""
    with without_triggers() as cursor:
        cursor.execute(
            "UPDATE transparency_logentry SET index = index + 1000001 WHERE epoch = %s AND index >= %s",
            [epoch, index],
        )
        cursor.execute(
            "UPDATE transparency_logentry SET index = index - 1000000 WHERE index > 1000000"
        )
        cursor.execute(
            "INSERT INTO transparency_logentry "
            "(id, entry_id, epoch, index, event, institution_id, day, entry) "
            "SELECT id - 4000000000, id - 4000000000, epoch, %s, event, institution_id, date '2020-06-21', "
            "replace(entry, substring(entry from '20..-..-..T'), '2020-06-21T') "
            "FROM transparency_logentry WHERE epoch = %s AND index = %s",
            [index, epoch, index + 1],
        )
        assert cursor.rowcount == 1
