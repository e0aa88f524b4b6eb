"""The case and what happened to it. All that belongs to a case carries `case_id`; no foreign key leaves it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from pishkhan.kernel.cases.terms import CaseStatus, EventKind
from pishkhan.kernel.persistence.api import Row


class Case(Row):
    """What we work on. `seq` is the last event; `version` changes when the case itself moves.

    `due_at` is the end of `due_days` working days after `due_from`, without the time between the
    moments in `due_stops` (stop, go on, stop …): the applicant had the case then. While that lasts,
    `due_days_left` are the days left.
    """

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
    due_from = models.DateTimeField(null=True)
    due_days = models.IntegerField(null=True)
    due_stops = ArrayField(models.DateTimeField(), default=list, db_default=[])
    confidentiality = models.PositiveSmallIntegerField(db_default=0, default=0)

    class Meta(Row.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index("applicant_id", F("opened_at").desc(), name="case_of_applicant"),
            models.Index(
                fields=["service", "suspend_reason"],
                condition=Q(status="suspended"),
                name="case_suspended",
            ),
            # By id, as the running cases of a version are moved. Without the state: what every
            # step changes is in no index, so that a step writes no entry into any of them.
            models.Index(
                fields=["definition_id", "id"], condition=Q(closed_at=None), name="case_of_version"
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
