"""What every table has in common, and the two tables that belong to no component."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from pishkhan.kernel.persistence.ids import new_id


class Row(models.Model):
    """A row whose identifier the application assigns: 63 bits, ordered by time."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["id"]


class Allowance(models.Model):
    """How often something was done in a window of time; unlogged, so a crash forgets it."""

    key = models.TextField(primary_key=True)
    window_ends_at = models.DateTimeField(db_index=True)
    hits = models.IntegerField()

    class Meta:
        db_table = "persistence_allowance"

    @override
    def __str__(self) -> str:
        return self.key


def columns_of(model: type[models.Model]) -> str:
    """The columns of a table by name, for a statement by hand whose rows become the model.

    Never `*`: a server keeps the plan of such a statement, and refuses it once a release has added
    a column under a process of the last one.
    """
    return ", ".join(str(field.column) for field in model._meta.concrete_fields)
