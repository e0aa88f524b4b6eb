"""Published processes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pishkhan.kernel.persistence.api import Row


class Definition(Row):
    """A published process: an immutable body with its checksum; one version is active.

    The body is JSON text, not jsonb, which would sort the keys: buttons and states keep the order
    of the file. The checksum does not see that order.
    """

    service = models.TextField()
    version = models.IntegerField()
    checksum = models.CharField(max_length=64)
    body = models.TextField()
    is_active = models.BooleanField(default=True)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["service", "version"], name="definition_version"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(is_active=True), name="definition_one_active"
            ),
        ]
