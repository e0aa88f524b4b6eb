"""The trail of acts: only ever added to, tied to nothing, so that it outlives what it tells of."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row


class AuditLine(Row):
    """One act. The database refuses to change or delete it (trigger in migration 0002).

    It is written as it is, unchained, so that writers never wait for one another; an `AuditBlock`
    seals it soon after.
    """

    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    target = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    actor_kind = models.CharField(max_length=20)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    because = models.TextField(blank=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    # By a key that the database's owner has not (rules/mark.py); the chain seals it too.
    mark = models.CharField(max_length=64, default="")

    class Meta(Row.Meta):
        verbose_name = "رد کار"
        verbose_name_plural = "رد کارها"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["target", "target_id", "id"], name="audit_by_target"),
            models.Index(fields=["account_id", "id"], name="audit_by_account"),
            models.Index(fields=["verb", "id"], name="audit_by_verb"),
            models.Index(fields=["target", "id"], name="audit_by_kind"),
            models.Index(
                fields=["person_id", "id"],
                name="audit_by_person",
                condition=models.Q(person_id__isnull=False),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.verb} {self.target}:{self.target_id}"


class AuditBlock(Row):
    """Lines that were sealed together: their digests, chained to the block before, signed.

    `digests` is 32 bytes a line, in the order of `row_ids`; `last_id` is the greatest of these.
    """

    seq = models.BigIntegerField(unique=True)
    source = models.CharField(max_length=60)
    at = models.DateTimeField()
    previous = models.BinaryField()
    row_ids = ArrayField(models.BigIntegerField())
    digests = models.BinaryField()
    last_id = models.BigIntegerField()
    link = models.BinaryField()
    key = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta(Row.Meta):
        verbose_name = "مهر رد کارها"
        verbose_name_plural = "مهرهای رد کارها"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source", "last_id"], name="audit_block_by_last"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.seq} {self.source}"
