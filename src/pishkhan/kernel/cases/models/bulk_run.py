"""One button on many cases, and what became of each."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pishkhan.kernel.cases.terms import BulkDeed, BulkStatus, ItemStatus
from pishkhan.kernel.persistence.api import Row


class BulkRun(Row):
    """What was asked once for many tasks; it goes on when nobody looks, and can be looked at again.

    `action` and `title` name the button, for a distribution whom the tasks were handed to; `params`
    is what a verb of the inbox needs besides: to whom it is referred, which label.
    """

    account_id = models.BigIntegerField()
    account_name = models.TextField()
    deed = models.TextField(choices=BulkDeed.choices(), default=BulkDeed.PRESS.value)
    action = models.TextField(default="")
    title = models.TextField()
    comment = models.TextField(default="")
    reason = models.TextField(default="")
    params = models.JSONField(default=dict, db_default={})
    status = models.TextField(choices=BulkStatus.choices(), default=BulkStatus.RUNNING.value)
    total = models.IntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index("account_id", F("started_at").desc(), name="bulk_run_of_account"),
        ]


class BulkItem(Row):
    """One task of a run; `message` with `data` is why it was refused, else `data` undoes it."""

    case_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    task_id = models.BigIntegerField()
    to_account_id = models.BigIntegerField(null=True)
    reference = models.TextField(default="")
    applicant_name = models.TextField(default="")
    status = models.TextField(choices=ItemStatus.choices(), default=ItemStatus.WAITING.value)
    code = models.TextField(default="")
    message = models.TextField(default="")
    data = models.JSONField(default=dict)

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id", "run_id", "task_id"], name="bulk_item_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run_id", "id"], name="bulk_item_of_run"),
            models.Index(
                fields=["run_id", "id"],
                condition=Q(status="waiting"),
                name="bulk_item_waiting",
            ),
        ]
