"""The limit of writes: the same rows, inserted bare into empty copies of the same tables.

The copies have the columns, indexes and checks of the originals and wait for the disk as they do.
A transaction writes the rows that one act of ours wrote, a prepared statement a row.
"""

import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import psycopg
from psycopg import sql


Row = tuple[object, ...]
SCHEMA = "bare"


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """Rows of one table, oldest first, of which `each` belong to one act."""

    table: str
    columns: tuple[str, ...]
    rows: list[Row]
    each: int


def rows_written(url: str) -> dict[str, int]:
    """How many rows each table has taken in since the server counts."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_clear_snapshot()")
        found = connection.execute("SELECT relname, n_tup_ins FROM pg_stat_user_tables")
        return {str(table): int(count) for table, count in found}


def written(url: str, before: dict[str, int], acts: int, *, most: int) -> list[Written]:
    """The latest rows of all tables that took in at least one for every act since `before`."""
    after, found = rows_written(url), []
    with psycopg.connect(url) as connection:
        for table in sorted(after):
            each = round((after[table] - before.get(table, 0)) / acts)
            if each:
                cursor = connection.execute(_latest(connection, table), [each * min(most, acts)])
                columns = tuple(one.name for one in cursor.description or ())
                rows = [tuple(row) for row in reversed(cursor.fetchall())]
                found.append(Written(table=table, columns=columns, rows=rows, each=each))
    return found


def per_second(url: str, tables: list[Written], connections: int) -> float:
    """Acts a second that so many connections insert, one transaction an act, over all rows."""
    copy_tables(url, [one.table for one in tables])
    acts = min(len(one.rows) // one.each for one in tables)
    shares = [range(start, acts, connections) for start in range(connections)]
    with ProcessPoolExecutor(connections, mp_context=get_context("fork")) as pool:
        began = time.perf_counter()
        for done in [pool.submit(_insert, url, tables, share) for share in shares]:
            done.result()
        return acts / (time.perf_counter() - began)


def _latest(connection: psycopg.Connection, table: str) -> sql.Composed:
    """Columns that are generated are left to the database; jsonb is carried as text."""
    columns = connection.execute(
        "SELECT attname, atttypid = 'jsonb'::regtype FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    ).fetchall()
    shown = [
        sql.SQL("{0}::text AS {0}" if is_json else "{0}").format(sql.Identifier(name))
        for name, is_json in columns
    ]
    statement = sql.SQL("SELECT {} FROM {} ORDER BY 1 DESC LIMIT %s")
    return statement.format(sql.SQL(", ").join(shown), sql.Identifier(table))


def copy_tables(url: str, tables: Iterable[str]) -> None:
    """Empty copies of the tables in the schema `bare`; those of before are gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        for one in tables:
            names = (sql.Identifier(SCHEMA, one), sql.Identifier(one))
            statement = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)")
            connection.execute(statement.format(*names))


def _insert(url: str, tables: list[Written], share: range) -> None:
    statements = [
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(SCHEMA, one.table),
            sql.SQL(", ").join(map(sql.Identifier, one.columns)),
            sql.SQL(", ").join([sql.Placeholder()] * len(one.columns)),
        )
        for one in tables
    ]
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as connection:
        for act in share:
            with connection.transaction():
                for one, statement in zip(tables, statements, strict=True):
                    for row in one.rows[act * one.each : (act + 1) * one.each]:
                        connection.execute(statement, row)
