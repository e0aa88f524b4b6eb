"""For tests of others: a provider that keeps messages in memory, and what waits in the outbox."""

from collections.abc import Sequence

from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.ports import (
    DeliveryReport,
    ProviderUnavailable,
    SmsOut,
    SmsResult,
)
from pishkhan.kernel.notifications.terms import Channel, Delivery, Outcome


class MemoryProvider:
    """Takes every message, each key once; can be told to be down or to answer otherwise."""

    def __init__(self) -> None:
        self.sent: list[SmsOut] = []
        self._keys: set[int] = set()
        self.calls = 0
        self.is_down = False
        self.outcome = Outcome.ACCEPTED
        self.delivery = Delivery.DELIVERED

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """One result for each; a key that came before is not kept again."""
        self.calls += 1
        if self.is_down:
            message = "told to be down"
            raise ProviderUnavailable(message)
        if self.outcome is Outcome.ACCEPTED:
            self.sent += [message for message in batch if message.key not in self._keys]
            self._keys.update(message.key for message in batch)
        return [
            SmsResult(
                key=message.key, outcome=self.outcome, provider_id=f"m{message.key}", cost=120
            )
            for message in batch
        ]

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        """Each report twice, as real providers at times do."""
        return [
            DeliveryReport(provider_id=provider_id, delivery=self.delivery)
            for provider_id in provider_ids
        ] * 2

    def to(self, address: str) -> list[str]:
        """Texts sent to an address, in order."""
        return [message.text for message in self.sent if message.to == address]


def outbox(address: str, *, event: str = "") -> list[str]:
    """Texts written for an address by any channel but the inbox, in order, sent or not."""
    rows = Message.objects.filter(address=address).exclude(channel=Channel.INBOX).order_by("id")
    return [row.text for row in (rows.filter(event=event) if event else rows)]
