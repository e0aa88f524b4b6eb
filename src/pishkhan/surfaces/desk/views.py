"""Looking: the list with a case beside it, a case by itself, its files, the search."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.errors import NoteRequired
from pishkhan.kernel.attachments.terms import Legibility
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase, Stale
from pishkhan.kernel.cases.spec import EVERYTHING, CaseView, Narrow
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering import api as numbering
from pishkhan.surfaces.desk import places, words
from pishkhan.surfaces.desk.gate import staff_only, visible
from pishkhan.surfaces.desk.inbox import Asked, inbox_of, search_filters
from pishkhan.surfaces.desk.mobiles import may_change_mobiles
from pishkhan.surfaces.desk.panel import Panel, panel_of, see
from pishkhan.surfaces.desk.papers import may_read_books
from pishkhan.surfaces.desk.words import Tag
from pishkhan.web import pages, showing
from pishkhan.web.people import Request
from pishkhan.web.sentences import hint, sentence, shown


MOST_LETTERS = 10


@require_GET
@staff_only
def inbox(request: Request) -> HttpResponse:
    """The three columns; for htmx only the case."""
    views = cases.views_of(request.actor)
    if not request.GET and (first := next((v.query for v in views if v.is_default), "")):
        return redirect(f"/desk/?{first}")
    asked = Asked.of(request.GET)
    panel = _opened(request, asked.case_id, asked=asked) if asked.case_id else None
    if pages.wants_part(request):
        return pages.page(request, "desk/_case.html", {"panel": panel}, part="desk/_case.html")
    context = {
        "inbox": inbox_of(request.actor, asked, views),
        "panel": panel,
        "has_book": may_read_books(request.actor),
        "may_change_mobiles": may_change_mobiles(request.actor),
    }
    return pages.page(request, "desk/inbox.html", context, part="desk/_case.html")


@require_GET
@staff_only
def case(request: Request, case_id: int) -> HttpResponse:
    """A case by itself."""
    return case_page(request, _opened(request, case_id))


@require_GET
@staff_only
def search(request: Request) -> HttpResponse:
    """Cases by name, identifier or letter number, as far as the actor reaches."""
    asked = Asked.of(request.GET)
    text = asked.text
    found = _found(request.actor, text, asked.narrow) if text else []
    audit.saw_all(audit.Seen.PERSON, (one.applicant_id for one in found), by=request.actor)
    lines = [(one, Tag(text=one.status.label)) for one in found]
    titles = {one.service: words.service_title(one.service) for one in found}
    context = {
        "text": text,
        "lines": lines,
        "titles": titles,
        "filters": search_filters(request.actor, asked),
        "is_narrowed": asked.is_narrowed,
    }
    return pages.page(request, "desk/search.html", context)


@require_GET
@staff_only
def file(request: Request, case_id: int, attachment_id: int) -> HttpResponseBase:
    """A file of a case, or its small picture; the look is written down."""
    return showing.of_case(
        request,
        attachment_id,
        case_id=case_id,
        subject=visible(request, case_id),
        thumbnail="thumbnail" in request.GET,
        download="download" in request.GET,
    )


@require_POST
@staff_only
def mark(request: Request, case_id: int, attachment_id: int) -> HttpResponse:
    """Say that a file is readable or not."""
    subject = visible(request, case_id)
    known = {kind.value: kind for kind in Legibility}
    legibility = known.get(request.POST.get("legibility", ""), Legibility.READABLE)
    try:
        attachments.mark(
            attachment_id,
            legibility,
            case_id=case_id,
            note=request.POST.get("note", ""),
            by=request.actor,
            subject=subject,
        )
    except NoteRequired as refusal:
        return case_page(request, _opened(request, case_id, refusal=refusal), status=400)
    return redirect(back_of(request, case_id))


@require_POST
@staff_only
def note(request: Request, case_id: int) -> HttpResponse:
    """Keep one's own note."""
    visible(request, case_id)
    cases.write_note(case_id=case_id, text=request.POST.get("text", "").strip(), by=request.actor)
    return redirect(back_of(request, case_id))


@require_GET
@staff_only
def organisations(request: Request) -> HttpResponse:
    """Options for the list of organisations, while somebody types what to look for."""
    typed = (request.GET[name] for name in request.GET if name.endswith("_find"))
    context = {"options": places.options(next(typed, "").strip(), here=None)}
    return pages.page(request, "desk/_options.html", context)


def case_page(request: Request, panel: Panel, *, status: int = 200) -> HttpResponse:
    """The page of one case."""
    context = {"panel": panel, "refusal": _words_of(panel.refusal)}
    return pages.page(request, "desk/case.html", context, status=status)


def back_of(request: Request, case_id: int) -> str:
    """Where the form was sent from: the list with the case, or the case by itself."""
    return pages.safe_address(request, request.POST.get("back", ""), f"/desk/case/{case_id}/")


def _opened(
    request: Request,
    case_id: int,
    *,
    asked: Asked | None = None,
    refusal: DomainError | None = None,
) -> Panel:
    subject = visible(request, case_id)
    audit.saw(audit.Seen.CASE, case_id, by=request.actor)
    see(case_id, request.actor)
    back = asked.address() if asked else ""
    return panel_of(case_id, request.actor, subject, back=back, refusal=refusal)


def _words_of(refusal: DomainError | None) -> dict[str, str]:
    if refusal is None:
        return {}
    if not isinstance(refusal, Stale):
        return {"title": sentence(refusal), "text": hint(refusal)}
    at = refusal.data.get("at")
    named = Stale(by_name=refusal.data.get("by_name") or _("سامانه"), at=at)
    when = _("%(at)s. وضعیت کنونی پرونده را می‌بینید.") % {"at": shown(at)} if at else ""
    return {"title": sentence(named), "text": when or hint(refusal)}


def _found(actor: Actor, text: str, narrow: Narrow) -> list[CaseView]:
    """By names and numbers, then by the number of any letter of the case, then by all its words."""
    found = {one.id: one for one in cases.search(actor, text, narrow=narrow)}
    if narrow == EVERYTHING:
        for letter in numbering.find(text)[:MOST_LETTERS]:
            if letter.case_id not in found and _is_visible(letter.case_id, actor):
                found[letter.case_id] = cases.case(letter.case_id)
    for one in cases.search_texts(actor, text, narrow=narrow):
        found.setdefault(one.id, one)
    return list(found.values())


@require_GET
@staff_only
def keys(request: Request) -> HttpResponse:
    """What the keys do, as a page."""
    return pages.page(request, "desk/keys.html")


def _is_visible(case_id: int, actor: Actor) -> bool:
    try:
        return cases.may_see(case_id, actor)
    except NoSuchCase:
        return False
