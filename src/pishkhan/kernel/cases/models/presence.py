"""Who has a case open."""

from typing import ClassVar

from django.db import models

from pishkhan.kernel.persistence.api import Row


class Presence(Row):
    """An officer with a case open since `since`, last heard of at `seen_at`; a hint, no lock."""

    case_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    name = models.TextField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id", "account_id"], name="presence_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["seen_at"], name="presence_seen"),
        ]
