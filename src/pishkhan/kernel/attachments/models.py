"""Files received, and who looked at them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.attachments.rules.sealing import SealedKey
from pishkhan.kernel.attachments.terms import FileState, FileType, Legibility
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
    wrapped_by = models.TextField(default="")
    wrapped_key = models.BinaryField(default=b"")
    state = models.TextField(choices=FileState.choices(), default=FileState.READY.value)
    finding = models.TextField(blank=True, default="")
    is_identity = models.BooleanField(default=False)
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
                "case_id",
                name="attachment_set_aside",
                condition=Q(state=FileState.QUARANTINED.value),
            ),
            models.Index(
                "received_at", name="attachment_unclaimed", condition=Q(case_id__isnull=True)
            ),
            models.Index(
                "received_at",
                name="attachment_unfinished",
                condition=Q(state__in=[FileState.WAITING.value, FileState.CHECKED.value]),
            ),
        ]

    @property
    def sealed_key(self) -> SealedKey:
        """The key of its bytes, as it is kept."""
        return SealedKey(wrapped_by=self.wrapped_by, wrapped=bytes(self.wrapped_key))


class Handover(Row):
    """The files of a draft were given to the case it became: the draft takes no more of them."""

    draft_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField(default=clock.now, db_index=True)


class Upload(Row):
    """A file on its way in, piece by piece; `rule` is what it will be measured by.

    `holder` is whatever the surface knows its owner by; `token` opens nothing without it.
    """

    token = models.TextField()
    holder = models.TextField()
    draft_id = models.BigIntegerField(null=True)
    for_case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    kind = models.TextField()
    replaces = models.BigIntegerField(null=True)
    name = models.TextField()
    length = models.IntegerField()
    received = models.IntegerField(default=0)
    parts = models.IntegerField(default=0)
    sha256 = models.TextField(blank=True, default="")
    rule = models.JSONField()
    wrapped_by = models.TextField()
    wrapped_key = models.BinaryField()
    attachment_id = models.BigIntegerField(null=True)
    refusal = models.TextField(blank=True, default="")
    refusal_data = models.JSONField(default=dict)
    touched_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta(Row.Meta):
        indexes: ClassVar = [
            models.Index("token", name="attachments_upload_token"),
            models.Index("draft_id", name="attachments_upload_draft"),
            models.Index("for_case_id", name="attachments_upload_case"),
            models.Index("expires_at", name="attachments_upload_expiry"),
        ]

    @property
    def sealed_key(self) -> SealedKey:
        """The key of its parts, as it is kept."""
        return SealedKey(wrapped_by=self.wrapped_by, wrapped=bytes(self.wrapped_key))


class UploadPart(Row):
    """One piece of an upload, kept as it came until all are here."""

    upload_id = models.BigIntegerField(db_index=True)
    start = models.IntegerField()
    size = models.IntegerField()
    stored_as = models.TextField()

    class Meta(Row.Meta):
        indexes: ClassVar = [models.Index("stored_as", name="attachments_part_stored_as")]


class AttachmentView(Row):
    """Somebody looked at a file; append only."""

    attachment_id = models.BigIntegerField(db_index=True)
    case_id = models.BigIntegerField(null=True)
    actor_kind = models.TextField()
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    was_thumbnail = models.BooleanField(default=False)
    was_download = models.BooleanField(default=False)
    was_watermarked = models.BooleanField(default=False)
    viewed_at = models.DateTimeField(default=clock.now)

    class Meta(Row.Meta):
        indexes: ClassVar = [
            models.Index(fields=["case_id", "-viewed_at"], name="attachment_view_of_case"),
        ]
