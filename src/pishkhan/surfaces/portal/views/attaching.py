"""The page of attachments: one file or several at a time, each with its kind."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import secret
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.errors import NoSuchFile, TooManyUploads
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import AttachmentMissing
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.persistence.api import allow
from pishkhan.surfaces.portal import codes, sessions, steps
from pishkhan.surfaces.portal.steps import Step
from pishkhan.surfaces.portal.views.opening import of_draft
from pishkhan.web import drafts, showing
from pishkhan.web.pages import address_of, page as answer
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import translated
from pishkhan.web.watching import figures


OTHERS = "others"
UPLOADS_AN_HOUR = 500  # of one address: many people share one


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The place of one kind of document: what it asks, what is there, what was refused."""

    rule: AttachmentRule
    files: list[AttachedFile]
    errors: tuple[str, ...]
    set_aside: list[AttachedFile]

    @property
    def is_full(self) -> bool:
        """Whether no more files of this kind are taken."""
        return len(self.files) >= self.rule.max_files


def page(request: HttpRequest, step: Step) -> HttpResponse:
    """Everything that is attached; going on asks for what is missing."""
    return _go_on(request, step) if request.method == "POST" else _show(request, step)


@require_POST
@of_draft
def upload(request: HttpRequest, draft: Draft, code: str) -> HttpResponse:
    """Take one or several files of one kind; each is refused or kept by itself."""
    step = _step(draft, code)
    rule = next((r for r in _rules(draft) if r.kind == request.POST.get("kind", "")), None)
    if rule is None:
        return _refused(request, step, OTHERS, [gettext("اول بگویید این فایل چه مدرکی است.")])
    given = [file for file in request.FILES.getlist("file") if file.name]
    if not given:
        return _refused(request, step, rule.kind, [gettext("فایلی انتخاب نشده است.")])
    mark = secret.digest("portal.upload", address_of(request), settings.SECRET_KEY)
    if not allow(f"portal.upload:{mark}", limit=UPLOADS_AN_HOUR, per=timedelta(hours=1)):
        raise TooManyUploads
    errors: list[str] = []
    for file in given:
        try:
            attachments.receive(
                draft_id=draft.pk,
                kind=rule.kind,
                name=file.name or "",
                stream=file,
                rule=rule,
                by=actor_of(request),
            )
        except DomainError as error:
            figures.refused_upload(error)
            said = codes.said(error)
            errors.append(f"«{file.name}»: {said}" if len(given) > 1 else said)
    return _refused(request, step, rule.kind, errors)


@require_POST
@of_draft
def remove(request: HttpRequest, draft: Draft, code: str, attachment_id: int) -> HttpResponse:
    """Take a file out; one that is gone already is gone."""
    step = _step(draft, code)
    try:
        attachments.remove(attachment_id, draft_id=draft.pk, by=actor_of(request))
    except NoSuchFile:
        return redirect(step.address)
    return redirect(step.address)


@require_safe
def file(
    request: HttpRequest, token: str, attachment_id: int, *, thumbnail: bool = False
) -> HttpResponseBase:
    """A file of a draft, or its small picture, for whoever holds the draft."""
    draft = drafts.opened(request, token)
    return showing.of_draft(request, attachment_id, draft_id=draft.pk, thumbnail=thumbnail)


def _show(request: HttpRequest, step: Step) -> HttpResponse:
    errors = sessions.refused(request, step.address).errors
    files = attachments.of_draft(step.draft.pk)
    unsound = attachments.set_aside(step.draft.pk)
    shelves = [
        Shelf(
            rule=rule,
            files=[file for file in files if file.kind == rule.kind],
            errors=errors.get(rule.kind, ()),
            set_aside=[file for file in unsound if file.kind == rule.kind],
        )
        for rule in _rules(step.draft)
    ]
    others = [shelf for shelf in shelves if not shelf.rule.required]
    context = {
        "step": step,
        "required": [shelf for shelf in shelves if shelf.rule.required],
        "others": others,
        "other_errors": [(shelf.rule.title, error) for shelf in others for error in shelf.errors]
        + [("", error) for error in errors.get(OTHERS, ())],
        "chosen": next((shelf.rule.kind for shelf in others if shelf.errors), ""),
        "error_count": sum(len(sentences) for sentences in errors.values()),
        "largest": max((shelf.rule.max_mb for shelf in others), default=0),
        "types": sorted({translated(t.label) for s in shelves for t in s.rule.types}),
    }
    return answer(request, "portal/attachments.html", context)


def _go_on(request: HttpRequest, step: Step) -> HttpResponse:
    if "later" in request.POST:
        return redirect("portal:later", step.draft.token)
    kinds = {file.kind for file in attachments.of_draft(step.draft.pk)}
    absent = attachments.missing(_rules(step.draft), kinds)
    errors = {rule.kind: [codes.said(AttachmentMissing(label=rule.title))] for rule in absent}
    if errors:
        sessions.refuse(request, step.address, errors)
        return redirect(step.address)
    return redirect(step.after)


def _refused(request: HttpRequest, step: Step, kind: str, errors: list[str]) -> HttpResponse:
    if errors:
        sessions.refuse(request, step.address, {kind: errors})
    return redirect(f"{step.address}#kind-{kind}")


def _rules(draft: Draft) -> tuple[AttachmentRule, ...]:
    return catalogue.service(draft.service).attachments


def _step(draft: Draft, code: str) -> Step:
    step = steps.step(draft, code)
    if step is None or steps.locked_behind(draft, step.page) is not None:
        raise Http404
    return step
