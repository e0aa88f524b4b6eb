"""Rows of a model by a condition written by hand, for what everybody reads all day.

Django builds the text of every query anew, which costs five times what the database needs for it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from django.db import connection, models

from pishkhan.kernel.persistence.models import columns_of


Model = TypeVar("Model", bound=models.Model)
Value = bool | int | str | datetime | list[int] | list[str] | None
Reader = Callable[[object, None, object], object]


def rows(model: type[Model], where: str, values: Sequence[Value]) -> list[Model]:
    """The rows for which `where` holds (what follows WHERE, ORDER BY and LIMIT too); one statement.

    `where` comes from the code, never from outside; `values` are bound.
    """
    select, names, readers = _shape(model)
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE {where}", values)
        found = cursor.fetchall()
    return [model.from_db(connection.alias, names, _read(row, readers)) for row in found]


def row(model: type[Model], where: str, values: Sequence[Value]) -> Model | None:
    """The first of these rows, or None; one statement."""
    return next(iter(rows(model, where, values)), None)


@lru_cache(maxsize=256)
def _shape(
    model: type[models.Model],
) -> tuple[str, tuple[str, ...], tuple[tuple[int, Reader], ...]]:
    fields = model._meta.concrete_fields
    readers = tuple(
        (place, field.from_db_value)
        for place, field in enumerate(fields)
        if hasattr(field, "from_db_value")
    )
    select = f"SELECT {columns_of(model)} FROM {model._meta.db_table}"  # noqa: S608 - constants
    return select, tuple(field.attname for field in fields), readers


def _read(found: Sequence[object], readers: Sequence[tuple[int, Reader]]) -> list[object]:
    values = list(found)
    for place, reader in readers:
        values[place] = reader(values[place], None, connection)
    return values
