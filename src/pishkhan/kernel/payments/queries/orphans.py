"""Money that a payer says they paid, found by what they still know of it: card, amount, time."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Greatest

from pishkhan.foundation import clock
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.payments.models import Attempt, BankLine, Difference, Payment
from pishkhan.kernel.payments.queries.daybook import (
    AttemptLine,
    PaymentLine,
    attempts_by_id,
    payments_by_id,
)
from pishkhan.kernel.payments.queries.differences import BankLineView, line_view
from pishkhan.kernel.payments.rules.bank_file import BankState
from pishkhan.kernel.payments.rules.states import BLOCKING
from pishkhan.kernel.payments.terms import AttemptState, DifferenceKind


M = TypeVar("M", bound=Model)
LAST_DIGITS = re.compile(r"[0-9]{4}")
WITHIN = timedelta(minutes=30)
WIDEST = timedelta(days=1)
MOST = 20
AROUND = timedelta(hours=2)  # an attempt begins before the bank takes the card


class OrphanKind(Terms):
    """What became of money that was looked for."""

    COUNTED = "counted", _("پرداخت شما رسیده و به حساب آمده است.")
    ON_ITS_WAY_BACK = "on_its_way_back", _("پول شما برمی‌گردد یا برگشته است.")
    UNCLEAR = "unclear", _("نتیجه هنوز از بانک پرسیده می‌شود.")
    AT_BANK = "at_bank", _("پول شما در بانک پیدا شد؛ امور مالی آن را به صورت‌حسابتان می‌رساند.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Orphan:
    """Money that was found: a payment of ours, an attempt of which nobody knows yet, or a row of a
    bank's file that is nobody's (`line`)."""

    kind: OrphanKind
    at: datetime
    card: str
    payment: PaymentLine | None = None
    attempt: AttemptLine | None = None
    line: BankLineView | None = None


def find_orphan(
    *,
    card_last4: str,
    amount: int,
    at: datetime,
    within: timedelta = WITHIN,
    services: frozenset[str] | None = None,
) -> list[Orphan]:
    """Money of exactly this amount from a card with these last digits, about then; nearest first.

    An attempt whose card nobody knows yet is found by amount and time alone, as `UNCLEAR`.
    `services` narrows it to those that the asker may see (what is nobody's is of none). Empty for
    digits that are no four digits. At most 20; seven queries.
    """
    digits = to_latin(card_last4).strip()
    if not LAST_DIGITS.fullmatch(digits) or amount <= 0:
        return []
    span = min(within, WIDEST)
    since, until = at - span, at + span
    found = [
        *_payments(digits, amount, since, until, services),
        *_attempts(digits, amount, since, until, services),
        *(_lines(digits, amount, since, until) if services is None else ()),
    ]
    return sorted(found, key=lambda one: abs(one.at - at))[:MOST]


def candidates(line: BankLineView) -> list[AttemptLine]:
    """Attempts without a payment to which a row of a bank's file may belong, nearest first."""
    of_payment = Payment.objects.filter(attempt_id=OuterRef("id"))
    rows = Attempt.objects.filter(
        ~Exists(of_payment),
        gateway=line.gateway,
        amount=line.amount,
        created_at__gte=line.at - AROUND,
        created_at__lte=line.at + AROUND,
    ).exclude(state=AttemptState.REVERSED)
    found = attempts_by_id(_nearest(rows, "created_at", line.at))
    return sorted(found.values(), key=lambda one: abs(one.created_at - line.at))[:MOST]


def _payments(
    digits: str, amount: int, since: datetime, until: datetime, services: frozenset[str] | None
) -> list[Orphan]:
    rows = Payment.objects.filter(
        amount=amount,
        card__endswith=digits,
        verified_at__gte=since,
        verified_at__lte=until + AROUND,  # the bank may have told us late
        attempt__created_at__lte=until,
    )
    known = payments_by_id(_nearest(_of(rows, services), "verified_at", _middle(since, until)))
    return [
        Orphan(kind=_kind_of(one), at=one.verified_at, card=one.card, payment=one)
        for one in known.values()
    ]


def _attempts(
    digits: str, amount: int, since: datetime, until: datetime, services: frozenset[str] | None
) -> list[Orphan]:
    rows = Attempt.objects.filter(
        Q(card="") | Q(card__endswith=digits),
        amount=amount,
        state__in=BLOCKING,
        created_at__gte=since,
        created_at__lte=until,
    ).exclude(payment__isnull=False)
    known = attempts_by_id(_nearest(_of(rows, services), "created_at", _middle(since, until)))
    return [
        Orphan(kind=OrphanKind.UNCLEAR, at=one.created_at, card=one.card, attempt=one)
        for one in known.values()
    ]


def _lines(digits: str, amount: int, since: datetime, until: datetime) -> list[Orphan]:
    """Rows of banks' files that are nobody's; there are few, and they are found by their day."""
    waiting = Difference.objects.filter(
        kind=DifferenceKind.ONLY_AT_BANK,
        resolved_at=None,
        theirs=amount,
        day__gte=clock.in_tehran(since).date() - timedelta(days=1),
        day__lte=clock.in_tehran(until).date() + timedelta(days=1),
    )
    rows = BankLine.objects.filter(
        Exists(waiting.filter(file_id=OuterRef("file_id"), reference=OuterRef("reference"))),
        card__endswith=digits,
        state__in=(BankState.SETTLED, BankState.VERIFIED),
        at__gte=since,
        at__lte=until,
    ).select_related("file")
    nearest = rows.order_by(_distance("at", _middle(since, until)), "id")[:MOST]
    lines = {row.reference: line_view(row) for row in nearest}
    return [
        Orphan(kind=OrphanKind.AT_BANK, at=one.at, card=one.card, line=one)
        for one in lines.values()
    ]


def _of(rows: QuerySet[M], services: frozenset[str] | None) -> QuerySet[M]:
    return rows if services is None else rows.filter(invoice__service__in=services)


def _nearest(rows: QuerySet[M], moment: str, at: datetime) -> list[int]:
    """Numbers of the rows whose moment is nearest."""
    return list(rows.order_by(_distance(moment, at), "id").values_list("id", flat=True)[:MOST])


def _distance(moment: str, at: datetime) -> Greatest:
    """How far a column's moment is from this one, whichever comes first."""
    there = Value(at, output_field=DateTimeField())
    after, before = F(moment) - there, there - F(moment)
    return Greatest(after, before, output_field=DurationField())


def _middle(since: datetime, until: datetime) -> datetime:
    return since + (until - since) / 2


def _kind_of(payment: PaymentLine) -> OrphanKind:
    if payment.reversed_at or payment.refund_state or not payment.is_used:
        return OrphanKind.ON_ITS_WAY_BACK
    return OrphanKind.COUNTED
