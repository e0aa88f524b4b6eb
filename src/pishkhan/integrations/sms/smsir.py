"""Adapter of sms.ir's published REST API, version 1 (https://sms.ir/rest-api/).

`send/likeToLike` takes up to 100 pairs of number and text, `send/verify` fills a registered text
whose values have 25 characters at most, `send/{id}` tells of a delivery. Every answer is
`{status, message, data}`, and only status 1 is success. A pair that is refused spoils the whole
request, so the request is then halved. There is no key of ours: after a lost answer we look for
the message among those of today and yesterday (`send/live`, `send/archive`) before sending again.
Costs come in units of one SMS, not in rials.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import quote, urlencode

import structlog

from pishkhan.foundation import clock
from pishkhan.integrations.sms import batches, wire
from pishkhan.integrations.sms.patterns import Pattern, Patterns, pattern_of
from pishkhan.kernel.notifications.api import sms_parts
from pishkhan.kernel.notifications.ports import (
    DeliveryReport,
    ProviderUnavailable,
    SmsOut,
    SmsResult,
)
from pishkhan.kernel.notifications.terms import Delivery, Outcome


ADDRESS = "https://api.sms.ir/v1"
OK, INTERNAL, NO_SUCH_MESSAGE = 1, 0, 111
# The message is at fault: empty, bad number, on the black list, text not approved.
REFUSED = {103, 104, 115, 117}
# The registered text is at fault: not found, value too long, no name, not approved, not in our plan.
PATTERN_FAULTS = {113, 114, 116, 117, 119}
DELIVERIES = {
    1: Delivery.DELIVERED,
    2: Delivery.UNDELIVERED,
    4: Delivery.UNDELIVERED,
    6: Delivery.UNDELIVERED,
    7: Delivery.UNDELIVERED,
}
MOST_PAIRS = 100
LONGEST_VALUE = 25
PAGES = 10
log = structlog.get_logger(__name__)
Found = SmsResult | ProviderUnavailable


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsIr:
    """Sends texts a hundred at a time from `line`, registered texts one by one."""

    key: str = field(repr=False)
    line: str
    rials_per_unit: int = 0
    address: str = ADDRESS
    patterns: Patterns = field(default_factory=dict)
    timeout_seconds: float = wire.TIMEOUT_SECONDS

    def send(self, batch: Sequence[SmsOut]) -> Sequence[SmsResult]:
        """See the port."""
        found = self._earlier([message for message in batch if message.is_again])
        new = [message for message in batch if message.key not in found]
        filled = {message.key: self._filled(message) for message in new}
        quick = [message for message in new if filled[message.key]]
        for message, answer in zip(
            quick, batches.each(lambda one: self._verify(one, filled[one.key]), quick), strict=True
        ):
            if answer is not None:
                found[message.key] = answer
        texts = [message for message in new if message.key not in found]
        chunks = [texts[at : at + MOST_PAIRS] for at in range(0, len(texts), MOST_PAIRS)]
        for chunk, answers in zip(chunks, batches.each(self._pairs, chunks), strict=True):
            if isinstance(answers, ProviderUnavailable):
                found |= {message.key: answers for message in chunk}
            else:
                found |= answers
        return batches.settled(batch, [found[message.key] for message in batch])

    def reports(self, provider_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        """See the port; one call for each, so unavailable only if all were."""
        answers = batches.each(self._report, provider_ids)
        known = [one for one in answers if not isinstance(one, ProviderUnavailable)]
        if answers and not known:
            raise next(one for one in answers if isinstance(one, ProviderUnavailable))
        return known

    def _report(self, provider_id: str) -> DeliveryReport | ProviderUnavailable:
        status, data = self._call(f"send/{quote(provider_id, safe='')}")
        if status not in {OK, NO_SUCH_MESSAGE}:
            return _unavailable(status)
        state = wire.number(data.get("deliveryState")) if isinstance(data, dict) else 0
        delivery = DELIVERIES.get(state, Delivery.UNKNOWN)
        return DeliveryReport(provider_id=provider_id, delivery=delivery)

    def _filled(self, message: SmsOut) -> tuple[Pattern, dict[str, str]] | None:
        pattern = pattern_of(self.patterns, message)
        values = pattern.filled(message) if pattern else None
        if pattern is None or not values:
            return None
        fits = all(len(value) <= LONGEST_VALUE for value in values.values())
        return (pattern, values) if fits else None

    def _verify(
        self, message: SmsOut, filled: tuple[Pattern, dict[str, str]] | None
    ) -> Found | None:
        """Send by a registered text; None where the text is at fault and must go as it is."""
        if filled is None:
            return None
        pattern, values = filled
        body = {
            "mobile": message.to,
            "templateId": wire.number(pattern.template),
            "parameters": [{"name": name, "value": value} for name, value in values.items()],
        }
        status, data = self._call("send/verify", body)
        if status in PATTERN_FAULTS:
            log.warning("pattern_refused", provider="smsir", event_of=message.event, why=status)
            return None
        if status != OK or not isinstance(data, dict):
            return _refused(message, status)
        return self._taken(message, data.get("messageId"), _units(data.get("cost")))

    def _pairs(self, chunk: Sequence[SmsOut]) -> dict[int, Found] | ProviderUnavailable:
        """Send texts as they are, in one request or, where one of them spoils it, in halves."""
        body = {
            "lineNumber": wire.number(self.line),
            "messageTexts": [message.text for message in chunk],
            "mobiles": [message.to for message in chunk],
            "sendDateTime": None,
        }
        try:
            status, data = self._call("send/likeToLike", body)
        except ProviderUnavailable as error:
            return error
        if status in REFUSED and len(chunk) > 1:
            return self._halves(chunk)
        ids = data.get("messageIds") if isinstance(data, dict) else None
        if status != OK or not isinstance(ids, list) or len(ids) != len(chunk):
            return {message.key: _refused(message, status) for message in chunk}
        units = _units(data.get("cost")) if isinstance(data, dict) else 0.0
        parts = [sms_parts(message.text) for message in chunk]
        return {
            message.key: self._taken(message, message_id, units * part / sum(parts))
            for message, message_id, part in zip(chunk, ids, parts, strict=True)
        }

    def _halves(self, chunk: Sequence[SmsOut]) -> dict[int, Found]:
        found: dict[int, Found] = {}
        middle = len(chunk) // 2
        for half in (chunk[:middle], chunk[middle:]):
            answers = self._pairs(half)
            if isinstance(answers, ProviderUnavailable):
                found |= {message.key: answers for message in half}
            else:
                found |= answers
        return found

    def _earlier(self, messages: Sequence[SmsOut]) -> dict[int, Found]:
        """Those that the operator has taken before our connection broke, or cannot tell of now."""
        found: dict[int, Found] = {}
        missing = list(messages)
        if not missing:
            return found
        try:
            for row in self._sent_lately():
                for message in missing:
                    if self._is_same(message, row):
                        units = _units(row.get("cost"))
                        found[message.key] = self._taken(message, row.get("messageId"), units)
                        missing.remove(message)
                        break
                if not missing:
                    break
        except ProviderUnavailable as error:
            in_doubt = ProviderUnavailable(str(error), maybe_sent=True)
            found.update({message.key: in_doubt for message in missing})
        return found

    def _sent_lately(self) -> Iterator[Mapping[str, object]]:
        now = clock.now()
        since = {
            "fromDate": str(int((now - timedelta(days=1)).timestamp())),
            "toDate": str(int(now.timestamp())),
        }
        for path, limits in (("send/live", {}), ("send/archive", since)):
            for page in range(1, PAGES + 1):
                query = urlencode({**limits, "pageNumber": page, "pageSize": MOST_PAIRS})
                status, data = self._call(f"{path}?{query}")
                if status != OK:
                    raise _unavailable(status)
                sent = wire.rows(data)
                yield from sent
                if len(sent) < MOST_PAIRS:
                    break

    def _is_same(self, message: SmsOut, row: Mapping[str, object]) -> bool:
        if str(row.get("mobile", "")).lstrip("0")[-10:] != message.to[-10:]:
            return False
        text = str(row.get("messageText", ""))
        filled = self._filled(message)
        if filled and all(value in text for value in filled[1].values()):
            return True
        return text == message.text

    def _taken(self, message: SmsOut, message_id: object, units: float) -> SmsResult:
        # A number on the operator's black list has the id 0.
        if not wire.number(message_id):
            return SmsResult(key=message.key, outcome=Outcome.REFUSED, reason="smsir black list")
        return SmsResult(
            key=message.key,
            outcome=Outcome.ACCEPTED,
            provider_id=str(message_id),
            cost=round(units * self.rials_per_unit),
        )

    def _call(self, path: str, body: Mapping[str, object] | None = None) -> tuple[int, object]:
        answer = wire.call(
            f"{self.address}/{path}",
            None if body is None else json.dumps(body).encode(),
            headers={
                "X-API-KEY": self.key,
                "Content-Type": "application/json",
                "Accept": "application/json",
            },
            timeout_seconds=self.timeout_seconds,
        )
        if "status" not in answer.body:
            raise ProviderUnavailable(
                f"sms.ir answers HTTP {answer.status}",
                maybe_sent=answer.status != HTTPStatus.SERVICE_UNAVAILABLE,
            )
        return wire.number(answer.body["status"]), answer.body.get("data")


def _units(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _unavailable(status: int) -> ProviderUnavailable:
    return ProviderUnavailable(f"sms.ir answers {status}", maybe_sent=status in {OK, INTERNAL})


def _refused(message: SmsOut, status: int) -> Found:
    if status in REFUSED:
        return SmsResult(key=message.key, outcome=Outcome.REFUSED, reason=f"smsir {status}")
    return _unavailable(status)
