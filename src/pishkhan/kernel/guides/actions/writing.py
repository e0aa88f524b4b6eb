"""Guides: a draft, its pictures, publishing, taking back; history is never lost."""

from datetime import date, datetime

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.foundation.text import fold
from pishkhan.kernel.attachments.api import Readable, keep_public_picture
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.guides import queries
from pishkhan.kernel.guides.errors import (
    AnchorTaken,
    BadPictureName,
    BadSlug,
    GuideThere,
    NoSuchGuide,
    NotADraft,
    NotPublished,
    ReviewPast,
    TooManyPictures,
)
from pishkhan.kernel.guides.models import Guide, GuidePicture, GuideVersion
from pishkhan.kernel.guides.rules import checking, markup
from pishkhan.kernel.guides.spec import PictureView, Place, VersionView
from pishkhan.kernel.guides.terms import VersionState
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.api import require
from pishkhan.kernel.organisations.terms import Act


MOST_PICTURES = 40


@transaction.atomic
def begin(
    place: Place, *, title: str, body: str, editor: str, review_by: date, by: Actor
) -> VersionView:
    """Write a new guide as a draft.

    Raises NotAllowed, BadSlug, GuideThere, ReviewPast and what `checking.check` raises.
    """
    require(by, Act.MANAGE_TEXTS)
    guide = add_guide(place)
    return _write(guide, title=title, body=body, editor=editor, review_by=review_by, by=by)


@transaction.atomic
def write(
    guide_id: int, *, title: str, body: str, editor: str, review_by: date, by: Actor
) -> VersionView:
    """Write the next version of a guide, as a draft: what is published stays.

    Raises NotAllowed, NoSuchGuide, ReviewPast and what `checking.check` raises.
    """
    require(by, Act.MANAGE_TEXTS)
    guide = _locked(guide_id)
    return _write(guide, title=title, body=body, editor=editor, review_by=review_by, by=by)


def _write(
    guide: Guide, *, title: str, body: str, editor: str, review_by: date, by: Actor
) -> VersionView:
    if review_by <= clock.today():
        raise ReviewPast
    row = add_version(guide, title=title, body=body, editor=editor, review_by=review_by, by=by)
    _record("guides.written", row, by=by)
    return queries.version_view(row)


def add_guide(place: Place) -> Guide:
    """A guide without versions; raises BadSlug, GuideThere."""
    if not markup.NAME.fullmatch(place.slug):
        raise BadSlug
    guide = Guide(
        service=place.service, reader=place.reader, slug=place.slug, language=place.language
    )
    # The row is made first: of two who begin the same guide the second is told.
    Guide.objects.bulk_create([guide], ignore_conflicts=True)
    if not Guide.objects.filter(pk=guide.pk).exists():
        raise GuideThere
    return guide


def add_version(  # noqa: PLR0913 - the same
    guide: Guide,
    *,
    title: str,
    body: str,
    editor: str,
    review_by: date,
    by: Actor,
    release_digest: str = "",
    written_at: datetime | None = None,
) -> GuideVersion:
    """The next version of a locked guide, as a draft; raises what `checking.check` raises."""
    checking.check(title, body, known=guide.pictures.values_list("name", flat=True))
    last = guide.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return GuideVersion.objects.create(
        guide=guide,
        number=last + 1,
        title=title.strip(),
        body=body.strip(),
        editor=editor.strip(),
        anchors=markup.anchors(body),
        search_text=fold(f"{title} {markup.plain(body)}"),
        review_by=review_by,
        release_digest=release_digest,
        written_by=by.account_id,
        written_at=written_at or clock.now(),
    )


@transaction.atomic
def publish(version_id: int, *, by: Actor) -> VersionView:
    """Show a draft to its readers, in the place of what was shown before.

    Raises NotAllowed, NoSuchGuide, NotADraft, AnchorTaken (another guide explains that place).
    """
    require(by, Act.MANAGE_TEXTS)
    return queries.version_view(put_out(_locked_version(version_id), by=by))


