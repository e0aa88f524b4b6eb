"""Pages for the two people of a university: what waits, a proposal, a paper with its code and QR."""

from collections.abc import Callable
from functools import wraps

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pishkhan.foundation import authenticity_code
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.kernel.identity.spec import ActorKind
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import OrganisationView
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.records import api as records
from pishkhan.kernel.verification import api as verification
from pishkhan.services.degree_issuance import queries
from pishkhan.services.degree_issuance.actions import proposing
from pishkhan.services.degree_issuance.questions import PAGE_OF
from pishkhan.services.degree_issuance.terms import PAGE, Deed
from pishkhan.web import fields, form_pages, pages
from pishkhan.web.gate import turned_away
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request


View = Callable[..., HttpResponseBase]
QR_LEVEL = "q"


def keepers_only(view: View) -> View:
    """Let in whoever issues or approves papers of some university; nothing is cached."""

    @wraps(view)
    def gated(request: Request, **arguments: object) -> HttpResponseBase:
        is_known = request.actor.kind is not ActorKind.ANONYMOUS
        if is_known and not queries.sits_somewhere(request.actor):
            raise NotAllowed(act=Act.KEEP_RECORDS.label)
        response: HttpResponseBase = turned_away(request) or view(request, **arguments)
        add_never_cache_headers(response)
        return response

    return gated


@require_safe
@keepers_only
def index(request: Request) -> HttpResponse:
    """What may be proposed, and what waits for one of the two."""
    context = {
        "title": PAGE,
        "deeds": list(Deed) if queries.universities_of(request.actor, Act.KEEP_RECORDS) else [],
        "waiting": [
            (one, bool(cases.offers(one.id, request.actor)))
            for one in queries.open_here(queries.universities_of(request.actor))
        ],
    }
    return pages.page(request, "degree_issuance/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def new(request: Request, deed: str) -> HttpResponse:
    """The form of a deed; sent, it goes to the second person."""
    here = queries.universities_of(request.actor, Act.KEEP_RECORDS)
    if deed not in {one.value for one in Deed}:
        raise Http404
    if not here:
        raise NotAllowed(act=Act.KEEP_RECORDS.label)
    which, errors, others = Deed(deed), {}, []
    typed: dict[str, str] = {}
    university = _chosen(request.POST.get("university", ""), here)
    if request.method == "POST":
        typed = form_pages.read(PAGE_OF[which], request.POST)
        try:
            proposing.propose(
                university_id=university.id, deed=which, typed=typed, by=request.actor
            )
        except FormIncomplete as refusal:
            errors = {code: list(each) for code, each in refusal.errors[deed].items()}
        except NotAllowed:
            raise
        except DomainError as refusal:
            others = [refusal]
        else:
            messages.success(request, gettext("برای تأیید نفر دوم فرستاده شد."))
            return redirect("degree_issuance:index")
    state, _faults = proposing.checked(which, typed)
    context = {
        "title": which.label,
        "deed": which,
        "universities": here,
        "university": university,
        "fields": form_pages.drawn_fields(PAGE_OF[which], state, errors=errors),
        "errors": fields.messages(others),
    }
    status = 400 if errors or others else 200
    return pages.page(request, "degree_issuance/new.html", context, status=status)


@require_POST
@keepers_only
def paper(request: Request) -> HttpResponse:
    """A paper by its code, to be printed: what the code answers for, the code, and its QR.

    The code is in the body, not in the address, so that it is in nobody's log.
    """
    shown, refusal = None, []
    for university in queries.universities_of(request.actor):
        try:
            shown = queries.paper_named(request.POST.get("code", ""), university.id)
        except DomainError as error:
            refusal = [error]
        else:
            break
    if shown is None:
        refused = {"title": PAGE, "errors": fields.messages(refusal)}
        return pages.page(request, "degree_issuance/paper.html", refused, status=400)
    audit.saw(audit.Seen.PERSON, shown.id, by=request.actor)
    context = {
        "title": PAGE,
        "code": shown,
        "facts": verification.facts_of(shown.document_id),
        "paper": records.document(shown.document_id),
        "standing": verification.standing_of(shown.document_id),
        "qr": qr(shown.code),
        "host": settings.PUBLIC_ADDRESS.partition("://")[2],
    }
    return pages.page(request, "degree_issuance/paper.html", context)


def qr(code: str) -> SafeString:
    """The square that leads to the inquiry: the address and nothing else."""
    host = settings.PUBLIC_ADDRESS.partition("://")[2]
    made = segno.make(authenticity_code.address(host, code), error=QR_LEVEL, micro=False)
    drawn: str = made.svg_inline(omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - drawn here from digits


def _chosen(text: str, here: list[OrganisationView]) -> OrganisationView:
    wanted = row_id(text)
    return next((one for one in here if one.id == wanted), here[0])
