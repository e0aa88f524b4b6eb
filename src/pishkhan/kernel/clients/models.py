"""Keys of programs, the answers they were given, and what they filed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row


class AccessKey(Row):
    """A key of a program of an organisation: a digest of its secret, never the secret.

    `shown` is how the secret begins, so that people can tell keys apart. `last_used_at` is only
    as true as an hour. A key for tasks stands for the posts of `account_id`.
    """

    organisation_id = models.BigIntegerField(db_index=True)
    title = models.CharField(max_length=120)
    shown = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    account_id = models.BigIntegerField(null=True)
    per_minute = models.IntegerField()
    per_day = models.IntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        verbose_name = "کلید برنامه"
        verbose_name_plural = "کلیدهای برنامه‌ها"

    @override
    def __str__(self) -> str:
        return f"{self.title} ({self.shown}…)"


class KeptAnswer(Row):
    """What a call was answered with; it commits with what the call did, or neither does."""

    key_id = models.BigIntegerField()
    mark = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body = models.JSONField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key_id", "mark"], name="clients_answer_once"),
        ]


class Filing(Row):
    """A case that a program filed; it is seen by keys of that organisation only."""

    case_id = models.BigIntegerField()
    key_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()
    filed_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id"], name="clients_filing_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation_id", "case_id"], name="clients_filing_by_place"),
        ]
