"""Writing down what a bank said of an attempt, with everything that follows: in one transaction.

Every function here takes the attempt as it was when it was taken up. Where it has moved since
(its lease is another's, or a browser brought news), the answer is not written: it is asked again.
"""

import random
from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.payments import messages
from pishkhan.kernel.payments.actions.attempting import NOT_ASKED, TARGET, WAKE_CHANNEL, start
from pishkhan.kernel.payments.actions.booking import book, money_of
from pishkhan.kernel.payments.actions.locking import locked
from pishkhan.kernel.payments.actions.owing import owe_back
from pishkhan.kernel.payments.actions.serving import serve_at_once
from pishkhan.kernel.payments.actions.telling import tell
from pishkhan.kernel.payments.errors import NoGateway
from pishkhan.kernel.payments.models import Attempt, Invoice, Payment
from pishkhan.kernel.payments.ports import Answer, Page, Refused
from pishkhan.kernel.payments.queries.following import Rivals, known_by_file, ours_of, rivals_of
from pishkhan.kernel.payments.rules import following, ledger, windows
from pishkhan.kernel.payments.rules.following import Claim, Known, Money, Ours, Question, Verdict
from pishkhan.kernel.payments.rules.states import ENDED, may_follow
from pishkhan.kernel.payments.terms import AttemptState, Fault, Hint, InvoiceState, RefundGround
from pishkhan.kernel.persistence.api import insert, new_id, notify, update


# How many gateways are tried for one press of the button, and within what time.
TRIED_AT_ONCE, AT_ONCE = 3, timedelta(minutes=2)
# The payer was led nowhere yet, and another gateway may give its page.
NO_PAGE = frozenset({Fault.GATEWAY_DOWN, Fault.GATEWAY_REFUSED})
# Whoever is back with a no looks at our page so long.
SEES_IT_WITHIN = timedelta(minutes=1)
GROUNDS = {
    Fault.SURPLUS: RefundGround.SURPLUS,
    Fault.TOO_LATE: RefundGround.TOO_LATE,
    Fault.WRONG_AMOUNT: RefundGround.WRONG_AMOUNT,
}
MOVED = (
    "state", "lease", "tries", "next_at", "ended_at", "fault", "code", "reference", "rrn", "card",
    "other_references",
)  # fmt: skip
# One of several in the teller's transaction, or one by itself; what stumbles undoes all of them.
ALONE_OR_TOGETHER = transaction.atomic(savepoint=False)
log = structlog.get_logger(__name__)


def grace() -> timedelta:
    """How long after the end of its time a payment is honoured that was begun before it."""
    return timedelta(minutes=settings.PAYMENT_GRACE_MINUTES)


@ALONE_OR_TOGETHER
def opened(taken: Attempt, page: Page) -> None:
    """The bank gave its page."""
    found = _locked(taken)
    if found is None:
        return
    _, attempt = found
    attempt.token = page.token
    attempt.page = {
        "address": page.address,
        "fields": dict(page.fields),
        "is_post": page.is_post,
    }
    _move(attempt, Verdict(state=AttemptState.TOKEN, at=attempt.created_at + windows.TOKEN_LIVES))
    update(attempt, *MOVED, "token", "page")


@ALONE_OR_TOGETHER
def refused(taken: Attempt, said: Refused) -> None:
    """The bank clearly gives no page."""
    found = _locked(taken)
    if found is None:
        return
    invoice, attempt = found
    attempt.code = said.code[:60]
    _end(invoice, attempt, Verdict(state=AttemptState.FAILED, fault=said.fault))


@ALONE_OR_TOGETHER
def passed_by(taken: Attempt) -> None:
    """Its gateway is left alone just now, so it gives no page."""
    found = _locked(taken)
    if found is None:
        return
    invoice, attempt = found
    attempt.code = NOT_ASKED
    _end(invoice, attempt, Verdict(state=AttemptState.FAILED, fault=Fault.GATEWAY_DOWN))


