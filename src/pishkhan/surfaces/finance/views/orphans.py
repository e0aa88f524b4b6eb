"""Money that a payer misses: found by card, amount and time, and handed to its invoice."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from pishkhan.foundation import clock
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import BankLineView, Orphan, OrphanKind
from pishkhan.surfaces.finance import questions
from pishkhan.surfaces.finance.errors import BadDigits, BadTime
from pishkhan.surfaces.finance.gate import keeping_all, may_keep, seeing, seeing_all
from pishkhan.surfaces.finance.pages import done, service_title, show, show_form
from pishkhan.surfaces.finance.questions import PLACES
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sheets import Sheet


SECTION = "orphans"
WORDS = {
    OrphanKind.COUNTED: _("به حساب آمده است"),
    OrphanKind.ON_ITS_WAY_BACK: _("برمی‌گردد یا برگشته است"),
    OrphanKind.UNCLEAR: _("نتیجه هنوز از بانک پرسیده می‌شود"),
    OrphanKind.AT_BANK: _("در فایل بانک هست و صاحبش روشن نیست"),
}


@seeing
def find(request: Request) -> HttpResponse:
    """Look for it; what was found leads to its payment, its attempt or its row of a file."""
    found: list[Orphan] = []

    def look(facts: Facts) -> None:
        found.extend(
            payments.find_orphan(
                card_last4=_digits(facts.text("card")),
                amount=facts.number("amount") or 0,
                at=_moment(facts),
                within=timedelta(minutes=int(facts.text("within"))),
                services=payments.finance_services(request.actor, Act.VIEW_FINANCE),
            )
        )

    sheet = Sheet(request, questions.ORPHAN, {"within": "30"}, submit=_("جست‌وجو"), places=PLACES)
    is_done = sheet.does(look)
    seen = [one.payment.id for one in found if one.payment]
    audit.saw_all(audit.Seen.PAYMENT, seen, by=request.actor, what="orphan")
    names = _names(found)
    context = {
        "form": sheet,
        "is_done": is_done,
        "found": [(one, WORDS[one.kind], *_titles(one, names)) for one in found],
    }
    return show(request, "orphans", SECTION, **context)


@seeing_all
@require_safe
def line(request: Request, line_id: int) -> HttpResponse:
    """A row of a bank's file that is nobody's, and the attempts to which it may belong."""
    found = _line(line_id)
    fitting = payments.candidates(found)
    payers = {one.person_id for one in fitting}
    audit.saw_all(audit.Seen.PERSON, payers, by=request.actor, what="orphan")
    names = identity.person_names(payers)
    context = {
        "line": found,
        "fitting": [
            (one, service_title(one.service), names.get(one.person_id, "")) for one in fitting
        ],
        "may_claim": may_keep(request),
    }
    return show(request, "orphan", SECTION, (found.reference, ""), **context)


@keeping_all
def claim(request: Request, line_id: int) -> HttpResponse:
    """Hand it to the attempt that was chosen, with the reason."""
    found = _line(line_id)
    chosen = row_id(request.GET.get("attempt", "")) or 0
    sheet = Sheet(request, questions.CLAIM, submit=_("رساندن پول"), places=PLACES)
    if sheet.does(
        lambda facts: payments.claim_orphan(
            line_id=found.id, attempt_id=chosen, note=facts.text("note"), by=request.actor
        )
    ):
        paid = payments.payment_line_of_attempt(chosen)
        return done(request, _("پول به صورت‌حسابش رسید."), "payment", paid.id if paid else 0)
    address = reverse("finance:orphan", args=[found.id])
    return show_form(request, sheet, SECTION, (found.reference, address))


def _line(line_id: int) -> BankLineView:
    found = payments.bank_line(line_id)
    if found is None:
        raise Http404
    return found


def _digits(typed: str) -> str:
    digits = to_latin(typed).strip()
    if not (digits.isascii() and digits.isdecimal()):
        raise BadDigits
    return digits


def _moment(facts: Facts) -> datetime:
    day = facts.on("day")
    hour, _colon, minute = to_latin(facts.text("time")).strip().partition(":")
    try:
        at = time(int(hour), int(minute))
    except ValueError as error:
        raise BadTime from error
    return datetime.combine(day or clock.today(), at, tzinfo=clock.TEHRAN)


def _names(found: list[Orphan]) -> Mapping[int, str]:
    people = {one.payment.person_id for one in found if one.payment}
    people |= {one.attempt.person_id for one in found if one.attempt}
    return identity.person_names(people)


def _titles(one: Orphan, names: Mapping[int, str]) -> tuple[str, str]:
    about = one.payment or one.attempt
    return (service_title(about.service), names.get(about.person_id, "")) if about else ("", "")
