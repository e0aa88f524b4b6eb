"""Documents: the answer before and after it is signed, the receipt, the letter book."""

from itertools import islice

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.foundation import clock, digits, jalali
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.api import Letter
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act, Confidentiality
from pishkhan.surfaces.desk import letters
from pishkhan.surfaces.desk.gate import staff_only, visible
from pishkhan.web import pages, papers
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, translated


@require_GET
@staff_only
def letter(request: Request, case_id: int) -> HttpResponse:
    """The letter that was issued last, or the one of `?id=`."""
    visible(request, case_id)
    issued = catalogue.letters_of(case_id)
    wanted = request.GET.get("id", "")
    found = [one for one in issued if not wanted or str(one.id) == wanted]
    if not found:
        raise Http404
    audit.saw(audit.Seen.LETTER, case_id, by=request.actor)
    return papers.letter_pdf(found[-1])


@require_GET
@staff_only
def draft(request: Request, case_id: int) -> HttpResponse:
    """The letter as it will look when it is signed."""
    visible(request, case_id)
    view = cases.case(case_id)
    definition = catalogue.service(view.service)
    proposal = letters.proposal_of(view, definition, cases.events(case_id))
    if proposal is None:
        raise Http404
    audit.saw(audit.Seen.LETTER, case_id, by=request.actor)
    return papers.draft_pdf(view, proposal.text)


@require_GET
@staff_only
def receipt(request: Request, case_id: int) -> HttpResponse:
    """The applicant's receipt once more, for who may file for others: it has the secret code."""
    organisations.require(request.actor, Act.FILE_FOR_OTHERS, visible(request, case_id))
    audit.saw(audit.Seen.RECEIPT, case_id, by=request.actor)
    return papers.receipt_pdf(catalogue.receipt(case_id))


@require_GET
@staff_only
def book(request: Request) -> HttpResponse:
    """A page of the letter book of an office, to be read or printed."""
    offices = _offices(request.actor)
    office_id = _number(request.GET.get("office", "")) or next(iter(offices), 0)
    if office_id not in offices:
        raise Http404
    known = {one.value: one for one in Direction}
    direction = known.get(request.GET.get("direction", ""), Direction.INCOMING)
    year = max(_number(request.GET.get("year", "")), 0) or jalali.year_of(clock.now())
    number = max(_number(request.GET.get("page", "")), 1)
    found = numbering.pages_of_book(office_id=office_id, direction=direction.value, year=year)
    sheets = list(islice(found, number - 1, number + 1))
    lines = sheets[0].letters if sheets else ()
    what = f"letter book {direction.value} {year} page {number}"
    audit.saw(audit.Seen.EXPORT, office_id, by=request.actor, what=what)
    context = {
        "offices": offices,
        "office_id": office_id,
        "office": offices[office_id],
        "directions": [(one.value, translated(one.label)) for one in Direction],
        "way": direction,
        "year": year,
        "number": number,
        "lines": [(one, *_shown(one, request.actor)) for one in lines],
        "has_more": len(sheets) > 1,
        "title": _("دفتر نامه‌های %(direction)s") % {"direction": translated(direction.label)},
    }
    return pages.page(request, "desk/book.html", context)


def may_read_books(actor: Actor) -> bool:
    """Whether the actor keeps the book of some office."""
    return bool(organisations.reach(actor, Act.FILE_FOR_OTHERS).clauses)


def _offices(actor: Actor) -> dict[int, str]:
    reach = organisations.reach(actor, Act.FILE_FOR_OTHERS)
    return organisations.organisation_names(
        (c.grant.organisation_id for c in reach.clauses), language()
    )


def _shown(letter: Letter, actor: Actor) -> tuple[str, str]:
    """Whose letter and what about; of a case that is too confidential for the actor, neither."""
    try:
        case = cases.case(letter.case_id)
    except NoSuchCase:
        return "", letter.subject
    if case.confidentiality and not cases.may_see(case.id, actor):
        return "", translated(Confidentiality.of(case.confidentiality).label)
    return case.applicant_name, letter.subject


def _number(typed: str) -> int:
    return row_id(digits.to_latin(typed.strip())) or 0
