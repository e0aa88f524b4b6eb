"""Days on which offices are closed, and which days of the week are the weekend."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from typing_extensions import override

from pishkhan.kernel.calendars.terms import ClosedKind
from pishkhan.kernel.persistence.api import Row


class ClosedDay(Row):
    """A closed day; one that was removed stays as a row, so that seeding does not bring it back.

    `organisation_id` closes an organisation and all under it, null everybody; that of a province
    also whoever has a seat in it.
    `is_estimated`: a day by the moon that nobody has confirmed yet.
    """

    day = models.DateField()
    organisation_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=8, choices=ClosedKind.choices())
    title = models.CharField(max_length=300)
    removed_at = models.DateTimeField(null=True)
    is_estimated = models.BooleanField(default=False, db_default=False)

    class Meta(Row.Meta):
        ordering: ClassVar[list[str]] = ["day"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["day", "organisation_id"], name="closed_day_once", nulls_distinct=False
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.day} {self.title}"


class Seat(Row):
    """In which province an organisation works, and all under it without a nearer seat or province.

    For those who are not under their province in the tree: a university is under the headquarters,
    and its offices are closed with the province.
    """

    organisation_id = models.BigIntegerField(unique=True)
    province_id = models.BigIntegerField(db_index=True)

    @override
    def __str__(self) -> str:
        return f"{self.organisation_id} {self.province_id}"


class Weekend(Row):
    """The weekend from a day on; weekdays count 0 Monday … 6 Sunday."""

    valid_from = models.DateField(unique=True)
    weekdays = ArrayField(models.SmallIntegerField())

    class Meta(Row.Meta):
        ordering: ClassVar[list[str]] = ["valid_from"]

    @override
    def __str__(self) -> str:
        return f"{self.valid_from} {self.weekdays}"
