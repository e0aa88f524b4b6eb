"""Guides with their versions and pictures, and whom to ask for help."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.guides.terms import Lane, Reader, VersionState
from pishkhan.kernel.persistence.api import Row


class Guide(Row):
    """A topic explained to one kind of reader in one language; service "" is the platform."""

    service = models.TextField(blank=True, default="")
    reader = models.TextField(choices=Reader.choices())
    slug = models.TextField()
    language = models.TextField()

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "reader", "slug", "language"], name="guides_guide_once"
            ),
        ]


class GuideVersion(Row):
    """A guide as somebody wrote it; its text is never changed, only its state.

    `editor` is shown to readers: a role or a unit, never a person. `release_digest` knows a text
    that came with a release; `search_text` is folded.
    """

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    title = models.TextField()
    body = models.TextField()
    editor = models.TextField(blank=True, default="")
    anchors = ArrayField(models.TextField(), default=list)
    search_text = models.TextField()
    state = models.TextField(choices=VersionState.choices(), default=VersionState.DRAFT.value)
    review_by = models.DateField()
    release_digest = models.TextField(blank=True, default="")
    written_by = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(default=clock.now)
    published_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    useful = models.IntegerField(default=0)
    not_useful = models.IntegerField(default=0)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guide", "number"], name="guides_version_number"),
            models.UniqueConstraint(
                fields=["guide"],
                condition=Q(state=VersionState.PUBLISHED.value),
                name="guides_one_published",
            ),
        ]


class GuidePicture(Row):
    """A picture of a guide; `stored_as` names its bytes in the storage of attachments."""

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="pictures")
    name = models.TextField()
    stored_as = models.TextField(db_index=True)
    width = models.IntegerField()
    height = models.IntegerField()
    size = models.IntegerField()
    added_by = models.BigIntegerField(null=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guide", "name"], name="guides_picture_name"),
        ]


class SupportContact(Row):
    """Whom to ask, for one service ("" for all), reader, kind of help and language."""

    service = models.TextField(blank=True, default="")
    reader = models.TextField(choices=Reader.choices())
    lane = models.TextField(choices=Lane.choices())
    language = models.TextField()
    unit = models.TextField()
    channel = models.TextField()
    hours = models.TextField(blank=True, default="")
    telephone = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "reader", "lane", "language"], name="guides_contact_once"
            ),
        ]
