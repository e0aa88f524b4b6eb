"""The few statements that move a case, written by hand because every step of every clerk runs them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection


Value = bool | int | float | str | datetime | list[int] | list[str] | None
Values = dict[str, Value]
Row = dict[str, object]  # one that goes as JSON


def insert(table: str, columns: Sequence[str]) -> str:
    """INSERT with named placeholders; names come from the code, never from outside."""
    marks = ", ".join(f"%({column})s" for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - constants


def run(sql: str, values: Sequence[Value] | Mapping[str, Value]) -> int:
    """Run one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def run_many(sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
    """Run one statement for several rows, in one round trip."""
    listed = list(rows)
    if listed:
        with connection.cursor() as cursor:
            cursor.executemany(sql, listed)


def first(sql: str, values: Sequence[Value]) -> tuple[object, ...] | None:
    """The first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
        return tuple(row) if row else None


def dumped(value: object) -> str:
    """JSON text for a jsonb column."""
    return json.dumps(value, ensure_ascii=False)