def put_out(row: GuideVersion, *, by: Actor, at: datetime | None = None) -> GuideVersion:
    """The same, of a version whose guide is locked."""
    if row.state != VersionState.DRAFT:
        raise NotADraft
    _refuse_taken(row)
    published = row.guide.versions.filter(state=VersionState.PUBLISHED.value)
    published.update(state=VersionState.REPLACED.value)
    row.state = VersionState.PUBLISHED.value
    row.published_at, row.published_by = at or clock.now(), by.account_id
    row.save(update_fields=["state", "published_at", "published_by"])
    _record("guides.published", row, by=by)
    transaction.on_commit(queries.forget)
    return row


def _refuse_taken(row: GuideVersion) -> None:
    others = GuideVersion.objects.filter(
        state=VersionState.PUBLISHED.value,
        guide__reader=row.guide.reader,
        guide__language=row.guide.language,
        anchors__overlap=row.anchors,
    ).exclude(guide=row.guide)
    other = others.first()
    if other is not None:
        shared = next(one for one in row.anchors if one in other.anchors)
        raise AnchorTaken(anchor=shared, title=other.title)


@transaction.atomic
def withdraw(guide_id: int, *, because: str, by: Actor) -> None:
    """Show the guide to nobody; its versions stay. Raises NotAllowed, NoSuchGuide, NotPublished."""
    require(by, Act.MANAGE_TEXTS)
    guide = _locked(guide_id)
    row = guide.versions.filter(state=VersionState.PUBLISHED.value).first()
    if row is None:
        raise NotPublished
    row.state = VersionState.WITHDRAWN.value
    row.save(update_fields=["state"])
    _record("guides.withdrawn", row, by=by, because=because)
    transaction.on_commit(queries.forget)


@transaction.atomic
def restore(version_id: int, *, review_by: date, by: Actor) -> VersionView:
    """An earlier text as a new draft. Raises NotAllowed, NoSuchGuide, ReviewPast."""
    require(by, Act.MANAGE_TEXTS)
    old = _locked_version(version_id)
    if review_by <= clock.today():
        raise ReviewPast
    row = add_version(
        old.guide, title=old.title, body=old.body, editor=old.editor, review_by=review_by, by=by
    )
    _record("guides.restored", row, by=by)
    return queries.version_view(row)


@transaction.atomic
def add_picture(guide_id: int, stream: Readable, *, name: str, by: Actor) -> PictureView:
    """Give a guide a picture, to be named in its text.

    Raises NotAllowed, NoSuchGuide, BadPictureName, TooManyPictures and what
    `attachments.keep_public_picture` raises.
    """
    require(by, Act.MANAGE_TEXTS)
    row = put_picture(_locked(guide_id), stream, name=name, by=by)
    audit.record(
        "guides.picture_added",
        target="guide",
        target_id=guide_id,
        by=by,
        after={"name": row.name, "kept": row.stored_as},
    )
    return next(one for one in queries.pictures(guide_id) if one.name == name)


def put_picture(guide: Guide, stream: Readable, *, name: str, by: Actor) -> GuidePicture:
    """The same, of a locked guide."""
    if not markup.NAME.fullmatch(name) or guide.pictures.filter(name=name).exists():
        raise BadPictureName
    if guide.pictures.count() >= MOST_PICTURES:
        raise TooManyPictures(limit=MOST_PICTURES)
    kept = keep_public_picture(stream)
    return GuidePicture.objects.create(
        guide=guide,
        name=name,
        stored_as=kept.stored_as,
        width=kept.width,
        height=kept.height,
        size=kept.size,
        added_by=by.account_id,
    )


def _locked(guide_id: int) -> Guide:
    guide = Guide.objects.select_for_update(of=("self",)).filter(pk=guide_id).first()
    if guide is None:
        raise NoSuchGuide
    return guide


def _locked_version(version_id: int) -> GuideVersion:
    guide_id = GuideVersion.objects.filter(pk=version_id).values_list("guide_id", flat=True).first()
    guide = _locked(guide_id or 0)
    return guide.versions.select_related("guide").get(pk=version_id)


def _record(verb: str, row: GuideVersion, *, by: Actor, because: str = "") -> None:
    guide = row.guide
    audit.record(
        verb,
        target="guide",
        target_id=row.guide_id,
        by=by,
        because=because,
        after={
            "service": guide.service,
            "reader": guide.reader,
            "slug": guide.slug,
            "language": guide.language,
            "version": row.number,
            "title": row.title,
        },
    )
