"""Whom a place lacks, and when we asked for them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pishkhan.kernel.persistence.api import Row


class Ask(Row):
    """Somebody is wanted for a role, for one service, at one organisation: one open ask each.

    `request_id` is the case of the request by which they are to be introduced, `told_name` the organisation that
    has that request; both come a moment after the ask. It is closed when the place is held, or
    when the request ended without a holder: then the next case that waits asks anew.
    """

    organisation_id = models.BigIntegerField()
    role = models.TextField()
    service = models.TextField()
    asked_at = models.DateTimeField()
    request_id = models.BigIntegerField(null=True)
    told_name = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation_id", "role", "service"],
                condition=Q(closed_at=None),
                name="ask_once",
            ),
        ]
