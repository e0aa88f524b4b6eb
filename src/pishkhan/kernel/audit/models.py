"""The trail of acts: only ever added to, tied to nothing, so that it outlives what it tells of."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row


class AuditLine(Row):
    """One act. The database refuses to change or delete it (trigger in migration 0002).

    A seal over lines (hash chain) is a table beside this one, keyed by `id`, with its own
    sequence: every column here is fixed at birth, so lines can be sealed later unchanged.
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

    class Meta(Row.Meta):
        verbose_name = "رد کار"
        verbose_name_plural = "رد کارها"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["target", "target_id", "id"], name="audit_by_target"),
            models.Index(fields=["account_id", "id"], name="audit_by_account"),
            models.Index(fields=["verb", "id"], name="audit_by_verb"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.verb} {self.target}:{self.target_id}"
