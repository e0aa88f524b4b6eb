"""Money on its way back to a payer."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from pishkhan.kernel.payments.models.invoices import Payment
from pishkhan.kernel.payments.terms import RefundGround, RefundState
from pishkhan.kernel.persistence.api import Row


class Refund(Row):
    """What goes back of a payment: asked for by one person (or by a rule), approved by another.

    At most one that is not refused for a payment, so nothing goes back twice.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    # What the bank took beyond what was paid for; the payment itself stays.
    of_excess = models.BooleanField(default=False, db_default=False)
    ground = models.CharField(max_length=20, choices=RefundGround.choices())
    note = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=RefundState.choices())
    # None: a rule of ours asked (a surplus); then two people approve one after the other.
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    seconded_by = models.BigIntegerField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    bank_reference = models.CharField(max_length=80, blank=True, default="")
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount"),
            models.UniqueConstraint(
                fields=["payment"], name="refund_once", condition=~Q(state="refused")
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (
                    (Q(asked_by=None) | ~Q(approved_by=F("asked_by")))
                    & (Q(seconded_by=None) | ~Q(approved_by=F("seconded_by")))
                    & (Q(asked_by__isnull=False) | Q(seconded_by__isnull=False))
                ),
                name="refund_by_two_people",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state", "asked_at"],
                name="refund_queue",
                condition=~Q(state__in=["paid_back", "refused"]),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.payment_id} {self.amount} {self.state}"
