"""Drafts, snapshots, and the forms they were given on."""

from typing import ClassVar

from django.db import models

from pishkhan.kernel.persistence.api import Row


class FormVersion(Row):
    """A form as it once was: its body under the checksum of its pages. Never changed."""

    service = models.TextField()
    version = models.TextField()
    body = models.JSONField()
    first_used_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "version"], name="forms_version_once"),
        ]


class Draft(Row):
    """Answers on their way: text as typed, right or wrong, by key.

    Before the one-time code it belongs to a browser (`secret_digest`), after it to a person.
    `confirmed` holds the identifying values the code confirmed; when the answers differ from
    them, the code is asked for again.
    """

    token = models.TextField(unique=True)
    secret_digest = models.TextField()
    service = models.TextField()
    form_version = models.TextField()
    language = models.TextField(default="fa")
    answers = models.JSONField(default=dict)
    person_id = models.BigIntegerField(null=True)
    confirmed = models.JSONField(default=dict)
    corrects_case_id = models.BigIntegerField(null=True)
    open_keys = models.JSONField(null=True)
    submitted_case_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(Row.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["person_id", "-touched_at"],
                condition=models.Q(submitted_case_id=None),
                name="forms_draft_open_of_person",
            ),
            models.Index(fields=["expires_at"], name="forms_draft_expiry"),
        ]


class Snapshot(Row):
    """The answers of a case as they were sent: round 1 at submission, one more per correction."""

    case_id = models.BigIntegerField()
    round = models.SmallIntegerField()
    service = models.TextField()
    form_version = models.TextField()
    answers = models.JSONField()
    taken_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_id", "round"], name="forms_snapshot_round"),
            models.CheckConstraint(
                condition=models.Q(round__gte=1), name="forms_snapshot_round_from_one"
            ),
        ]
