"""A letter's line in the book: its number never changes and is never given again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from pishkhan.kernel.numbering.rules import display
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.persistence.api import Row


class Letter(Row):
    """A numbered letter; pattern and unit are those of its book on the day."""

    office_id = models.BigIntegerField()
    direction = models.CharField(max_length=8, choices=Direction.choices())
    year = models.SmallIntegerField()
    number = models.IntegerField()
    pattern = models.CharField(max_length=60)
    unit = models.CharField(max_length=20, blank=True)
    case_id = models.BigIntegerField(db_index=True)
    subject = models.TextField()
    reply_to_id = models.BigIntegerField(null=True)
    tracking_code = models.CharField(max_length=11, blank=True)
    registered_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_because = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office_id", "direction", "year", "number"], name="number_given_once"
            ),
            models.UniqueConstraint(
                fields=["office_id", "tracking_code"],
                condition=~Q(tracking_code=""),
                name="tracking_code_given_once",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="numbers_begin_at_one"),
            models.CheckConstraint(
                condition=Q(direction=Direction.INCOMING) ^ Q(tracking_code=""),
                name="incoming_letters_have_a_tracking_code",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_because="")
                | (Q(voided_at__isnull=False) & ~Q(voided_because="")),
                name="void_letters_say_why",
            ),
        ]
        indexes: ClassVar = [
            # The code first, which also answers whether a fresh code is taken.
            models.Index(fields=["tracking_code", "number"], name="letter_by_code"),
        ]

    @override
    def __str__(self) -> str:
        return self.display

    @property
    def display(self) -> str:
        """The number as it is printed, in Latin digits; show it inside `<bdi dir="ltr">`."""
        return display.written(
            pattern=self.pattern, seq=self.number, unit=self.unit, year=self.year
        )
