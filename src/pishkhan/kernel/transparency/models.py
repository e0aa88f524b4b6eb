"""The log's tables: what waits for its place, what has it, what was signed over it, by whom.

All but the waiting, the counts and the answers of witnesses are only added to (trigger, grants).
"""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row
from pishkhan.kernel.transparency.terms import LogEvent, WitnessAnswer


class PendingEntry(Row):
    """An entry that waits for its place; written with what it tells of, gone when it has one."""

    entry_id = models.BigIntegerField()
    event = models.CharField(max_length=20, choices=LogEvent.choices())
    institution_id = models.BigIntegerField(null=True)
    day = models.DateField()
    entry = models.TextField()

    class Meta(Row.Meta):
        verbose_name = "سطر در نوبت دفتر عمومی"
        verbose_name_plural = "سطرهای در نوبت دفتر عمومی"

    @override
    def __str__(self) -> str:
        return f"{self.event} {self.entry_id}"


class LogEntry(Row):
    """An entry in its place; `entry` is the canonical text that stands in the tree."""

    entry_id = models.BigIntegerField()
    epoch = models.SmallIntegerField()
    index = models.BigIntegerField()
    event = models.CharField(max_length=20, choices=LogEvent.choices())
    institution_id = models.BigIntegerField(null=True)
    day = models.DateField()
    entry = models.TextField()

    class Meta(Row.Meta):
        verbose_name = "سطر دفتر عمومی"
        verbose_name_plural = "سطرهای دفتر عمومی"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["epoch", "index"], name="log_entry_one_a_place"),
            models.UniqueConstraint(fields=["entry_id", "epoch"], name="log_entry_once_a_log"),
            models.CheckConstraint(condition=models.Q(index__gte=0), name="log_entry_index"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["institution_id", "day", "epoch", "index"], name="log_entry_by_institution"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.epoch}/{self.index} {self.event}"


class LogEpoch(Row):
    """A log: log/1, and where that failed log/2, whose first entry holds the last good checkpoint."""

    number = models.SmallIntegerField(unique=True)
    origin = models.TextField()
    begun_at = models.DateTimeField()
    previous_size = models.BigIntegerField(null=True)
    previous = models.TextField(default="")
    because = models.TextField(default="")

    class Meta(Row.Meta):
        verbose_name = "دورهٔ دفتر عمومی"
        verbose_name_plural = "دوره‌های دفتر عمومی"

    @override
    def __str__(self) -> str:
        return self.origin


class Checkpoint(Row):
    """What the log signed: its size, its root, the note."""

    epoch = models.SmallIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "گواهی سر دفتر"
        verbose_name_plural = "گواهی‌های سر دفتر"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["epoch", "size"], name="log_checkpoint_one_a_size"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.epoch}/{self.size}"


class Cosignature(Row):
    """A witness's line on a checkpoint, and the moment it tells."""

    epoch = models.SmallIntegerField()
    size = models.BigIntegerField()
    witness = models.TextField()
    line = models.TextField()
    at = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "امضای گواه"
        verbose_name_plural = "امضاهای گواهان"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["epoch", "size", "witness"], name="log_cosignature_once"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.epoch}/{self.size} {self.witness}"


class WitnessState(Row):
    """How a witness answered last, and since when it has been answering so."""

    witness = models.TextField(unique=True)
    answer = models.CharField(max_length=20, choices=WitnessAnswer.choices())
    why = models.TextField(default="")
    since = models.DateTimeField()

    class Meta(Row.Meta):
        verbose_name = "وضعیت گواه"
        verbose_name_plural = "وضعیت گواهان"

    @override
    def __str__(self) -> str:
        return f"{self.witness} {self.answer}"


class DayCount(Row):
    """How many entries of a kind an institution had on a day; counted as they get their places."""

    epoch = models.SmallIntegerField()
    institution_id = models.BigIntegerField(null=True)
    day = models.DateField()
    event = models.CharField(max_length=20, choices=LogEvent.choices())
    count = models.BigIntegerField()

    class Meta(Row.Meta):
        verbose_name = "شمار روز دفتر عمومی"
        verbose_name_plural = "شمارهای روز دفتر عمومی"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["institution_id", "day", "event", "epoch"],
                name="log_day_count_once",
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["day"], name="log_day_count_by_day"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.institution_id} {self.day} {self.event}"


class LogVerification(Row):
    """That the whole log was read again, and how many faults were found."""

    at = models.DateTimeField()
    entries = models.BigIntegerField()
    faults = models.BigIntegerField()

    class Meta(Row.Meta):
        verbose_name = "بازخوانی دفتر عمومی"
        verbose_name_plural = "بازخوانی‌های دفتر عمومی"

    @override
    def __str__(self) -> str:
        return f"{self.at} {self.faults}"
