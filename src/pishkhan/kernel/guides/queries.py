"""Reads of guides. What pages point to is remembered by each process for some seconds."""

import time
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import TypedDict

from django.db import connection
from django.db.models import Q, QuerySet

from pishkhan.foundation.text import fold
from pishkhan.kernel.guides.errors import NoSuchGuide
from pishkhan.kernel.guides.models import Guide, GuidePicture, GuideVersion, SupportContact
from pishkhan.kernel.guides.rules import comparing, drawing, markup
from pishkhan.kernel.guides.spec import (
    ComparedLine,
    Contact,
    Drawn,
    Explained,
    GuideLine,
    GuidePage,
    Lane,
    PictureView,
    Place,
    Reader,
    VersionState,
    VersionView,
)


FALLBACK = "fa"
REMEMBERED_SECONDS = 5.0
MOST_FOUND = 50
PICTURES = "/pictures/"
# Everything that pages point to, in one statement: texts with anchors, and whom to ask.
LOOK = """
    SELECT
        (SELECT coalesce(json_agg(json_build_object(
                'service', g.service, 'reader', g.reader, 'slug', g.slug,
                'language', g.language, 'title', v.title, 'body', v.body, 'anchors', v.anchors,
                'pictures', (SELECT coalesce(json_agg(json_build_array(
                        p.name, p.stored_as, p.width, p.height)), '[]')
                    FROM guides_guidepicture p WHERE p.guide_id = g.id)
            )), '[]')
         FROM guides_guideversion v JOIN guides_guide g ON g.id = v.guide_id
         WHERE v.state = 'published' AND v.anchors <> '{}'),
        (SELECT coalesce(json_agg(json_build_object(
                'id', c.id, 'service', c.service, 'reader', c.reader, 'lane', c.lane,
                'language', c.language, 'unit', c.unit, 'channel', c.channel,
                'hours', c.hours, 'telephone', c.telephone) ORDER BY c.id), '[]')
         FROM guides_supportcontact c)
"""
Key = tuple[str, str, str]  # anchor, reader, language
Kept = tuple[GuideLine, str, tuple[tuple[str, Drawn], ...]]


class _Seen:
    """The last look of this process."""

    explained: dict[Key, Kept] = {}  # noqa: RUF012 - replaced whole, never changed
    contacts: tuple[Contact, ...] = ()
    at = -1e9


def forget() -> None:
    """Look again at the next page (after a change; in tests)."""
    _Seen.at = -1e9


def _look() -> type[_Seen]:
    if time.monotonic() - _Seen.at > REMEMBERED_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute(LOOK)
            texts, contacts = cursor.fetchone()
        _Seen.explained = {
            (anchor, text["reader"], text["language"]): _kept(text)
            for text in texts
            for anchor in text["anchors"]
        }
        _Seen.contacts = tuple(
            Contact(**{**row, "reader": Reader(row["reader"]), "lane": Lane(row["lane"])})
            for row in contacts
        )
        _Seen.at = time.monotonic()
    return _Seen


class _Text(TypedDict):
    service: str
    reader: str
    slug: str
    language: str
    title: str
    body: str
    anchors: list[str]
    pictures: list[tuple[str, str, int, int]]


def _kept(text: _Text) -> Kept:
    place = Place(
        service=text["service"],
        reader=Reader(text["reader"]),
        slug=text["slug"],
        language=text["language"],
    )
    pictures = tuple(
        (name, Drawn(address=address_of(stored), width=width, height=height))
        for name, stored, width, height in text["pictures"]
    )
    return GuideLine(place=place, title=text["title"]), text["body"], pictures


def address_of(stored_as: str) -> str:
    """Where a picture is shown."""
    return f"{PICTURES}{stored_as}.jpg"


def explained(anchor: str, readers: Iterable[Reader], language: str) -> Explained | None:
    """What a published guide for the first of `readers` that has one says of a place.

    In `language`, else in Persian. No query while the process remembers, one if it does not.
    """
    known = _look().explained
    keys = ((anchor, reader.value, said) for reader in readers for said in (language, FALLBACK))
    found = next((known[key] for key in keys if key in known), None)
    return _explained(anchor, *found) if found else None


@lru_cache(maxsize=500)
def _explained(
    anchor: str, guide: GuideLine, body: str, pictures: tuple[tuple[str, Drawn], ...]
) -> Explained:
    heading, blocks = markup.section(body, anchor)
    return Explained(
        title="".join(run.text for run in heading),
        html=drawing.html(blocks, dict(pictures), anchored=False),
        guide=guide,
        anchor=anchor,
    )


def contacts(service: str, reader: Reader, language: str) -> tuple[Contact, ...]:
    """Whom to ask, one of each kind of help: the service's own, else the platform's.

    Each in `language`, else in Persian. No query while the process remembers.
    """
    known = {(c.service, c.lane, c.language): c for c in _look().contacts if c.reader is reader}
    ways = [(owner, said) for owner in (service, "") for said in (language, FALLBACK)]
    found = (
        next(
            (known[owner, lane, said] for owner, said in ways if (owner, lane, said) in known), None
        )
        for lane in Lane
    )
    return tuple(one for one in found if one)


def all_contacts() -> list[Contact]:
    """Every contact as kept, for the manager."""
    rows = SupportContact.objects.order_by("service", "reader", "language", "lane")
    return [contact_view(row) for row in rows]