@ALONE_OR_TOGETHER
def unclear(taken: Attempt, known: Known, question: Question) -> None:
    """The bank gave no clear answer."""
    found = _locked(taken)
    if found is None:
        return
    _end(*found, following.judge_unclear(known, question, clock.now()))


@ALONE_OR_TOGETHER
def conclude_by_clock(taken: Attempt, verdict: Verdict) -> None:
    """What the rules say by the clock alone."""
    found = _locked(taken)
    if found is not None:
        _end(*found, verdict)


@ALONE_OR_TOGETHER
def conclude(taken: Attempt, known: Known, answer: Answer, question: Question) -> None:
    """What the bank clearly said, up to the service if the money is settled by it."""
    found = _locked(taken)
    if found is None:
        return
    invoice, attempt = found
    now = clock.now()
    verdict = following.judge(known, question, answer, _ours(invoice, attempt, answer), now)
    attempt.code = answer.code[:60]
    if verdict.money in {Money.TAKEN, Money.TAKEN_AND_SETTLED}:
        _take(invoice, attempt, answer, verdict)
    elif verdict.money in {Money.SETTLED, Money.REVERSED}:
        payment = Payment.objects.select_for_update().get(attempt_id=attempt.id)
        (_settle if verdict.money is Money.SETTLED else _reverse)(invoice, attempt, payment)
    _end(invoice, attempt, verdict)
    is_settled = verdict.money in {Money.SETTLED, Money.TAKEN_AND_SETTLED}
    if is_settled and invoice.state == InvoiceState.PAID and invoice.served_at is None:
        serve_at_once(invoice)


def conclude_by_file(attempt_id: int, answer: Answer) -> bool:
    """What the bank's own file of a day says of an attempt, given up or not.

    Whether it took the money into the books (VERIFIED, SETTLED), or settled what was there, or gave
    it back (REVERSED). Where the teller had news meanwhile, or the reference is another payment's,
    nothing is changed: the file may be wrong. In the caller's transaction.
    """
    taken = Attempt.objects.get(id=attempt_id)
    known = known_by_file(taken)
    step = following.next_step(known, clock.now())
    had_money = Payment.objects.filter(attempt_id=attempt_id).exists()
    question = step if had_money and isinstance(step, Question) else Question.VERIFY
    done = Payment.objects.filter(attempt_id=attempt_id)
    if had_money:
        done = done.filter(Q(settled_at__isnull=False) | Q(reversed_at__isnull=False))
    with transaction.atomic():
        conclude(taken, known, answer, question)
        is_moved = done.exists()
        transaction.set_rollback(not is_moved)
    return is_moved


def _locked(taken: Attempt) -> tuple[Invoice, Attempt] | None:
    found = locked("second.id = %s AND second.lease = %s", [taken.id, taken.lease])
    if found is None:
        log.info("teller_late", attempt=taken.id, state=taken.state)
    return found


def _ours(invoice: Invoice, attempt: Attempt, answer: Answer) -> Ours:
    if not following.is_claimed(answer):
        return ours_of(attempt)
    # A statement of its own, under the lock: what another payment did meanwhile is seen.
    rivals = rivals_of(attempt, reference=_reference(attempt, answer), rrn=answer.rrn[:40])
    claim = _claim(invoice, attempt, rivals)
    return ours_of(attempt, claim=claim, is_reference_used=rivals.have_its_name)


def _claim(invoice: Invoice, attempt: Attempt, rivals: Rivals) -> Claim:
    is_covered = invoice.state in {InvoiceState.PAID, InvoiceState.WAIVED}
    if is_covered or rivals.have_its_invoice:
        return Claim.SURPLUS
    paid_at = windows.latest_payment(
        created_at=attempt.created_at,
        redirected_at=attempt.redirected_at,
        returned_at=attempt.returned_at if attempt.hint == Hint.OK else None,
    )
    in_time = windows.is_in_time(
        begun_at=attempt.created_at,
        paid_at=min(paid_at, clock.now()),
        payable_until=invoice.payable_until,
        grace=grace(),
    )
    is_taken_back = invoice.state == InvoiceState.WITHDRAWN
    return Claim.USABLE if in_time and not is_taken_back else Claim.TOO_LATE


