"""The day book: every transfer in its order, payments, and sums by service, terminal, gateway, day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import connection, models
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments.models import Attempt, Payment, Refund, Transfer
from pishkhan.kernel.payments.rules.reconciling import Stage
from pishkhan.kernel.payments.terms import (
    AttemptState,
    Fault,
    InvoiceState,
    RefundState,
    TransferKind,
)


A_PAGE_OF_A_FILE = 2000
Model = TypeVar("Model", bound=models.Model)
Placed = TypeVar("Placed", Payment, Attempt)
Line = TypeVar("Line")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is looked at: moments from `since` to before `until`; "" and None are any.

    `services` is how far the reader sees (None: everything), whatever was asked for.
    """

    since: datetime | None = None
    until: datetime | None = None
    service: str = ""
    gateway: str = ""
    terminal: str = ""
    services: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentLine:
    """A payment with what it was for and who paid."""

    id: int
    number: int
    attempt_id: int
    invoice_id: int
    invoice_token: str
    invoice_state: InvoiceState
    is_served: bool
    about_case: int | None
    person_id: int
    service: str
    round: str
    title: Mapping[str, str]
    gateway: str
    terminal: str
    order_number: int
    amount: Rials
    reference: str
    rrn: str
    card: str
    is_used: bool
    verified_at: datetime
    settled_at: datetime | None
    reversed_at: datetime | None
    refund_state: RefundState | None
    refunded: Rials

    @property
    def stage(self) -> Stage:
        """How it stands."""
        if self.reversed_at:
            return Stage.REVERSED
        return Stage.SETTLED if self.settled_at else Stage.VERIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptLine:
    """An attempt that is not at its end, or not a payment."""

    id: int
    invoice_id: int
    person_id: int
    service: str
    title: Mapping[str, str]
    gateway: str
    terminal: str
    order_number: int
    amount: Rials
    state: AttemptState
    fault: Fault
    code: str
    reference: str
    card: str
    tries: int
    created_at: datetime
    next_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A line of the day book: `amount` leaves `credit` and comes to `debit`."""

    id: int
    at: datetime
    kind: TransferKind
    debit: str
    credit: str
    amount: Rials
    service: str
    payment_id: int | None
    payment_number: int | None
    gateway: str
    terminal: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """What came to an account and what left it."""

    account: str
    came: Rials
    left: Rials

    @property
    def balance(self) -> int:
        """What it grew by; below nought, what it shrank by."""
        return self.came - self.left


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """Payments in figures; `unsettled` is verified and neither settled nor given back yet."""

    count: int
    taken: Rials
    settled: Rials
    unsettled: Rials
    reversed: Rials
    paid_back: Rials


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The totals of one service, terminal, gateway or day; `name` says of which."""

    name: tuple[str, ...]
    totals: Totals


Grouped = QuerySet[models.Model, dict[str, object]]
GROUPS: Mapping[str, tuple[str, ...]] = {
    "service": ("invoice__service", "invoice__round"),
    "terminal": ("gateway", "terminal"),
    "gateway": ("gateway",),
    "day": ("day",),
}
UNSETTLED = (AttemptState.VERIFIED,)
UNKNOWN = (AttemptState.UNKNOWN,)
PENDING = (
    AttemptState.CREATED,
    AttemptState.TOKEN,
    AttemptState.REDIRECTED,
    AttemptState.RETURNED,
    AttemptState.VERIFYING,
    AttemptState.REVERSING,
)
UNDER_WAY: Mapping[str, tuple[AttemptState, ...]] = {
    "unsettled": UNSETTLED,
    "unknown": UNKNOWN,
    "pending": PENDING,
}


# Payments


def payment_lines(
    asked: Asked, *, before: int | None = None, limit: int = 50, text: str = ""
) -> list[PaymentLine]:
    """Payments, newest first; `before` is the last id seen; `text` is a number that people read
    (of the receipt, the order, RRN or reference). Two queries."""
    rows = _payments(asked).select_related("invoice", "attempt").order_by("-id")
    if text:
        rows = rows.filter(_named(text))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _payment_lines(rows[:limit])


