"""Processes as rows: drafts, proposals, and the published versions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from pishkhan.kernel.cases.terms import Approval, DraftStatus
from pishkhan.kernel.persistence.api import Row


class Definition(Row):
    """A version of a process. What was proposed does not change; of those in force one is active.

    Two people answer for a version: who proposed it (`proposed_by`, None: the release that brought
    the file) and who approved it (`published_by`). `approved_as` says it where it was not so: the
    release answers for the first version of a service, once; a development machine asks nobody.

    The body is JSON text, not jsonb, which would sort the keys: buttons and states keep the order
    of the file. The checksum does not see that order.
    """

    service = models.TextField()
    version = models.IntegerField()
    checksum = models.CharField(max_length=64)
    body = models.TextField()
    status = models.TextField(choices=DraftStatus.choices(), default=DraftStatus.DRAFT.value)
    is_active = models.BooleanField(default=False)
    proposed_by = models.BigIntegerField(null=True)
    proposed_by_name = models.TextField(default="")
    proposed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)
    approved_as = models.TextField(choices=Approval.choices(), default="", blank=True)
    note = models.TextField(default="")

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "version"],
                condition=Q(status__in=["proposed", "in_force"]),
                name="definition_version",
            ),
            models.UniqueConstraint(
                fields=["service"], condition=Q(is_active=True), name="definition_one_active"
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(approved_as="release"),
                name="definition_release_once",
            ),
            models.CheckConstraint(
                condition=Q(status="in_force", published_at__isnull=False)
                & Q(approved_as__in=["person", "release", "development"])
                | ~Q(status="in_force") & Q(is_active=False, approved_as=""),
                name="definition_answered_for",
            ),
            models.CheckConstraint(
                condition=~Q(approved_as="person")
                | Q(published_by__isnull=False)
                & (Q(proposed_by=None) | ~Q(proposed_by=F("published_by"))),
                name="definition_two_people",
            ),
        ]