def _take(invoice: Invoice, attempt: Attempt, answer: Answer, verdict: Verdict) -> None:
    """The gateway has the payer's money, and says that it is ours."""
    is_used = verdict.state is not AttemptState.REVERSING
    attempt.other_references = []
    attempt.reference = _reference(attempt, answer)
    attempt.rrn, attempt.card = answer.rrn[:40], answer.card[:30] or attempt.card
    now, is_settled = clock.now(), verdict.money is Money.TAKEN_AND_SETTLED
    payment = Payment(
        attempt=attempt,
        invoice=invoice,
        number=new_id(),
        gateway=attempt.gateway,
        terminal=attempt.terminal,
        amount=attempt.amount if answer.amount is None else answer.amount,
        reference=attempt.reference,
        rrn=attempt.rrn,
        card=attempt.card,
        is_used=is_used,
        verified_at=now,
        settled_at=now if is_settled else None,
    )
    insert(payment)
    if is_settled:
        _book(invoice, payment, ledger.taken, ledger.settled, ledger.used)
        _pay(invoice, attempt, payment)
    else:
        _book(invoice, payment, ledger.taken)


def _settle(invoice: Invoice, attempt: Attempt, payment: Payment) -> None:
    """The money is on its way to our account: the invoice is paid by it, or it goes back."""
    payment.settled_at = clock.now()
    update(payment, "settled_at")
    if payment.is_used:
        _book(invoice, payment, ledger.settled, ledger.used)
        _pay(invoice, attempt, payment)
        return
    _book(invoice, payment, ledger.settled)
    owe_back(payment, ground=GROUNDS.get(Fault(attempt.fault), RefundGround.SURPLUS))


def _pay(invoice: Invoice, attempt: Attempt, payment: Payment) -> None:
    invoice.state, invoice.paid_at = InvoiceState.PAID.value, payment.settled_at
    update(invoice, "state", "paid_at")
    _tell(
        messages.PAID,
        invoice,
        attempt,
        amount=payment.amount,
        number=payment.rrn or payment.reference,
    )


def _reverse(invoice: Invoice, attempt: Attempt, payment: Payment) -> None:
    """The money went back to the payer before it was ours."""
    payment.is_used, payment.reversed_at = False, clock.now()
    update(payment, "is_used", "reversed_at")
    _book(invoice, payment, ledger.reversed_)
    _tell(messages.RETURNS, invoice, attempt, amount=payment.amount)


def _book(
    invoice: Invoice, payment: Payment, *kinds: Callable[[ledger.Money], ledger.Transfer]
) -> None:
    money = money_of(payment, invoice.service)
    book(*(kind(money) for kind in kinds), service=invoice.service, payment_id=payment.id)


def _end(invoice: Invoice, attempt: Attempt, verdict: Verdict) -> None:
    """Write the verdict, and what it means to the payer."""
    before = AttemptState(attempt.state)
    verdict = _by_another_name(attempt, verdict)
    _move(attempt, verdict)
    update(attempt, *MOVED)
    _tell_end(invoice, attempt, verdict)
    if before is AttemptState.CREATED and verdict.fault in NO_PAGE:
        _try_another(invoice, attempt)


def _by_another_name(attempt: Attempt, verdict: Verdict) -> Verdict:
    """The verdict, or to ask on by the next name where browsers brought several.

    One of which the bank knows nothing yet waits for its next turn; one that is no payment of ours
    is dropped. Once money is ours the others mean nothing.
    """
    is_in_doubt = verdict.state is AttemptState.UNKNOWN
    is_no = verdict.state in {AttemptState.FAILED, AttemptState.REVERSED}
    if not attempt.other_references or verdict.money is not Money.NONE:
        return verdict
    if not (is_in_doubt or is_no):
        return verdict
    left = [attempt.reference] if is_in_doubt else []
    attempt.reference, *others = attempt.other_references
    attempt.other_references = others + left
    if is_in_doubt:
        return verdict
    was_unknown = attempt.state == AttemptState.UNKNOWN
    return Verdict(state=AttemptState.UNKNOWN if was_unknown else AttemptState.VERIFYING)


