"""What banks say of a day, and what does not agree with our books."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from pishkhan.kernel.payments.terms import DifferenceKind
from pishkhan.kernel.persistence.api import Row


class BankFile(Row):
    """A file of a bank about one gateway and one day (Tehran); the same bytes are read once."""

    gateway = models.CharField(max_length=30)
    day = models.DateField()
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()
    reconciled_at = models.DateTimeField(null=True)
    rows = models.IntegerField(default=0)
    matched = models.IntegerField(default=0)
    total = models.BigIntegerField(default=0)

    class Meta(Row.Meta):
        indexes: ClassVar = [models.Index(fields=["gateway", "day"], name="bank_file_of_day")]

    @override
    def __str__(self) -> str:
        return f"{self.gateway} {self.day}"


class BankLine(Row):
    """One payment as the bank's file has it."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="lines")
    line = models.IntegerField()
    reference = models.CharField(max_length=80)
    rrn = models.CharField(max_length=40, blank=True, default="")
    order_number = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10)  # settled, verified or reversed
    card = models.CharField(max_length=30, blank=True, default="")
    at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "line"], name="bank_line_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reference"], name="bank_line_reference"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"


class Difference(Row):
    """A difference that waits for a person; found again in another file, it stays one.

    `resolution` says what was done; it is asked for when it is closed.
    """

    kind = models.CharField(max_length=15, choices=DifferenceKind.choices())
    gateway = models.CharField(max_length=30)
    day = models.DateField()
    reference = models.CharField(max_length=80)
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="differences")
    line = models.IntegerField(null=True)
    payment_id = models.BigIntegerField(null=True)
    attempt_id = models.BigIntegerField(null=True)
    ours = models.BigIntegerField(null=True)
    theirs = models.BigIntegerField(null=True)
    detail = models.TextField(blank=True, default="")
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.BigIntegerField(null=True)
    resolution = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gateway", "kind", "reference", "line"],
                name="difference_once",
                condition=Q(resolved_at=None),
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["found_at"], name="difference_open", condition=Q(resolved_at=None)
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
