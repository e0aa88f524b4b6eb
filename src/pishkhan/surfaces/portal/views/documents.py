"""My documents: their codes, who asked for them, share links, and closing a code to inquiries."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import authenticity_code, digits, secret
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.errors import NotYours
from pishkhan.kernel.verification.spec import CodeView, DocumentFacts, DocumentStanding, ShareView
from pishkhan.kernel.verification.terms import ShareField, VerdictState
from pishkhan.surfaces.portal import sessions
from pishkhan.surfaces.portal.views.mine import signed_in
from pishkhan.web.fields import Field, messages as worded
from pishkhan.web.numbers import row_id
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language


PAGE = 30
NEW_SHARE = "new_share"
PIN_DIGITS = 6
KINDS = {VerdictState.VALID: "ok", VerdictState.SUSPENDED: "bad", VerdictState.REVOKED: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A document of this person as the pages show it."""

    view: CodeView
    facts: DocumentFacts
    standing: DocumentStanding

    @property
    def institution(self) -> str:
        """Its name in the language of the page."""
        names = self.facts.institution
        return names.get(language()) or names.get("fa", "")

    @property
    def kind_of_state(self) -> str:
        """The colour of the state."""
        return KINDS.get(self.standing.state, "warn")

    @property
    def is_valid(self) -> bool:
        """Whether it is confirmed on paper and to programs now."""
        return self.standing.state is VerdictState.VALID

    @property
    def grouped(self) -> str:
        """The code as it is printed."""
        return digits.for_language(authenticity_code.grouped(self.view.code), language())


@require_safe
@signed_in
def codes(request: HttpRequest) -> HttpResponse:
    """Every document in this person's name."""
    person_id = actor_of(request).person_id or 0
    several = [_mine(one) for one in verification.codes_of_person(person_id)]
    return page(request, "portal/codes.html", {"documents": several})


@require_safe
@signed_in
def log(request: HttpRequest) -> HttpResponse:
    """Who asked, when, and what they were told; the newest first."""
    person_id = actor_of(request).person_id or 0
    before = row_id(to_latin(request.GET.get("after", "")).strip())
    found = verification.holder_log(person_id, before=before, limit=PAGE + 1)
    titles = {
        one.document_id: f"{one.kind.label}" for one in verification.codes_of_person(person_id)
    }
    shown = found[:PAGE]
    context = {
        "lines": [(one, titles[one.document_id]) for one in shown],
        "after": str(shown[-1].id) if len(found) > PAGE else "",
        "is_first": before is None,
    }
    return page(request, "portal/codes_log.html", context)


@require_safe
@signed_in
def code(request: HttpRequest, document_id: int) -> HttpResponse:
    """One document: its code, its share links, a form for another, and closing it."""
    person_id = actor_of(request).person_id or 0
    view = _own(person_id, document_id)
    refused = sessions.refused(request, request.path)
    made = request.session.pop(NEW_SHARE, None)
    context = {
        "document": _mine(view),
        "shares": [one for one in verification.shares_of(person_id) if one.code_id == view.id],
        "choices": [(one, _is_ticked(refused, one)) for one in ShareField],
        "fields": _fields(refused),
        "errors": refused.errors.get("", ()),
        "made": made if made and made["document"] == str(document_id) else None,
        "pin_wanted": refused.typed.get("pin", "1"),
    }
    return page(request, "portal/code_of_mine.html", context)


@require_POST
@signed_in
def share(request: HttpRequest, document_id: int) -> HttpResponse:
    """Make a share link; its address and PIN are shown once."""
    actor = actor_of(request)
    view = _own(actor.person_id or 0, document_id)
    back = redirect("portal:my_document", document_id=view.document_id)
    ticked = {one for one in ShareField if one.value in request.POST.getlist("fields")}
    typed = {name: request.POST.get(name, "")[:80] for name in ("title", "days", "most", "pin")}
    pin = secret.digits(PIN_DIGITS) if typed["pin"] else ""
    try:
        made = verification.share(
            view.document_id,
            person_id=actor.person_id or 0,
            title=typed["title"],
            fields=ticked,
            days=_number(typed["days"]),
            most=_number(typed["most"]) if typed["most"].strip() else None,
            pin=pin,
            by=actor,
        )
    except DomainError as error:
        kept = typed | {"fields": ",".join(sorted(ticked))}
        sessions.refuse(request, back["Location"], {"": worded([error])}, kept)
        return back
    request.session[NEW_SHARE] = {
        "document": str(view.document_id),
        "address": verification.share_address(made.token),
        "pin": pin,
    }
    return back


@require_POST
@signed_in
def end_share(request: HttpRequest, share_id: int) -> HttpResponse:
    """Close a share link."""
    actor = actor_of(request)
    ended = verification.end_share(share_id, person_id=actor.person_id or 0, by=actor)
    messages.success(request, gettext("پیوند بسته شد و دیگر باز نمی‌شود."))
    return redirect("portal:my_document", document_id=_document_of(actor.person_id or 0, ended))


@require_POST
@signed_in
def freeze(request: HttpRequest, document_id: int) -> HttpResponse:
    """Close the code to inquiries, or open it again."""
    actor = actor_of(request)
    view = _own(actor.person_id or 0, document_id)
    change = verification.thaw if "open" in request.POST else verification.freeze
    change(view.document_id, person_id=actor.person_id or 0, by=actor)
    said = (
        gettext("استعلام این کد باز شد.")
        if "open" in request.POST
        else gettext("استعلام این کد بسته شد؛ پیوندهای اشتراکی خودتان باز می‌مانند.")
    )
    messages.success(request, said)
    return redirect("portal:my_document", document_id=view.document_id)


def _own(person_id: int, document_id: int) -> CodeView:
    """The code, if it is this person's own; else NotYours, as if there were none."""
    for one in verification.codes_of_person(person_id):
        if one.document_id == document_id:
            return one
    raise NotYours


def _document_of(person_id: int, share: ShareView) -> int:
    owned = verification.codes_of_person(person_id)
    return next(one.document_id for one in owned if one.id == share.code_id)


def _mine(view: CodeView) -> Mine:
    return Mine(
        view=view,
        facts=verification.facts_of(view.document_id),
        standing=verification.standing_of(view.document_id),
    )


def _is_ticked(refused: sessions.Refused, field: ShareField) -> bool:
    if "fields" in refused.typed:
        return field.value in refused.typed["fields"].split(",")
    return field in {ShareField.NAME, ShareField.FIELD, ShareField.AWARD_DATE}


def _number(text: str) -> int:
    """What was typed; nonsense is out of every bound."""
    found = to_latin(text).strip()
    return int(found) if found.isascii() and found.isdecimal() and len(found) <= PIN_DIGITS else 0


def _fields(refused: sessions.Refused) -> list[Field]:
    typed = refused.typed
    return [
        Field(
            name="title",
            label=gettext("برای چه کسی؟"),
            hint=gettext("تنها برای یادآوری خودتان و نوشته‌ای که گیرنده می‌بیند."),
            value=typed.get("title", ""),
            required=False,
            autocomplete="off",
        ),
        Field.code("days", gettext("تا چند روز باز بماند؟"), value=typed.get("days", "30")),
        Field(
            name="most",
            label=gettext("چند بار باز شود؟"),
            hint=gettext("خالی: هر چند بار تا پایان مهلت"),
            value=typed.get("most", ""),
            required=False,
            inputmode="numeric",
            is_latin=True,
            is_short=True,
        ),
    ]
