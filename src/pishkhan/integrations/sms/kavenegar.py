"""Adapter of Kavenegar's published REST API, version 1 (https://kavenegar.com/rest.html).

`sms/send` with `localid`: a `localid` that was sent before is not sent again, the earlier message
is returned. `sms/status`: at most 500 messages a call, kept for 48 hours. Every answer has
`return.status`, which the HTTP status repeats.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from pishkhan.integrations.sms import wire
from pishkhan.kernel.notifications.ports import (
    DeliveryReport,
    ProviderUnavailable,
    SmsOut,
    SmsResult,
)
from pishkhan.kernel.notifications.terms import Delivery, Outcome


ADDRESS = "https://api.kavenegar.com/v1"
OK = 200
# The message itself is at fault: bad number, empty or too long.
REFUSED = {400, 411, 413}
# The account or the service is at fault: wrong key, no right, down, wrong line, no credit …
UNAVAILABLE = {401, 403, 404, 405, 407, 409, 412, 418, 424, 426, 428, 451, 500, 502, 503, 504}
STATUS_FAILED, STATUS_CANCELLED, STATUS_BLOCKED = 6, 13, 14
DELIVERIES = {
    STATUS_FAILED: Delivery.UNDELIVERED,
    10: Delivery.DELIVERED,
    11: Delivery.UNDELIVERED,
    STATUS_CANCELLED: Delivery.UNDELIVERED,
    STATUS_BLOCKED: Delivery.UNDELIVERED,
}
MOST_IDS = 500
AT_ONCE = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class KavenegarSms:
    """Sends by `sms/send`, eight calls at a time. `sender` empty means the account's default line."""

    key: str = field(repr=False)
    sender: str = ""
    address: str = ADDRESS
    timeout_seconds: float = wire.TIMEOUT_SECONDS

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """See the port. Unavailable only if nothing was taken; else the rest comes later."""
        with ThreadPoolExecutor(AT_ONCE) as calls:
            answers = list(calls.map(self._send_one, batch))
        unavailable = [answer for answer in answers if isinstance(answer, ProviderUnavailable)]
        if len(unavailable) == len(batch):
            raise unavailable[0]
        return [
            SmsResult(key=message.key, outcome=Outcome.LATER, reason=str(answer))
            if isinstance(answer, ProviderUnavailable)
            else answer
            for message, answer in zip(batch, answers, strict=True)
        ]

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        """See the port."""
        found = []
        for start in range(0, len(provider_ids), MOST_IDS):
            ids = ",".join(provider_ids[start : start + MOST_IDS])
            status, entries = self._call("sms/status", {"messageid": ids})
            if status != OK:
                message = f"Kavenegar answers {status}"
                raise ProviderUnavailable(message)
            found += [
                DeliveryReport(
                    provider_id=str(entry.get("messageid")),
                    delivery=DELIVERIES.get(wire.number(entry.get("status")), Delivery.UNKNOWN),
                )
                for entry in entries
            ]
        return found

    def _send_one(self, message: SmsOut) -> SmsResult | ProviderUnavailable:
        fields = {"receptor": message.to, "message": message.text, "localid": str(message.key)}
        if self.sender:
            fields["sender"] = self.sender
        if message.secret:
            fields["hide"] = "1"
        try:
            status, entries = self._call("sms/send", fields)
        except ProviderUnavailable as error:
            return error
        if status in UNAVAILABLE:
            return ProviderUnavailable(f"Kavenegar answers {status}")
        if status != OK or not entries:
            outcome = Outcome.REFUSED if status in REFUSED else Outcome.LATER
            return SmsResult(key=message.key, outcome=outcome, reason=f"kavenegar {status}")
        return _taken(message, entries[0])

    def _call(
        self, method: str, fields: Mapping[str, str]
    ) -> tuple[int, list[Mapping[str, object]]]:
        answer = wire.post(
            f"{self.address}/{quote(self.key, safe='')}/{method}.json",
            urlencode(fields).encode(),
            content_type="application/x-www-form-urlencoded",
            timeout_seconds=self.timeout_seconds,
        )
        head = answer.body.get("return")
        status = wire.number(head.get("status")) if isinstance(head, dict) else answer.status
        return status, wire.rows(answer.body.get("entries"))


def _taken(message: SmsOut, entry: Mapping[str, object]) -> SmsResult:
    status = wire.number(entry.get("status"))
    refused = status in {STATUS_FAILED, STATUS_CANCELLED, STATUS_BLOCKED}
    return SmsResult(
        key=message.key,
        outcome=Outcome.REFUSED if refused else Outcome.ACCEPTED,
        provider_id=str(entry.get("messageid", "")),
        cost=wire.number(entry.get("cost")),
        reason=f"kavenegar message {status}" if refused else "",
    )
