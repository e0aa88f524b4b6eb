"""The pages of a form: questions, saved field by field and page by page."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.terms import PageKind
from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.surge.api import Feature
from pishkhan.surfaces.portal import codes, people, sessions, steps
from pishkhan.surfaces.portal.steps import Step
from pishkhan.surfaces.portal.views import attaching, confirming, reviewing
from pishkhan.surfaces.portal.views.opening import of_draft
from pishkhan.web import device, form_pages, places
from pishkhan.web.applicants import described
from pishkhan.web.fields import Field, messages as worded
from pishkhan.web.form_pages import FormPage
from pishkhan.web.human_check import api as human_check
from pishkhan.web.pages import page as answer
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import translated


CHECK, BACK = "check", "back"
REVIEW = "review"


@of_draft
def draft(request: HttpRequest, draft: Draft) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Go on where it was left: the first page where something is missing."""
    return redirect(steps.address(draft, steps.first_unfinished(draft)))


@of_draft
def page(request: HttpRequest, draft: Draft, code: str) -> HttpResponse:
    """One page of the form, of whichever kind."""
    step = _step(draft, code)
    instead = steps.locked_behind(draft, step.page)
    if instead is not None:
        return redirect(steps.address(draft, instead))
    views = {
        PageKind.QUESTIONS: _questions,
        PageKind.MOBILE_CHECK: confirming.page,
        PageKind.ATTACHMENTS: attaching.page,
        PageKind.REVIEW: reviewing.page,
    }
    return views[step.page.kind](request, step)


@require_POST
@of_draft
def autosave(request: HttpRequest, draft: Draft, code: str) -> HttpResponse:
    """Keep one field, right or wrong; `field` is its key."""
    step, key = _step(draft, code), request.POST.get("field", "")
    question = next((q for q in step.page.questions if step.page.key(q) == key), None)
    if question is None:
        raise Http404
    typed = form_pages.read(step.page, request.POST)
    forms.autosave(draft, key, typed.get(question.code, ""))
    return HttpResponse(status=204)


@require_safe
@of_draft
def later(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What is kept, for how long, and how to go on from another device."""
    unfinished = steps.first_unfinished(draft)
    context = {
        "draft": draft,
        "is_bound": draft.person_id is not None,
        "resume": steps.address(draft, unfinished),
        "may_confirm": unfinished.kind is PageKind.MOBILE_CHECK,
    }
    return answer(request, "portal/later.html", context)


def _step(draft: Draft, code: str) -> Step:
    step = steps.step(draft, code)
    if step is None:
        raise Http404
    return step


def _questions(request: HttpRequest, step: Step) -> HttpResponse:
    return _save(request, step) if request.method == "POST" else _show(request, step)


def _show(request: HttpRequest, step: Step) -> HttpResponse:
    state = forms.page_state(step.draft, step.page, partial=CHECK not in request.GET)
    refused = sessions.refused(request, step.address)
    fields = tuple(
        replace(field, errors=field.errors or refused.errors.get(field.name, ()))
        for field in form_pages.drawn_fields(step.page, state, service=step.draft.service)
    )
    form = _drawn(request, step, fields, refused.errors.get("", ()))
    changed = forms.changes_of_form(step.draft)
    if step.leads_to_code:
        device.offer(request)
    context = {
        "form": form,
        "step": step,
        "changed": changed,
        "lacking": places.rows_in_words(catalogue.lacking(step.draft)),
    }
    return answer(request, "portal/page.html", context)


def _drawn(
    request: HttpRequest, step: Step, fields: tuple[Field, ...], errors: tuple[str, ...]
) -> FormPage:
    sends_code = step.leads_to_code
    return FormPage(
        title=translated(step.page.title),
        intro=translated(step.page.intro),
        service=translated(step.title),
        fields=fields,
        form_errors=errors,
        step=step.number,
        steps=step.total,
        submit_label=gettext("ثبت و دریافت کد تأیید") if sends_code else "",
        later_label=gettext("ذخیره و ادامه در زمان دیگر"),
        back_address=step.before,
        save_address=f"{step.address}autosave/" if surge.has(Feature.AUTOSAVE) else "",
        with_human_check=sends_code and sessions.asks_human(request),
    )


def _save(request: HttpRequest, step: Step) -> HttpResponse:
    back = f"&{BACK}={REVIEW}" if request.GET.get(BACK) == REVIEW else ""
    is_later = "later" in request.POST
    typed = form_pages.read(step.page, request.POST)
    state = forms.save(step.draft, step.page, typed, partial=is_later)
    if is_later:
        return redirect("portal:later", step.draft.token)
    again = redirect(f"{step.address}?{CHECK}=1{back}")
    if not state.is_right:
        return again
    if catalogue.fills_a_place(catalogue.service(step.draft.service), step.page):
        catalogue.ask_for_lacking(step.draft, by=actor_of(request))
    refusals = _send_code(request, step) if step.leads_to_code else {}
    if refusals:
        sessions.refuse(request, step.address, refusals)
        return again
    review = steps.page_of_kind(step.draft, PageKind.REVIEW)
    return redirect(steps.address(step.draft, review) if back else step.after)


def _send_code(request: HttpRequest, step: Step) -> dict[str, list[str]]:
    """Check that a human asks, then send; the refusals by field."""
    is_human = sessions.asks_human(request)
    if is_human:
        try:
            human_check.verify(request)
        except DomainError as error:
            return {"": list(worded([error]))}
        is_human = human_check.is_hard(request)
    question = people.mobile_key(step.draft)[1]
    refusal = codes.send(request, described(step.draft).mobile, is_human=is_human)
    return {question.code: [refusal]} if refusal else {}
