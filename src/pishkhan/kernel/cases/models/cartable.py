"""Where tasks lie."""

from typing import ClassVar

from django.db import models

from pishkhan.kernel.cases.terms import CartableStatus
from pishkhan.kernel.persistence.api import Row


class Cartable(Row):
    """Where the tasks of a role lie, for one organisation and one service.

    It has no members of its own: they are the live holders of the post. Where a process does not
    ask for it to be requested, it is made with its first task.
    """

    role = models.TextField()
    organisation_id = models.BigIntegerField()
    service = models.TextField()
    title = models.TextField()
    status = models.TextField(choices=CartableStatus.choices(), default=CartableStatus.LIVE.value)
    changed_at = models.DateTimeField(null=True)
    because = models.TextField(default="")
    organisation_name = models.TextField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation_id", "role", "service"], name="cartable_place"
            ),
        ]
