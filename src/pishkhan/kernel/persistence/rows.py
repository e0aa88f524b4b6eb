"""Rows written many at a time by hand, where a request or a job writes so many that it matters.

They go to the database as one JSON value: the text of the statement, and with it the kept plan, is
the same for any number of rows, and several tables can be written in one round trip.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder


def insert_json(table: str, columns: Sequence[str], name: str) -> str:
    """INSERT of all rows that the placeholder `name` holds as JSON; names come from the code."""
    listed = ", ".join(columns)
    return (
        f"INSERT INTO {table} ({listed}) SELECT {listed}"  # noqa: S608 - constants
        f" FROM json_populate_recordset(NULL::{table}, %({name})s)"
    )


def as_json(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows for `insert_json`; JSON columns hold values, moments keep their microseconds."""
    return _encode([{name: _plain(value) for name, value in row.items()} for row in rows])


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


_encode = DjangoJSONEncoder(
    ensure_ascii=False
).encode  # what is within a value, as Django writes it
