"""`pishkhan harden-database`: a role for the application that can only add to what is append-only.

Run as the owner of the tables, who migrates; web and worker then connect as the role.
"""

from django.db import connection, transaction

from pishkhan.config.paths import APPLICATION_ROLE
from pishkhan.kernel.audit import api as audit


READ_ONLY = ("django_migrations",)


class CannotHardenError(Exception):
    """Why the role would protect nothing, in one sentence."""


def statements(role: str) -> list[str]:
    """What has to be said to the database, in order; safe to say again."""
    quote = connection.ops.quote_name
    name = quote(role)
    kept = ", ".join(quote(table) for table in audit.append_only_tables())
    read_only = ", ".join(quote(table) for table in READ_ONLY)
    rows = "SELECT, INSERT, UPDATE, DELETE"
    numbers = "USAGE, SELECT, UPDATE"
    literal = role.replace("'", "''")
    absent = f"NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{literal}')"
    return [
        f"DO $do$ BEGIN IF {absent} THEN CREATE ROLE {name} LOGIN; END IF; END $do$",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT {numbers} ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {numbers} ON SEQUENCES TO {name}",
        f"REVOKE ALL ON {kept}, {read_only} FROM {name}, PUBLIC",
        f"GRANT SELECT, INSERT ON {kept} TO {name}",
        f"GRANT SELECT ON {read_only} TO {name}",
    ]


@transaction.atomic
def harden(role: str = APPLICATION_ROLE) -> None:
    """Make the role and its grants. Raises CannotHardenError; django.db.Error without the right."""
    with connection.cursor() as cursor:
        for statement in statements(role):
            cursor.execute(statement)
    able = _able_to_change(role)
    if able:
        message = f"{role} could still change {', '.join(able)}: it is an owner, or a superuser."
        raise CannotHardenError(message)


def _able_to_change(role: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) name WHERE "
            "has_table_privilege(%s, name, 'UPDATE, DELETE, TRUNCATE')",
            [audit.append_only_tables(), role],
        )
        return [str(name) for (name,) in cursor.fetchall()]
