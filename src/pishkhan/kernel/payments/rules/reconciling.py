"""What a bank's file and our books say of one payment, laid side by side: pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from pishkhan.foundation.terms import Terms
from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.payments.rules.bank_file import BankState, Row
from pishkhan.kernel.payments.terms import AttemptState, DifferenceKind


ORDER = "order"  # the detail of a difference where the order numbers are not alike


class Stage(Terms):
    """How a payment stands with us."""

    VERIFIED = "verified", _("تأییدشده، واریزنشده")
    SETTLED = "settled", _("واریزشده")
    REVERSED = "reversed", _("برگشته")
    PAID_BACK = "paid_back", _("بازگردانده‌شده")


class Resolution(Terms):
    """How a difference closes by itself; stored as its label, as people's own words are."""

    RECOVERED = "recovered", _("بانک پول را دارد؛ پرداخت در دفترها ثبت شد.")
    WENT_BACK = "went_back", _("بانک پول را برگردانده بود؛ در دفترها ثبت شد.")
    AGREES = "agrees", _("فایل بانک و دفترهای ما اکنون یکی هستند.")
    CLAIMED = "claimed", _("پول به صورت‌حسابش رسید.")


@dataclass(frozen=True, slots=True)
class Ours:
    """What our books have of it: an attempt, and the payment that came of it, if one did."""

    attempt_id: int
    attempt_state: AttemptState
    order_number: int
    amount: int
    payment_id: int | None = None
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A difference. `detail` says what is not alike: `settled/reversed` is ours, then the bank's.

    `is_recoverable`: the bank knows what became of the money and we do not; the books can follow it.
    """

    kind: DifferenceKind
    ours: int | None
    theirs: int
    detail: str
    is_recoverable: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """All that a file says of one payment: how the bank left it, in how many ways it is named."""

    last: Row
    states: int
    is_twice: bool


# What a bank says, and what we may hold beside it without anything being wrong.
ALIKE = {
    (BankState.SETTLED, Stage.SETTLED),
    (BankState.VERIFIED, Stage.VERIFIED),
    (BankState.REVERSED, Stage.REVERSED),
    (BankState.SETTLED, Stage.PAID_BACK),
    (BankState.REVERSED, Stage.PAID_BACK),
}
# The bank has it, and we hold an attempt without a payment, or a payment that is not settled yet:
# of that the bank's file may also say that it went back.
RECOVERABLE = {
    (BankState.SETTLED, None),
    (BankState.VERIFIED, None),
    (BankState.SETTLED, Stage.VERIFIED),
    (BankState.REVERSED, Stage.VERIFIED),
}


def gather(rows: Iterable[Row]) -> Said:
    """The rows of one payment (at least one), in the order of the file, none kept in memory.

    The latest counts, of equal moments the later line. A payment that was settled and then reversed
    is named twice and is not there twice; one that was settled twice is.
    """
    last, states, is_twice = None, set[BankState](), False
    for row in rows:
        is_twice = is_twice or row.state in states
        states.add(row.state)
        if last is None or row.at >= last.at:
            last = row
    if last is None:
        raise ValueError("no row")
    return Said(last, len(states), is_twice)


def compare(theirs: Row, ours: Ours | None) -> Found | None:
    """What is not alike; None where the two agree."""
    if ours is None:
        return Found(DifferenceKind.ONLY_AT_BANK, None, theirs.amount, theirs.state.value)
    if theirs.order_number not in {None, ours.order_number}:
        return Found(DifferenceKind.STATE, ours.amount, theirs.amount, ORDER)
    if _is_alike(theirs, ours):
        return None
    if theirs.amount != ours.amount:
        return Found(DifferenceKind.AMOUNT, ours.amount, theirs.amount, theirs.state.value)
    held = ours.stage.value if ours.stage else ours.attempt_state.value
    return Found(
        DifferenceKind.STATE,
        ours.amount,
        theirs.amount,
        f"{held}/{theirs.state.value}",
        is_recoverable=(theirs.state, ours.stage) in RECOVERABLE
        # Of what the bank told us went back, people ask the bank.
        and ours.attempt_state is not AttemptState.REVERSED,
    )


def _is_alike(theirs: Row, ours: Ours) -> bool:
    # What never was ours, or went back, and went back at the bank too, is no difference.
    if theirs.state is BankState.REVERSED and ours.stage in {None, Stage.REVERSED}:
        return True
    return theirs.amount == ours.amount and (theirs.state, ours.stage) in ALIKE
