"""The split screen: what was uploaded, what the register has, what happened; and the two decisions."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase, NotYours
from pishkhan.kernel.cases.spec import CaseView, Offer
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity.spec import ActorKind
from pishkhan.services.degree_confirmation import queries, rules
from pishkhan.services.degree_confirmation.terms import BOOK, CODE
from pishkhan.web.following import title_of_kind
from pishkhan.web.gate import turned_away
from pishkhan.web.numbers import row_id
from pishkhan.web.pages import page
from pishkhan.web.people import Request
from pishkhan.web.sentences import hint, sentence


SHOWN = frozenset({"study", "person", "degree"})
DEEDS = frozenset({"confirm", "approve", "back"})
SAID = ("record", "volume", "page", "admitted_on")


@require_safe
def compare(request: Request, case_id: int) -> HttpResponse:
    """Upload, record and history side by side; what the first person chose is shown to the second."""
    turned = turned_away(request)
    if turned is not None:
        return turned
    view = _visible(request, case_id)
    audit.saw(audit.Seen.CASE, case_id, by=request.actor)
    definition = catalogue.service(CODE)
    proposed = queries.proposal(case_id)
    offers = {one.action.name: one for one in cases.offers(case_id, request.actor)}
    context = {
        "title": view.applicant_name,
        "view": view,
        "files": [
            (title_of_kind(one.kind, definition), one) for one in attachments.of_case(case_id)
        ],
        "answers": [
            replace(one, title=definition.staff_titles.get(one.code, one.title))
            for one in forms.answered_in(case_id)
            if one.code in SHOWN
        ],
        "candidates": queries.candidates(view.facts),
        "events": [one for one in cases.events(case_id) if one.title],
        "proposed": proposed,
        "is_book": proposed is not None and queries.is_book(proposed),
        "chosen": str(proposed.params.get("record", "")) if proposed else "",
        "may_enter": rules.is_old(view.facts) and rules.identity_of(view.facts) is not None,
        "book": BOOK,
        "offers": offers,
        "is_second": "approve" in offers,
        "code": queries.code_of_case(case_id),
    }
    response = page(request, "degree_confirmation/compare.html", context)
    add_never_cache_headers(response)
    return response


@require_POST
def do(request: Request, case_id: int, deed: str) -> HttpResponse:
    """Confirm with a record, approve, or give back."""
    turned = turned_away(request)
    if turned is not None:
        return turned
    _visible(request, case_id)
    offer = _offer(request, case_id, deed)
    try:
        cases.act(
            task_id=offer.task_id,
            action=deed,
            by=request.actor,
            seen_version=row_id(request.POST.get("version", "")),
            comment=request.POST.get("comment", "").strip()[:2000],
            params={
                name: request.POST.get(name, "").strip()[:80]
                for name in (SAID if deed == "confirm" else ())
                if request.POST.get(name, "").strip()
            },
        )
    except NotYours:
        raise
    except DomainError as error:
        messages.error(request, " ".join(filter(None, (sentence(error), hint(error)))))
        return redirect("degree_confirmation:compare", case_id)
    messages.success(request, gettext("انجام شد."))
    return redirect("/desk/")


def _offer(request: Request, case_id: int, deed: str) -> Offer:
    for one in cases.offers(case_id, request.actor):
        if one.action.name == deed and deed in DEEDS:
            return one
    raise Http404


def _visible(request: Request, case_id: int) -> CaseView:
    """The case, if it is of this service and staff may see it; else as if there were none."""
    try:
        view = cases.case(case_id)
    except NoSuchCase as error:
        raise Http404 from error
    is_staff = request.actor.kind is ActorKind.STAFF
    if view.service != CODE or not is_staff or not cases.may_see(case_id, request.actor):
        raise Http404
    return view
