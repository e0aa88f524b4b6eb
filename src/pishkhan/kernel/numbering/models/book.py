"""The letter book (اندیکاتور) of an office in one direction, and its counter of each year."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.persistence.api import Row


class LetterBook(Row):
    """How the numbers of one book are written."""

    office_id = models.BigIntegerField()
    direction = models.CharField(max_length=8, choices=Direction.choices())
    pattern = models.CharField(max_length=60, default="{seq}")
    unit = models.CharField(max_length=20, blank=True, default="")

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office_id", "direction"], name="one_book_each_way"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.office_id} {self.direction}"


class LetterCounter(Row):
    """The last number given in a book in a Jalali year; its row is locked until the commit."""

    office_id = models.BigIntegerField()
    direction = models.CharField(max_length=8, choices=Direction.choices())
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office_id", "direction", "year"], name="one_counter_a_year"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
