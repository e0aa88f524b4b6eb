"""What notifications need from outside: somebody who carries messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pishkhan.kernel.notifications.terms import Channel, Delivery, Outcome


class ProviderUnavailable(Exception):
    """The provider cannot be used at all now: down, no credit, wrong key.

    The text is logged, so it has no personal data.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsOut:
    """A message to carry. The provider must send one `key` only once, however often it is given."""

    key: int
    to: str
    text: str
    title: str = ""
    secret: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsResult:
    """The answer for one message. `cost` in rials; `reason` is the provider's, without personal data."""

    key: int
    outcome: Outcome
    provider_id: str = ""
    cost: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryReport:
    """What became of a message accepted earlier; may come twice."""

    provider_id: str
    delivery: Delivery


class SmsProvider(Protocol):
    """Carries messages of one channel."""

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """One result for each message; raises ProviderUnavailable where the outcome is unknown."""
        ...

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        """What is known of these messages; raises ProviderUnavailable."""
        ...


_connected: dict[Channel, SmsProvider] = {}


def connect(channel: Channel, provider: SmsProvider) -> None:
    """From now on `provider` carries the messages of `channel` (called by config/wiring)."""
    _connected[channel] = provider


def provider_of(channel: Channel) -> SmsProvider | None:
    """Who carries `channel`; None if nobody was connected."""
    return _connected.get(channel)
