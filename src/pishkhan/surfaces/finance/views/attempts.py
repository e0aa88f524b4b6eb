"""Attempts that are not at their end: verified and not settled, unknown, pending."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from pishkhan.foundation import clock
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import FinanceAsked
from pishkhan.surfaces.finance.filters import filters_of
from pishkhan.surfaces.finance.gate import seeing
from pishkhan.surfaces.finance.pages import service_title, show
from pishkhan.web.csv_files import Name, streamed
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


SECTION = "attempts"
A_PAGE = 50
KINDS = {
    "unsettled": _("تأییدشده و واریزنشده"),
    "unknown": _("نتیجه روشن نیست"),
    "pending": _("در راه"),
}
TITLES = (
    _("زمان"),
    _("وضعیت"),
    _("خدمت"),
    _("درگاه"),
    _("پایانه"),
    _("شمارهٔ سفارش"),
    _("مبلغ (ریال)"),
    _("شناسهٔ پرداخت"),
    _("بار پرسش"),
    _("کد بانک"),
)


@seeing
@require_safe
def index(request: Request) -> HttpResponse:
    """Those of one kind, oldest first."""
    filters, kind = filters_of(request), _kind(request)
    after = row_id(request.GET.get("after", ""))
    states = payments.UNDER_WAY[kind]
    found = (
        []
        if filters.errors
        else payments.attempt_lines(filters.asked, states, after=after, limit=A_PAGE + 1)
    )
    counts = payments.attempt_counts(filters.asked)
    context = {
        "filters": filters,
        "kind": kind,
        "kept": {"show": kind},
        "kinds": [(code, title, counts[code]) for code, title in KINDS.items()],
        "lines": [(one, service_title(one.service)) for one in found[:A_PAGE]],
        "after": str(found[A_PAGE - 1].id) if len(found) > A_PAGE else "",
        "is_first": after is None,
    }
    return show(request, "attempts", SECTION, **context)


@seeing
@require_safe
def as_csv(request: Request) -> HttpResponseBase:
    """The same as a table, sent while it is read."""
    filters, kind = filters_of(request), _kind(request)
    if filters.errors:
        return redirect(f"{reverse('finance:attempts')}?{filters.query}")
    what = f"attempts {kind} {filters.in_words}".strip()
    audit.saw(audit.Seen.EXPORT, 0, by=request.actor, what=what)
    rows = _rows(filters.asked, kind)
    return streamed(f"attempts-{kind}", [translated(one) for one in TITLES], rows)


def _rows(asked: FinanceAsked, kind: str) -> Iterator[list[object]]:
    for one in payments.every_attempt_line(asked, payments.UNDER_WAY[kind]):
        yield [
            clock.in_tehran(one.created_at).isoformat(timespec="seconds"),
            translated(one.state.label),
            one.service,
            one.gateway,
            Name(one.terminal),
            Name(one.order_number),
            int(one.amount),
            Name(one.reference),
            one.tries,
            one.code,
        ]


def _kind(request: Request) -> str:
    kind = request.GET.get("show", "")
    return kind if kind in KINDS else "unsettled"
