"""The outbox, which is also the record of what was said; and the texts that managers reworded."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from pishkhan.kernel.notifications.terms import Channel, MessageState
from pishkhan.kernel.persistence.api import Row


class Message(Row):
    """A message to one person by one channel. Its id is the key by which providers know it."""

    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    event = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=Channel.choices())
    language = models.CharField(max_length=5)
    dedupe_key = models.CharField(max_length=200)
    address = models.CharField(max_length=254)
    title = models.CharField(max_length=200)
    text = models.TextField()
    # The values that filled the text, for operators that only take registered patterns.
    filled = models.JSONField(default=dict)
    secret = models.BooleanField(default=False)
    at_any_hour = models.BooleanField(default=True)
    parts = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=MessageState.choices())
    created_at = models.DateTimeField()
    wanted_at = models.DateTimeField()
    # Next try; while sending, the end of the lease; once sent, the next question for its delivery.
    due_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    checks = models.SmallIntegerField(default=0)
    # Who carries it. Until the outcome is known nobody else may, or the person gets it twice;
    # so long, but not longer: an operator that never comes back must not keep it for ever.
    provider = models.CharField(max_length=30, default="")
    pinned_until = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=60)
    cost = models.BigIntegerField("هزینه به ریال", default=0)
    reason = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "پیام"
        verbose_name_plural = "پیام‌ها"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case_id", "dedupe_key", "channel"],
                name="message_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="message_secret_expires",
                condition=Q(secret=False, expires_at=None) | Q(expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_secret_is_blanked",
                condition=Q(secret=False)
                | Q(state__in=["waiting", "sending"])
                | Q(text="", filled={}),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                F("secret").desc(),
                "due_at",
                name="message_to_send",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(
                fields=["due_at"],
                name="message_to_check",
                condition=Q(state="sent", due_at__isnull=False),
            ),
            models.Index(
                fields=["provider_id"],
                name="message_of_provider",
                condition=Q(state__in=["sent", "failed"]) & ~Q(provider_id=""),
            ),
            models.Index(fields=["created_at"], name="message_by_age"),
            models.Index(
                fields=["person_id", "-id"], name="message_of_person", condition=Q(channel="inbox")
            ),
            models.Index(
                fields=["case_id", "id"], name="message_of_case", condition=Q(case_id__isnull=False)
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.event} {self.channel} {self.state}"


class DeclinedChannel(Row):
    """A person wants no optional messages by this channel."""

    person_id = models.BigIntegerField()
    channel = models.CharField(max_length=10, choices=Channel.choices())
    declined_at = models.DateTimeField()

    class Meta:
        verbose_name = "راه نخواسته"
        verbose_name_plural = "راه‌های نخواسته"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person_id", "channel"], name="channel_declined_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.person_id} {self.channel}"


class EmailAddress(Row):
    """Where a person wants to be told by e-mail too; used only once it was confirmed."""

    person_id = models.BigIntegerField(unique=True)
    address = models.CharField("نشانی رایانامه", max_length=254)
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    # Its server said that there is no such address; nothing is sent until it is confirmed again.
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "نشانی رایانامه"
        verbose_name_plural = "نشانی‌های رایانامه"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["address"], name="email_by_address")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.person_id}"


class TextOverride(Row):
    """The wording of a message that a manager put in place of the declared one."""

    event = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=Channel.choices())
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "متن بازنویسی‌شده"
        verbose_name_plural = "متن‌های بازنویسی‌شده"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "channel", "language"], name="text_override_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.event} {self.channel} {self.language}"
