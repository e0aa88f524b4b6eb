"""What waits for somebody, and what happens to it by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pishkhan.kernel.cases.terms import REFERRAL
from pishkhan.kernel.persistence.api import Row


ROUTED = ~Q(kind=REFERRAL)  # the tasks that the process gave, not those of referrals


class Task(Row):
    """What waits for somebody; what an inbox shows is copied here, so that it joins nothing.

    `cartable_id` is null for the applicant's, for waits and services, and while suspended.
    `sort_at` is the deadline, or a far day where there is none; `due_from` is where the deadline
    is counted from.
    """

    case_id = models.BigIntegerField()
    state = models.TextField()
    state_title = models.TextField()
    kind = models.TextField()
    role = models.TextField(default="")
    role_title = models.TextField(default="")
    organisation_id = models.BigIntegerField(null=True)
    organisation_name = models.TextField(default="")
    cartable_id = models.BigIntegerField(null=True)
    for_applicant = models.BooleanField(default=False)
    assignee_id = models.BigIntegerField(null=True)
    assignee_name = models.TextField(default="")
    claimed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    priority = models.SmallIntegerField(default=0)
    returned = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    due_from = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    closed_by_name = models.TextField(default="")
    outcome = models.TextField(default="")
    referral = models.TextField(default="")
    referred_by = models.TextField(default="")
    service = models.TextField()
    applicant_name = models.TextField()
    subject = models.TextField(default="")
    reference = models.TextField(default="")
    search_key = models.TextField()
    confidentiality = models.PositiveSmallIntegerField(db_default=0, default=0)

    class Meta(Row.Meta):
        # The predicate is never "status = …": a bound parameter cannot be proved against it.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["cartable_id", "sort_at", "id"],
                condition=Q(closed_at=None),
                include=["confidentiality"],  # so that counts need not look at the rows
                name="task_open_in_cartable",
            ),
            models.Index(
                fields=["cartable_id", "id"],
                condition=Q(closed_at=None),
                name="task_open_by_age",
            ),
            models.Index(
                fields=["cartable_id"],
                condition=Q(closed_at=None, confidentiality__gt=0),
                name="task_open_confidential",
            ),
            models.Index(
                fields=["cartable_id", "sort_at", "id"],
                condition=Q(closed_at=None, returned=True),
                include=["confidentiality"],
                name="task_open_returned",
            ),
            models.Index(
                fields=["assignee_id", "sort_at", "id"],
                condition=Q(closed_at=None, assignee_id__isnull=False),
                name="task_open_claimed",
            ),
            models.Index(
                fields=["organisation_id", "sort_at", "id"],
                condition=Q(closed_at=None, suspended_at__isnull=False),
                name="task_suspended",
            ),
            models.Index(
                "closed_by",
                F("closed_at").desc(),
                condition=Q(closed_at__isnull=False, closed_by__isnull=False),
                name="task_done_by",
            ),
            models.Index(fields=["case_id", "created_at"], name="task_of_case"),
            models.Index(
                fields=["organisation_id", "role"],
                condition=Q(kind=REFERRAL),
                name="task_of_referral",
            ),
        ]


class Timer(Row):
    """What happens by itself to a task; `next_at` moves forward with every failed try."""

    case_id = models.BigIntegerField()
    task_id = models.BigIntegerField()
    name = models.TextField()
    fire_at = models.DateTimeField()
    next_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    is_cancelled = models.BooleanField(default=False)
    attempts = models.SmallIntegerField(default=0)
    last_error = models.TextField(default="")

    class Meta(Row.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_at"],
                condition=Q(fired_at=None, is_cancelled=False, attempts__lt=8),
                name="timer_due",
            ),
            models.Index(
                fields=["task_id"],
                condition=Q(fired_at=None, is_cancelled=False),
                name="timer_of_task",
            ),
            # What has gone off, too: a case that is moved, recounted or looked into asks for it.
            models.Index(fields=["case_id"], name="timer_of_case"),
        ]
