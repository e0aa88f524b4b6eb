"""What was returned is put right and sent again; and objection inside its window."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.spec import AttachedFile, AttachmentRule
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Offer
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.errors import NothingToCorrect
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.errors import AlreadySubmitted, FormIncomplete
from pishkhan.kernel.forms.spec import Page, Question
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.portal import codes, sessions
from pishkhan.surfaces.portal.views.mine import own, signed_in
from pishkhan.web import fields, form_pages
from pishkhan.web.corrected_files import file_of_defect
from pishkhan.web.fields import Field
from pishkhan.web.following import FILE, OBJECT, DrawnDefect, Following, follow
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of


if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to put right: what the officer wrote, and the field or the file for it."""

    defect: DrawnDefect
    field: Field | None = None
    file: AttachedFile | None = None
    rule: AttachmentRule | None = None
    name: str = ""
    errors: tuple[str, ...] = ()


class NothingWritten(DomainError):
    """An objection needs its reason."""

    code = "portal.nothing_written"
    message = _("دلیل اعتراض خود را بنویسید.")


@signed_in
def complete(request: HttpRequest, case_id: int) -> HttpResponse:
    """Everything that was returned, on one page."""
    own(request, case_id)
    try:
        draft = catalogue.start_correction(case_id, by=actor_of(request))
    except NothingToCorrect:
        messages.info(request, gettext("این پرونده اکنون در انتظار اصلاح شما نیست."))
        return redirect("portal:case", case_id)
    following = follow(case_id)
    if request.method == "POST":
        return _save(request, draft, following)
    refused = sessions.refused(request, request.path)
    items = [_item(draft, defect, refused.errors) for defect in following.defects]
    context = {
        "draft": draft,
        "following": following,
        "items": items,
        "errors": refused.errors.get("", ()),
        "error_count": sum(map(len, refused.errors.values())),
        "comment": refused.typed.get("comment", ""),
    }
    return page(request, "portal/complete.html", context)


@signed_in
def objection(request: HttpRequest, case_id: int) -> HttpResponse:
    """Object to an answer or a refusal while the window is open."""
    own(request, case_id)
    offer = _offer(case_id, actor_of(request))
    if offer is None:
        messages.info(request, gettext("مهلت اعتراض گذشته است یا این پرونده در مرحلهٔ اعتراض نیست."))
        return redirect("portal:case", case_id)
    if request.method == "POST":
        return _object(request, case_id, offer)
    refused = sessions.refused(request, request.path)
    field = Field(
        name="comment",
        label=gettext("دلیل اعتراض"),
        hint=gettext("کوتاه بنویسید کدام بخش پاسخ را نادرست می‌دانید و چرا."),
        shape="area",
        value=refused.typed.get("comment", ""),
        errors=refused.errors.get("comment", ()),
    )
    context = {"following": follow(case_id), "field": field, "fields": [field]}
    return page(request, "portal/object.html", context)


def _object(request: HttpRequest, case_id: int, offer: Offer) -> HttpResponse:
    comment = request.POST.get("comment", "").strip()[:4000]
    try:
        if not comment:
            raise NothingWritten
        cases.act(task_id=offer.task_id, action=OBJECT, by=actor_of(request), comment=comment)
    except DomainError as error:
        sessions.refuse(
            request, request.path, {"comment": [codes.said(error)]}, {"comment": comment}
        )
        return redirect(request.path)
    messages.success(request, gettext("اعتراض شما ثبت شد و پرونده دوباره بررسی می‌شود."))
    return redirect("portal:case", case_id)


def _offer(case_id: int, actor: Actor) -> Offer | None:
    return next((one for one in cases.offers(case_id, actor) if one.action.name == OBJECT), None)


def _item(draft: Draft, defect: DrawnDefect, refused: Mapping[str, tuple[str, ...]]) -> Item:
    errors = refused.get(defect.field, ())
    if not defect.field.startswith(FILE):
        return Item(defect=defect, field=_field(draft, defect.field, errors))
    file, rule = file_of_defect(draft, defect.field)
    return Item(defect=defect, file=file, rule=rule, name=_input(defect.field), errors=errors)