def every_payment_line(asked: Asked) -> Iterator[PaymentLine]:
    """All of them, a page in memory at a time."""
    return _every(
        lambda last: payment_lines(asked, before=last, limit=A_PAGE_OF_A_FILE), _id_of_payment
    )


def payment_line(payment_id: int) -> PaymentLine | None:
    """One payment; two queries."""
    rows = Payment.objects.filter(id=payment_id).select_related("invoice", "attempt")
    return next(iter(_payment_lines(rows)), None)


def payment_line_of_attempt(attempt_id: int) -> PaymentLine | None:
    """The payment that came of an attempt, if one did; two queries."""
    rows = Payment.objects.filter(attempt_id=attempt_id).select_related("invoice", "attempt")
    return next(iter(_payment_lines(rows)), None)


def payments_by_id(ids: Sequence[int]) -> dict[int, PaymentLine]:
    """Several; two queries."""
    rows = Payment.objects.filter(id__in=ids).select_related("invoice", "attempt")
    return {one.id: one for one in _payment_lines(rows)}


def payment_totals(asked: Asked) -> Totals:
    """What they come to; two queries."""
    found = _payments(asked).aggregate(**_SUMS)
    back = _paid_back(asked).aggregate(paid_back=Sum("amount"))
    return _totals({**found, **back})


def payment_sums(asked: Asked, by: str) -> list[Row]:
    """What they come to, by one of `GROUPS`; two queries."""
    keys = GROUPS[by]
    found = _by(_payments(asked), keys).annotate(**_SUMS)
    of_refunds = _by(_paid_back(asked), keys, through="payment__").annotate(paid_back=Sum("amount"))
    back = {_key(one, keys, "payment__"): one["paid_back"] for one in of_refunds}
    return [
        Row(name=name, totals=_totals({**one, "paid_back": back.get(name)}))
        for one in found
        for name in [_key(one, keys)]
    ]


# Attempts under way


def attempt_lines(
    asked: Asked, states: Sequence[AttemptState], *, after: int | None = None, limit: int = 50
) -> list[AttemptLine]:
    """Attempts in these states, oldest first; one query."""
    rows = _attempts(asked).filter(state__in=states).select_related("invoice").order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return [_attempt_line(row) for row in rows[:limit]]


def every_attempt_line(asked: Asked, states: Sequence[AttemptState]) -> Iterator[AttemptLine]:
    """All of them, a page in memory at a time."""
    return _every(
        lambda last: attempt_lines(asked, states, after=last, limit=A_PAGE_OF_A_FILE),
        lambda one: one.id,
    )


def attempts_by_id(ids: Sequence[int]) -> dict[int, AttemptLine]:
    """Several; one query."""
    rows = Attempt.objects.filter(id__in=ids).select_related("invoice")
    return {row.id: _attempt_line(row) for row in rows}


def attempt_counts(asked: Asked) -> dict[str, int]:
    """How many are under way, by the names of `UNDER_WAY`; one query."""
    counted = {name: Count("id", filter=Q(state__in=states)) for name, states in UNDER_WAY.items()}
    open_states = [state for states in UNDER_WAY.values() for state in states]
    found = _attempts(asked).filter(state__in=open_states).aggregate(**counted)
    return {name: found[name] for name in UNDER_WAY}


# The day book itself


def entries(asked: Asked, *, after: int | None = None, limit: int = 50) -> list[Entry]:
    """Transfers in the order in which they were written; two queries."""
    rows = _transfers(asked).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    found = list(rows[:limit])
    ids = {one.payment_id for one in found if one.payment_id}
    known = {one.id: one for one in Payment.objects.filter(id__in=ids)}
    return [_entry(row, known.get(row.payment_id or 0)) for row in found]


def every_entry(asked: Asked) -> Iterator[Entry]:
    """All of them, a page in memory at a time."""
    return _every(
        lambda last: entries(asked, after=last, limit=A_PAGE_OF_A_FILE), lambda one: one.id
    )