def contact_view(row: SupportContact) -> Contact:
    """A row as others see it."""
    return Contact(
        id=row.id,
        service=row.service,
        reader=Reader(row.reader),
        lane=Lane(row.lane),
        language=row.language,
        unit=row.unit,
        channel=row.channel,
        hours=row.hours,
        telephone=row.telephone,
    )


def _published() -> QuerySet[GuideVersion]:
    return GuideVersion.objects.filter(state=VersionState.PUBLISHED.value).select_related("guide")


def _place(guide: Guide) -> Place:
    return Place(
        service=guide.service,
        reader=Reader(guide.reader),
        slug=guide.slug,
        language=guide.language,
    )


def page(place: Place) -> GuidePage:
    """The published guide of a place, in its language or else in Persian. Raises NoSuchGuide.

    Two statements.
    """
    rows = _published().filter(
        guide__service=place.service, guide__reader=place.reader, guide__slug=place.slug
    )
    by_language = {row.guide.language: row for row in rows}
    row = by_language.get(place.language) or by_language.get(FALLBACK)
    if row is None:
        raise NoSuchGuide
    return GuidePage(
        version_id=row.id,
        place=_place(row.guide),
        title=row.title,
        html=drawn(row.guide_id, row.body),
        editor=row.editor,
        published_at=row.published_at or row.written_at,
        languages=tuple(sorted(by_language)),
    )


def drawn(guide_id: int, body: str) -> str:
    """The HTML of a text with the pictures of its guide; for the preview too. One statement."""
    pictures_by_name = {one.name: one.drawn for one in pictures(guide_id)}
    return drawing.html(markup.read(body), pictures_by_name)


def pictures(guide_id: int) -> list[PictureView]:
    """The pictures of a guide, oldest first."""
    return [
        PictureView(
            name=row.name,
            drawn=Drawn(address=address_of(row.stored_as), width=row.width, height=row.height),
            size=row.size,
        )
        for row in GuidePicture.objects.filter(guide_id=guide_id)
    ]


def is_public(stored_as: str) -> bool:
    """Whether a published guide has this picture."""
    return GuidePicture.objects.filter(
        stored_as=stored_as, guide__versions__state=VersionState.PUBLISHED.value
    ).exists()


def listing(language: str) -> list[GuideLine]:
    """The published guides, each once: in `language`, else in Persian. One statement."""
    rows = _published().filter(guide__language__in={language, FALLBACK})
    return _lines(rows.order_by("guide__service", "guide__reader", "id"), language)


def found(text: str, language: str) -> list[GuideLine]:
    """The published guides that have every word of `text`, those with it in their title first."""
    words = fold(text).split()
    if not words:
        return []
    has_all = Q()
    for word in words:
        has_all &= Q(search_text__contains=word)
    rows = _published().filter(has_all, guide__language__in={language, FALLBACK})
    best = sorted(rows.order_by("id"), key=lambda row: fold(" ".join(words)) not in fold(row.title))
    return _lines(best, language)[:MOST_FOUND]


def _lines(rows: Iterable[GuideVersion], language: str) -> list[GuideLine]:
    lines: dict[tuple[str, str, str], GuideLine] = {}
    for row in rows:
        key = (row.guide.service, row.guide.reader, row.guide.slug)
        if key not in lines or row.guide.language == language:
            lines[key] = GuideLine(place=_place(row.guide), title=row.title)
    return list(lines.values())


def latest() -> list[VersionView]:
    """The newest version of every guide, for its editors. One statement."""
    rows = GuideVersion.objects.select_related("guide").order_by("guide_id", "-number")
    return sorted(
        map(version_view, rows.distinct("guide_id")),
        key=lambda one: (one.place.service, one.place.reader, one.place.slug, one.place.language),
    )


def to_review(until: date) -> list[VersionView]:
    """Published versions whose review is due by `until`, the most overdue first."""
    rows = _published().filter(review_by__lte=until).order_by("review_by")
    return list(map(version_view, rows))


def versions(guide_id: int) -> list[VersionView]:
    """All versions of a guide, the newest first; raises NoSuchGuide."""
    rows = GuideVersion.objects.filter(guide_id=guide_id).select_related("guide")
    views = list(map(version_view, rows.order_by("-number")))
    if not views:
        raise NoSuchGuide
    return views


def version(version_id: int) -> VersionView:
    """A version; raises NoSuchGuide."""
    row = GuideVersion.objects.filter(id=version_id).select_related("guide").first()
    if row is None:
        raise NoSuchGuide
    return version_view(row)


def differences(version_id: int, *, before: int | None = None) -> tuple[ComparedLine, ...]:
    """What a version changed against `before`, by default the one before it."""
    now = version(version_id)
    older: Collection[VersionView] = [
        one
        for one in versions(now.guide_id)
        if (one.id == before if before else one.number == now.number - 1)
    ]
    then = next(iter(older), None)
    return comparing.compare(_whole(then) if then else "", _whole(now))


def _whole(one: VersionView) -> str:
    return f"{one.title}\n\n{one.body}"


def version_view(row: GuideVersion) -> VersionView:
    """A row as its editors see it."""
    return VersionView(
        id=row.id,
        guide_id=row.guide_id,
        place=_place(row.guide),
        number=row.number,
        title=row.title,
        body=row.body,
        editor=row.editor,
        state=VersionState(row.state),
        review_by=row.review_by,
        is_of_release=bool(row.release_digest),
        written_by=row.written_by,
        written_at=row.written_at,
        published_at=row.published_at,
        useful=row.useful,
        not_useful=row.not_useful,
    )
