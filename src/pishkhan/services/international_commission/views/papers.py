"""My documents and their days; the decision in my language; what expires at a university."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import printing, queries
from pishkhan.services.international_commission.actions import papers
from pishkhan.services.international_commission.errors import (
    BadPaper,
    NoCaseForThePaper,
    NoSuchItem,
    NotOfThisCommission,
)
from pishkhan.services.international_commission.questions import COUNTRIES, RENEWAL
from pishkhan.services.international_commission.terms import CODE
from pishkhan.services.international_commission.views.gate import person, staff
from pishkhan.services.international_commission.views.sessions import pdf
from pishkhan.web import form_pages
from pishkhan.web.fields import messages as said_of
from pishkhan.web.pages import page
from pishkhan.web.people import Request


AHEAD = timedelta(days=180)
LANGUAGES = ("fa", "en", "ar")


@require_safe
@person
def mine(request: Request) -> HttpResponse:
    """My documents with the days they have left."""
    found = queries.papers_of(request.actor.person_id or 0)
    countries = {one.value: one.label for one in COUNTRIES}
    context = {"papers": [(one, countries.get(one.country, one.country)) for one in found]}
    return page(request, "international_commission/papers.html", context)


@person
def renew(request: Request, paper_id: int) -> HttpResponse:
    """Put a new document in the place of one of mine."""
    own = queries.papers_of(request.actor.person_id or 0)
    paper = next((one for one in own if one.id == paper_id), None)
    if paper is None:
        raise NoCaseForThePaper
    is_sent = request.method == "POST"
    typed = form_pages.read(RENEWAL, request.POST) if is_sent else {}
    state = forms.check_page(
        (RENEWAL,), RENEWAL, {f"renewal.{code}": text for code, text in typed.items()}
    )
    refused: dict[str, list[DomainError]] = dict(state.errors) if is_sent else {}
    others: list[str] = []
    if is_sent and not refused:
        try:
            _renew(request, paper_id, Facts(state.read))
        except BadPaper as error:
            refused = {"expires_on": [error]}
        except DomainError as error:
            others = list(said_of([error]))
        else:
            messages.success(request, gettext("مدرک تازه رسید و جای مدرک پیشین را گرفت."))
            return redirect("international_commission:papers")
    context = {
        "paper": paper,
        "fields": form_pages.drawn_fields(RENEWAL, state, errors=refused),
        "errors": others,
        "intro": RENEWAL.intro,
    }
    return page(request, "international_commission/renew.html", context)


@require_safe
@staff
def expiring(request: Request) -> HttpResponse:
    """Documents of the students of my university that end soon, masked; for its liaison and its deputy."""
    places = {
        grant.organisation_id
        for grant in request.actor.grants
        for role in (Role.LIAISON, Role.DEPUTY)
        if grant.role == role and queries.holds(request.actor, role, grant.organisation_id)
    }
    if not places:
        raise NotOfThisCommission(role=Role.LIAISON.label)
    found = queries.expiring_at(places, AHEAD)
    shown = [one for one in found if _is_cleared(request.actor, one)]
    audit.saw_all(audit.Seen.PERSON, (one.person_id for one in shown), by=request.actor)
    known = {one.id: identity.person(one.person_id) for one in shown}
    rows: list[tuple[queries.Expiring, str | None]] = []
    for one in found:
        owner = known.get(one.id)
        rows.append((one, (owner.name if owner else "") if one.id in known else None))
    return page(request, "international_commission/expiring.html", {"rows": rows})


@require_safe
def order(request: Request, case_id: int) -> HttpResponse:
    """The decision: to its applicant in the language of the request, to staff who see the case."""
    if request.actor.kind is ActorKind.ANONYMOUS:
        return redirect(f"/sign-in/?next={request.path}")
    view = cases.case(case_id)
    if view.service != CODE or not cases.may_see(case_id, request.actor):
        raise NoSuchItem
    audit.saw(audit.Seen.CASE, case_id, by=request.actor)
    asked = request.GET.get("in", "")
    spoken = asked if asked in LANGUAGES else catalogue.language_of(case_id)
    made = printing.order_pdf(case_id, language=spoken)
    if made is None:
        raise NoSuchItem
    return pdf(made, f"order-{case_id}")


def _is_cleared(actor: Actor, paper: queries.Expiring) -> bool:
    """Whether the liaison or the deputy may read the case from which the paper is known."""
    secrecy = cases.case(paper.matter_id).confidentiality
    return any(
        queries.holds(actor, role, paper.organisation_id, secrecy=secrecy)
        for role in (Role.LIAISON, Role.DEPUTY)
    )


class NoScan(DomainError):
    """A new document without its picture."""

    code = "international_commission.no_scan"
    message = _("تصویر مدرک تازه را هم بارگذاری کنید.")


def _renew(request: Request, paper_id: int, facts: Facts) -> None:
    scan = request.FILES.get("scan")
    issued, expires = facts.on("issued_on"), facts.on("expires_on")
    if scan is None:
        raise NoScan
    papers.renew(
        paper_id=paper_id,
        number=facts.text("number"),
        country=facts.text("country"),
        issued_on=issued or date.max,
        expires_on=expires or date.min,
        scan=scan,
        name=scan.name or "",
        by=request.actor,
    )
