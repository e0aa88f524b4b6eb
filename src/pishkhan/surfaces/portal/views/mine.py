"""My page: drafts, requests with their two numbers, messages; and the page of one case."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchCase
from pishkhan.kernel.cases.spec import CaseView
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.identity.terms import ActorKind
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.spec import InvoiceView
from pishkhan.surfaces.portal import codes, paying, steps, unsound
from pishkhan.surfaces.portal.views import reviewing
from pishkhan.surfaces.portal.views.signing_in import to_sign_in
from pishkhan.web import papers, places, showing
from pishkhan.web.following import SEND, follow
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language


View = Callable[..., HttpResponseBase]
NEWEST = 5


def signed_in(view: View) -> View:
    """Ask for signing in first; afterwards the same page comes."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **captured: object) -> HttpResponseBase:
        if actor_of(request).kind is not ActorKind.CITIZEN:
            return to_sign_in(request.get_full_path())
        return view(request, **captured)

    return guarded


def own(request: HttpRequest, case_id: int) -> CaseView:
    """The case, if it is this person's own; else NoSuchCase, as if there were none."""
    case = cases.case(case_id)
    if case.applicant_id != actor_of(request).person_id or not cases.may_see(
        case_id, actor_of(request)
    ):
        raise NoSuchCase
    audit.saw(audit.Seen.CASE, case_id, by=actor_of(request))
    return case


@require_safe
@signed_in
def my(request: HttpRequest) -> HttpResponse:
    """Everything that is mine, with the newest messages; they are read on their own page."""
    person_id = actor_of(request).person_id or 0
    drafts = [one for one in forms.open_drafts(person_id) if one.corrects_case_id is None]
    inbox = notifications.inbox_of(person_id, limit=NEWEST)
    requests = cases.cases_of(person_id)
    owed = payments.invoices_of_person(person_id)
    receipts = catalogue.receipts(case.id for case in requests)
    context = {
        "drafts": [_begun(one) for one in drafts],
        "requests": [
            (case, receipts.get(case.id), _waits(case), _due(case, owed)) for case in requests
        ],
        "invoices": paying.listed(owed, language()),
        "inbox": inbox,
        "unread": notifications.unread_count(person_id),
    }
    return page(request, "portal/my.html", context)


@require_safe
@signed_in
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: whose turn it is, its way, its answer, its files."""
    own(request, case_id)
    following = follow(case_id)
    context = {
        "following": following,
        "case": following.case,
        "result": reviewing.result_of(following.case.service, following.case.id),
        "unsound": unsound.unsound_of(request, following),
        "looks": unsound.looks_at(following),
    }
    return page(request, "portal/case.html", context)


@require_POST
@signed_in
def next_level(request: HttpRequest, case_id: int) -> HttpResponse:
    """The deadline has passed: the task goes to the next level, once for each."""
    own(request, case_id)
    try:
        place = cases.ask_next_level(case_id=case_id, by=actor_of(request))
    except DomainError as error:
        messages.info(request, codes.said(error))
    else:
        named = {"place": places.spoken(place)}
        messages.success(request, gettext("پرونده اکنون نزد «%(place)s» است.") % named)
    return redirect("portal:case", case_id)


@require_safe
@signed_in
def receipt_pdf(request: HttpRequest, case_id: int) -> HttpResponse:
    """The receipt once more."""
    return papers.receipt_pdf(catalogue.receipt(own(request, case_id).id))


@require_safe
@signed_in
def answer_pdf(request: HttpRequest, case_id: int) -> HttpResponse:
    """The latest letter in answer."""
    letters = catalogue.letters_of(own(request, case_id).id)
    if not letters:
        raise NoSuchCase
    return papers.letter_pdf(letters[-1])


@require_safe
@signed_in
def file(
    request: HttpRequest, case_id: int, attachment_id: int, *, thumbnail: bool = False
) -> HttpResponseBase:
    """A file of one's own case, or its small picture."""
    own(request, case_id)
    subject = cases.subject_of(case_id)
    return showing.of_case(
        request, attachment_id, case_id=case_id, subject=subject, thumbnail=thumbnail
    )


def _begun(draft: Draft) -> tuple[Draft, str, str]:
    """A draft, the title of its service, and where to go on."""
    unfinished = steps.first_unfinished(draft)
    return draft, catalogue.service(draft.service).title, steps.address(draft, unfinished)


def _waits(case: CaseView) -> bool:
    """Whether the applicant has to do something now."""
    state = cases.process_of(case.definition_id).states[case.state]
    return case.closed_at is None and state.with_applicant and SEND in state.actions


def _due(case: CaseView, owed: list[InvoiceView]) -> InvoiceView | None:
    """The invoice by which the applicant leads the case on."""
    if case.closed_at is not None:
        return None
    return next((one for one in owed if one.about_case == case.id and one.is_open), None)
