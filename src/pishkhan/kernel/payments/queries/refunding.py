"""Refunds as the finance desk sees them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments import ports
from pishkhan.kernel.payments.models import Refund
from pishkhan.kernel.payments.queries.daybook import (
    A_PAGE_OF_A_FILE,
    Asked,
    PaymentLine,
    payments_by_id,
)
from pishkhan.kernel.payments.rules import refunding as rules
from pishkhan.kernel.payments.terms import RefundGround, RefundState


WAITING = (RefundState.REQUESTED, RefundState.APPROVED, RefundState.SENDING)
OVER = (RefundState.PAID_BACK, RefundState.REFUSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundView:
    """A refund, with the payment of which it is. `asked_by` None: a rule of ours asked.

    `by_gateway`: the gateway can give it back by itself; `next_at` is when it is asked, None where
    people are to make a bank transfer.
    """

    id: int
    payment: PaymentLine
    amount: Rials
    ground: RefundGround
    note: str
    state: RefundState
    asked_by: int | None
    asked_at: datetime
    seconded_by: int | None
    approved_by: int | None
    approved_at: datetime | None
    done_at: datetime | None
    bank_reference: str
    tries: int
    next_at: datetime | None
    by_gateway: bool

    @property
    def needs_second(self) -> bool:
        """Whether nobody has taken up what a rule asked for."""
        is_new = self.state is RefundState.REQUESTED
        return is_new and self.asked_by is None and self.seconded_by is None

    @property
    def is_overdue(self) -> bool:
        """Whether people may take it away from its gateway."""
        is_sent = self.state is RefundState.SENDING
        return is_sent and rules.is_overdue(
            approved_at=self.approved_at, next_at=self.next_at, now=clock.now()
        )

    @property
    def is_by_hand(self) -> bool:
        """Whether people are to make a bank transfer now."""
        return self.state in {RefundState.APPROVED, RefundState.SENDING} and self.next_at is None

    def may_be_refused_by(self, account_id: int | None) -> bool:
        """Whether this person may keep the money from going back: what a rule asked for, as a second."""
        if self.state is not RefundState.REQUESTED or not self.payment.is_used:
            return False
        return self.asked_by is not None or self.seconded_by not in {None, account_id}

    @property
    def first(self) -> int | None:
        """Who asked, or took it up: not the one who approves."""
        return self.asked_by or self.seconded_by


def refund(refund_id: int) -> RefundView | None:
    """One of them; three queries."""
    return next(iter(_views(Refund.objects.filter(id=refund_id))), None)


def refunds(
    asked: Asked,
    states: Sequence[RefundState] = WAITING,
    *,
    after: int | None = None,
    limit: int = 50,
) -> list[RefundView]:
    """Refunds in these states, oldest first; three queries."""
    rows = _refunds(asked).filter(state__in=states).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return _views(rows[:limit])


def every_refund(asked: Asked, states: Sequence[RefundState]) -> Iterator[RefundView]:
    """All of them, a page in memory at a time."""
    last: int | None = None
    while found := refunds(asked, states, after=last, limit=A_PAGE_OF_A_FILE):
        yield from found
        last = found[-1].id


def refunds_of(payment_id: int) -> list[RefundView]:
    """Those of a payment, refused ones too; three queries."""
    return _views(Refund.objects.filter(payment_id=payment_id).order_by("id"))


def refund_counts(asked: Asked) -> dict[RefundState, int]:
    """How many stand where, of those that are not over; one query."""
    counted = _refunds(asked).filter(state__in=WAITING).values_list("state")
    found = dict(counted.annotate(count=Count("id")).order_by())
    return {state: found.get(state.value, 0) for state in WAITING}


def goes_by_gateway(gateway: str) -> bool:
    """Whether the gateway gives money back by itself."""
    till = ports.till(gateway)
    return till is not None and till.gateway.refunds


def _refunds(asked: Asked) -> QuerySet[Refund]:
    named = {
        "asked_at__gte": asked.since,
        "asked_at__lt": asked.until,
        "payment__invoice__service": asked.service,
        "payment__gateway": asked.gateway,
        "payment__terminal": asked.terminal,
    }
    rows = Refund.objects.filter(**{name: value for name, value in named.items() if value})
    if asked.services is not None:
        rows = rows.filter(payment__invoice__service__in=asked.services)
    return rows


def _views(rows: QuerySet[Refund]) -> list[RefundView]:
    found = list(rows)
    known = payments_by_id([row.payment_id for row in found])
    return [_view(row, known[row.payment_id]) for row in found]


def _view(row: Refund, payment: PaymentLine) -> RefundView:
    return RefundView(
        id=row.id,
        payment=payment,
        amount=Rials(row.amount),
        ground=RefundGround(row.ground),
        note=row.note,
        state=RefundState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        seconded_by=row.seconded_by,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        done_at=row.done_at,
        bank_reference=row.bank_reference,
        tries=row.tries,
        next_at=row.next_at,
        by_gateway=goes_by_gateway(payment.gateway),
    )
