"""Money that goes back: asked for by one person, approved by another, then given."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.forms.spec import Facts
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.api import FinanceAsked, RefundView
from pishkhan.kernel.payments.terms import RefundGround, RefundState
from pishkhan.surfaces.finance import questions
from pishkhan.surfaces.finance.filters import filters_of
from pishkhan.surfaces.finance.gate import keeping, may_keep, payment_seen, refund_seen, seeing
from pishkhan.surfaces.finance.pages import done, service_title, show, show_form
from pishkhan.surfaces.finance.questions import PLACES
from pishkhan.web.csv_files import Name, streamed
from pishkhan.web.numbers import row_id
from pishkhan.web.people import Request
from pishkhan.web.sentences import hint, sentence, shown, translated
from pishkhan.web.sheets import Sheet


SECTION = "refunds"
A_PAGE = 50
SHOWN = {
    "waiting": (RefundState.REQUESTED,),
    "to_pay": (RefundState.APPROVED, RefundState.SENDING),
    "over": (RefundState.PAID_BACK, RefundState.REFUSED),
}
TITLES = (
    _("شمارهٔ پرداخت"),
    _("مبلغ پرداخت (ریال)"),
    _("مبلغ بازگشت (ریال)"),
    _("سبب"),
    _("وضعیت"),
    _("خواستار"),
    _("زمان درخواست"),
    _("تأییدکننده"),
    _("زمان تأیید"),
    _("زمان پایان"),
    _("شمارهٔ حواله"),
    _("درگاه"),
    _("شناسهٔ پرداخت"),
    _("توضیح"),
)


@seeing
@require_safe
def index(request: Request) -> HttpResponse:
    """Refunds that wait for a decision, that are to be paid, or that are over."""
    filters, kind = filters_of(request), _kind(request)
    after = row_id(request.GET.get("after", ""))
    found = (
        []
        if filters.errors
        else payments.refunds(filters.asked, SHOWN[kind], after=after, limit=A_PAGE + 1)
    )
    counts = payments.refund_counts(filters.asked)
    lines = found[:A_PAGE]
    names = identity.account_names(
        {who for one in lines for who in (one.first, one.approved_by) if who}
    )
    context = {
        "filters": filters,
        "kind": kind,
        "kept": {"show": kind},
        "kinds": [
            ("waiting", _("در انتظار تصمیم"), counts[RefundState.REQUESTED]),
            ("to_pay", _("باید بازگردانده شود"),
             counts[RefundState.APPROVED] + counts[RefundState.SENDING]),
            ("over", _("پایان‌یافته"), None),
        ],
        "lines": [
            (one, service_title(one.payment.service), names.get(one.first or 0, ""),
             names.get(one.approved_by or 0, ""))
            for one in lines
        ],
        "after": str(lines[-1].id) if len(found) > A_PAGE else "",
        "is_first": after is None,
    }  # fmt: skip
    return show(request, "refunds", SECTION, **context)


@seeing
@require_safe
def as_csv(request: Request) -> HttpResponseBase:
    """The same as a table, sent while it is read."""
    filters, kind = filters_of(request), _kind(request)
    if filters.errors:
        return redirect(f"{reverse('finance:refunds')}?{filters.query}")
    what = f"refunds {kind} {filters.in_words}".strip()
    audit.saw(audit.Seen.EXPORT, 0, by=request.actor, what=what)
    rows = _rows(filters.asked, kind)
    return streamed(f"refunds-{kind}", [translated(one) for one in TITLES], rows)


@seeing
@require_safe
def one(request: Request, refund_id: int) -> HttpResponse:
    """One refund: the two people, and what the reader can do about it."""
    found = refund_seen(request, refund_id)
    audit.saw(audit.Seen.PAYMENT, found.payment.id, by=request.actor)
    keeps, me = may_keep(request, found.payment.service), request.actor.account_id
    is_new = found.state is RefundState.REQUESTED
    people = (found.asked_by, found.seconded_by, found.approved_by)
    context = {
        "refund": found,
        "service": service_title(found.payment.service),
        "payer": identity.person(found.payment.person_id),
        # Within a sentence with figures, in whatever script the name is.
        "names": {
            who: format_html("<bdi>{}</bdi>", name)
            for who, name in identity.account_names({who for who in people if who}).items()
        },
        "may_second": keeps and found.needs_second,
        "may_approve": keeps and is_new and found.first not in {None, me},
        "is_own": keeps and is_new and found.first is not None and found.first == me,
        "may_refuse": keeps and found.may_be_refused_by(me),
        "may_take_away": keeps and found.is_overdue and found.approved_by != me,
        "may_mark": keeps
        and found.is_by_hand
        and not (found.state is RefundState.SENDING and found.seconded_by == me),
    }
    title = (shown(found.payment.number), "")
    return show(request, "refund", SECTION, title, **context)


@keeping
def ask(request: Request, payment_id: int) -> HttpResponse:
    """Ask that a payment, or a part of it, goes back."""
    found = payment_seen(request, payment_id)
    audit.saw(audit.Seen.PAYMENT, found.id, by=request.actor)
    made: list[int] = []

    def act(facts: Facts) -> None:
        made.append(
            payments.ask_refund(
                payment_id=found.id,
                amount=facts.number("amount") or 0,
                ground=RefundGround(facts.text("ground")),
                note=facts.text("note"),
                by=request.actor,
            )
        )

    sheet = Sheet(
        request,
        questions.ASK_REFUND,
        {"amount": str(int(found.amount))},
        submit=_("فرستادن برای تأیید همکار"),
        places=PLACES,
    )
    if sheet.does(act):
        return done(request, _("ثبت شد؛ همکار دیگری باید آن را تأیید کند."), "refund", made[0])
    address = reverse("finance:payment", args=[found.id])
    return show_form(request, sheet, "payments", (shown(found.number), address))


@require_POST
@keeping
def second(request: Request, refund_id: int) -> HttpResponse:
    """Take up what a rule asked for."""
    refund_seen(request, refund_id)
    return _done(request, refund_id, _("بررسی شما ثبت شد؛ تأیید آن با همکار دیگری است."),
                 lambda: payments.second_refund(refund_id, by=request.actor))  # fmt: skip


@require_POST
@keeping
def approve(request: Request, refund_id: int) -> HttpResponse:
    """The second person's yes."""
    refund_seen(request, refund_id)
    return _done(request, refund_id, _("تأیید شد."),
                 lambda: payments.approve_refund(refund_id, by=request.actor))  # fmt: skip


