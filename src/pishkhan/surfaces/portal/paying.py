"""How an invoice stands, in the payer's words: who has the money, since when, what next, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pishkhan.foundation import clock
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.cases.spec import Moment
from pishkhan.kernel.cases.terms import Tense
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.spec import AttemptView, InvoiceView, MoneyBack
from pishkhan.kernel.payments.terms import AttemptState, Fault, InvoiceState


Kind = Literal[
    "open", "connecting", "ready", "at_bank", "checking", "unknown", "arriving", "returning", "giving",
    "paid", "waived", "lapsed", "withdrawn", "owed_back", "given_back",
]  # fmt: skip
GATEWAYS = {
    "mellat": _("به‌پرداخت ملت"),
    "saman": _("پرداخت الکترونیک سامان"),
    "zarinpal": _("زرین‌پال"),
}
BANK_RETURNS_WITHIN = timedelta(hours=72)
SOON = timedelta(minutes=30)  # before the end of the time to pay, the page says the minute
# Since when the payer waits → after how many seconds the page looks again; later it does not.
LOOKS = (
    (timedelta(minutes=1), 3),
    (timedelta(minutes=5), 10),
    (timedelta(minutes=30), 30),
)
STANDS: dict[AttemptState, Kind] = {
    AttemptState.CREATED: "connecting",
    AttemptState.TOKEN: "ready",
    AttemptState.REDIRECTED: "at_bank",
    AttemptState.RETURNED: "checking",
    AttemptState.VERIFYING: "checking",
    AttemptState.UNKNOWN: "unknown",
    AttemptState.VERIFIED: "arriving",
    AttemptState.SETTLED: "arriving",  # its invoice is told in the same step
    AttemptState.REVERSING: "returning",
}
ENDS: dict[InvoiceState, Kind] = {
    InvoiceState.PAID: "paid",
    InvoiceState.WAIVED: "waived",
    InvoiceState.LAPSED: "lapsed",
    InvoiceState.WITHDRAWN: "withdrawn",
}
MOVING: frozenset[Kind] = frozenset(
    {"connecting", "ready", "at_bank", "checking", "unknown", "arriving", "returning", "giving"}
)
AT_THE_BANK: dict[Kind, str] = {
    "checking": _("پرسیدن نتیجه از بانک"),
    "unknown": _("پرسیدن نتیجه از بانک"),
    "arriving": _("واریز به حساب"),
    "returning": _("برگرداندن پول به کارت"),
}
# What a list says of it, in the words of its own page and in what colour; else the invoice's state.
SAYS: dict[Kind, tuple[str, str]] = {
    "connecting": (_("در حال گرفتن نشانی صفحهٔ بانک"), "info"),
    "ready": (_("صفحهٔ بانک آماده است"), "info"),
    "at_bank": (_("پرداخت در صفحهٔ بانک ناتمام است"), "warn"),
    "checking": (_("در حال پرسیدن نتیجه از بانک"), "info"),
    "unknown": (_("نتیجهٔ پرداخت هنوز روشن نیست"), "warn"),
    "arriving": (_("بانک پرداخت شما را تأیید کرد"), "ok"),
    "returning": (_("پول به کارت شما برمی‌گردد"), "warn"),
    "lapsed": (_("مهلت پرداخت گذشته است"), ""),
    "owed_back": (_("پول شما برمی‌گردد"), "warn"),
    "given_back": (_("پول شما بازگردانده شد"), "ok"),
}
COLOURS: dict[InvoiceState, str] = {
    InvoiceState.OPEN: "warn",
    InvoiceState.PAID: "ok",
    InvoiceState.WAIVED: "ok",
}
# The bank says, or may say, that it had the money when the attempt ended so.
HAD_MONEY = frozenset({Fault.RETURNED_BY_BANK, Fault.WRONG_REFERENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where the money is now. `live` is the attempt that may still become a payment.

    `failed` is the last one that did not, while another may begin; `left` one that holds up nothing
    any more and is followed all the same. `until`: by then it is known, or it is over. `returning`: the
    one whose money the bank is told to give back. `back`: what goes back of what was paid.
    """

    kind: Kind
    since: datetime
    until: datetime | None = None
    live: AttemptView | None = None
    failed: AttemptView | None = None
    left: AttemptView | None = None
    returning: AttemptView | None = None
    back: MoneyBack | None = None
    looks_again_in: int = 0

    @property
    def may_pay(self) -> bool:
        """Whether the button that pays is there."""
        return self.kind == "open"

    @property
    def is_moving(self) -> bool:
        """Whether something happens without the payer."""
        return self.kind in MOVING

    @property
    def back_by(self) -> datetime | None:
        """Until when the bank gives back what it may have taken for the failed attempt."""
        ended = self.failed.ended_at if self.failed else None
        return ended + BANK_RETURNS_WITHIN if ended else None

    @property
    def bank_had_money(self) -> bool:
        """Whether the failed attempt ended with money that the bank returns."""
        return self.failed is not None and self.failed.fault in HAD_MONEY


