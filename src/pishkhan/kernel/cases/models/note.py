"""A clerk's own words."""

from typing import ClassVar

from django.db import models

from pishkhan.kernel.persistence.api import Row


class Note(Row):
    """What a clerk writes for themselves about a case; nobody else reads it."""

    case_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id", "account_id"], name="note_of_account"),
        ]
