"""Following an attempt: what to ask the bank now, and what its answer makes of the attempt.

Nothing here believes a browser, and nothing is over because of a clock where the bank may have
given us money: what was once claimed (from VERIFYING on) is asked after until the bank has said
what became of it; one that says after its window that it knows of no payment has said so. Until
then (TOKEN, REDIRECTED, RETURNED) it is only looked at, which gives us nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from pishkhan.kernel.payments.ports import Answer, Standing
from pishkhan.kernel.payments.rules.states import ENDED
from pishkhan.kernel.payments.rules.windows import (
    BELIEVED_AFTER,
    KNOWN_AFTER,
    LOOK_EVERY,
    REVERSIBLE_FOR,
    TOKEN_LIVES,
    latest_payment,
    window_ends,
)
from pishkhan.kernel.payments.terms import AttemptState as A, Fault, Hint


class Question(Enum):
    """What the teller may ask of a bank."""

    REQUEST = auto()
    VERIFY = auto()
    LOOK = auto()  # inquire, before anything is claimed
    SETTLE = auto()
    REVERSE = auto()


class Money(Enum):
    """What an answer did to money."""

    NONE = auto()
    TAKEN = auto()  # verified: at the gateway
    SETTLED = auto()  # what was taken before has reached us
    TAKEN_AND_SETTLED = auto()
    REVERSED = auto()  # what was taken before went back to the payer


class Claim(Enum):
    """Whether an invoice may still be paid by this attempt."""

    USABLE = auto()
    SURPLUS = auto()
    TOO_LATE = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of an attempt before the bank is asked."""

    state: A
    hint: Hint = Hint.NONE
    hint_fault: Fault = Fault.NONE
    has_reference: bool = False
    tries: int = 0  # questions without a clear answer in this state, this one included
    created_at: datetime
    redirected_at: datetime | None = None
    returned_at: datetime | None = None
    verify_within: timedelta
    knows_by_token: bool
    settles: bool
    is_alone: bool = False  # nothing else is or will be paid for its invoice while it is asked

    @property
    def window_ends_at(self) -> datetime:
        """From then on the bank has given back what nobody claimed."""
        return window_ends(self._paid_at_latest, self.verify_within)

    @property
    def is_reversible_until(self) -> datetime:
        """From then on no bank gives back what was claimed."""
        return window_ends(self._paid_at_latest, REVERSIBLE_FOR)

    @property
    def _paid_at_latest(self) -> datetime:
        return latest_payment(
            created_at=self.created_at,
            redirected_at=self.redirected_at,
            returned_at=self.returned_at if self.hint is Hint.OK else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What becomes of the attempt. `again` : ask again after the pause; `at` : at that moment.

    With both, whichever comes first. With neither, and a state that is not an end, the next question is asked at once.
    """

    state: A
    fault: Fault = Fault.NONE
    money: Money = Money.NONE
    again: bool = False
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ours:
    """With what an answer is compared."""

    amount: int
    order_number: int
    terminal: str
    reference: str = ""  # by which it is asked after
    said_amount: int | None = None  # by the browser, and counts where the bank repeats none
    claim: Claim = Claim.USABLE
    is_reference_used: bool = False  # by another payment


def next_step(known: Known, now: datetime) -> Question | Verdict:
    """What to ask now, or what becomes of the attempt without asking."""
    if known.state in ENDED:
        return Verdict(state=known.state)
    return STEPS[known.state](known, now)


def judge_unclear(known: Known, question: Question, now: datetime) -> Verdict:
    """What becomes of it when the bank gave no clear answer: nobody knows what it did."""
    match question:
        case Question.REQUEST:
            return _failed(Fault.GATEWAY_DOWN)
        case Question.SETTLE:
            return Verdict(state=known.state, again=True)
        case Question.REVERSE:
            return _reverse_later(known, now)
        case Question.LOOK:
            return _look_later(known, now)
        case Question.VERIFY:
            return _unknown(known, now)


def judge(known: Known, question: Question, answer: Answer, ours: Ours, now: datetime) -> Verdict:
    """What a clear answer makes of the attempt."""
    match question:
        case Question.SETTLE:
            return _judge_settling(known, answer)
        case Question.REVERSE:
            return _judge_reversing(known, answer, now)
        case Question.LOOK:
            return _judge_looking(known, answer, now)
        case Question.VERIFY:
            return _judge_claiming(known, answer, ours, now)
        case Question.REQUEST:
            raise ValueError("a request is answered by a page or refused")


def is_to_settle(known: Known, answer: Answer, ours: Ours, now: datetime) -> bool:
    """Whether what was just claimed may be settled without looking at the books first.

    They are looked at when both answers are there: only where nothing can have changed meanwhile.
    """
    is_claimed_now = _judge_claiming(known, answer, ours, now).state is A.VERIFIED
    return is_claimed_now and _is_settled_at_once(known, answer, ours)


def is_claimed(answer: Answer) -> bool:
    """Whether the gateway says that the money is ours."""
    return answer.standing in {Standing.VERIFIED, Standing.SETTLED}


def _new(known: Known, _now: datetime) -> Question | Verdict:
    # Asked once: a bank takes an order number once, and nobody was led to that page.
    return Question.REQUEST if known.tries <= 1 else _failed(Fault.GATEWAY_DOWN)


def _with_page(known: Known, now: datetime) -> Question | Verdict:
    over_at = known.created_at + TOKEN_LIVES
    if now < over_at:
        return _wait(A.TOKEN, over_at)
    # Nobody was led there by us; who can tell is asked all the same.
    return Question.LOOK if known.knows_by_token else _failed(Fault.SESSION_OVER)


def _at_the_bank(known: Known, now: datetime) -> Question | Verdict:
    if known.knows_by_token:
        return Question.LOOK
    if now >= known.window_ends_at:
        return _failed(Fault.RETURNED_BY_BANK)
    return _wait(A.REDIRECTED, known.window_ends_at)


def _back(known: Known, _now: datetime) -> Question | Verdict:
    if not (known.knows_by_token or known.has_reference):
        # The bank cannot be asked about it. What is not claimed goes back by itself.
        if known.hint is Hint.OK:
            return _failed(Fault.RETURNED_BY_BANK)
        return _failed(known.hint_fault or Fault.NOT_PAID)
    is_looked_at = known.state is A.RETURNED and known.hint is not Hint.OK
    return Question.LOOK if is_looked_at else Question.VERIFY


STEPS: Mapping[A, Callable[[Known, datetime], Question | Verdict]] = {
    A.CREATED: _new,
    A.TOKEN: _with_page,
    A.REDIRECTED: _at_the_bank,
    A.RETURNED: _back,
    A.VERIFYING: _back,
    A.UNKNOWN: _back,
    A.VERIFIED: lambda _known, _now: Question.SETTLE,
    A.REVERSING: lambda _known, _now: Question.REVERSE,
}


def _judge_looking(known: Known, answer: Answer, now: datetime) -> Verdict:
    if is_claimed(answer) or answer.standing is Standing.PAID:
        return Verdict(state=A.VERIFYING)
    if answer.standing is not Standing.PENDING:
        return _not_ours(known, answer)
    return _failed(Fault.SESSION_OVER) if now >= known.window_ends_at else _look_later(known, now)


def _judge_claiming(known: Known, answer: Answer, ours: Ours, now: datetime) -> Verdict:
    if is_claimed(answer):
        return _claimed(known, answer, ours)
    if answer.standing in {Standing.PENDING, Standing.PAID}:
        # Of money that it says to have, it may be slow to say that it went back.
        slack = KNOWN_AFTER if answer.standing is Standing.PAID else timedelta()
        # One answer may be a slip, where what it answered before was lost.
        if now >= known.window_ends_at + slack and known.tries >= BELIEVED_AFTER:
            return _failed(Fault.RETURNED_BY_BANK)  # a file of the bank may still bring it
        return _unknown(known, now)
    return _not_ours(known, answer)


def _unknown(known: Known, now: datetime) -> Verdict:
    """Asked again and again, and when the window is over: that moment is promised to the payer."""
    ends_at = known.window_ends_at
    return Verdict(state=A.UNKNOWN, again=True, at=ends_at if now < ends_at else None)


def _not_ours(known: Known, answer: Answer) -> Verdict:
    return {
        Standing.REVERSED: Verdict(state=A.REVERSED, fault=Fault.RETURNED_BY_BANK),
        Standing.TOO_LATE: _failed(answer.fault or Fault.RETURNED_BY_BANK),
        Standing.NOT_PAID: _failed(answer.fault or known.hint_fault or Fault.NOT_PAID),
    }[answer.standing]


def _claimed(known: Known, answer: Answer, ours: Ours) -> Verdict:
    is_foreign = answer.order_number not in {0, ours.order_number}
    is_elsewhere = answer.terminal not in {"", ours.terminal}
    if is_foreign or is_elsewhere or ours.is_reference_used:
        return _failed(Fault.WRONG_REFERENCE)
    if fault := _unusable(answer, ours):
        return Verdict(state=A.REVERSING, fault=fault, money=Money.TAKEN)
    if known.settles and answer.standing is not Standing.SETTLED:
        # Where it was to be settled just now, too, that is not clear.
        was_asked = _is_settled_at_once(known, answer, ours)
        return Verdict(state=A.VERIFIED, money=Money.TAKEN, again=was_asked)
    return Verdict(state=A.SETTLED, money=Money.TAKEN_AND_SETTLED)


def _is_settled_at_once(known: Known, answer: Answer, ours: Ours) -> bool:
    """A payment whose name only the answer brings is written down before it is settled by it."""
    return known.is_alone and answer.reference in {"", ours.reference}


def _unusable(answer: Answer, ours: Ours) -> Fault:
    taken = ours.said_amount if answer.amount is None else answer.amount
    if taken is not None and taken != ours.amount:
        return Fault.WRONG_AMOUNT
    return {
        Claim.USABLE: Fault.NONE,
        Claim.SURPLUS: Fault.SURPLUS,
        Claim.TOO_LATE: Fault.TOO_LATE,
    }[ours.claim]


def _judge_settling(known: Known, answer: Answer) -> Verdict:
    match answer.standing:
        case Standing.SETTLED:
            return Verdict(state=A.SETTLED, money=Money.SETTLED)
        case Standing.VERIFIED if not known.settles:  # what it has verified it pays out by itself
            return Verdict(state=A.SETTLED, money=Money.SETTLED)
        case Standing.REVERSED | Standing.TOO_LATE:
            return Verdict(state=A.REVERSED, fault=Fault.RETURNED_BY_BANK, money=Money.REVERSED)
        case _:
            # It had said that it has the money: whatever else it says now is no answer.
            return Verdict(state=A.VERIFIED, again=True)


def _judge_reversing(known: Known, answer: Answer, now: datetime) -> Verdict:
    match answer.standing:
        case Standing.REVERSED:
            return Verdict(state=A.REVERSED, money=Money.REVERSED)
        case Standing.NOT_PAID if now >= known.window_ends_at:
            # It has no such payment any more: not ours, and a file that says otherwise is a difference.
            return Verdict(state=A.REVERSED, fault=Fault.RETURNED_BY_BANK, money=Money.REVERSED)
        case Standing.TOO_LATE if known.settles:
            return Verdict(state=A.VERIFIED)  # it must be ours before it can be refunded
        case Standing.TOO_LATE | Standing.SETTLED:
            return Verdict(state=A.SETTLED, money=Money.SETTLED)
        case _:
            return _reverse_later(known, now)


def _reverse_later(known: Known, now: datetime) -> Verdict:
    """Past its window the bank tells what it has: then it is settled and refunded, or went back."""
    if now >= known.is_reversible_until:
        return Verdict(state=A.VERIFIED)
    return Verdict(state=known.state, again=True)


def _look_later(known: Known, now: datetime) -> Verdict:
    """A browser at the bank is looked after now and then; one that is back waits for us."""
    if known.state is A.RETURNED:
        return Verdict(state=A.RETURNED, again=True)
    return Verdict(state=known.state, at=now + LOOK_EVERY)


def _failed(fault: Fault) -> Verdict:
    return Verdict(state=A.FAILED, fault=fault)


def _wait(state: A, at: datetime) -> Verdict:
    return Verdict(state=state, at=at)
