"""A registry that knows the answer from the number's last digit; for development and tests."""

from dataclasses import dataclass

from pishkhan.kernel.identity.terms import Ownership


OTHERS = "8"
DOWN = "9"


@dataclass(frozen=True, slots=True)
class SimulatedOwnership:
    """A mobile that ends in 8 is somebody else's, at 9 the service is down, else it is theirs."""

    def match(self, national_id: str, mobile: str) -> Ownership:  # noqa: ARG002 - of the port
        """See the port."""
        return {OTHERS: Ownership.MISMATCH, DOWN: Ownership.UNKNOWN}.get(
            mobile[-1:], Ownership.MATCH
        )


@dataclass(frozen=True, slots=True)
class NoOwnership:
    """An installation without such a service: nothing is ever known."""

    def match(self, national_id: str, mobile: str) -> Ownership:  # noqa: ARG002 - of the port
        """See the port."""
        return Ownership.UNKNOWN
