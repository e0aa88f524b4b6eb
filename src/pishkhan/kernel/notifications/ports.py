"""What notifications need from outside: those who carry messages, and the working days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from pishkhan.kernel.notifications.terms import Channel, Delivery, Outcome


class ProviderUnavailable(Exception):
    """The provider cannot be used at all now: down, no credit, wrong key.

    The text is logged, so it has no personal data. `maybe_sent` is false only where the provider
    certainly took nothing (it refused, or was not reached): then another may send at once.
    """

    def __init__(self, message: str = "", *, maybe_sent: bool = True) -> None:
        super().__init__(message)
        self.maybe_sent = maybe_sent


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsOut:
    """A message to carry. The provider must send one `key` only once, however often it is given.

    `is_again`: this provider was given it before and the outcome is not known; a provider that
    takes no key of ours must look among what it has sent. `values` are those that filled the
    text of `event`, for providers that take registered patterns.
    """

    key: int
    to: str
    text: str
    title: str = ""
    event: str = ""
    language: str = "fa"
    values: Mapping[str, str] = field(default_factory=dict)
    secret: bool = False
    is_again: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsResult:
    """The answer for one message. `cost` in rials; `reason` is the provider's, without personal data.

    `maybe_sent` as in ProviderUnavailable; it counts only where the outcome is LATER. With
    `is_no_address` the outcome is REFUSED because there is nobody at that address, for good.
    """

    key: int
    outcome: Outcome
    provider_id: str = ""
    cost: int = 0
    reason: str = ""
    maybe_sent: bool = False
    is_no_address: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryReport:
    """What became of a message accepted earlier; may come twice, late, or about nothing of ours."""

    provider_id: str
    delivery: Delivery


class SmsProvider(Protocol):
    """Carries messages of one channel."""

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """One result for each message; raises ProviderUnavailable where there is none."""
        ...

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        """What is known of these messages; raises ProviderUnavailable."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """A provider by the name under which rows remember it; `weight` is its share of the messages."""

    name: str
    provider: SmsProvider
    weight: int = 1


_connected: dict[Channel, tuple[Carrier, ...]] = {}


def connect(channel: Channel, *carriers: Carrier) -> None:
    """From now on these carry the messages of `channel`, and nobody else (called by config/wiring).

    Raises ValueError for two of one name, or a weight below one.
    """
    if len({carrier.name for carrier in carriers}) < len(carriers):
        message = f"Two carriers of {channel} have one name."
        raise ValueError(message)
    if any(carrier.weight < 1 for carrier in carriers):
        message = f"A carrier of {channel} has no weight."
        raise ValueError(message)
    _connected[channel] = carriers


def carriers_of(channel: Channel) -> tuple[Carrier, ...]:
    """Who carries `channel`; none if nobody was connected."""
    return _connected.get(channel, ())


def carrier(channel: Channel, name: str) -> Carrier | None:
    """The carrier of that name, if it is connected."""
    return next((one for one in carriers_of(channel) if one.name == name), None)


NextWorkingDay = Callable[[date], date]
_calendar: list[NextWorkingDay] = []


def connect_calendar(next_working_day: NextWorkingDay) -> None:
    """From now on alarms wait for these days (called by config/wiring)."""
    _calendar[:] = [next_working_day]


def next_working_day(day: date) -> date:
    """`day` itself or the next one on which offices work; every day if no calendar was connected."""
    return _calendar[0](day) if _calendar else day
