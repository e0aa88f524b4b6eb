"""Adapter of our own operator's simulator (`simulators.sms_operator`)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from pishkhan.integrations.sms import wire
from pishkhan.kernel.notifications.ports import (
    DeliveryReport,
    ProviderUnavailable,
    SmsOut,
    SmsResult,
)
from pishkhan.kernel.notifications.terms import Delivery, Outcome


DOWN = HTTPStatus.SERVICE_UNAVAILABLE
OUTCOMES = {"accepted": Outcome.ACCEPTED, "duplicate": Outcome.ACCEPTED, "refused": Outcome.REFUSED}
DELIVERIES = {"delivered": Delivery.DELIVERED, "undelivered": Delivery.UNDELIVERED}


@dataclass(frozen=True, kw_only=True, slots=True)
class SimulatorSms:
    """Sends a batch in one call; the message's key is the operator's dedupe key."""

    address: str
    timeout_seconds: float = wire.TIMEOUT_SECONDS

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """See the port."""
        messages = [{"key": str(one.key), "to": one.to, "text": one.text} for one in batch]
        return [
            SmsResult(
                key=wire.number(row.get("key")),
                outcome=OUTCOMES.get(str(row.get("outcome")), Outcome.LATER),
                provider_id=str(row.get("id", "")),
                cost=wire.number(row.get("cost")),
                reason=str(row.get("reason", "")),
            )
            for row in wire.rows(self._post("send", {"messages": messages}).get("results"))
        ]

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        """See the port."""
        answer = self._post("reports", {"ids": list(provider_ids)})
        return [report(row) for row in wire.rows(answer.get("reports"))]

    def _post(self, method: str, body: Mapping[str, object]) -> Mapping[str, object]:
        answer = wire.call(
            f"{self.address}/{method}",
            json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            timeout_seconds=self.timeout_seconds,
        )
        if answer.status != HTTPStatus.OK:
            message = f"the operator answers {answer.status}"
            raise ProviderUnavailable(message, maybe_sent=answer.status != DOWN)
        return answer.body


def report(row: Mapping[str, object]) -> DeliveryReport:
    """What the operator says of one message, in an answer or in a callback."""
    delivery = DELIVERIES.get(str(row.get("delivery")), Delivery.UNKNOWN)
    return DeliveryReport(provider_id=str(row.get("id")), delivery=delivery)
