"""What services cost, and since when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row


class Fee(Row):
    """One line of the fee schedule: a fee of a service, of a round if it has rounds, for a time.

    `exemptions` is a list of `{"when": {fact: value or [values]}, "percent": 0..100, "because":
    {"fa": …, "en": …, "ar": …}}`, of which the first that fits counts. `title` is a text by
    language. A line is never changed but for its end: another follows it.
    """

    code = models.CharField(max_length=80)
    service = models.CharField(max_length=60)
    round = models.CharField(max_length=60, blank=True, default="")
    title = models.JSONField()
    amount = models.BigIntegerField()
    exemptions = models.JSONField(default=list)
    gives_pin = models.BooleanField(default=False)
    purpose_id = models.CharField(max_length=40, blank=True, default="")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "round", "valid_from"], name="fee_once_from_a_moment"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="fee_ends_after_it_begins",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.code} {self.round}"
