"""The day book: every transfer in its order; sums by service, terminal, gateway and day."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.money import format_amount
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import FinanceAsked, SumRow
from pishkhan.surfaces.finance.filters import Filters, filters_of
from pishkhan.surfaces.finance.gate import seeing
from pishkhan.surfaces.finance.pages import account_title, service_title, show
from pishkhan.web.csv_files import Name, streamed
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, translated


A_PAGE = 100
DAYS_OF_SUMS = 30
GROUPS = {
    "service": _("خدمت و دوره"),
    "terminal": _("درگاه و پایانه"),
    "gateway": _("درگاه"),
    "day": _("روز"),
}
OF_ENTRIES = (
    _("زمان"),
    _("شرح"),
    _("بدهکار"),
    _("بستانکار"),
    _("مبلغ (ریال)"),
    _("خدمت"),
    _("شمارهٔ پرداخت"),
    _("درگاه"),
    _("پایانه"),
)
OF_SUMS = (
    _("شمار پرداخت"),
    _("دریافت (ریال)"),
    _("واریزشده (ریال)"),
    _("واریزنشده (ریال)"),
    _("برگشته پیش از واریز (ریال)"),
    _("بازگردانده (ریال)"),
)


@seeing
@require_safe
def daybook(request: Request) -> HttpResponse:
    """The transfers of the days asked for, today's if none were, and what each account moved by."""
    filters = filters_of(request, days=1)
    after = row_id(request.GET.get("after", ""))
    found = [] if filters.errors else payments.entries(filters.asked, after=after, limit=A_PAGE + 1)
    moved = [] if filters.errors else payments.movements(filters.asked)
    context = {
        "filters": filters,
        "entries": [
            (one, account_title(one.debit), account_title(one.credit)) for one in found[:A_PAGE]
        ],
        "movements": [
            (account_title(one.account), one, format_amount(one.balance, language()))
            for one in moved
        ],
        "after": str(found[A_PAGE - 1].id) if len(found) > A_PAGE else "",
        "is_first": after is None,
    }
    return show(request, "daybook", "daybook", **context)


@seeing
@require_safe
def daybook_csv(request: Request) -> HttpResponseBase:
    """The same as a table, sent while it is read."""
    filters = filters_of(request, days=1)
    if filters.errors:
        return redirect(f"{reverse('finance:daybook')}?{filters.query}")
    audit.saw(audit.Seen.EXPORT, 0, by=request.actor, what=f"daybook {filters.in_words}".strip())
    return streamed("daybook", [translated(one) for one in OF_ENTRIES], _entries(filters.asked))


def _entries(asked: FinanceAsked) -> Iterator[list[object]]:
    for one in payments.every_entry(asked):
        yield [
            clock.in_tehran(one.at).isoformat(timespec="seconds"),
            translated(one.kind.label),
            one.debit,
            one.credit,
            int(one.amount),
            one.service,
            Name(one.payment_number or ""),
            one.gateway,
            Name(one.terminal),
        ]


@seeing
@require_safe
def sums(request: Request) -> HttpResponse:
    """What payments of the days come to, by one of the groups."""
    filters, by = filters_of(request, days=DAYS_OF_SUMS), _by(request)
    rows = [] if filters.errors else payments.payment_sums(filters.asked, by)
    context = {
        "filters": filters,
        "by": by,
        "kept": {"by": by},
        "groups": GROUPS.items(),
        "heading": GROUPS[by],
        "rows": [(_titles(by, one), one.totals, _narrowed(by, one, filters)) for one in rows],
        "whole": None if filters.errors else payments.payment_totals(filters.asked),
    }
    return show(request, "sums", "sums", **context)


@seeing
@require_safe
def sums_csv(request: Request) -> HttpResponseBase:
    """The same as a table."""
    filters, by = filters_of(request, days=DAYS_OF_SUMS), _by(request)
    if filters.errors:
        return redirect(f"{reverse('finance:sums')}?{filters.query}")
    what = f"sums by {by} {filters.in_words}".strip()
    audit.saw(audit.Seen.EXPORT, 0, by=request.actor, what=what)
    titles = [GROUPS[by], "", *OF_SUMS] if by in {"service", "terminal"} else [GROUPS[by], *OF_SUMS]
    rows = (
        [*map(Name, one.name), *_figures(one)] for one in payments.payment_sums(filters.asked, by)
    )
    return streamed(f"sums-by-{by}", [translated(one) for one in titles], rows)


def _figures(row: SumRow) -> list[object]:
    totals = row.totals
    money = (
        totals.taken,
        totals.settled,
        totals.unsettled,
        totals.reversed,
        totals.paid_back,
    )
    return [totals.count, *map(int, money)]


def _by(request: Request) -> str:
    by = request.GET.get("by", "")
    return by if by in GROUPS else "service"


def _titles(by: str, row: SumRow) -> list[str]:
    first, *others = row.name
    if by == "service":
        return [service_title(first), *filter(None, others)]
    if by == "day":
        return [jalali.format_date(date.fromisoformat(first), language())]
    return [first, *filter(None, others)]


def _narrowed(by: str, row: SumRow, filters: Filters) -> str:
    """The query under which the payments of this row are listed."""
    kept = QueryDict(filters.query, mutable=True)
    kept.pop("by", None)
    kept["since"], kept["until"] = filters.since, filters.until
    if by == "day":
        day = jalali.format_numbers(date.fromisoformat(row.name[0]))
        kept["since"], kept["until"] = day, day
    names = {"terminal": ("gateway", "terminal"), "day": ()}.get(by, (by,))
    for name, value in zip(names, row.name, strict=False):
        kept[name] = value
    return kept.urlencode()
