"""Doing: decisions, claims, hand-overs, taking back, reopening, and many at once."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoSuchAction, NotYours, Stale
from pishkhan.kernel.cases.spec import Action, TaskRow
from pishkhan.surfaces.desk import decisions
from pishkhan.surfaces.desk.decisions import Attempt, Given, Typed
from pishkhan.surfaces.desk.gate import staff_only, visible
from pishkhan.surfaces.desk.panel import ground_of, panel_of
from pishkhan.surfaces.desk.views import back_of, case_page
from pishkhan.web.errors import status_of
from pishkhan.web.numbers import row_id
from pishkhan.web.pages import safe_address
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated
from pishkhan.web.templatetags.ui import letter_number


HANDLING: dict[str, Callable[[Request, int], None]] = {
    "claim": lambda request, task_id: cases.claim(task_id=task_id, by=request.actor),
    "release": lambda request, task_id: cases.release(task_id=task_id, by=request.actor),
    "reassign": lambda request, task_id: cases.reassign(
        task_id=task_id, to_account_id=_account(request), by=request.actor
    ),
}


@staff_only
def decide(request: Request, task_id: int, action: str) -> HttpResponse:
    """Press a button; what is refused comes back with what was typed."""
    task = cases.task(task_id)
    visible(request, task.case_id)
    if request.method != "POST":
        return redirect(f"/desk/case/{task.case_id}/")
    typed = decisions.typed_of(action, request.POST)
    if "keep" in request.POST:
        return _keep(request, task, action, typed)
    if "drop" in request.POST:
        cases.drop_answer(case_id=task.case_id, action=action, by=request.actor)
        return redirect(back_of(request, task.case_id))
    if "find" in request.POST:
        return _again(request, task, Attempt(action=action, typed=typed, errors={}))
    return _tried(request, task, action, typed)


def _tried(request: Request, task: TaskRow, action: str, typed: Typed) -> HttpResponse:
    ground = ground_of(task.case_id)
    try:
        pressed = _pressed(ground.view.definition_id, task, action)
        given = decisions.read(ground, pressed, typed)
        if given.errors and task.closed_at is None:
            raise FieldErrors(given.errors)
        _press(request, task.id, action, given)
    except NotYours:
        raise
    except Stale as stale:
        return _overtaken(request, task, stale, Attempt(action=action, typed=typed, errors={}))
    except DomainError as error:
        errors = error.errors if isinstance(error, FieldErrors) else {"": [error]}
        attempt = Attempt(action=action, typed=typed, errors=errors)
        return _again(request, task, attempt, status=status_of(error))
    cases.drop_answer(case_id=task.case_id, by=request.actor)
    cases.leave(case_id=task.case_id, by=request.actor)
    _say_done(request, task, translated(pressed.title))
    return redirect(back_of(request, task.case_id))


@require_POST
@staff_only
def handle(request: Request, task_id: int, deed: str) -> HttpResponse:
    """Claim, release or hand over."""
    task = cases.task(task_id)
    visible(request, task.case_id)
    HANDLING[deed](request, task_id)
    return redirect(back_of(request, task.case_id))


@require_POST
@staff_only
def take_back(request: Request, case_id: int) -> HttpResponse:
    """Undo one's own last step, as long as nobody has seen it."""
    visible(request, case_id)
    cases.take_back(case_id=case_id, by=request.actor)
    messages.success(request, _("کار پس گرفته شد و دوباره نزد شماست."))
    return redirect(back_of(request, case_id))


@require_POST
@staff_only
def reopen(request: Request, case_id: int) -> HttpResponse:
    """Reopen a case that ended."""
    visible(request, case_id)
    comment = request.POST.get("comment", "").strip()
    cases.reopen(case_id=case_id, by=request.actor, comment=comment)
    messages.success(request, _("پرونده دوباره باز شد."))
    return redirect(back_of(request, case_id))


def _keep(request: Request, task: TaskRow, action: str, typed: Typed) -> HttpResponse:
    """Keep what was typed for later, in the folder of drafts."""
    _pressed(cases.case(task.case_id).definition_id, task, action)
    written = {name: text for name, text in typed.items() if text.strip()}
    cases.keep_answer(case_id=task.case_id, action=action, typed=written, by=request.actor)
    messages.success(request, _("پیش‌نویس نگه داشته شد؛ در پوشهٔ «پیش‌نویس پاسخ‌ها» است."))
    return redirect(f"/desk/case/{task.case_id}/")


def _pressed(definition_id: int, task: TaskRow, action: str) -> Action:
    pressed = cases.process_of(definition_id).states[task.state].actions.get(action)
    if pressed is None:
        raise NoSuchAction
    return pressed


def _press(request: Request, task_id: int, action: str, given: Given) -> None:
    cases.act(
        task_id=task_id,
        action=action,
        by=request.actor,
        seen_version=row_id(request.POST.get("seen_version", "")),
        comment=given.comment,
        reason=given.reason,
        defects=given.defects,
        params=given.params,
    )


def _again(request: Request, task: TaskRow, attempt: Attempt, *, status: int = 200) -> HttpResponse:
    """The case with what was typed; why, at the form, or above it all where the form is gone."""
    subject = visible(request, task.case_id)
    panel = panel_of(
        task.case_id,
        request.actor,
        subject,
        back=safe_address(request, request.POST.get("back", ""), ""),
        attempt=attempt,
    )
    refused = next(iter(attempt.errors.get("", ())), None)
    if refused and all(form.action.name != attempt.action for form in panel.forms):
        panel = replace(panel, refusal=refused)
    return case_page(request, panel, status=status)


def _overtaken(request: Request, task: TaskRow, stale: Stale, attempt: Attempt) -> HttpResponse:
    """409: who was quicker and when, the case as it is now, and what was typed."""
    if stale.data.get("account_id") == request.actor.account_id and task.outcome == attempt.action:
        # The same button twice: it was done, once.
        messages.info(request, _("این کار را پیش‌تر انجام داده‌اید."))
        return redirect(back_of(request, task.case_id))
    panel = panel_of(
        task.case_id,
        request.actor,
        visible(request, task.case_id),
        back=safe_address(request, request.POST.get("back", ""), ""),
        attempt=attempt,
        refusal=stale,
    )
    return case_page(request, panel, status=409)


def _say_done(request: Request, task: TaskRow, title: str) -> None:
    number = letter_number(task.reference) if task.reference else task.applicant_name
    text = _("«{action}» دربارهٔ {number} انجام شد. {link}")
    link = format_html('<a href="/desk/case/{}/">{}</a>', task.case_id, _("دیدن پرونده"))
    messages.success(request, format_html(text, action=title, number=number, link=link))


def _account(request: Request) -> int:
    return row_id(request.POST.get("account", "")) or 0
