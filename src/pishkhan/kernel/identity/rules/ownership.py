"""Whether a person may go on, given the outcome of the mobile-ownership check (domain.md X-03)."""

from pishkhan.kernel.identity.terms import Ownership, OwnershipPolicy


def may_go_on(policy: OwnershipPolicy, outcome: Ownership) -> bool:
    """Only BLOCK stops, and only at a mismatch: a service that is down must stop nobody."""
    return not (policy == OwnershipPolicy.BLOCK and outcome == Ownership.MISMATCH)


def is_to_be_warned(policy: OwnershipPolicy, outcome: Ownership) -> bool:
    """Whether the person is told that the number seems not to be theirs."""
    return policy == OwnershipPolicy.WARN and outcome == Ownership.MISMATCH


def clerk_must_check(policy: OwnershipPolicy, outcome: Ownership) -> bool:
    """Whether the case carries a note for the clerk: anything but a proven match."""
    return policy == OwnershipPolicy.CLERK_CHECKS and outcome != Ownership.MATCH
