"""Codes, each version of what they answer for, who asked, and what holders allow.

Versions and inquiries are only added to (trigger, grants). A person's number is nowhere here: a
digest under a key of the installation, and its last four digits, which stand on every paper.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row
from pishkhan.kernel.transparency.terms import LogEvent
from pishkhan.kernel.verification.terms import (
    DocumentKind,
    DocumentState,
    Ground,
    LogClass,
    Purpose,
    ShareField,
    Tier,
    VerdictState,
)


LEGACY, OURS = 0, 1  # schemes: whether the check digits say anything


class Code(Row):
    """A code, the document it names, and what became of that.

    `entry_id` is the last event in the public log: nothing is valid before that one is witnessed.
    """

    text = models.CharField("کد صحت", max_length=20, db_collation="C")
    scheme = models.SmallIntegerField()
    document_id = models.BigIntegerField(unique=True)
    institution_id = models.BigIntegerField()
    kind = models.CharField(max_length=30, choices=DocumentKind.choices())
    state = models.CharField(max_length=12, choices=DocumentState.choices())
    state_since = models.DateTimeField()
    ground = models.CharField(max_length=20, choices=Ground.choices(), blank=True, default="")
    by_document_id = models.BigIntegerField(null=True)
    version = models.SmallIntegerField()
    entry_id = models.BigIntegerField()
    log_class = models.CharField(max_length=20, choices=LogClass.choices())
    issued_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    identity_digest = models.CharField(max_length=64)
    last_four = models.CharField(max_length=4)
    person_id = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "کد صحت"
        verbose_name_plural = "کدهای صحت"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["text"], name="code_once"),
            models.CheckConstraint(condition=Q(text__regex=r"^[0-9]{20}$"), name="code_is_digits"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["identity_digest"], name="code_by_identity"),
            models.Index(fields=["text"], name="code_legacy", condition=Q(scheme=0)),
            models.Index(
                fields=["person_id"], name="code_by_person", condition=Q(person_id__isnull=False)
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.document_id}"


class CodeVersion(Row):
    """What a code answered for after an event, with the salt of its entry in the public log."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField()
    event = models.CharField(max_length=20, choices=LogEvent.choices())
    state = models.CharField(max_length=12, choices=DocumentState.choices())
    ground = models.CharField(max_length=20, choices=Ground.choices(), blank=True, default="")
    by_document_id = models.BigIntegerField(null=True)
    facts = models.JSONField()
    entry_id = models.BigIntegerField(unique=True)
    salt = models.BinaryField(null=True)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    second_account_id = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "نسخهٔ مدرک"
        verbose_name_plural = "نسخه‌های مدرک"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "number"], name="code_version_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.code_id} {self.number} {self.event}"


class Share(Row):
    """A link that its holder made; what opens it is kept as a digest."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="shares")
    title = models.CharField("برای", max_length=80)
    fields = ArrayField(models.CharField(max_length=20, choices=ShareField.choices()))
    token_digest = models.CharField(max_length=64, unique=True)
    pin_digest = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    most = models.IntegerField(null=True)
    openings = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        verbose_name = "پیوند اشتراکی"
        verbose_name_plural = "پیوندهای اشتراکی"

    @override
    def __str__(self) -> str:
        return self.title


class Inquiry(Row):
    """An answer that somebody got: a line in the holder's log, and what its receipt says.

    `mark` is of what was told, by a key that is not in the database: a receipt is signed only for
    what was truly told.
    """

    code_id = models.BigIntegerField()
    at = models.DateTimeField()
    tier = models.CharField(max_length=12, choices=Tier.choices())
    state = models.CharField(max_length=12, choices=VerdictState.choices())
    version = models.SmallIntegerField()
    is_match = models.BooleanField(null=True)
    receipt = models.CharField(max_length=16)
    told = models.JSONField()
    mark = models.CharField(max_length=64, default="", db_default="")
    organisation_id = models.BigIntegerField(null=True)
    who = models.CharField(max_length=200, blank=True, default="")
    person_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices(), blank=True, default="")
    reference = models.CharField(max_length=80, blank=True, default="")
    share_id = models.BigIntegerField(null=True)

    class Meta(Row.Meta):
        verbose_name = "استعلام"
        verbose_name_plural = "استعلام‌ها"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["receipt"], name="inquiry_by_receipt"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["code_id", "-id"], name="inquiry_of_code"),
            models.Index(
                fields=["organisation_id", "-id"],
                name="inquiry_of_organisation",
                condition=Q(organisation_id__isnull=False),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.receipt


class Missed(Row):
    """An inquiry that got no answer. `code_id` only where the holder had closed the code."""

    code_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_index=True)
    tier = models.CharField(max_length=12, choices=Tier.choices())

    class Meta(Row.Meta):
        verbose_name = "استعلام بی‌پاسخ"
        verbose_name_plural = "استعلام‌های بی‌پاسخ"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["code_id", "-id"],
                name="missed_of_code",
                condition=Q(code_id__isnull=False),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.tier} {self.at}"
