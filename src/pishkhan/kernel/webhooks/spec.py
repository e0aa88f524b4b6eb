"""What others say about webhooks; plain values."""

from dataclasses import dataclass
from datetime import datetime

from pishkhan.kernel.webhooks.rules.sealing import Keys
from pishkhan.kernel.webhooks.terms import DeliveryState, Off, Problem, Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointView:
    """A receiver of an organisation; `topics` empty means all. `failing_since` None: it is well."""

    id: int
    organisation_id: int
    title: str
    url: str
    topics: tuple[Topic, ...]
    off: Off
    failures: int
    failing_since: datetime | None
    old_secret_until: datetime | None
    created_at: datetime

    @property
    def is_active(self) -> bool:
        """Whether it is given anything."""
        return self.off is Off.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEndpoint:
    """A receiver with its secret, which is never shown again."""

    endpoint: EndpointView
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryView:
    """What became of one announcement at one receiver. `status` is the HTTP status, 0 for none."""

    id: int
    endpoint_id: int
    name: str
    topic: Topic
    case_id: int | None
    state: DeliveryState
    attempt: int
    status: int
    problem: Problem
    answer: str
    next_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Swept:
    """What the sweeper found: announcements of which a receiver had no delivery (now it has),
    leases whose worker died, deliveries given up after 72 hours, deliveries that are late although
    their receiver is well."""

    unannounced: int = 0
    lost_leases: int = 0
    expired: int = 0
    stuck: int = 0

    @property
    def found(self) -> int:
        """All of it."""
        return self.unannounced + self.lost_leases + self.expired + self.stuck


__all__ = ["DeliveryView", "EndpointView", "Keys", "NewEndpoint", "Swept"]
