"""The PIN (کد رمز) of a round: the proof that its fee is paid, in few digits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from pishkhan.kernel.payments.models.invoices import Payment
from pishkhan.kernel.persistence.api import Row


class Pin(Row):
    """One for a payment, and one for a person in a round of a service.

    `payment` is None for whom the round costs nothing. `replaced_at`: all its money went back unused,
    and whoever bought the round anew has another.
    Nobody reads it in the table: `digest` finds it, `sealed` shows it again to its holder.
    """

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="pin", null=True)
    person_id = models.BigIntegerField()
    service = models.CharField(max_length=60)
    round = models.CharField(max_length=60, blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    sealed_by = models.CharField(max_length=60)
    sealed = models.BinaryField()
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_id", "service", "round"],
                name="pin_once_a_round",
                condition=Q(replaced_at=None),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.service} {self.round}"
