"""Finding a payment of which nothing but the bank's message is left: card, amount and time.

Anybody may ask, so nothing of anybody is told, and no number that a bank knows it by: only what
became of the money of that card. What is still asked about, and of no card yet, is told to the
person who began it. The receipt is behind the payer's own sign-in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pishkhan.foundation import clock, digits, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.money import Rials
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.persistence.api import allow
from pishkhan.surfaces.portal import paying, sessions
from pishkhan.web.fields import Field, joined_date, messages as worded
from pishkhan.web.human_check import api as human_check
from pishkhan.web.pages import page
from pishkhan.web.people import actor_of
from pishkhan.web.sentences import language


WITHIN = timedelta(minutes=15)
MOST_ASKED = 100  # a day, about one amount in one hour, from anywhere: of ten thousand cards
LONGEST, MOST_DIGITS = 30, 12
LAST_DIGITS, HOUR_OF_DAY = (
    re.compile("[0-9]{4}"),
    re.compile("([01]?[0-9]|2[0-3])[:.٫]([0-5][0-9])"),
)
CARD, AMOUNT, DAY, HOUR = "card", "amount", "day", "hour"


class BadCard(DomainError):
    """Not four digits."""

    code = "portal.bad_card"
    message = _("چهار رقم آخر کارت را بنویسید.")
    hint = _("شمارهٔ کامل کارت را هرگز به کسی ندهید.")


class BadAmount(DomainError):
    """No whole number of rials."""

    code = "portal.bad_amount"
    message = _("مبلغ را به ریال و با رقم بنویسید.")
    hint = _("مبلغ پیامک بانک به ریال است.")


class BadHour(DomainError):
    """No time of day."""

    code = "portal.bad_hour"
    message = _("ساعت را مانند ۱۸:۴۵ بنویسید.")


class AskedTooOften(DomainError):
    """Cards of one amount and hour are asked for more often than people lose sight of a payment."""

    code = "portal.asked_too_often"
    message = _("دربارهٔ این مبلغ و این ساعت امروز بسیار پرسیده شده است.")
    hint = _("فردا دوباره بپرسید؛ پرداخت‌های خودتان پس از ورود همیشه دیده می‌شود.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What anybody may be told of money that was found."""

    said: str
    is_well: bool
    at: datetime
    gateway: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the bank's message says."""

    card: str
    amount: Rials
    at: datetime


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask; and once asked, say what became of the money. Nothing is written."""
    return _ask(request) if request.method == "POST" else _show(request)


def _ask(request: HttpRequest) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip()[:LONGEST] for name in (CARD, AMOUNT, HOUR)}
    typed[DAY] = (joined_date(request.POST, DAY) or "")[:LONGEST]
    asked, errors = _read(typed)
    if asked is not None:
        try:
            human_check.verify(request)
            _require_few(asked)
        except DomainError as error:
            errors[""] = worded([error])
    sessions.refuse(request, request.path, errors, typed)
    return redirect("portal:find_payment")


def _show(request: HttpRequest) -> HttpResponse:
    kept = sessions.refused(request, request.path)
    asked = _read(kept.typed)[0] if kept.typed and not kept.errors else None
    actor = actor_of(request)
    found = _found(asked, actor) if asked else []
    context = {
        "fields": _fields(kept.typed, kept.errors),
        "errors": kept.errors.get("", ()),
        "is_unknown": "unknown" in request.GET,
        "is_asked": asked is not None,
        "found": found,
        "within": int(WITHIN.total_seconds() // 60),
        "back_by": asked.at + paying.BANK_RETURNS_WITHIN if asked else None,
        "sign_in": "" if actor.person_id else f"{reverse('portal:sign_in')}?next={request.path}",
    }
    return page(request, "portal/find_payment.html", context)


def _require_few(asked: Asked) -> None:
    """Nobody finds the digits of a card by trying them all. Raises AskedTooOften."""
    hour = int(asked.at.timestamp()) // 3600
    if not allow(f"find-payment:{asked.amount}:{hour}", limit=MOST_ASKED, per=timedelta(days=1)):
        raise AskedTooOften


def _found(asked: Asked, actor: Actor) -> list[Shown]:
    money = payments.find_orphan(
        card_last4=asked.card, amount=asked.amount, at=asked.at, within=WITHIN
    )
    return [_shown(one) for one in money if _is_of(one, asked.card, actor)]


def _is_of(found: payments.Orphan, card: str, actor: Actor) -> bool:
    """Whether it is this card's money, or what the asker began."""
    is_own = found.attempt is not None and found.attempt.person_id == actor.person_id
    return is_own or found.card.endswith(card)


def _shown(found: payments.Orphan) -> Shown:
    source = found.payment or found.attempt or found.line
    return Shown(
        said=found.kind.label,
        is_well=found.kind is payments.OrphanKind.COUNTED,
        at=found.at,
        gateway=paying.gateway_title(source.gateway) if source else "",
    )


def _read(typed: Mapping[str, str]) -> tuple[Asked | None, dict[str, tuple[str, ...]]]:
    """What was asked, or what is wrong with it by field."""
    errors: dict[str, tuple[str, ...]] = {}
    card, amount = digits.to_latin(typed.get(CARD, "")), _number(typed.get(AMOUNT, ""))
    hour, at = _hour(typed.get(HOUR, "")), clock.now()
    try:
        at = clock.start_of(jalali.parse(typed.get(DAY, "")))
    except DomainError as error:
        errors[DAY] = worded([error])
    if not LAST_DIGITS.fullmatch(card):
        errors[CARD] = worded([BadCard()])
    if amount is None:
        errors[AMOUNT] = worded([BadAmount()])
    if hour is None:
        errors[HOUR] = worded([BadHour()])
    if errors or amount is None or hour is None:
        return None, errors
    return Asked(card=card, amount=amount, at=at + hour), errors


def _number(text: str) -> Rials | None:
    plain = digits.to_latin(text).replace("٬", "").replace(",", "").replace(" ", "")
    is_number = plain.isascii() and plain.isdecimal() and len(plain) <= MOST_DIGITS
    return Rials(plain) if is_number and int(plain) else None


def _hour(text: str) -> timedelta | None:
    found = HOUR_OF_DAY.fullmatch(digits.to_latin(text))
    return timedelta(hours=int(found[1]), minutes=int(found[2])) if found else None


def _fields(typed: Mapping[str, str], errors: Mapping[str, tuple[str, ...]]) -> list[Field]:
    def field(name: str, label: str, hint: str, *, numeric: bool = True) -> Field:
        return Field(
            name=name,
            label=label,
            hint=hint,
            value=digits.for_language(typed.get(name, ""), language()),
            errors=errors.get(name, ()),
            shape="date" if name == DAY else "input",
            inputmode="numeric" if numeric else "",
            autocomplete="off",
            is_latin=True,
            is_short=True,
        )

    return [
        field(CARD, gettext("چهار رقم آخر کارت"), gettext("فقط چهار رقم؛ شمارهٔ کامل را ننویسید")),
        field(AMOUNT, gettext("مبلغ به ریال"), gettext("مانند ۱۳۰٬۰۰۰، همان که در پیامک بانک است")),
        field(DAY, gettext("روز پرداخت"), gettext("تاریخ خورشیدی")),
        field(HOUR, gettext("ساعت پرداخت"), gettext("مانند ۱۸:۴۵؛ چند دقیقه پس و پیش هم پیدا می‌شود"), numeric=False),
    ]  # fmt: skip
