"""Where tasks lie."""

from typing import ClassVar

from django.db import models

from pishkhan.kernel.persistence.api import Row


class Cartable(Row):
    """Where the tasks of a role lie, for one organisation and one service.

    It has no members of its own: they are the live holders of the post.
    """

    role = models.TextField()
    organisation_id = models.BigIntegerField()
    service = models.TextField()
    title = models.TextField()
    organisation_name = models.TextField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation_id", "role", "service"], name="cartable_place"
            ),
        ]
