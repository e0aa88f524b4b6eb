"""Receivers, what was announced, and what became of it at each receiver."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row
from pishkhan.kernel.webhooks.terms import DeliveryState, Off, Problem, Topic


class Endpoint(Row):
    """Where an organisation's program receives what happens; its secrets are sealed.

    `live_from` lies a little after the moment at which it was switched on: by then every process
    has learned that there is a receiver at all.
    """

    organisation_id = models.BigIntegerField()
    title = models.CharField("نام", max_length=120)
    url = models.CharField("نشانی", max_length=500)
    topics = ArrayField(models.CharField(max_length=40, choices=Topic.choices()), default=list)
    sealed_by = models.CharField(max_length=60)
    sealed_secret = models.BinaryField()
    old_sealed_by = models.CharField(max_length=60, default="")
    old_sealed_secret = models.BinaryField(default=bytes)
    old_secret_until = models.DateTimeField(null=True)
    off = models.CharField(max_length=10, choices=Off.choices(), default=Off.NONE.value, blank=True)
    live_from = models.DateTimeField()
    failures = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "گیرندهٔ رویداد"
        verbose_name_plural = "گیرنده‌های رویداد"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation_id"], name="endpoint_of_organisation"),
        ]

    @override
    def __str__(self) -> str:
        return self.title


class Follower(Row):
    """An organisation whose receivers hear of a case that is not at it: its program filed it."""

    case_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()

    class Meta(Row.Meta):
        verbose_name = "سازمان دنبال‌کننده"
        verbose_name_plural = "سازمان‌های دنبال‌کننده"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id", "organisation_id"], name="follower_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.case_id}:{self.organisation_id}"


class Announcement(Row):
    """Something that happened to a case, once, whoever receives it; no personal data.

    Written in the transaction of the step, and only if somebody receives it.
    """

    topic = models.CharField(max_length=40, choices=Topic.choices())
    case_id = models.BigIntegerField(null=True)
    sequence = models.IntegerField(default=0)
    service = models.TextField(default="")
    state = models.TextField(default="")
    reference = models.TextField(default="")
    organisation_ids = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "رویداد اعلام‌شده"
        verbose_name_plural = "رویدادهای اعلام‌شده"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], name="announcement_by_age"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id", "sequence"], name="announcement_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.topic} {self.case_id}"


class Delivery(Row):
    """The outbox: one announcement for one receiver.

    `next_at` is the next try; while sending, the end of the lease; None once it is settled.
    """

    case_id = models.BigIntegerField(null=True)
    announcement_id = models.BigIntegerField()
    endpoint_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices())
    attempt = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    wanted_at = models.DateTimeField()
    status = models.IntegerField(default=0)
    problem = models.CharField(
        max_length=20, choices=Problem.choices(), default=Problem.NONE.value, blank=True
    )
    answer = models.CharField(max_length=500, default="", blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        verbose_name = "ارسال رویداد"
        verbose_name_plural = "ارسال‌های رویداد"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["endpoint_id", "next_at"],
                name="delivery_to_send",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index("endpoint_id", F("id").desc(), name="delivery_of_endpoint"),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case_id", "announcement_id", "endpoint_id"],
                name="delivery_once",
                nulls_distinct=False,
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.announcement_id} {self.endpoint_id} {self.state}"
