"""The page of the one-time code: the mobile is the applicant's, and the draft becomes theirs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.errors import MobileNotOwned
from pishkhan.kernel.identity.spec import Actor, PersonView
from pishkhan.kernel.identity.terms import Ownership, OwnershipPolicy
from pishkhan.surfaces.portal import codes, people, sessions, steps
from pishkhan.surfaces.portal.steps import Step
from pishkhan.surfaces.portal.views.opening import of_draft
from pishkhan.web.applicants import Described, described
from pishkhan.web.pages import page as answer
from pishkhan.web.people import sign_in_person


def page(request: HttpRequest, step: Step) -> HttpResponse:
    """Ask for the code, or take it; one that was entered already is not asked for again."""
    if forms.is_confirmed(step.draft):
        return redirect(step.after)
    return _take(request, step) if request.method == "POST" else _show(request, step)


@require_POST
@of_draft
def resend(request: HttpRequest, draft: Draft, code: str) -> HttpResponse:
    """Send another code, if the timer has run out."""
    step = steps.step(draft, code)
    if step is None or steps.locked_behind(draft, step.page) or forms.is_confirmed(draft):
        return redirect("portal:draft", draft.token)
    refusal = codes.send(request, described(draft).mobile, again=True)
    if refusal:
        sessions.refuse(request, step.address, {"": [refusal]})
    else:
        messages.success(request, gettext("کد تازه فرستاده شد."))
    return redirect(step.address)


def _show(request: HttpRequest, step: Step) -> HttpResponse:
    mobile = described(step.draft).mobile
    where, question = people.mobile_key(step.draft)
    context = {
        "step": step,
        "title": step.page.title,
        "mobile": people.masked(mobile),
        "sent": sessions.sent_code(request, mobile),
        "errors": sessions.refused(request, step.address).errors.get("", ()),
        "resend": f"{step.address}resend/",
        "asks_human": sessions.is_suspect(request),
        "change": f"{steps.address(step.draft, where)}#q-{question.code}",
    }
    return answer(request, "portal/code.html", context)


def _take(request: HttpRequest, step: Step) -> HttpResponse:
    who = described(step.draft)
    try:
        codes.check(request, who.mobile)
        person = _person(request, step.draft, who)
    except DomainError as error:
        sessions.refuse(request, step.address, {"": [codes.said(error)]})
        return redirect(step.address)
    forms.bind(step.draft, person.id)
    sign_in_person(request, person.id)
    catalogue.ask_for_lacking(step.draft, by=Actor.citizen(person.id, person.name))
    return redirect(step.after)


def _person(request: HttpRequest, draft: Draft, who: Described) -> PersonView:
    """Ask whose number it is, as the service wants it, and find or add the person."""
    policy = catalogue.service(draft.service).mobile_ownership
    outcome = Ownership.UNKNOWN
    if policy is not OwnershipPolicy.OFF and who.national_id:
        outcome = identity.mobile_ownership(who.national_id, who.mobile)
        sessions.remember_ownership(request, draft.token, outcome)
    if not identity.may_go_on(policy, outcome):
        raise MobileNotOwned
    person = identity.person_for(
        kind=who.kind,
        identifiers=[who.identifier],
        names=who.names,
        father_name=who.father_name,
        mobile=who.mobile,
        ownership=outcome,
    )
    if identity.is_to_be_warned(policy, outcome):
        messages.warning(
            request,
            gettext(
                "به نظر می‌رسد این شماره به نام شخص دیگری است. می‌توانید ادامه دهید؛ "
                "کارشناس این را می‌بیند و شاید از شما بپرسد."
            ),
        )
    return person