def entries_of(payment_id: int) -> list[Entry]:
    """The story of one payment; two queries."""
    known = Payment.objects.filter(id=payment_id).first()
    return [_entry(row, known) for row in Transfer.objects.filter(payment_id=payment_id)]


def movements(asked: Asked) -> list[Movement]:
    """What came to each account and what left it; two queries, of which the sum is nothing."""
    found: dict[str, list[int]] = {}
    for side, column in enumerate(("debit", "credit")):
        summed = _transfers(asked).values(column).annotate(sum=Sum("amount")).order_by()
        for one in summed:
            found.setdefault(one[column], [0, 0])[side] = int(one["sum"])
    return [
        Movement(account=account, came=Rials(came), left=Rials(left))
        for account, (came, left) in sorted(found.items())
    ]


# What can be asked for


def places() -> dict[str, list[str]]:
    """Gateways, and terminals as `gateway terminal`, that ever had an attempt; one query.

    Read by skipping from one to the next along an index, however many attempts there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GATEWAYS)
        gateways = [str(one) for (one,) in cursor.fetchall()]
        cursor.execute(_TERMINALS)
        terminals = [str(one) for (one,) in cursor.fetchall()]
    return {"gateways": gateways, "terminals": terminals}


_GATEWAYS = """
    WITH RECURSIVE one AS (
      SELECT min(gateway) AS gateway FROM payments_attempt
      UNION ALL
      SELECT (SELECT min(gateway) FROM payments_attempt a WHERE a.gateway > one.gateway)
      FROM one WHERE one.gateway IS NOT NULL
    ) SELECT gateway FROM one WHERE gateway IS NOT NULL
"""
# Payments of the last year name the terminals that matter; an older one is still found by its name.
_TERMINALS = """
    SELECT DISTINCT terminal FROM payments_payment
    WHERE verified_at > now() - interval '366 days' AND terminal <> '' ORDER BY terminal LIMIT 200