@keeping
def refuse(request: Request, refund_id: int) -> HttpResponse:
    """No, with its reason."""
    found = refund_seen(request, refund_id)
    sheet = Sheet(request, questions.REFUSE, submit=_("نپذیرفتن"), is_danger=True, places=PLACES)
    if sheet.does(
        lambda facts: payments.refuse_refund(
            refund_id, because=facts.text("note"), by=request.actor
        )
    ):
        return done(request, _("ثبت شد."), "refund", refund_id)
    return show_form(request, sheet, SECTION, _crumb(found))


@keeping
def take_away(request: Request, refund_id: int) -> HttpResponse:
    """The gateway has given no clear answer: it is asked no more, and a colleague makes a transfer."""
    found = refund_seen(request, refund_id)
    sheet = Sheet(request, questions.TAKE_AWAY, submit=_("گرفتن از درگاه"), places=PLACES)
    if sheet.does(
        lambda facts: payments.take_away(refund_id, because=facts.text("note"), by=request.actor)
    ):
        return done(request, _("ثبت شد؛ حوالهٔ آن با همکار دیگری است."), "refund", refund_id)
    return show_form(request, sheet, SECTION, _crumb(found))


@keeping
def paid_back(request: Request, refund_id: int) -> HttpResponse:
    """The bank transfer was made; its number."""
    found = refund_seen(request, refund_id)
    sheet = Sheet(request, questions.PAID_BACK, submit=_("حواله زده شد"), places=PLACES)
    if sheet.does(
        lambda facts: payments.mark_paid_back(
            refund_id, bank_reference=facts.text("reference"), by=request.actor
        )
    ):
        return done(request, _("بازگشت پول ثبت شد."), "refund", refund_id)
    return show_form(request, sheet, SECTION, _crumb(found))


def _done(request: Request, refund_id: int, said: str, act: Callable[[], None]) -> HttpResponse:
    """Do it and say so, or say on the same page why it cannot be done."""
    try:
        act()
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, " ".join(filter(None, (sentence(error), hint(error)))))
        return redirect("finance:refund", refund_id)
    return done(request, said, "refund", refund_id)


def _crumb(refund: RefundView) -> tuple[str, str]:
    return shown(refund.payment.number), reverse("finance:refund", args=[refund.id])


def _kind(request: Request) -> str:
    kind = request.GET.get("show", "")
    return kind if kind in SHOWN else "waiting"


def _rows(asked: FinanceAsked, kind: str) -> Iterator[list[object]]:
    names: dict[int, str] = {}
    for one in payments.every_refund(asked, SHOWN[kind]):
        who = {w for w in (one.first, one.approved_by) if w and w not in names}
        if who:
            names |= identity.account_names(who)
        moments = (one.approved_at, one.done_at)
        approved, over = (_moment(at) for at in moments)
        yield [
            Name(one.payment.number),
            int(one.payment.amount),
            int(one.amount),
            translated(one.ground.label),
            translated(one.state.label),
            names.get(one.first or 0, ""),
            _moment(one.asked_at),
            names.get(one.approved_by or 0, ""),
            approved,
            over,
            Name(one.bank_reference),
            one.payment.gateway,
            Name(one.payment.reference),
            one.note,
        ]


def _moment(at: datetime | None) -> str:
    return clock.in_tehran(at).isoformat(timespec="seconds") if at else ""
