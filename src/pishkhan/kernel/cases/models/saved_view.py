"""Lists that officers come back to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pishkhan.kernel.persistence.api import Row


class SavedView(Row):
    """A list by name: the query of its address; of one officer, or of an office for everybody there.

    An officer's default is what the desk opens with.
    """

    account_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    name = models.TextField()
    query = models.TextField()
    is_default = models.BooleanField(default=False)

    class Meta(Row.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="saved_view_has_one_owner",
                condition=Q(account_id=None, organisation_id__isnull=False)
                | Q(account_id__isnull=False, organisation_id=None),
            ),
            models.UniqueConstraint(
                fields=["account_id", "organisation_id", "name"],
                name="saved_view_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["account_id"], condition=Q(is_default=True), name="saved_view_one_default"
            ),
        ]
