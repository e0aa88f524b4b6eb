"""Money back to payers: asked for by one person (or by a rule: `owing`), approved by another.

A gateway that can gives it back by itself, in the hands of the teller (`due_refunds`,
`note_refund`); else people make a bank transfer and write its number down (`mark_paid_back`).
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.foundation.digits import to_latin
from pishkhan.foundation.money import Rials, format_amount
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import messages
from pishkhan.kernel.payments.actions.attempting import WAKE_CHANNEL
from pishkhan.kernel.payments.actions.booking import book, money_of
from pishkhan.kernel.payments.actions.telling import tell
from pishkhan.kernel.payments.errors import (
    BadBankReference,
    BankReferenceUsed,
    GatewayPaysBack,
    MustGoBack,
    NoSuchPayment,
    NoSuchRefund,
    NoteNeeded,
    NothingToRefund,
    RefundNotReady,
    RefundThere,
    RefundTooMuch,
    RefundWhole,
    SecondedByYourself,
)
from pishkhan.kernel.payments.models import Payment, Refund
from pishkhan.kernel.payments.ports import Answer, Order, Standing
from pishkhan.kernel.payments.queries.reaching import require_finance
from pishkhan.kernel.payments.queries.refunding import goes_by_gateway
from pishkhan.kernel.payments.rules import ledger, refunding as rules
from pishkhan.kernel.payments.terms import RefundGround, RefundState
from pishkhan.kernel.persistence.api import notify


TARGET = "payment"
BANK_REFERENCE = re.compile(r"[A-Za-z0-9/-]{4,40}")
LONGEST_NOTE = 1000
LEASE = timedelta(minutes=2)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_DOUBLINGS = 10


@transaction.atomic
def ask_refund(*, payment_id: int, amount: int, ground: RefundGround, note: str, by: Actor) -> int:
    """Ask that a settled payment goes back, in whole or (one that was used) in part; its number.

    `note` says why. Raises NotAllowed, NoSuchPayment, NothingToRefund, RefundThere, RefundTooMuch,
    RefundWhole, NoteNeeded.
    """
    payment = _locked_payment(payment_id, by)
    if payment.refunds.exclude(state=RefundState.REFUSED).exists():
        raise RefundThere
    if payment.settled_at is None or payment.reversed_at is not None:
        raise NothingToRefund
    if not 0 < amount <= payment.amount:
        raise RefundTooMuch(most=format_amount(payment.amount))
    if not payment.is_used and amount != payment.amount:
        raise RefundWhole
    if not note.strip():
        raise NoteNeeded
    row = Refund.objects.create(
        payment=payment,
        amount=amount,
        ground=ground.value,
        note=note.strip()[:LONGEST_NOTE],
        state=RefundState.REQUESTED.value,
        asked_by=_account_of(by),
        asked_at=clock.now(),
    )
    _record("refund_asked", row, by, because=row.note, after={"ground": row.ground})
    return row.id


@transaction.atomic
def second_refund(refund_id: int, *, by: Actor) -> None:
    """Take up a refund that a rule of ours asked for: the first of the two people.

    Raises NotAllowed, NoSuchRefund, RefundNotReady, SecondNotNeeded.
    """
    row = _locked(refund_id, by)
    if row.state != RefundState.REQUESTED:
        raise RefundNotReady(state=RefundState(row.state).label)
    rules.require_may_second(asked_by=row.asked_by, seconded_by=row.seconded_by)
    row.seconded_by = _account_of(by)
    row.save(update_fields=["seconded_by"])
    _record("refund_seconded", row, by)


@transaction.atomic
def approve_refund(refund_id: int, *, by: Actor) -> None:
    """The second person's yes: from now on the payer is owed the money.

    Raises NotAllowed, NoSuchRefund, RefundNotReady, AskedByYourself, SecondedByYourself.
    """
    row = _locked(refund_id, by)
    rules.require_may_follow(RefundState(row.state), RefundState.APPROVED)
    rules.require_may_approve(
        asked_by=row.asked_by, seconded_by=row.seconded_by, who=_account_of(by)
    )
    now = clock.now()
    row.state, row.approved_by, row.approved_at = RefundState.APPROVED.value, by.account_id, now
    # A gateway gives back no more than it knows to have been paid for.
    is_for_people = row.amount > row.payment.amount or row.of_excess
    goes = goes_by_gateway(row.payment.gateway) and not is_for_people
    row.next_at = now if goes else None
    row.save(update_fields=["state", "approved_by", "approved_at", "next_at"])
    if row.next_at is not None:
        notify(WAKE_CHANNEL)
    money = money_of(row.payment, row.payment.invoice.service)
    from_income = row.payment.is_used and not row.of_excess
    owed = ledger.owed_back(money, refund_id=row.id, amount=row.amount, is_used=from_income)
    book(owed, payment_id=row.payment_id, refund_id=row.id, service=money.service)
    _record("refund_approved", row, by)


@transaction.atomic
def refuse_refund(refund_id: int, *, because: str, by: Actor) -> None:
    """Nothing goes back. What a rule of ours asked for, one takes up and another refuses.

    Raises NotAllowed, NoSuchRefund, RefundNotReady, MustGoBack, SecondedByYourself, NoteNeeded.
    """
    row = _locked(refund_id, by)
    rules.require_may_follow(RefundState(row.state), RefundState.REFUSED)
    if row.of_excess or not row.payment.is_used:
        raise MustGoBack
    rules.require_may_refuse(
        asked_by=row.asked_by, seconded_by=row.seconded_by, who=_account_of(by)
    )
    if not because.strip():
        raise NoteNeeded
    row.state, row.done_at = RefundState.REFUSED.value, clock.now()
    row.save(update_fields=["state", "done_at"])
    _record("refund_refused", row, by, because=because.strip()[:LONGEST_NOTE])


@transaction.atomic
def mark_paid_back(refund_id: int, *, bank_reference: str, by: Actor) -> None:
    """People have made the bank transfer; `bank_reference` is its number.

    Raises NotAllowed, NoSuchRefund, RefundNotReady, GatewayPaysBack while the gateway is at it,
    SecondedByYourself for who took it away from the gateway, BadBankReference, BankReferenceUsed.
    """
    row = _locked(refund_id, by)
    rules.require_may_follow(RefundState(row.state), RefundState.PAID_BACK)
    if row.next_at is not None:
        raise GatewayPaysBack
    if row.state == RefundState.SENDING and row.seconded_by == _account_of(by):
        raise SecondedByYourself
    reference = to_latin(bank_reference).strip()
    if not BANK_REFERENCE.fullmatch(reference):
        raise BadBankReference
    other = Refund.objects.filter(bank_reference=reference).select_related("payment").first()
    if other is not None:
        raise BankReferenceUsed(number=other.payment.number)
    _paid_back(row, reference, by)


@transaction.atomic
def take_away(refund_id: int, *, because: str, by: Actor) -> None:
    """The gateway is no longer asked for a refund of which it has said nothing clear for a day.

    `because` says how it is known that it gave nothing back. It stays SENDING, asked of nobody: what
    the gateway may still answer counts, and another person makes the bank transfer. Who took it up
    first is in the trail; the second is now who takes it away. Raises NotAllowed, NoSuchRefund,
    RefundNotReady, GatewayPaysBack, ApprovedByYourself, NoteNeeded.
    """
    row = _locked(refund_id, by)
    rules.require_may_take_away(
        RefundState(row.state),
        approved_by=row.approved_by,
        who=_account_of(by),
        is_overdue=rules.is_overdue(
            approved_at=row.approved_at, next_at=row.next_at, now=clock.now()
        ),
    )
    if not because.strip():
        raise NoteNeeded
    row.next_at, row.seconded_by = None, by.account_id
    row.save(update_fields=["next_at", "seconded_by"])
    _record("refund_taken_away", row, by, because=because.strip()[:LONGEST_NOTE])


@dataclass(frozen=True, kw_only=True, slots=True)
class DueRefund:
    """What a gateway is to give back now; the same `key` is given back once.

    `is_first`: the gateway was never asked.
    """

    id: int
    gateway: str
    order: Order
    amount: Rials
    key: str
    is_first: bool


@transaction.atomic
def due_refunds(*, limit: int = 10) -> list[DueRefund]:
    """Take refunds in hand that their gateways are to give back now; each for two minutes.

    Of a refund that is taken and never noted nobody knows whether it was done; it is due again,
    under the same key.
    """
    now = clock.now()
    rows = (
        Refund.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state__in=(RefundState.APPROVED, RefundState.SENDING), next_at__lte=now)
        .select_related("payment__attempt")
        .order_by("next_at")[:limit]
    )
    due = []
    for row in rows:
        row.state, row.next_at, row.tries = RefundState.SENDING.value, now + LEASE, row.tries + 1
        row.save(update_fields=["state", "next_at", "tries"])
        due.append(
            DueRefund(
                id=row.id,
                gateway=row.payment.gateway,
                order=_order(row.payment),
                amount=Rials(row.amount),
                key=f"refund:{row.id}",
                is_first=row.tries == 1,
            )
        )
    return due


@transaction.atomic
def note_refund(refund_id: int, answer: Answer | None) -> None:
    """What the gateway said of a refund: None where it was no clear answer, and it is asked again.

    A clear no leaves it to people, who make a bank transfer.
    """
    row = Refund.objects.select_for_update(of=("self",)).select_related("payment__invoice").get(
        id=refund_id
    )  # fmt: skip
    if row.state != RefundState.SENDING:
        return
    if answer is None and row.next_at is None:
        return  # taken away from the gateway meanwhile
    if answer is None:
        row.next_at = clock.now() + wait_after(row.tries)
        row.save(update_fields=["next_at"])
    elif answer.standing is Standing.REVERSED:
        _paid_back(row, answer.reference, None)
    else:
        row.state, row.next_at = RefundState.APPROVED.value, None
        row.save(update_fields=["state", "next_at"])
        _record("refund_left_to_people", row, None, because=answer.code or answer.fault.value)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries without an answer."""
    doublings = min(max(tries - 1, 0), MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _paid_back(row: Refund, reference: str, by: Actor | None) -> None:
    row.state, row.bank_reference = RefundState.PAID_BACK.value, reference[:80]
    row.done_at, row.next_at = clock.now(), None
    row.save(update_fields=["state", "bank_reference", "done_at", "next_at"])
    money = money_of(row.payment, row.payment.invoice.service)
    paid = ledger.paid_back(money, refund_id=row.id, amount=row.amount)
    book(paid, payment_id=row.payment_id, refund_id=row.id, service=money.service)
    tell(
        messages.REFUNDED,
        row.payment.invoice,
        key=f"{messages.REFUNDED}:{row.id}",
        amount=row.amount,
        number=row.bank_reference,
    )
    _record("refund_paid_back", row, by, after={"bank_reference": row.bank_reference})


def _locked_payment(payment_id: int, by: Actor) -> Payment:
    rows = Payment.objects.select_for_update(of=("self",)).select_related("invoice")
    payment = rows.filter(id=payment_id).first()
    if payment is None:
        raise NoSuchPayment
    require_finance(by, Act.MANAGE_FINANCE, payment.invoice.service)
    return payment


def _locked(refund_id: int, by: Actor) -> Refund:
    rows = Refund.objects.select_for_update(of=("self",)).select_related("payment__invoice")
    row = rows.filter(id=refund_id).first()
    if row is None:
        raise NoSuchRefund
    require_finance(by, Act.MANAGE_FINANCE, row.payment.invoice.service)
    return row


def _account_of(by: Actor) -> int:
    """Two people are two accounts; what has none is nobody."""
    if by.account_id is None:
        raise ValueError("a refund is decided by people")
    return by.account_id


def _order(payment: Payment) -> Order:
    attempt = payment.attempt
    return Order(
        number=attempt.order_number,
        amount=Rials(payment.amount),
        callback="",
        at=attempt.created_at,
        token=attempt.token,
        reference=payment.reference,
    )


def _record(
    verb: str,
    row: Refund,
    by: Actor | None,
    *,
    because: str = "",
    after: dict[str, object] | None = None,
) -> None:
    said = {"refund": row.id, "amount": row.amount, "state": row.state, **(after or {})}
    record(
        f"payments.{verb}",
        target=TARGET,
        target_id=row.payment_id,
        by=by,
        because=because,
        after=said,
    )
