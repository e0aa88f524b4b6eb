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
Other = TypeVar("Other", bound=models.Model)
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


def both(
    first: type[Model], second: type[Other], where: str, values: Sequence[Value]
) -> tuple[Model, Other] | None:
    """One row of each of two tables, called `first` and `second` in `where`; one statement.

    With FOR UPDATE that of `first` is locked before that of `second`.
    """
    (names, readers), (other_names, other_readers) = _shape(first)[1:], _shape(second)[1:]
    with connection.cursor() as cursor:
        cursor.execute(f"{_of_both(first, second)} WHERE {where}", values)
        found = cursor.fetchone()
    if found is None:
        return None
    return (
        first.from_db(connection.alias, names, _read(found[: len(names)], readers)),
        second.from_db(connection.alias, other_names, _read(found[len(names) :], other_readers)),
    )


@lru_cache(maxsize=256)
def _of_both(first: type[models.Model], second: type[models.Model]) -> str:
    columns = [
        f"{name}.{field.column}"
        for name, model in (("first", first), ("second", second))
        for field in model._meta.concrete_fields
    ]
    tables = f"{first._meta.db_table} AS first, {second._meta.db_table} AS second"
    return f"SELECT {', '.join(columns)} FROM {tables}"  # noqa: S608 - constants


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
