"""A decision that is still being written."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from pishkhan.kernel.persistence.api import Row


class AnswerDraft(Row):
    """What an officer has typed for a button and not yet pressed; nobody else reads it."""

    case_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    action = models.TextField()
    typed = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case_id", "account_id", "action"], name="answer_draft_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("account_id", F("saved_at").desc(), name="answer_draft_of_account"),
        ]
