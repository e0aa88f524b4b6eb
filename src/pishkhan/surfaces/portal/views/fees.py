"""Paying a fee that belongs to no request yet: which there are, who pays, and the way to its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pishkhan.foundation import clock, digits, identifiers
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _, tidy
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.errors import MobileDiffers, MobileNotOwned
from pishkhan.kernel.identity.spec import Names, PersonView, TypedIdentifier
from pishkhan.kernel.identity.terms import (
    ActorKind,
    IdentifierKind,
    Ownership,
    OwnershipPolicy,
    PersonKind,
)
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.errors import NoSuchFee
from pishkhan.kernel.payments.spec import FeeView, InvoiceView
from pishkhan.surfaces.portal import codes, people, sessions
from pishkhan.web import device
from pishkhan.web.fields import Field, messages as worded
from pishkhan.web.human_check import api as human_check
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of, sign_in_person
from pishkhan.web.sentences import language


PAYER = "fee_payer"  # what was typed, between the two pages
HUMAN = "human"
LONGEST = 60
NAMES = ("first_name", "last_name")


class NameMissing(DomainError):
    """Somebody not known yet must say how they are called."""

    code = "portal.name_missing"
    message = _("این را هم بنویسید؛ نام روی رسید می‌آید.")


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The fees that anybody may pay now, and the way to what was paid before."""
    context = {"fees": [(fee, fee.title_in(language())) for fee in payments.open_fees()]}
    return page(request, "portal/fees.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fee(request: HttpRequest, fee_id: int) -> HttpResponse:
    """What it costs and until when; whoever is signed in goes on, others say who they are."""
    asked = _open_fee(fee_id)
    if request.method != "POST":
        return _show(request, asked)
    actor = actor_of(request)
    if actor.kind is ActorKind.CITIZEN and actor.person_id:
        return _invoice(request, asked, actor.person_id)
    return _ask(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, fee_id: int) -> HttpResponse:
    """The one-time code of the payer; then the invoice."""
    asked, typed = _open_fee(fee_id), request.session.get(PAYER)
    if not typed:
        return redirect("portal:fee", fee_id)
    if request.method == "POST":
        return _enter(request, asked, typed)
    context = {
        "title": _("کد تأیید"),
        "mobile": people.masked(typed["mobile"]),
        "sent": sessions.sent_code(request, typed["mobile"]),
        "errors": sessions.refused(request, request.path).errors.get("", ()),
        "resend": reverse("portal:fee_resend", args=[fee_id]),
        "asks_human": sessions.is_suspect(request),
        "change": reverse("portal:fee", args=[fee_id]),
    }
    return page(request, "portal/code.html", context)


@require_POST
def resend(request: HttpRequest, fee_id: int) -> HttpResponse:
    """Another code, if the timer has run out."""
    typed = request.session.get(PAYER)
    if not typed:
        return redirect("portal:fee", fee_id)
    refusal = codes.send(request, typed["mobile"], again=True)
    if refusal:
        sessions.refuse(request, reverse("portal:fee_code", args=[fee_id]), {"": [refusal]})
    return redirect("portal:fee_code", fee_id)


def _open_fee(fee_id: int) -> FeeView:
    """Raises NoSuchFee where it is not open to everybody now."""
    found = next((one for one in payments.open_fees() if one.id == fee_id), None)
    if found is None:
        raise NoSuchFee
    return found


def _show(request: HttpRequest, asked: FeeView) -> HttpResponse:
    refused = sessions.refused(request, request.path)
    device.offer(request)
    actor = actor_of(request)
    person = identity.person(actor.person_id) if actor.person_id else None
    context = {
        "fee": asked,
        "title": asked.title_in(language()),
        "exemptions": [
            (one, one.because.get(language()) or one.because["fa"]) for one in asked.exemptions
        ],
        "payer": str(person.names) if person else "",
        "fields": () if person else _fields(refused),
        "errors": refused.errors.get("", ()) + refused.errors.get(HUMAN, ()),
        "asks_human": HUMAN in refused.errors or sessions.is_suspect(request),
        "takes_cards": bool(ports.tills()),
    }
    return page(request, "portal/fee.html", context)


def _fields(refused: sessions.Refused) -> list[Field]:
    labels = {
        "first_name": (gettext("نام"), gettext("مانند شناسنامه")),
        "last_name": (gettext("نام خانوادگی"), gettext("مانند شناسنامه")),
    }
    texts = [
        Field(
            name=name,
            label=label,
            hint=hint,
            value=refused.typed.get(name, ""),
            errors=refused.errors.get(name, ()),
            autocomplete="given-name" if name == "first_name" else "family-name",
        )
        for name, (label, hint) in labels.items()
    ]
    return [
        Field(
            name="national_id",
            label=gettext("کد ملی"),
            hint=gettext("ده رقم؛ کد رمز به همین کد ملی داده می‌شود"),
            value=refused.typed.get("national_id", ""),
            errors=refused.errors.get("national_id", ()),
            inputmode="numeric",
            is_latin=True,
            is_short=True,
        ),
        *texts,
        Field(
            name="mobile",
            label=gettext("تلفن همراه"),
            hint=gettext("کد تأیید و نتیجهٔ پرداخت به این شماره می‌آید"),
            value=refused.typed.get("mobile", ""),
            errors=refused.errors.get("mobile", ()),
            input_type="tel",
            autocomplete="tel-national",
            is_latin=True,
            is_short=True,
        ),
    ]


def _ask(request: HttpRequest) -> HttpResponse:
    names = ("national_id", "mobile", *NAMES)
    typed = {name: tidy(request.POST.get(name, "")[:LONGEST]) for name in names}
    errors = _faults(typed)
    if not errors:
        typed["mobile"] = identifiers.mobile(typed["mobile"])
        errors = _send(request, typed["mobile"])
    if errors:
        sessions.refuse(request, request.path, errors, typed)
        return redirect(request.path)
    request.session[PAYER] = typed
    return redirect(f"{request.path}code/")


def _faults(typed: dict[str, str]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    checks = {
        "national_id": lambda text: identity.person_by_identifier(
            IdentifierKind.NATIONAL_ID, digits.to_latin(text)
        ),
        "mobile": identifiers.mobile,
        **dict.fromkeys(NAMES, _require_name),
    }
    for name, check in checks.items():
        try:
            check(typed[name])
        except DomainError as error:
            errors[name] = list(worded([error]))
    return errors


def _require_name(text: str) -> None:
    if not text:
        raise NameMissing


def _send(request: HttpRequest, mobile: str) -> dict[str, list[str]]:
    """Send a code; the refusals by field, HUMAN where a human must be proved first."""
    try:
        is_human = codes.require_human(request, mobile)
    except human_check.HumanCheckFailed as error:
        return {HUMAN: list(worded([error]))}
    refusal = codes.send(request, mobile, is_human=is_human)
    return {"mobile": [refusal]} if refusal else {}


def _enter(request: HttpRequest, asked: FeeView, typed: dict[str, str]) -> HttpResponse:
    try:
        codes.check(request, typed["mobile"])
    except DomainError as error:
        sessions.refuse(request, request.path, {"": [codes.said(error)]})
        return redirect(request.path)
    try:
        person = _person(asked, typed)
    except (MobileDiffers, MobileNotOwned) as error:
        where = reverse("portal:fee", args=[asked.id])
        sessions.refuse(request, where, {"mobile": [codes.said(error)]}, typed)
        return redirect(where)
    del request.session[PAYER]
    sign_in_person(request, person.id)
    return _invoice(request, asked, person.id)


def _person(asked: FeeView, typed: dict[str, str]) -> PersonView:
    """Ask whose number it is, as the service of the fee wants it, and find or add the person.

    Raises MobileDiffers, MobileNotOwned.
    """
    national_id = digits.to_latin(typed["national_id"])
    known = {one.code: one for one in catalogue.services()}.get(asked.service)
    policy = known.mobile_ownership if known else OwnershipPolicy.BLOCK
    outcome = Ownership.UNKNOWN
    if policy is not OwnershipPolicy.OFF:
        outcome = identity.mobile_ownership(national_id, typed["mobile"])
    if not identity.may_go_on(policy, outcome):
        raise MobileNotOwned
    return identity.person_for(
        kind=PersonKind.NATURAL,
        identifiers=[TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=national_id)],
        names=Names(first=typed["first_name"], last=typed["last_name"]),
        mobile=typed["mobile"],
        ownership=outcome,
    )


def _invoice(request: HttpRequest, asked: FeeView, person_id: int) -> HttpResponse:
    """The one invoice of this person for this fee in this round, whatever is pressed twice."""
    owed = _invoiced(asked, person_id) or _new_invoice(request, asked, person_id)
    return redirect("portal:invoice", owed.token)


def _invoiced(asked: FeeView, person_id: int) -> InvoiceView | None:
    """What the person was asked for already, if it was covered or may yet be.

    One whose time is over does not count: a round that is extended is owed anew. Neither does one of
    which all the money goes back: it may be bought anew.
    """
    earlier = _earlier(asked, person_id)
    covered = (one for one in earlier if one.is_covered)
    kept = next((one for one in covered if not payments.may_be_bought_anew(one.id)), None)
    return kept or next((one for one in earlier if _may_be_covered(one)), None)


def _earlier(asked: FeeView, person_id: int) -> list[InvoiceView]:
    """What the person was ever asked for of this fee and round, newest first."""
    return [
        one
        for one in payments.invoices_of_person(person_id)
        if (one.fee_code, one.round, one.about_case) == (asked.code, asked.round, None)
    ]


def _may_be_covered(owed: InvoiceView) -> bool:
    if not owed.is_open:
        return False
    in_time = owed.payable_until is None or clock.now() <= owed.payable_until
    return in_time or any(one.may_be_paid for one in payments.attempts_of(owed.id))


def _new_invoice(request: HttpRequest, asked: FeeView, person_id: int) -> InvoiceView:
    person = identity.person(person_id)
    # Of however many that press at once each makes the same one.
    paid_before = [str(one.id) for one in _earlier(asked, person_id) if one.is_covered][:1]
    return payments.invoice(
        fee_code=asked.code,
        round=asked.round,
        person_id=person_id,
        facts={"person.kind": person.kind.value if person else ""},
        key=":".join([f"fee:{asked.id}:{person_id}", *paid_before]),
        language=language(),
        return_to="",
        payable_until=asked.valid_until,
        by=actor_of(request),
    )
