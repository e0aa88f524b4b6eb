"""Running cases taken to another version of their process."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pishkhan.kernel.cases.terms import MoveStatus
from pishkhan.kernel.persistence.api import Row


class VersionMove(Row):
    """A move of all running cases of one version, in batches; `last_case_id` is how far it came.

    `mapping` names the new state of each old one; `left` counts cases that could not go back.
    """

    service = models.TextField()
    from_definition_id = models.BigIntegerField()
    to_definition_id = models.BigIntegerField()
    mapping = models.JSONField()
    anew = models.JSONField(default=list)  # old states whose cases are referred anew
    status = models.TextField(choices=MoveStatus.choices(), default=MoveStatus.RUNNING.value)
    total = models.IntegerField()
    moved = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    last_case_id = models.BigIntegerField(default=0)
    started_by = models.BigIntegerField(null=True)
    started_by_name = models.TextField(default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(status__in=["running", "rolling_back"]),
                name="version_move_one_running",
            ),
        ]
