"""Guides: the list, one guide, its pictures, and whether it helped."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import secret
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.errors import NoSuchFile
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.errors import NoSuchGuide
from pishkhan.kernel.guides.spec import PLATFORM, GuideLine, Place, Reader
from pishkhan.kernel.organisations.api import may_somewhere
from pishkhan.kernel.organisations.terms import Act
from pishkhan.web.middleware import from_public_pages
from pishkhan.web.pages import address_of, page
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language, translated


LONGEST_SEARCH = 100
# The bytes are named by their digest: what an address shows never changes.
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The guides of a service for one kind of reader."""

    reader: Reader
    lines: tuple[GuideLine, ...]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every guide by service and reader, or those that have the words asked for."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    chosen = request.GET.get("service", "")
    lines = guides.found(text, language()) if text else guides.listing(language())
    if chosen:
        lines = [line for line in lines if line.place.service == chosen]
    context = {"text": text, "chosen": chosen, "services": _by_service(lines), "lines": lines}
    return page(request, "portal/guides.html", context)


@require_safe
def one(request: HttpRequest, service: str, reader: str, slug: str) -> HttpResponse:
    """One guide, in the language of the page or else in Persian."""
    found = guides.page(_place(service, reader, slug))
    context = {
        "guide": found,
        "service": found.place.service,
        "service_title": title_of(found.place.service),
        "is_thanked": "thanked" in request.GET,
    }
    return page(request, "portal/guide.html", context)


@from_public_pages
@require_POST
def useful(request: HttpRequest, service: str, reader: str, slug: str) -> HttpResponse:
    """Count a yes or a no; nothing of the reader is kept."""
    found = guides.page(_place(service, reader, slug))
    mark = secret.digest("portal.useful", address_of(request), settings.SECRET_KEY)
    if request.POST.get("answer") in {"yes", "no"}:
        guides.vote(found.version_id, is_useful=request.POST["answer"] == "yes", mark=mark)
    return redirect(f"{found.place.address}?lang={language()}&thanked=1#useful")


@require_safe
def picture(request: HttpRequest, stored_as: str) -> HttpResponse:
    """A picture of a published guide; of others only for those who write them."""
    is_public = guides.is_public(stored_as)
    if not is_public and not may_somewhere(actor_of(request), Act.MANAGE_TEXTS):
        raise Http404
    try:
        content = attachments.public_picture(stored_as)
    except NoSuchFile as error:
        raise Http404 from error
    headers = {"Cache-Control": FOR_EVER} if is_public else None
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def title_of(service: str) -> str:
    """The title of a service; of "" the platform's."""
    titles = {one.code: one.title for one in catalogue.services()}
    return translated(titles.get(service, service) if service else _("پیشخوان"))


def _place(service: str, reader: str, slug: str) -> Place:
    if reader not in set(Reader):
        raise NoSuchGuide
    return Place(
        service="" if service == PLATFORM else service,
        reader=Reader(reader),
        slug=slug,
        language=language(),
    )


def _by_service(lines: Iterable[GuideLine]) -> list[tuple[str, list[Shelf]]]:
    order = list(Reader)
    known = sorted(lines, key=lambda line: (line.place.service, order.index(line.place.reader)))
    return [
        (
            title_of(service),
            [
                Shelf(reader=reader, lines=tuple(several))
                for reader, several in groupby(of_service, lambda line: line.place.reader)
            ],
        )
        for service, of_service in groupby(known, lambda line: line.place.service)
    ]
