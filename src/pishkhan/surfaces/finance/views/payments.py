"""Payments: found by their numbers, listed, taken along; one with its whole story."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from pishkhan.foundation import clock
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import FinanceAsked
from pishkhan.kernel.payments.spec import text_in
from pishkhan.surfaces.finance.filters import filters_of
from pishkhan.surfaces.finance.gate import may_keep, payment_seen, seeing
from pishkhan.surfaces.finance.pages import account_title, service_title, show
from pishkhan.web.csv_files import Name, streamed
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, shown, translated


SECTION = "payments"
A_PAGE = 50
DAYS = 7
LONGEST = 80
TITLES = (
    _("شماره"),
    _("زمان تأیید"),
    _("زمان واریز"),
    _("زمان برگشت"),
    _("خدمت"),
    _("دوره"),
    _("درگاه"),
    _("پایانه"),
    _("شمارهٔ سفارش"),
    _("مبلغ (ریال)"),
    _("شناسهٔ پرداخت"),
    _("شمارهٔ مرجع"),
    _("کارت"),
    _("وضعیت"),
    _("بابت خدمت"),
    _("بازگردانده (ریال)"),
)


@seeing
@require_safe
def index(request: Request) -> HttpResponse:
    """Payments of the days asked for, newest first; by a number, of any day."""
    text = to_latin(request.GET.get("q", "")).strip()[:LONGEST]
    filters = filters_of(request, days=None if text else DAYS)
    before = row_id(request.GET.get("after", ""))
    found = (
        []
        if filters.errors
        else payments.payment_lines(filters.asked, before=before, limit=A_PAGE + 1, text=text)
    )
    lines = found[:A_PAGE]
    audit.saw_all(audit.Seen.PAYMENT, [one.id for one in lines], by=request.actor)
    names = identity.person_names({one.person_id for one in lines})
    context = {
        "filters": filters,
        "text": text,
        "lines": [(one, service_title(one.service), names.get(one.person_id, "")) for one in lines],
        "totals": None if filters.errors or text else payments.payment_totals(filters.asked),
        "after": str(lines[-1].id) if len(found) > A_PAGE else "",
        "is_first": before is None,
    }
    return show(request, "payments", SECTION, **context)


@seeing
@require_safe
def as_csv(request: Request) -> HttpResponseBase:
    """The same as a table, without names of persons, sent while it is read."""
    filters = filters_of(request, days=DAYS)
    if filters.errors:
        return redirect(f"{reverse('finance:payments')}?{filters.query}")
    audit.saw(audit.Seen.EXPORT, 0, by=request.actor, what=f"payments {filters.in_words}".strip())
    return streamed("payments", [translated(one) for one in TITLES], _rows(filters.asked))


@seeing
@require_safe
def one(request: Request, payment_id: int) -> HttpResponse:
    """One payment: who paid, for what, which transfers tell of it, what goes back."""
    found = payment_seen(request, payment_id)
    audit.saw(audit.Seen.PAYMENT, found.id, by=request.actor)
    refunds = payments.refunds_of(found.id)
    has_money = found.settled_at is not None and found.reversed_at is None
    sees_all = payments.may_finance(request.actor, Act.VIEW_FINANCE)
    context = {
        "payment": found,
        "service": service_title(found.service),
        "title": text_in(found.title, language()),
        "payer": identity.person(found.person_id),
        "story": [
            (entry, account_title(entry.debit), account_title(entry.credit))
            for entry in payments.entries_of(found.id)
        ],
        "refunds": refunds,
        "may_ask": has_money and found.refund_state is None and may_keep(request, found.service),
        "differences": payments.differences_of(found.id) if sees_all else [],
    }
    return show(request, "payment", SECTION, (shown(found.number), ""), **context)


def _rows(asked: FinanceAsked) -> Iterator[list[object]]:
    yes, no = translated(_("بله")), translated(_("نه"))
    for one in payments.every_payment_line(asked):
        moments = (one.verified_at, one.settled_at, one.reversed_at)
        yield [
            Name(one.number),
            *(clock.in_tehran(at).isoformat(timespec="seconds") if at else "" for at in moments),
            one.service,
            one.round,
            one.gateway,
            Name(one.terminal),
            Name(one.order_number),
            int(one.amount),
            Name(one.reference),
            Name(one.rrn),
            one.card,
            translated(one.stage.label),
            yes if one.is_used else no,
            int(one.refunded),
        ]
