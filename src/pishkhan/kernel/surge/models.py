"""The room and the switches; two unlogged tables that a crash may forget."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from typing_extensions import override

from pishkhan.kernel.persistence.api import Row
from pishkhan.kernel.surge.terms import Feature, Mode


ONLY = 1  # the identifier of the one room


class WaitingRoom(Row):
    """The one row: how it is set, how far it has moved, how hard the load presses."""

    mode = models.CharField(max_length=12, choices=Mode.choices(), default=Mode.AUTOMATIC.value)
    rate = models.FloatField()
    doors = ArrayField(models.TextField(), default=list)
    opening = models.IntegerField(default=0)
    serving = models.FloatField(default=0)
    moved_at = models.DateTimeField()
    level = models.SmallIntegerField(default=0)
    lean = models.SmallIntegerField(default=0)
    leans_since = models.DateTimeField()
    busy = models.FloatField(default=0)

    class Meta(Row.Meta):
        verbose_name = "اتاق انتظار"
        verbose_name_plural = "اتاق انتظار"


class FeatureSwitch(Row):
    """A feature that a person took out of the hands of the load, or gave back to it."""

    feature = models.CharField(max_length=30, choices=Feature.choices(), unique=True)
    mode = models.CharField(max_length=12, choices=Mode.choices())

    class Meta(Row.Meta):
        verbose_name = "کلید امکان"
        verbose_name_plural = "کلیدهای امکان‌ها"

    @override
    def __str__(self) -> str:
        return self.feature


class Pulse(models.Model):
    """How busy a process was in its last second; unlogged."""

    process = models.TextField(primary_key=True)
    at = models.DateTimeField()
    busy = models.FloatField()

    @override
    def __str__(self) -> str:
        return self.process


class Admission(models.Model):
    """A ticket that let somebody in: it never does so again; unlogged."""

    ticket = models.TextField(primary_key=True)
    browser = models.TextField()
    at = models.DateTimeField(db_index=True)

    @override
    def __str__(self) -> str:
        return self.ticket
