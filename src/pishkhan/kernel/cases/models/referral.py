"""A case shown to somebody with an order, while it stays where it is."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pishkhan.kernel.cases.terms import ReferralKind, ReferralOutcome
from pishkhan.kernel.persistence.api import Row


class Referral(Row):
    """A line of the referral tree; its task (`task_id`) is what lies in the receiver's cartable.

    `order` is what is asked (پاراف); `parent_id` the referral that it passes on; `read_at` when
    its sender read the answer. While a blocking one is open, nobody decides the case.
    """

    case_id = models.BigIntegerField()
    task_id = models.BigIntegerField()
    parent_id = models.BigIntegerField(null=True)
    kind = models.TextField(choices=ReferralKind.choices())
    order = models.TextField(default="")
    sent_by = models.BigIntegerField()
    sent_by_name = models.TextField()
    sent_place = models.TextField(default="")
    on_behalf_of = models.BigIntegerField(null=True)
    to_place = models.TextField()
    to_name = models.TextField(default="")
    sent_at = models.DateTimeField()
    due_days = models.IntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_by_name = models.TextField(default="")
    outcome = models.TextField(choices=ReferralOutcome.choices(), default="")
    answer = models.TextField(default="")
    read_at = models.DateTimeField(null=True)
    is_blocking = models.BooleanField(db_default=False, default=False)

    class Meta(Row.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_id", "sent_at"], name="referral_of_case"),
            models.Index(
                "sent_by", F("sent_at").desc(), condition=Q(read_at=None), name="referral_to_follow"
            ),
            models.Index("sent_by", F("id").desc(), name="referral_sent"),
            models.Index(fields=["task_id"], name="referral_of_task"),
            models.Index(
                fields=["case_id"],
                condition=Q(is_blocking=True, ended_at=None),
                name="referral_blocking",
            ),
        ]
