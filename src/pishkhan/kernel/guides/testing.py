"""Guides for tests."""

import io
from datetime import timedelta

from pishkhan.foundation import clock
from pishkhan.kernel.attachments.testing import a_png
from pishkhan.kernel.guides.actions.helping import set_contact
from pishkhan.kernel.guides.actions.writing import add_picture, begin, publish, write
from pishkhan.kernel.guides.models import Guide, GuidePicture
from pishkhan.kernel.guides.queries import forget
from pishkhan.kernel.guides.spec import Contact, Lane, Place, Reader, VersionView
from pishkhan.kernel.identity.spec import Actor


BODY = "## آغاز {#e_request.request.subject}\n\nموضوع را کوتاه بنویسید.\n"


def a_place(
    slug: str = "sample",
    *,
    service: str = "e_request",
    reader: Reader = Reader.APPLICANT,
    language: str = "fa",
) -> Place:
    """Where a guide stands."""
    return Place(service=service, reader=reader, slug=slug, language=language)


def a_draft(place: Place | None = None, *, title: str = "نمونه", body: str = BODY) -> VersionView:
    """A guide that nobody sees yet."""
    day = clock.today() + timedelta(days=90)
    where = place or a_place()
    by = Actor.system()
    return begin(where, title=title, body=body, editor="دبیرخانه", review_by=day, by=by)


def a_guide(place: Place | None = None, *, title: str = "نمونه", body: str = BODY) -> VersionView:
    """A published guide, seen at once."""
    published = publish(a_draft(place, title=title, body=body).id, by=Actor.system())
    forget()
    return published


def a_contact(
    service: str = "", *, unit: str = "مرکز تماس", lane: Lane = Lane.TECHNICAL
) -> Contact:
    """Whom to ask, seen at once."""
    contact = Contact(
        service=service,
        reader=Reader.APPLICANT,
        lane=lane,
        language="fa",
        unit=unit,
        channel="تلفن",
        telephone="000-0001",
    )
    kept = set_contact(contact, by=Actor.system())
    forget()
    return kept


def a_sample() -> dict[str, object]:
    """What the addresses of one published guide with a picture are made of; made at the first call."""
    known = Guide.objects.filter(slug="sample").first()
    if known is None:
        first, by = a_guide(), Actor.system()
        add_picture(first.guide_id, io.BytesIO(a_png()), name="page", by=by)
        day = clock.today() + timedelta(days=90)
        write(first.guide_id, title="نو", body="نو", editor="", review_by=day, by=by)
        known = Guide.objects.get(slug="sample")
    return {
        "guide_id": known.id,
        "version_id": known.versions.latest("number").id,
        "contact_id": a_contact().id,
        "reader": known.reader,
        "slug": known.slug,
        "stored_as": GuidePicture.objects.get(guide=known).stored_as,
    }
