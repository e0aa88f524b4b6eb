"""A row of a model written by a statement that is built once, for what is written all day.

As in `reading`: Django builds the text anew each time.
"""

from functools import lru_cache

from django.db import connection, models


Fields = tuple["models.Field[object, object]", ...]


def insert(row: models.Model) -> None:
    """Add the row; one statement. No signals, no defaults of the database."""
    statement, fields = _insertion(type(row))
    _execute(statement, fields, row)
    row._state.adding, row._state.db = False, connection.alias


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there, as `save(update_fields=…)`; one statement."""
    _execute(*_change(type(row), names), row)


def _execute(statement: str, fields: Fields, row: models.Model) -> None:
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection)
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@lru_cache(maxsize=256)
def _insertion(model: type[models.Model]) -> tuple[str, Fields]:
    fields = tuple(model._meta.concrete_fields)
    columns = ", ".join(str(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})", fields  # noqa: S608 - constants


@lru_cache(maxsize=256)
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Fields]:
    every = {field.name: field for field in model._meta.concrete_fields}
    fields = tuple(every[name] for name in names)
    changes = ", ".join(f"{field.column} = %s" for field in fields)
    key = model._meta.pk
    statement = f"UPDATE {model._meta.db_table} SET {changes} WHERE {key.column} = %s"  # noqa: S608 - constants
    return statement, (*fields, key)
