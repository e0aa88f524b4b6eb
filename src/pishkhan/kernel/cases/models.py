"""Tables of cases. All that belongs to a case carries `case_id`; no foreign key leaves it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from pishkhan.kernel.cases.terms import CaseStatus, DefectKind, EventKind
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


class Case(Row):
    """What we work on. `seq` is the last event; `version` changes when the case itself moves."""

    service = models.TextField()
    definition_id = models.BigIntegerField()
    state = models.TextField()
    status = models.TextField(choices=CaseStatus.choices(), default=CaseStatus.OPEN.value)
    suspend_reason = models.TextField(default="")
    outcome = models.TextField(default="")
    version = models.IntegerField(default=1)
    seq = models.IntegerField(default=0)
    open_defects = models.IntegerField(default=0)
    applicant_id = models.BigIntegerField()
    applicant_name = models.TextField()
    applicant_identifier = models.TextField(default="")
    subject = models.TextField(default="")
    reference = models.TextField(default="")
    search_key = models.TextField()
    organisations = models.JSONField(default=dict)
    organisation_ids = ArrayField(models.BigIntegerField(), default=list)
    facts = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_days_left = models.IntegerField(null=True)

    class Meta(Row.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index("applicant_id", F("opened_at").desc(), name="case_of_applicant"),
            models.Index(
                fields=["service", "suspend_reason"],
                condition=Q(status="suspended"),
                name="case_suspended",
            ),
            models.Index(
                fields=["definition_id", "state"],
                condition=Q(closed_at=None),
                name="case_of_definition",
            ),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="case_search_key"),
            GinIndex(fields=["organisation_ids"], name="case_organisations"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at=None)),
                name="case_closed_has_a_moment",
            ),
        ]


class CaseEvent(Row):
    """What happened, append-only; (case_id, seq) has no holes and is the second lock."""

    case_id = models.BigIntegerField()
    seq = models.IntegerField()
    kind = models.TextField(choices=EventKind.choices())
    action = models.TextField(default="")
    from_state = models.TextField(default="")
    to_state = models.TextField(default="")
    task_id = models.BigIntegerField(null=True)
    place = models.TextField(default="")
    actor_kind = models.TextField(default="")
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(default="")
    on_behalf_of = models.BigIntegerField(null=True)
    comment = models.TextField(default="")
    reason = models.TextField(default="")
    payload = models.JSONField(default=dict)
    definition_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id", "seq"], name="case_event_seq"),
        ]


class Task(Row):
    """What waits for somebody; what an inbox shows is copied here, so that it joins nothing.

    `cartable_id` is null for the applicant's, for waits and services, and while suspended.
    `sort_at` is the deadline, or a far day where there is none.
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

    class Meta(Row.Meta):
        # The predicate is never "status = …": a bound parameter cannot be proved against it.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["cartable_id", "sort_at", "id"],
                condition=Q(closed_at=None),
                name="task_open_in_cartable",
            ),
            models.Index(
                fields=["cartable_id", "sort_at", "id"],
                condition=Q(closed_at=None, returned=True),
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
        ]


class Defect(Row):
    """Something the applicant has to complete or correct; the answer before and after is kept."""

    case_id = models.BigIntegerField()
    round = models.IntegerField()
    field = models.TextField()
    kind = models.TextField(choices=DefectKind.choices())
    note = models.TextField()
    old_value = models.JSONField(null=True)
    new_value = models.JSONField(null=True)
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField(null=True)
    raised_by_name = models.TextField(default="")
    resolved_at = models.DateTimeField(null=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta(Row.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case_id", "round"], name="defect_of_case"),
        ]


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