def _move(attempt: Attempt, verdict: Verdict) -> None:
    before, now = AttemptState(attempt.state), clock.now()
    if not may_follow(before, verdict.state):
        raise ValueError(f"an attempt does not go from {before} to {verdict.state}")
    attempt.state, attempt.lease = verdict.state.value, 0
    if verdict.fault or verdict.money in {Money.TAKEN, Money.TAKEN_AND_SETTLED}:
        attempt.fault = verdict.fault.value
    is_over = verdict.state in ENDED
    if verdict.state is not before:
        attempt.tries = 0
        attempt.ended_at = now if is_over else None
    attempt.next_at = None if is_over else verdict.at or now
    if verdict.again:
        attempt.next_at = now + windows.pause(
            tries=attempt.tries or 1,
            since=attempt.returned_at or attempt.created_at,
            now=now,
            chance=random.random(),  # noqa: S311 - spreads the tries, guards nothing
        )
        attempt.next_at = min(attempt.next_at, verdict.at or attempt.next_at)
    elif verdict.at is not None:
        attempt.tries = 0
    elif not is_over:
        notify(WAKE_CHANNEL)
    if verdict.state is before and not is_over:
        return
    record(
        f"payments.{verdict.state.value}",
        target=TARGET,
        target_id=attempt.id,
        by=None,
        before={"state": before.value},
        after={
            "state": verdict.state.value,
            "fault": attempt.fault,
            "code": attempt.code,
            "reference": attempt.reference,
        },
    )


def _try_another(invoice: Invoice, attempt: Attempt) -> None:
    """The payer waits: where one gateway gives no page, another is asked at once."""
    now = clock.now()
    recent = Attempt.objects.filter(invoice_id=invoice.id, created_at__gt=now - AT_ONCE)
    tried = list(recent.values_list("gateway", flat=True))
    is_over = invoice.payable_until is not None and now > invoice.payable_until
    if invoice.state != InvoiceState.OPEN or is_over or len(tried) >= TRIED_AT_ONCE:
        return
    try:
        start(invoice, by=None, but_not=tried)
    except NoGateway:
        log.warning("no_other_gateway", attempt=attempt.id)


def _tell_end(invoice: Invoice, attempt: Attempt, verdict: Verdict) -> None:
    """Say to whoever was at the bank how it ended, where no payment came of it."""
    if not _is_to_hear(attempt, verdict.fault) or invoice.state != InvoiceState.OPEN:
        return
    if verdict.state is AttemptState.FAILED:
        _tell(messages.FAILED, invoice, attempt, amount=invoice.amount)
    elif verdict.state is AttemptState.REVERSED and verdict.money is Money.NONE:
        _tell(messages.RETURNS, invoice, attempt, amount=attempt.amount)


def _is_to_hear(attempt: Attempt, fault: Fault) -> bool:
    """Not whoever cancelled, nor whoever comes back with a no and sees it on the page at once."""
    if attempt.redirected_at is None or fault is Fault.CANCELLED:
        return False
    if attempt.hint != Hint.NOK or attempt.returned_at is None:
        return True
    return clock.now() - attempt.returned_at > SEES_IT_WITHIN


def _tell(event: str, invoice: Invoice, attempt: Attempt, *, amount: int, number: str = "") -> None:
    tell(event, invoice, key=f"{event}:{attempt.id}", amount=amount, number=number)


def _reference(attempt: Attempt, answer: Answer) -> str:
    """The name of the payment: the bank's, else the one we asked with."""
    return (answer.reference or attempt.reference or attempt.token or str(attempt.order_number))[
        :80
    ]
