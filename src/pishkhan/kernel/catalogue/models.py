"""What the catalogue keeps: switches, receiving offices, receipts, letters issued."""

from typing import ClassVar

from django.db import models

from pishkhan.kernel.persistence.api import Row


class ServiceSwitch(Row):
    """Whether a service takes new requests; without a row it does."""

    service = models.TextField(unique=True)
    is_on = models.BooleanField()
    changed_at = models.DateTimeField()


class ServiceOffice(Row):
    """Which office receives the requests of a service; `answer` "" is the office of all others."""

    service = models.TextField()
    answer = models.TextField(blank=True, default="")
    organisation_id = models.BigIntegerField()

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "answer"], name="catalogue_one_office"),
        ]


class Registration(Row):
    """A request as it was registered, and the receipt of it: never changed afterwards."""

    case_id = models.BigIntegerField()
    service = models.TextField()
    person_id = models.BigIntegerField()
    language = models.TextField()
    letter_id = models.BigIntegerField()
    letter_number = models.TextField()
    tracking_code = models.TextField()
    registered_at = models.DateTimeField()
    subject = models.TextField()
    similar_key = models.TextField(blank=True)
    attachment_count = models.IntegerField()
    declaration = models.TextField()
    final_on = models.DateField()
    stages = models.JSONField()
    cost = models.BigIntegerField()
    office_id = models.BigIntegerField()
    office = models.TextField()

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_id"], name="catalogue_registered_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["person_id", "service", "similar_key", "registered_at"],
                name="catalogue_similar",
            ),
        ]


class OutgoingLetter(Row):
    """A letter issued from a case: all that stands on it, as it was on the day it was signed."""

    case_id = models.BigIntegerField(db_index=True)
    code = models.TextField()
    letter_id = models.BigIntegerField()
    letter_number = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    office_id = models.BigIntegerField()
    office = models.TextField()
    addressee = models.TextField()
    reply_to = models.TextField()
    reply_on = models.DateField()
    signed_by = models.TextField()
    signer_post = models.TextField(blank=True)
    signed_by_account = models.BigIntegerField(null=True)
    issued_at = models.DateTimeField()
