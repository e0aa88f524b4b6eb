"""The queue of differences between banks' files and our books."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from pishkhan.foundation import clock
from pishkhan.foundation.money import format_amount
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import DifferenceView, FinanceAsked
from pishkhan.kernel.payments.terms import AttemptState, DifferenceKind
from pishkhan.surfaces.finance import questions
from pishkhan.surfaces.finance.filters import filters_of
from pishkhan.surfaces.finance.gate import keeping_all, may_keep, seeing_all
from pishkhan.surfaces.finance.pages import done, show, show_form
from pishkhan.surfaces.finance.questions import PLACES
from pishkhan.web.csv_files import Name, streamed
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import language, translated
from pishkhan.web.sheets import Sheet


SECTION = "differences"
A_PAGE = 50
# What stands on either side of `ours/theirs`, of which some words are of both lists.
STATES = {
    **{one.value: one.label for one in AttemptState},
    **{one.value: one.label for one in payments.Stage},
}
BANK_STATES = {one.value: one.label for one in payments.BankState}
FAULTS = {one.value: one.label for one in payments.RowFault}
TITLES = (
    _("گونه"),
    _("درگاه"),
    _("روز"),
    _("شناسهٔ پرداخت"),
    _("سطر فایل"),
    _("مبلغ ما (ریال)"),
    _("مبلغ بانک (ریال)"),
    _("چه یکی نیست"),
    _("یافته در"),
    _("بسته در"),
    _("چه شد"),
)


@seeing_all
@require_safe
def index(request: Request) -> HttpResponse:
    """Those that wait, oldest first; or those that were closed."""
    filters, kind, is_open = filters_of(request), _kind(request), _is_open(request)
    after = row_id(request.GET.get("after", ""))
    found = (
        []
        if filters.errors
        else payments.differences(
            filters.asked, kind=kind, is_open=is_open, after=after, limit=A_PAGE + 1
        )
    )
    counts = payments.open_differences()
    context = {
        "filters": filters,
        "kind": kind,
        "is_open": is_open,
        "kept": {"kind": kind, "show": "" if is_open else "closed"},
        "kinds": [(one.value, one.label, counts.get(one, 0)) for one in DifferenceKind],
        "waiting": sum(counts.values()),
        "lines": [(one, in_words(one)) for one in found[:A_PAGE]],
        "after": str(found[A_PAGE - 1].id) if len(found) > A_PAGE else "",
        "is_first": after is None,
    }
    return show(request, "differences", SECTION, **context)


@seeing_all
@require_safe
def as_csv(request: Request) -> HttpResponseBase:
    """The same as a table, sent while it is read."""
    filters, kind, is_open = filters_of(request), _kind(request), _is_open(request)
    if filters.errors:
        return redirect(f"{reverse('finance:differences')}?{filters.query}")
    what = f"differences {kind} {'open' if is_open else 'closed'} {filters.in_words}"
    audit.saw(audit.Seen.EXPORT, 0, by=request.actor, what=" ".join(what.split()))
    rows = _rows(filters.asked, kind, is_open=is_open)
    return streamed("differences", [translated(one) for one in TITLES], rows)


@seeing_all
@require_safe
def one(request: Request, difference_id: int) -> HttpResponse:
    """One difference: both sides, and the rows of the file."""
    found = _found(difference_id)
    lines = payments.bank_lines(found.file_id, found.reference)
    about = payments.payment_line(found.payment_id) if found.payment_id else None
    if about is not None:
        audit.saw(audit.Seen.PAYMENT, about.id, by=request.actor)
    tried = payments.attempts_by_id([found.attempt_id]) if found.attempt_id else {}
    context = {
        "difference": found,
        "in_words": in_words(found),
        "file": payments.bank_file(found.file_id),
        "lines": lines,
        "payment": about,
        "attempt": tried.get(found.attempt_id or 0) if about is None else None,
        "names": identity.account_names({found.resolved_by} if found.resolved_by else ()),
        "may_resolve": found.resolved_at is None and may_keep(request),
        "orphan": lines[-1]
        if lines and found.kind is DifferenceKind.ONLY_AT_BANK and found.resolved_at is None
        else None,
    }
    return show(request, "difference", SECTION, (found.kind.label, ""), **context)


@keeping_all
def resolve(request: Request, difference_id: int) -> HttpResponse:
    """Close it with words; the books follow the bank if that is ticked."""
    found = _found(difference_id)
    page = questions.resolution(_correction(found))
    sheet = Sheet(request, page, submit=_("بستن"), places=PLACES)
    if sheet.does(
        lambda facts: payments.resolve_difference(
            found.id,
            resolution=facts.text("note"),
            correct_books=facts.ticked("correct"),
            by=request.actor,
        )
    ):
        return done(request, _("مغایرت بسته شد."), "difference", found.id)
    address = reverse("finance:difference", args=[found.id])
    return show_form(request, sheet, SECTION, (translated(found.kind.label), address))


def in_words(found: DifferenceView) -> str:
    """What is not alike: `واریزشده ≠ برگشته`."""
    if found.kind is DifferenceKind.BAD_ROW:
        return translated(FAULTS.get(found.detail, found.detail))
    if found.detail == payments.ORDER:
        return translated(_("شمارهٔ سفارش یکی نیست"))
    ours, slash, theirs = found.detail.partition("/")
    if not slash:
        known, said = (
            (STATES, _("نزد ما «%(state)s»"))
            if found.kind is DifferenceKind.ONLY_HERE
            else (BANK_STATES, _("نزد بانک «%(state)s»"))
        )
        return translated(said) % {"state": translated(known[ours])} if ours in known else ours
    ours, theirs = STATES.get(ours, ours), BANK_STATES.get(theirs, theirs)
    return translated(_("نزد ما «%(ours)s»، نزد بانک «%(theirs)s»")) % {
        "ours": translated(ours),
        "theirs": translated(theirs),
    }


def _correction(found: DifferenceView) -> str:
    """What would be written into the books, in words; "" where nothing would be."""
    more = payments.excess(found.kind, ours=found.ours, theirs=found.theirs, detail=found.detail)
    if not more:
        return ""
    is_payers = found.kind is DifferenceKind.AMOUNT and found.payment_id is not None
    said = (
        _(
            "%(amount)s ریال بیشتر به حساب بانک؛ اگر پرداخت واریز شده باشد این پول در صف بازگشت می‌رود"
        )
        if more > 0 and is_payers
        else _("%(amount)s ریال بیشتر به حساب بانک، در برابر «در حال بررسی»")
        if more > 0
        else _("%(amount)s ریال کمتر در حساب بانک، در برابر «در حال بررسی»")
    )
    return translated(said) % {"amount": format_amount(abs(more), language())}


def _found(difference_id: int) -> DifferenceView:
    found = payments.difference(difference_id)
    if found is None:
        raise Http404
    return found


def _kind(request: Request) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in list(DifferenceKind) else ""


def _is_open(request: Request) -> bool:
    return request.GET.get("show") != "closed"


def _rows(asked: FinanceAsked, kind: str, *, is_open: bool) -> Iterator[list[object]]:
    for found in payments.every_difference(asked, kind=kind, is_open=is_open):
        closed = found.resolved_at
        yield [
            translated(found.kind.label),
            found.gateway,
            found.day.isoformat(),
            Name(found.reference),
            found.line,
            None if found.ours is None else int(found.ours),
            None if found.theirs is None else int(found.theirs),
            in_words(found),
            clock.in_tehran(found.found_at).isoformat(timespec="seconds"),
            clock.in_tehran(closed).isoformat(timespec="seconds") if closed else "",
            translated(found.resolution),
        ]
