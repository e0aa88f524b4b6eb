"""Rules as rows: decision tables with the days on which they hold."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from pishkhan.kernel.cases.terms import DraftStatus
from pishkhan.kernel.persistence.api import Row


class DecisionTable(Row):
    """A version of a table. The body never changes; of those in force one holds on each day.

    Two people: who proposed it and who approved it.
    """

    name = models.TextField()
    version = models.IntegerField()
    body = models.TextField()
    checksum = models.CharField(max_length=64)
    status = models.TextField(choices=DraftStatus.choices(), default=DraftStatus.PROPOSED.value)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(default="")

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "version"], name="decision_table_version"),
            models.CheckConstraint(
                condition=Q(proposed_by=None)
                | Q(decided_by=None)
                | ~Q(proposed_by=F("decided_by")),
                name="decision_table_two_people",
            ),
            ExclusionConstraint(
                name="decision_table_one_a_day",
                condition=Q(status="in_force"),
                expressions=[
                    ("name", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