def stand_of(
    invoice: InvoiceView, attempts: Sequence[AttemptView], back: MoneyBack | None = None
) -> Stand:
    """How it stands; `attempts` the newest first, `back` what goes back of its payment."""
    if invoice.state in {InvoiceState.PAID, InvoiceState.WAIVED, InvoiceState.WITHDRAWN}:
        return _ended(invoice, back)
    live = next((one for one in attempts if _holds_up(one)), None)
    if live is not None:
        return _moving(live)
    returning = next((one for one in attempts if one.state is AttemptState.REVERSING), None)
    if invoice.state is InvoiceState.LAPSED or _is_over(invoice):
        if returning is not None:
            return _moving(returning)
        return Stand(
            kind="lapsed",
            since=invoice.payable_until or invoice.created_at,
            failed=_last_failed(attempts),
        )
    return Stand(
        kind="open",
        since=invoice.created_at,
        until=invoice.payable_until,
        failed=_last_failed(attempts),
        left=next((one for one in attempts if not one.is_over and one is not returning), None),
        returning=returning,
    )


def listed(invoices: Sequence[InvoiceView], language: str) -> list["Line"]:
    """Invoices as a list shows them, each as its own page has it. Two queries."""
    ids = [one.id for one in invoices]
    attempts, back = payments.attempts_of_each(ids), payments.money_back_of_each(ids)
    return [
        _line(one, stand_of(one, attempts[one.id], back.get(one.id)), language) for one in invoices
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An invoice in a list. `says` is a message id."""

    invoice: InvoiceView
    title: str
    says: str
    colour: str
    may_pay: bool


def _line(invoice: InvoiceView, stand: Stand, language: str) -> Line:
    of_invoice = invoice.state.label, COLOURS.get(invoice.state, "")
    says, colour = SAYS.get(stand.kind, of_invoice)
    return Line(
        invoice=invoice,
        title=invoice.title_in(language),
        says=says,
        colour=colour,
        may_pay=stand.may_pay,
    )


def way_of(invoice: InvoiceView, stand: Stand) -> list[Moment]:
    """The steps as a timeline: what was, where it is, what follows."""
    issued = _step(Tense.PAST, _("صورت‌حساب صادر شد"), at=invoice.created_at)
    if stand.kind in {"waived", "lapsed", "withdrawn"}:
        return [issued]
    if stand.back is not None and stand.kind in {"owed_back", "given_back"}:
        paid = _step(Tense.PAST, _("پرداخت شد"), at=invoice.paid_at)
        return [issued, paid, _going_back(stand.back)]
    if stand.kind in {"giving", "paid"}:
        return [issued, *_paid(invoice)]
    receipt = _step(Tense.NEXT, _("رسید پرداخت و ادامهٔ کار"))
    if stand.live is None or stand.kind in {"connecting", "ready", "at_bank"}:
        tried = [_failed(stand.failed)] if stand.failed else []
        if stand.returning:
            tried.append(
                _step(Tense.PAST, AT_THE_BANK["returning"], at=stand.returning.returned_at)
            )
        title = _("پرداخت") if stand.live is None else _("پرداخت در صفحهٔ بانک")
        mine = Moment(tense=Tense.NOW, state="", title=title, at=stand.since, with_applicant=True)
        return [issued, *tried, mine, _step(Tense.NEXT, _("تأیید بانک")), receipt]
    went = _step(Tense.PAST, _("پرداخت در صفحهٔ بانک"), at=stand.live.redirected_at)
    now = _step(Tense.NOW, AT_THE_BANK[stand.kind], at=stand.since, place=_("بانک"))
    return [issued, went, now, *([] if stand.kind == "returning" else [receipt])]


def _paid(invoice: InvoiceView) -> list[Moment]:
    title = _("پرداخت شد") if invoice.paid_at else _("پرداختی لازم نبود")
    paid = _step(Tense.PAST, title, at=invoice.paid_at)
    if invoice.served_at is None:
        return [paid, _step(Tense.NOW, _("در حال خبر دادن به خدمت"), at=invoice.paid_at)]
    return [paid, _step(Tense.PAST, _("به خدمت خبر داده شد"), at=invoice.served_at)]


def _going_back(back: MoneyBack) -> Moment:
    if back.done_at:
        return _step(Tense.PAST, _("پول بازگردانده شد"), at=back.done_at)
    return _step(Tense.NOW, _("بازگرداندن پول"), at=back.since, place=_("امور مالی"))


def gateway_title(name: str) -> str:
    """What people call a gateway; a message id."""
    return GATEWAYS.get(name.partition("-")[0], name)


def ends_soon(invoice: InvoiceView) -> bool:
    """Whether the time to pay is about to end."""
    until = invoice.payable_until
    return until is not None and clock.now() <= until <= clock.now() + SOON


def may_begin_after(invoice: InvoiceView, moment: datetime | None) -> bool:
    """Whether there is still time to begin another payment then (None: now)."""
    return invoice.payable_until is None or (moment or clock.now()) <= invoice.payable_until


def _holds_up(attempt: AttemptView) -> bool:
    """Whether nothing else may begin because of it, as `payments.begin` sees it."""
    if attempt.is_over or (attempt.state is AttemptState.REDIRECTED and attempt.left_at):
        return False
    if attempt.state is AttemptState.REVERSING:
        return False
    if attempt.state is not AttemptState.REDIRECTED:
        return True
    return attempt.blocks_until is None or clock.now() < attempt.blocks_until


def _ended(invoice: InvoiceView, back: MoneyBack | None) -> Stand:
    since = invoice.paid_at or invoice.created_at
    if back is not None and back.is_whole:
        return Stand(
            kind="given_back" if back.done_at else "owed_back",
            since=back.done_at or back.since,
            back=back,
        )
    if invoice.is_covered and invoice.served_at is None:
        return Stand(kind="giving", since=since, back=back, looks_again_in=_pause(since))
    return Stand(kind=ENDS[invoice.state], since=since, back=back)


def _moving(live: AttemptView) -> Stand:
    since = live.returned_at or live.redirected_at or live.created_at
    return Stand(
        kind=STANDS[live.state],
        since=since,
        until=_yet(live.blocks_until),
        live=live,
        returning=live if live.state is AttemptState.REVERSING else None,
        looks_again_in=_pause(since),
    )


def _yet(until: datetime | None) -> datetime | None:
    """A moment that is promised, as long as it has not passed: banks are asked on after it."""
    return until if until and clock.now() < until else None


def _pause(since: datetime) -> int:
    """After how many seconds to look again; 0 for who has waited long."""
    waited = clock.now() - since
    return next((seconds for span, seconds in LOOKS if waited <= span), 0)


def _is_over(invoice: InvoiceView) -> bool:
    return not may_begin_after(invoice, None)


def _last_failed(attempts: Sequence[AttemptView]) -> AttemptView | None:
    """The latest attempt, if it came to nothing."""
    latest = next((one for one in attempts if one.is_over or one.left_at), None)
    ended = {AttemptState.FAILED, AttemptState.REVERSED}
    return latest if latest is not None and latest.state in ended else None


def _failed(attempt: AttemptView) -> Moment:
    title = _("پول به کارت برگشت")
    if attempt.state is AttemptState.FAILED:
        title = _("پرداخت ناموفق")
    return _step(Tense.PAST, title, at=attempt.ended_at)


def _step(tense: Tense, title: str, *, at: datetime | None = None, place: str = "") -> Moment:
    return Moment(tense=tense, state="", title=title, at=at, place=place)
