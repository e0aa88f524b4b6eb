"""Which document a request brought its code; the rest is of the register and of verification."""

from django.db import models
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row


class Confirmed(Row):
    """A request that ended with a code. Never changed."""

    matter_id = models.BigIntegerField("پرونده", unique=True)
    document_id = models.BigIntegerField("سند")
    at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "مدرک تأییدشده"
        verbose_name_plural = "مدارک تأییدشده"

    @override
    def __str__(self) -> str:
        return f"{self.matter_id}"
