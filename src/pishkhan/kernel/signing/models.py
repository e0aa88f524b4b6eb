"""The public halves of all keys that ever signed."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row
from pishkhan.kernel.signing.terms import Algorithm, Purpose


class SigningKey(Row):
    """A key of an owner for one purpose; the private half lies in the vault of that name."""

    key_id = models.CharField(max_length=60)
    owner = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20, choices=Purpose.choices())
    algorithm = models.CharField(max_length=20, choices=Algorithm.choices())
    vault = models.CharField(max_length=40)
    public = models.BinaryField()
    chain = models.TextField(default="")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    compromised_at = models.DateTimeField(null=True)
    because = models.TextField(default="")

    class Meta(Row.Meta):
        verbose_name = "کلید امضا"
        verbose_name_plural = "کلیدهای امضا"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key_id"], name="signing_key_once"),
            models.UniqueConstraint(
                fields=["owner", "purpose"],
                condition=models.Q(retired_at=None),
                name="signing_key_one_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(compromised_at=None) | ~models.Q(retired_at=None),
                name="signing_key_compromised_is_retired",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.owner} {self.purpose} {self.key_id}"
