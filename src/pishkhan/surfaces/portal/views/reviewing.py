"""The last page: all answers once more, then sending, exactly once; and the receipt."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NoOffice, NothingToAsk, ServiceOff
from pishkhan.kernel.catalogue.spec import Result
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.errors import FormIncomplete, NoSuchDraft, NotVerified
from pishkhan.kernel.forms.spec import Answered, AnsweredPage
from pishkhan.kernel.forms.terms import PageKind, QuestionKind
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.terms import OwnershipPolicy
from pishkhan.surfaces.portal import codes, people, sessions, steps
from pishkhan.surfaces.portal.steps import Step
from pishkhan.web import answers, drafts, papers, places
from pishkhan.web.applicants import described
from pishkhan.web.following import in_words, title_of_kind
from pishkhan.web.pages import page as answer
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import translated


ALREADY = "already"
CHOSEN = frozenset(
    {QuestionKind.CHOICE, QuestionKind.SELECT, QuestionKind.ORGANISATION, QuestionKind.DATE}
)
NUMBERS = frozenset(
    {
        QuestionKind.NATIONAL_ID,
        QuestionKind.LEGAL_ID,
        QuestionKind.FOREIGN_ID,
        QuestionKind.MOBILE,
        QuestionKind.POSTAL_CODE,
        QuestionKind.YEAR,
        QuestionKind.NUMBER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer on the review page."""

    label: str
    text: str
    is_number: bool
    change: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The answers of one page."""

    title: str
    rows: list[Row]


def page(request: HttpRequest, step: Step) -> HttpResponse:
    """Show everything, or send it."""
    return _send(request, step) if request.method == "POST" else _show(request, step)


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The two numbers, what happens next, and the facts of the service desk."""
    draft = drafts.opened(request, token)
    if draft.submitted_case_id is None:
        return redirect("portal:draft", draft.token)
    given, mobile = catalogue.receipt(draft.submitted_case_id), _mobile_of(draft)
    context = {
        "draft": draft,
        "receipt": given,
        "mobile": people.masked(mobile) if mobile else "",
        "moments": in_words(cases.timeline(draft.submitted_case_id)),
        "address": papers.tracking_address(given),
        "result": result_of(given.service, given.case_id),
    }
    return answer(request, "portal/receipt.html", context)


def result_of(service: str, case_id: int) -> Result | None:
    """What the case has brought, if its service says so."""
    definition = catalogue.service(service)
    return definition.result(case_id) if definition.result else None


@require_safe
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The same as PDF, named by the tracking code."""
    draft = drafts.opened(request, token)
    if draft.submitted_case_id is None:
        return redirect("portal:draft", draft.token)
    return papers.receipt_pdf(catalogue.receipt(draft.submitted_case_id))


def _show(request: HttpRequest, step: Step) -> HttpResponse:
    draft, definition = step.draft, catalogue.service(step.draft.service)
    refused, said = forms.check_all(draft), sessions.refused(request, step.address).errors
    kept = attachments.of_draft(draft.pk)
    absent = attachments.missing(definition.attachments, {file.kind for file in kept})
    files = [(title_of_kind(file.kind, definition), file) for file in kept]
    context = {
        "step": step,
        "service": definition,
        "parts": [_part(draft, part, refused.get(part.code, {})) for part in forms.answered(draft)],
        "files": files,
        "set_aside": [
            (title_of_kind(file.kind, definition), file) for file in attachments.set_aside(draft.pk)
        ],
        "files_address": _files_address(draft),
        "absent": [translated(rule.title) for rule in absent],
        "similar": catalogue.similar(draft),
        "lacking": places.rows_in_words(catalogue.lacking(draft)),
        "errors": said.get("", ()),
        "already": said.get(ALREADY, ()),
        "is_complete": not refused and not absent,
        "wrong_count": sum(len(errors) for errors in refused.values()) + len(absent),
    }
    return answer(request, "portal/review.html", context)


def _part(draft: Draft, part: AnsweredPage, refused: dict[str, list[DomainError]]) -> Part:
    page = forms.page_of(draft, part.code)
    return Part(
        title=translated(part.title),
        rows=[_row(draft, one, steps.address(draft, page), refused) for one in part.answers],
    )


def _row(draft: Draft, one: Answered, where: str, refused: dict[str, list[DomainError]]) -> Row:
    code = one.key.partition(".")[2]
    errors = refused.get(code, [])
    text = one.text or (draft.answers.get(one.key, "") if errors else "")
    is_number = one.kind in NUMBERS
    return Row(
        label=translated(one.label),
        text=answers.shown(text, one.kind) if is_number or one.kind in CHOSEN else text,
        is_number=is_number,
        change=f"{where}?back=review{'&check=1' if errors else ''}#q-{code}",
        error=" ".join(codes.said(error) for error in errors),
    )


def _files_address(draft: Draft) -> str:
    pages = [p for p in forms.pages(draft.service) if p.kind is PageKind.ATTACHMENTS]
    return steps.address(draft, pages[0]) if pages else ""


def _send(request: HttpRequest, step: Step) -> HttpResponse:
    draft = step.draft
    outcome = sessions.ownership(request, draft.token) or _ownership_of_known(draft)
    remarks = {"mobile_ownership": outcome} if outcome else {}
    try:
        catalogue.submit(draft.token, by=actor_of(request), remarks=remarks)
    except NotVerified:
        check = steps.page_of_kind(draft, PageKind.MOBILE_CHECK)
        return redirect(steps.address(draft, check))
    except NoSuchDraft:
        text = gettext("برای ثبت درخواست باید با حساب خود وارد شده باشید.")
        sessions.refuse(request, step.address, {"": [text]})
        return redirect(step.address)
    except NothingToAsk as error:
        sessions.refuse(request, step.address, {ALREADY: [codes.said(error)]})
        return redirect(step.address)
    except (FormIncomplete, ServiceOff, NoOffice) as error:
        sessions.refuse(request, step.address, {"": [codes.said(error)]})
        return redirect(step.address)
    return redirect("portal:receipt", draft.token)


def _ownership_of_known(draft: Draft) -> str:
    """Whose the mobile is, where somebody signed in already was not asked for a code again.

    Only services that have a clerk look at it need it.
    """
    policy = catalogue.service(draft.service).mobile_ownership
    if policy is not OwnershipPolicy.CLERK_CHECKS or forms.check_all(draft):
        return ""
    who = described(draft)
    return identity.mobile_ownership(who.national_id, who.mobile).value if who.national_id else ""


def _mobile_of(draft: Draft) -> str:
    person = identity.person(draft.person_id) if draft.person_id is not None else None
    return person.mobile if person else ""
