"""Signing in by one-time code, which also brings lost codes back (domain.md A-13)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pishkhan.foundation import digits, identifiers
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import PersonView
from pishkhan.kernel.identity.terms import ActorKind, IdentifierKind
from pishkhan.surfaces.portal import codes, people, sessions
from pishkhan.web import device
from pishkhan.web.fields import Field, messages as worded
from pishkhan.web.pages import page, safe_address
from pishkhan.web.people import actor_of, sign_in_person, sign_out_person


HUMAN = "human"  # the place of refusals of the human check
ASKED = "sign_in"  # identifier, mobile and next address, between the two pages
KINDS = tuple(IdentifierKind)
SIGN_IN, CODE, RECOVER = "portal:sign_in", "portal:sign_in_code", "portal:recover"


class NoIdentifier(DomainError):
    """What was written is no number of a person that we know the form of."""

    code = "portal.no_identifier"
    message = _("این شناسه درست نیست.")
    hint = _("کد ملی ده رقم، شناسهٔ ملی شرکت یازده رقم، و شناسهٔ یکتای اتباع ده یا دوازده رقم است.")


@never_cache
def sign_in(request: HttpRequest, *, recovers: bool = False) -> HttpResponse:
    """Ask who, and send a code; the same answer whether or not anybody is known."""
    goal = safe_address(request, request.GET.get("next", ""), reverse("portal:my"))
    if actor_of(request).kind is ActorKind.CITIZEN:
        return redirect(goal)
    here = request.get_full_path()
    return _ask(request, here, goal) if request.method == "POST" else _show(request, here, recovers)


def recover(request: HttpRequest) -> HttpResponse:
    """Lost codes: the same two questions, in other words."""
    return sign_in(request, recovers=True)


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The one-time code of signing in."""
    asked = request.session.get(ASKED)
    if not asked:
        return redirect(SIGN_IN)
    if request.method == "POST":
        return _enter(request, asked)
    context = {
        "title": _("کد تأیید"),
        "mobile": people.masked(asked["mobile"]),
        "sent": sessions.sent_code(request, asked["mobile"]),
        "errors": sessions.refused(request, request.path).errors.get("", ()),
        "resend": reverse("portal:sign_in_resend"),
        "asks_human": sessions.is_suspect(request),
        "change": asked["from"],
    }
    return page(request, "portal/code.html", context)


@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Another code, if the timer has run out."""
    asked = request.session.get(ASKED)
    if not asked:
        return redirect(SIGN_IN)
    refusal = codes.send(request, asked["mobile"], again=True)
    if refusal:
        sessions.refuse(request, reverse(CODE), {"": [refusal]})
    return redirect(CODE)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; drafts stay."""
    sign_out_person(request)
    return redirect("portal:home")


def to_sign_in(address: str) -> HttpResponse:
    """Sign in first, then come back to `address`."""
    return redirect(f"{reverse(SIGN_IN)}?{urlencode({'next': address})}")


def _show(request: HttpRequest, here: str, recovers: bool) -> HttpResponse:  # noqa: FBT001 - which words
    refused = sessions.refused(request, here)
    device.offer(request)
    fields = [
        Field(
            name="identifier",
            label=gettext("کد ملی یا شناسه"),
            hint=gettext("برای شرکت: شناسهٔ ملی؛ برای اتباع خارجی: شناسهٔ یکتا یا گذرنامه"),
            value=refused.typed.get("identifier", ""),
            errors=refused.errors.get("identifier", ()),
            is_latin=True,
            is_short=True,
        ),
        Field(
            name="mobile",
            label=gettext("تلفن همراه"),
            hint=gettext("همان شماره‌ای که با آن درخواست داده‌اید"),
            value=refused.typed.get("mobile", ""),
            errors=refused.errors.get("mobile", ()),
            input_type="tel",
            autocomplete="tel-national",
            is_latin=True,
            is_short=True,
        ),
    ]
    context = {
        "fields": fields,
        "errors": refused.errors.get("", ()) + refused.errors.get(HUMAN, ()),
        "asks_human": HUMAN in refused.errors or sessions.is_suspect(request),
        "recovers": recovers,
    }
    return page(request, "portal/sign_in.html", context)


def _ask(request: HttpRequest, here: str, goal: str) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:60] for name in ("identifier", "mobile")}
    errors = _faults(typed)
    if not errors:
        mobile = identifiers.mobile(typed["mobile"])
        errors = _send(request, mobile)
    if errors:
        sessions.refuse(request, here, errors, typed)
        return redirect(here)
    request.session[ASKED] = {
        "identifier": typed["identifier"],
        "mobile": mobile,
        "next": goal,
        "from": here,
    }
    return redirect(CODE)


def _send(request: HttpRequest, mobile: str) -> dict[str, list[str]]:
    """Send a code; the refusals by field, HUMAN where a human must be proved first."""
    try:
        is_human = codes.require_human(request, mobile)
    except DomainError as error:
        return {HUMAN: list(worded([error]))}
    refusal = codes.send(request, mobile, is_human=is_human)
    return {"mobile": [refusal]} if refusal else {}


def _faults(typed: dict[str, str]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not _kinds(typed["identifier"]):
        errors["identifier"] = list(worded([NoIdentifier()]))
    try:
        identifiers.mobile(typed["mobile"])
    except DomainError as error:
        errors["mobile"] = list(worded([error]))
    return errors


def _kinds(text: str) -> list[IdentifierKind]:
    """The kinds that a number may be of, by its form."""
    fitting = []
    for kind in KINDS:
        try:
            identity.person_by_identifier(kind, digits.to_latin(text))
        except DomainError:
            continue
        fitting.append(kind)
    return fitting


def _enter(request: HttpRequest, asked: dict[str, str]) -> HttpResponse:
    try:
        codes.check(request, asked["mobile"])
    except DomainError as error:
        sessions.refuse(request, request.path, {"": [codes.said(error)]})
        return redirect(CODE)
    person = _known(asked)
    del request.session[ASKED]
    if person is None:
        text = gettext(
            "با این شناسه و این شماره هنوز درخواستی ثبت نشده است. اگر با شمارهٔ دیگری درخواست "
            "داده‌اید همان را بنویسید؛ وگرنه از صفحهٔ خدمات درخواست تازه‌ای آغاز کنید."
        )
        sessions.refuse(request, asked["from"], {"": [text]}, asked)
        return redirect(asked["from"])
    sign_in_person(request, person.id)
    return redirect(asked["next"])


def _known(asked: dict[str, str]) -> PersonView | None:
    text = digits.to_latin(asked["identifier"])
    found = (
        identity.person_by_identifier_and_mobile(kind, text, asked["mobile"])
        for kind in _kinds(text)
    )
    return next((person for person in found if person), None)
