"""What the applicant has to put right."""

from typing import ClassVar

from django.db import models

from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.persistence.api import Row


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
