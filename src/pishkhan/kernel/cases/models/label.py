"""Words that officers put on cases to find them again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pishkhan.kernel.cases.terms import LabelColour
from pishkhan.kernel.persistence.api import Row


class Label(Row):
    """A word with a colour, of one officer or of an office; nobody else sees it."""

    account_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    name = models.TextField()
    colour = models.TextField(choices=LabelColour.choices())

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="label_has_one_owner",
                condition=Q(account_id=None, organisation_id__isnull=False)
                | Q(account_id__isnull=False, organisation_id=None),
            ),
            models.UniqueConstraint(
                fields=["account_id", "organisation_id", "name"],
                name="label_once",
                nulls_distinct=False,
            ),
        ]


class LabelledCase(Row):
    """A label on a case."""

    case_id = models.BigIntegerField()
    label_id = models.BigIntegerField()

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_id", "label_id"], name="labelled_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["label_id", "case_id"], name="labelled_with"),
        ]