def _question(draft: Draft, key: str) -> tuple[Page, Question] | None:
    asked = forms.each_question(forms.pages(draft.service))
    return next(((where, question) for known, where, question in asked if known == key), None)


def _field(draft: Draft, key: str, errors: tuple[str, ...]) -> Field | None:
    found = _question(draft, key)
    if found is None:
        return None
    where, question = found[0], forms.offered_question(found[1])
    state = forms.page_state(draft, where, partial=True)
    field = fields.of_question(
        question,
        key=key,
        value=state.values.get(question.code, ""),
        errors=state.errors.get(question.code, ()),
        guide=f"{draft.service}.{key}",
    )
    return replace(field, name=_input(key), errors=field.errors or errors)


def _input(key: str) -> str:
    """The name of the input of a key: unique on the page, and an id as well."""
    return key.replace(".", "-").replace(":", "-")


def _save(request: HttpRequest, draft: Draft, following: Following) -> HttpResponse:
    """Keep everything that was sent; then, unless it is for later, send the case back."""
    case_id, comment = following.case.id, request.POST.get("comment", "").strip()[:2000]
    try:
        refused = _keep(request, draft, following.defects)
        if not refused and "later" in request.POST:
            messages.success(request, gettext("ذخیره شد؛ تا پایان مهلت می‌توانید ادامه دهید."))
            return redirect("portal:case", case_id)
        if not refused:
            catalogue.resubmit(draft.token, by=actor_of(request), comment=comment)
    except FormIncomplete as error:
        refused = _by_field(error, following)
    except AlreadySubmitted:
        return redirect("portal:case", case_id)
    if refused:
        sessions.refuse(request, request.path, refused, {"comment": comment})
        return redirect(request.path)
    messages.success(request, gettext("اصلاح شما رسید و بررسی از سر گرفته شد."))
    return redirect("portal:case", case_id)


def _keep(
    request: HttpRequest, draft: Draft, defects: tuple[DrawnDefect, ...]
) -> dict[str, list[str]]:
    refused: dict[str, list[str]] = {}
    for defect in defects:
        found = None if defect.field.startswith(FILE) else _question(draft, defect.field)
        if found:
            _keep_answer(request, draft, *found)
        elif upload := request.FILES.get(_input(defect.field)):
            try:
                _keep_file(request, draft, defect.field, upload)
            except DomainError as error:
                refused[defect.field] = [codes.said(error)]
    return refused


def _keep_answer(request: HttpRequest, draft: Draft, where: Page, question: Question) -> None:
    named = replace(question, code=_input(where.key(question)))
    typed = form_pages.read(replace(where, questions=(named,)), request.POST)
    if named.code in typed:
        forms.save(draft, where, {question.code: typed[named.code]}, partial=True)


def _keep_file(
    request: HttpRequest, draft: Draft, field: str, upload: "UploadedFile[bytes]"
) -> None:
    file, rule = file_of_defect(draft, field)
    if rule is None:
        return
    case_id, by, name = draft.corrects_case_id, actor_of(request), upload.name or ""
    if file is None:
        attachments.receive(
            case_id=case_id, kind=rule.kind, name=name, stream=upload, rule=rule, by=by
        )
    else:
        attachments.replace(file.id, case_id=case_id, name=name, stream=upload, rule=rule, by=by)


def _by_field(error: FormIncomplete, following: Following) -> dict[str, list[str]]:
    """Refusals under the field they belong to, or under "" where that is not on the page."""
    shown = {defect.field for defect in following.defects}
    refused: dict[str, list[str]] = {}
    for page_code, errors in error.errors.items():
        for code, several in errors.items():
            key = next(
                (k for k in (f"{page_code}.{code}", code, f"{FILE}{code}") if k in shown), ""
            )
            refused.setdefault(key, []).extend(codes.said(one) for one in several)
    return refused