"""
_SUMS = {
    "count": Count("id"),
    "taken": Sum("amount"),
    "settled": Sum("amount", filter=Q(settled_at__isnull=False)),
    "unsettled": Sum("amount", filter=Q(settled_at=None, reversed_at=None)),
    "reversed": Sum("amount", filter=Q(reversed_at__isnull=False)),
}


def _payments(asked: Asked) -> QuerySet[Payment]:
    rows = _bounded(Payment.objects.all(), asked, "verified_at")
    return _of_places(rows, asked)


def _paid_back(asked: Asked) -> QuerySet[Refund]:
    """What was paid back of the payments that were asked for, whenever that was."""
    return Refund.objects.filter(
        state=RefundState.PAID_BACK, payment__in=_payments(asked).values("id")
    )


def _attempts(asked: Asked) -> QuerySet[Attempt]:
    rows = _bounded(Attempt.objects.all(), asked, "created_at")
    return _of_places(rows, asked)


def _transfers(asked: Asked) -> QuerySet[Transfer]:
    rows: QuerySet[Transfer] = _bounded(Transfer.objects.all(), asked, "at")
    if asked.service:
        rows = rows.filter(service=asked.service)
    if asked.services is not None:
        rows = rows.filter(service__in=asked.services)
    if asked.gateway or asked.terminal:
        there = Payment.objects.all()
        there = there.filter(gateway=asked.gateway) if asked.gateway else there
        there = there.filter(terminal=asked.terminal) if asked.terminal else there
        rows = rows.filter(payment_id__in=there.values("id"))
    return rows


def _bounded(rows: QuerySet[Model], asked: Asked, column: str) -> QuerySet[Model]:
    if asked.since:
        rows = rows.filter(**{f"{column}__gte": asked.since})
    if asked.until:
        rows = rows.filter(**{f"{column}__lt": asked.until})
    return rows


def _of_places(rows: QuerySet[Placed], asked: Asked) -> QuerySet[Placed]:
    if asked.service:
        rows = rows.filter(invoice__service=asked.service)
    if asked.services is not None:
        rows = rows.filter(invoice__service__in=asked.services)
    if asked.gateway:
        rows = rows.filter(gateway=asked.gateway)
    return rows.filter(terminal=asked.terminal) if asked.terminal else rows


def _named(text: str) -> Q:
    named = Q(reference=text) | Q(rrn=text)
    if text.isascii() and text.isdecimal() and len(text) < len("9" * 19):
        named |= Q(number=int(text)) | Q(attempt__order_number=int(text))
    return named


def _every(
    page: Callable[[int | None], list[Line]], id_of: Callable[[Line], int]
) -> Iterator[Line]:
    last: int | None = None
    while found := page(last):
        yield from found
        last = id_of(found[-1])


def _id_of_payment(one: PaymentLine) -> int:
    return one.id


def _by(
    rows: QuerySet[Payment] | QuerySet[Refund], keys: tuple[str, ...], through: str = ""
) -> Grouped:
    names = [f"{through}{key}" for key in keys]
    if keys == ("day",):
        day = TruncDate(F(f"{through}verified_at"), tzinfo=clock.TEHRAN)
        grouped: Grouped = rows.annotate(**{names[0]: day}).values(*names).order_by(*names)
        return grouped
    plain: Grouped = rows.values(*names).order_by(*names)
    return plain


def _key(one: Mapping[str, object], keys: tuple[str, ...], through: str = "") -> tuple[str, ...]:
    return tuple(str(one[f"{through}{key}"]) for key in keys)


def _totals(found: Mapping[str, object]) -> Totals:
    def rials(name: str) -> Rials:
        value = found.get(name) or 0
        return Rials(value if isinstance(value, int) else int(str(value)))

    return Totals(
        count=int(str(found["count"])),
        **{
            name: rials(name) for name in ("taken", "settled", "unsettled", "reversed", "paid_back")
        },
    )


def _payment_lines(rows: QuerySet[Payment]) -> list[PaymentLine]:
    found = list(rows)
    back = {
        one.payment_id: one
        for one in Refund.objects.filter(payment__in=[row.id for row in found]).exclude(
            state=RefundState.REFUSED
        )
    }
    return [_payment_line(row, back.get(row.id)) for row in found]


def _payment_line(row: Payment, refund: Refund | None) -> PaymentLine:
    invoice = row.invoice
    is_back = refund is not None and refund.state == RefundState.PAID_BACK
    return PaymentLine(
        id=row.id,
        number=row.number,
        attempt_id=row.attempt_id,
        invoice_id=row.invoice_id,
        invoice_token=invoice.token,
        invoice_state=InvoiceState(invoice.state),
        is_served=invoice.served_at is not None,
        about_case=invoice.about_case,
        person_id=invoice.person_id,
        service=invoice.service,
        round=invoice.round,
        title=invoice.title,
        gateway=row.gateway,
        terminal=row.terminal,
        order_number=row.attempt.order_number,
        amount=Rials(row.amount),
        reference=row.reference,
        rrn=row.rrn,
        card=row.card,
        is_used=row.is_used,
        verified_at=row.verified_at,
        settled_at=row.settled_at,
        reversed_at=row.reversed_at,
        refund_state=RefundState(refund.state) if refund else None,
        refunded=Rials(refund.amount if refund and is_back else 0),
    )


def _attempt_line(row: Attempt) -> AttemptLine:
    return AttemptLine(
        id=row.id,
        invoice_id=row.invoice_id,
        person_id=row.invoice.person_id,
        service=row.invoice.service,
        title=row.invoice.title,
        gateway=row.gateway,
        terminal=row.terminal,
        order_number=row.order_number,
        amount=Rials(row.amount),
        state=AttemptState(row.state),
        fault=Fault(row.fault),
        code=row.code,
        reference=row.reference,
        card=row.card,
        tries=row.tries,
        created_at=row.created_at,
        next_at=row.next_at,
    )


def _entry(row: Transfer, about: Payment | None) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        kind=TransferKind(row.kind),
        debit=row.debit,
        credit=row.credit,
        amount=Rials(row.amount),
        service=row.service,
        payment_id=row.payment_id,
        payment_number=about.number if about else None,
        gateway=about.gateway if about else "",
        terminal=about.terminal if about else "",
    )
