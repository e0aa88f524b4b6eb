"""Files received, and who looked at them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.attachments.terms import FileType, Legibility
from pishkhan.kernel.persistence.api import Row


class Attachment(Row):
    """One version of one file; it belongs to a draft until a case claims it."""

    draft_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    kind = models.TextField()
    name = models.TextField()
    content_type = models.TextField(choices=FileType.choices())
    size = models.IntegerField()
    sha256 = models.TextField()
    pages = models.IntegerField()
    stored_as = models.TextField()
    legibility = models.TextField(choices=Legibility.choices(), default=Legibility.UNCHECKED.value)
    note = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)
    replaces = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(draft_id__isnull=False) | Q(case_id__isnull=False),
                name="attachment_belongs_somewhere",
            )
        ]
        indexes: ClassVar = [
            models.Index("draft_id", name="attachment_of_draft"),
            models.Index("case_id", name="attachment_of_case"),
            models.Index("stored_as", name="attachment_stored_as"),
            models.Index(
                "received_at", name="attachment_unclaimed", condition=Q(case_id__isnull=True)
            ),
        ]


class AttachmentView(Row):
    """Somebody looked at a file; append only."""

    attachment_id = models.BigIntegerField(db_index=True)
    case_id = models.BigIntegerField(null=True)
    actor_kind = models.TextField()
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    was_thumbnail = models.BooleanField(default=False)
    viewed_at = models.DateTimeField(default=clock.now)
