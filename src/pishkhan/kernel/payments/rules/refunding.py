"""Who may do what to a refund: one person asks, another approves; pure."""

from datetime import datetime, timedelta

from pishkhan.kernel.payments.errors import (
    ApprovedByYourself,
    AskedByYourself,
    GatewayPaysBack,
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


# So long a gateway is asked before people may take a refund away from it.
GATEWAY_HAS = timedelta(days=1)


def require_may_take_away(
    state: RefundState, *, approved_by: int | None, who: int, is_overdue: bool
) -> None:
    """Of what a gateway may have done, and does not say, people take charge: two of them.

    Raises RefundNotReady, GatewayPaysBack, ApprovedByYourself.
    """
    if state is not RefundState.SENDING:
        raise RefundNotReady(state=state.label)
    if not is_overdue:
        raise GatewayPaysBack
    if approved_by == who:
        raise ApprovedByYourself


def is_overdue(*, approved_at: datetime | None, next_at: datetime | None, now: datetime) -> bool:
    """Whether a gateway that is still to give it back has had its time."""
    return next_at is not None and approved_at is not None and now >= approved_at + GATEWAY_HAS


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


def require_may_refuse(*, asked_by: int | None, seconded_by: int | None, who: int) -> None:
    """What a rule of ours wants sent back is kept by two people only, as it is sent by two.

    Raises SecondedByYourself; RefundNotReady where nobody has taken it up.
    """
    if asked_by is None:
        require_may_approve(asked_by=None, seconded_by=seconded_by, who=who)


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
