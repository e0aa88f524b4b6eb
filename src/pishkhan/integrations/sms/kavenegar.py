"""Adapter of Kavenegar's published REST API, version 1 (https://kavenegar.com/rest.html).

`sms/send` with `localid`: a `localid` that was sent before is not sent again, the earlier message
is returned. `verify/lookup` fills a registered text and knows no `localid`, so after a lost
answer we look for the message in `sms/latestoutbox`. `sms/status`: at most 500 messages a call,
kept for 48 hours. Every answer has `return.status`, which the HTTP status repeats. Where a
callback address is set in its panel, each delivery is posted there as `messageid` and `status`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import structlog

from pishkhan.integrations.sms import batches, wire
from pishkhan.integrations.sms.patterns import Pattern, Patterns, pattern_of
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
UNAVAILABLE = {401, 403, 404, 405, 407, 409, 412, 418, 451, 500, 502, 503, 504}
# The registered text is at fault: a token it does not take, not found, not allowed, not complete.
PATTERN_FAULTS = {422, 424, 426, 428, 431, 432}
# It may have taken the message before it failed.
IN_DOUBT = {500, 502, 504}
STATUS_FAILED, STATUS_CANCELLED, STATUS_BLOCKED = 6, 13, 14
DELIVERIES = {
    STATUS_FAILED: Delivery.UNDELIVERED,
    10: Delivery.DELIVERED,
    11: Delivery.UNDELIVERED,
    STATUS_CANCELLED: Delivery.UNDELIVERED,
    STATUS_BLOCKED: Delivery.UNDELIVERED,
}
MOST_IDS = 500
# Spaces that the tokens of a registered text may hold; others hold none.
SPACES = {"token10": 5, "token20": 8}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class KavenegarSms:
    """Sends one by one, eight calls at a time. `sender` empty means the account's default line."""

    key: str = field(repr=False)
    sender: str = ""
    address: str = ADDRESS
    patterns: Patterns = field(default_factory=dict)
    timeout_seconds: float = wire.TIMEOUT_SECONDS

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """See the port. Unavailable only if nothing was taken; else the rest comes later."""
        return batches.settled(batch, batches.each(self._send_one, batch))

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        """See the port."""
        found = []
        for start in range(0, len(provider_ids), MOST_IDS):
            ids = ",".join(provider_ids[start : start + MOST_IDS])
            status, entries = self._call("sms/status", {"messageid": ids})
            if status != OK:
                raise _unavailable(status)
            found += [report(entry.get("messageid"), entry.get("status")) for entry in entries]
        return found

    def _send_one(self, message: SmsOut) -> SmsResult | ProviderUnavailable:
        pattern = pattern_of(self.patterns, message)
        tokens = _tokens(pattern, message) if pattern else None
        if pattern and tokens:
            return self._send_pattern(message, pattern, tokens)
        return self._send_text(message)

    def _send_pattern(
        self, message: SmsOut, pattern: Pattern, tokens: Mapping[str, str]
    ) -> SmsResult | ProviderUnavailable:
        if message.is_again and (earlier := self._earlier(message, tokens)):
            return earlier
        fields = {"receptor": message.to, "template": pattern.template, **tokens}
        status, entries = self._call("verify/lookup", fields)
        if status in PATTERN_FAULTS:
            log.warning("pattern_refused", provider="kavenegar", event_of=message.event, why=status)
            return self._send_text(message)
        return _answered(message, status, entries)

    def _send_text(self, message: SmsOut) -> SmsResult | ProviderUnavailable:
        fields = {"receptor": message.to, "message": message.text, "localid": str(message.key)}
        if self.sender:
            fields["sender"] = self.sender
        if message.secret:
            fields["hide"] = "1"
        return _answered(message, *self._call("sms/send", fields))

    def _earlier(self, message: SmsOut, tokens: Mapping[str, str]) -> SmsResult | None:
        """The message, if the operator has taken it before our connection broke."""
        status, entries = self._call("sms/latestoutbox", {"pagesize": str(MOST_IDS)})
        if status != OK:
            raise ProviderUnavailable(f"Kavenegar answers {status}")
        for entry in entries:
            text = str(entry.get("message", ""))
            if str(entry.get("receptor")) == message.to and all(
                token in text for token in tokens.values()
            ):
                return _taken(message, entry)
        return None

    def _call(
        self, method: str, fields: Mapping[str, str]
    ) -> tuple[int, list[Mapping[str, object]]]:
        answer = wire.call(
            f"{self.address}/{quote(self.key, safe='')}/{method}.json",
            urlencode(fields).encode(),
            headers=FORM,
            timeout_seconds=self.timeout_seconds,
        )
        head = answer.body.get("return")
        status = wire.number(head.get("status")) if isinstance(head, dict) else answer.status
        return status, wire.rows(answer.body.get("entries"))


def report(message_id: object, status: object) -> DeliveryReport:
    """What a status of theirs says of a message, in an answer or in a callback."""
    delivery = DELIVERIES.get(wire.number(status), Delivery.UNKNOWN)
    return DeliveryReport(provider_id=str(message_id), delivery=delivery)


def _tokens(pattern: Pattern, message: SmsOut) -> dict[str, str] | None:
    """The tokens, or None where one is missing or has more spaces than Kavenegar takes."""
    # Groups of digits are held together by no-break spaces; tokens take none.
    filled = pattern.filled(message)
    if filled is None:
        return None
    tokens = {
        name: value if name in SPACES else value.replace("\N{NO-BREAK SPACE}", "")
        for name, value in filled.items()
    }
    fits = all(
        token and sum(letter.isspace() for letter in token) <= SPACES.get(name, 0)
        for name, token in tokens.items()
    )
    return tokens if fits else None


def _unavailable(status: int) -> ProviderUnavailable:
    return ProviderUnavailable(f"Kavenegar answers {status}", maybe_sent=status in IN_DOUBT)


def _answered(
    message: SmsOut, status: int, entries: Sequence[Mapping[str, object]]
) -> SmsResult | ProviderUnavailable:
    if status in UNAVAILABLE:
        return _unavailable(status)
    if status == OK and entries:
        return _taken(message, entries[0])
    return SmsResult(
        key=message.key,
        outcome=Outcome.REFUSED if status in REFUSED else Outcome.LATER,
        reason=f"kavenegar {status}",
        maybe_sent=status == OK,
    )


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
