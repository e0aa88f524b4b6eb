"""The ledger: append-only, and balanced because a line *is* a transfer between two accounts."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from pishkhan.kernel.payments.terms import TransferKind
from pishkhan.kernel.persistence.api import Row


class Transfer(Row):
    """`amount` rials leave the account `credit` and come to the account `debit`.

    Each line is both sides of its entry, so every sum over all accounts is nothing, always.
    `key` is what it records (kind and the payment or refund): it stands once.
    """

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=12, choices=TransferKind.choices())
    debit = models.CharField(max_length=100)
    credit = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    payment_id = models.BigIntegerField(null=True, db_index=True)
    refund_id = models.BigIntegerField(null=True)
    difference_id = models.BigIntegerField(null=True)
    service = models.CharField(max_length=60, blank=True, default="")
    at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_two_accounts"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="transfer_by_day"),
        ]

    @override
    def __str__(self) -> str:
        return self.key
