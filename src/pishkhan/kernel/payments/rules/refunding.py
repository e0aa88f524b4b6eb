"""Who may do what to a refund: one person asks, another approves; pure."""

from pishkhan.kernel.payments.errors import (
    AskedByYourself,
    RefundNotReady,
    SecondedByYourself,
    SecondNotNeeded,
)
from pishkhan.kernel.payments.terms import RefundState


# What may follow what. A gateway that refuses leaves it to people, who pay by a bank transfer.
FOLLOWS = {
    RefundState.REQUESTED: {RefundState.APPROVED, RefundState.REFUSED},
    RefundState.APPROVED: {RefundState.SENDING, RefundState.PAID_BACK},
    RefundState.SENDING: {RefundState.APPROVED, RefundState.PAID_BACK},
    RefundState.PAID_BACK: set[RefundState](),
    RefundState.REFUSED: set[RefundState](),
}


def require_may_follow(now: RefundState, then: RefundState) -> None:
    """Pass, or raise RefundNotReady."""
    if then not in FOLLOWS[now]:
        raise RefundNotReady(state=now.label)


def require_may_second(*, asked_by: int | None, seconded_by: int | None) -> None:
    """A refund that a rule of ours asked for is taken up by a person first.

    Raises SecondNotNeeded.
    """
    if asked_by is not None or seconded_by is not None:
        raise SecondNotNeeded


def require_may_approve(*, asked_by: int | None, seconded_by: int | None, who: int) -> None:
    """Another person than who asked, or took it up, approves.

    Raises AskedByYourself, SecondedByYourself; RefundNotReady where nobody has taken it up.
    """
    if asked_by == who:
        raise AskedByYourself
    if seconded_by == who:
        raise SecondedByYourself
    if asked_by is None and seconded_by is None:
        raise RefundNotReady(state=RefundState.REQUESTED.label)
