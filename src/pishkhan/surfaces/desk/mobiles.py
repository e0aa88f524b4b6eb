"""Another number for who lost theirs and came with papers (domain.md A-12, X-05)."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.foundation import digits, identifiers
from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.foundation.text import tidy
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.errors import EvidenceNeeded
from pishkhan.kernel.identity.spec import Actor, PersonView
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.spec import Act
from pishkhan.kernel.persistence.api import new_id
from pishkhan.surfaces.desk.errors import UnknownPerson
from pishkhan.surfaces.desk.gate import staff_only
from pishkhan.web import pages
from pishkhan.web.fields import Field, messages as worded
from pishkhan.web.people import Request


LONGEST = 500
ENDING = 4  # digits of the new number that the message tells


@require_http_methods(["GET", "POST"])
@staff_only
def mobile(request: Request) -> HttpResponse:
    """Who, which number, by what paper; what is refused comes back with what was typed."""
    if not may_change_mobiles(request.actor):
        raise Http404
    typed: dict[str, str] = {}
    errors: Mapping[str, list[DomainError]] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "")[:LONGEST] for name in CHECKS}
        try:
            name = _change(typed, request.actor)
        except FieldErrors as refused:
            errors = refused.errors
        else:
            text = _("شمارهٔ تلفن همراه %(name)s عوض شد و به هر دو شماره خبر داده می‌شود.")
            messages.success(request, text % {"name": name})
            return redirect("desk:mobile")
    return pages.page(request, "desk/mobile.html", {"fields": _fields(typed, errors)})


def may_change_mobiles(actor: Actor) -> bool:
    """Whether the actor receives people who come in person."""
    return organisations.may_somewhere(actor, Act.FILE_FOR_OTHERS)


def _change(typed: Mapping[str, str], by: Actor) -> str:
    """Change it and tell both numbers; the person's name. Raises FieldErrors."""
    errors: dict[str, list[DomainError]] = {}
    for name, check in CHECKS.items():
        try:
            check(typed[name])
        except DomainError as error:
            errors[name] = [error]
    if errors:
        raise FieldErrors(errors)
    person = _person(typed["identifier"])
    audit.saw(audit.Seen.PERSON, person.id, by=by)
    try:
        _change_and_tell(person.id, typed["mobile"], typed["evidence"], by)
    except DomainError as error:
        raise FieldErrors({"mobile": [error]}) from error
    return person.name


@transaction.atomic
def _change_and_tell(person_id: int, number: str, evidence: str, by: Actor) -> None:
    changed = identity.change_mobile(person_id=person_id, mobile=number, evidence=evidence, by=by)
    once = new_id()
    for told in {changed.old, changed.new} - {""}:
        notifications.send(
            notifications.MOBILE_CHANGED,
            to=Recipient(mobile=told),
            data={"ending": changed.new[-ENDING:]},
            key=f"mobile:{once}:{'new' if told == changed.new else 'old'}",
        )
    notifications.send(
        notifications.MOBILE_CHANGED,
        to=Recipient(person_id=person_id),
        data={"ending": changed.new[-ENDING:]},
        key=f"mobile:{once}:email",
    )


def _person(text: str) -> PersonView:
    """The one person with this number, of whatever kind; else, as for a wrong one, UnknownPerson."""
    found = {}
    for kind in IdentifierKind:
        try:
            person = identity.person_by_identifier(kind, digits.to_latin(text))
        except DomainError:
            continue
        if person:
            found[person.id] = person
    if len(found) != 1:
        raise UnknownPerson
    return found.popitem()[1]


def _evidence(text: str) -> None:
    if not tidy(text):
        raise EvidenceNeeded


CHECKS: Mapping[str, Callable[[str], object]] = {
    "identifier": _person,
    "mobile": identifiers.mobile,
    "evidence": _evidence,
}


def _fields(typed: Mapping[str, str], errors: Mapping[str, list[DomainError]]) -> list[Field]:
    said = {name: worded(errors.get(name, [])) for name in CHECKS}
    return [
        Field(
            name="identifier",
            label=_("کد ملی یا شناسه"),
            hint=_("برای شرکت: شناسهٔ ملی؛ برای اتباع خارجی: شناسهٔ یکتا یا گذرنامه"),
            value=typed.get("identifier", ""),
            errors=said["identifier"],
            is_latin=True,
            is_short=True,
        ),
        Field(
            name="mobile",
            label=_("شمارهٔ تازهٔ تلفن همراه"),
            value=typed.get("mobile", ""),
            errors=said["mobile"],
            input_type="tel",
            is_latin=True,
            is_short=True,
        ),
        Field(
            name="evidence",
            label=_("چه مدرکی دیده شد؟"),
            hint=_("مانند کارت ملی یا شناسنامه؛ شمارهٔ سند را ننویسید. در رد کارها می‌ماند."),
            value=typed.get("evidence", ""),
            errors=said["evidence"],
            shape="area",
            rows=2,
        ),
    ]
