"""What the operator keeps, in memory only: messages by their dedupe key, and the fault on command."""

import itertools
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


MOST_MESSAGES = 2000
MOBILE = re.compile(r"09\d{9}")
COST_OF_A_PART = 1200
CHARACTERS_OF_A_PART = 67


def now() -> datetime:
    """This moment; a program outside the product does not use the product's clock."""
    return datetime.now(UTC)  # noqa: TID251 - as the docstring says


class Fault(StrEnum):
    """How the operator misbehaves."""

    NONE = "none"
    SLOW = "slow"
    DOWN = "down"
    LOST_REPLY = "lost_reply"
    DUPLICATE_RECEIPTS = "duplicate_receipts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sms:
    """A message that was taken."""

    id: str
    key: str
    to: str
    text: str
    at: datetime


class Operator:
    """Takes messages, each key once, from any number of threads."""

    def __init__(self, *, slow_seconds: float = 3.0) -> None:
        self.fault = Fault.NONE
        self.slow_seconds = slow_seconds
        self._taken: OrderedDict[str, Sms] = OrderedDict()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def take(self, key: str, to: str, text: str) -> dict[str, object]:
        """The answer for one message: accepted, duplicate or refused."""
        if not MOBILE.fullmatch(to) or not text or not key:
            return {"key": key, "outcome": "refused", "reason": "bad number or empty text"}
        with self._lock:
            known = self._taken.get(key)
            sms = known or Sms(id=f"s{next(self._numbers)}", key=key, to=to, text=text, at=now())
            self._taken[key] = sms
            while len(self._taken) > MOST_MESSAGES:
                self._taken.popitem(last=False)
        cost = COST_OF_A_PART * (1 + len(text) // CHARACTERS_OF_A_PART)
        outcome = "duplicate" if known else "accepted"
        return {"key": key, "outcome": outcome, "id": sms.id, "cost": cost}

    def messages(self, to: str = "") -> list[Sms]:
        """What was taken, newest first; of one number where `to` is given."""
        with self._lock:
            taken = list(self._taken.values())
        return [sms for sms in reversed(taken) if not to or sms.to == to]

    def reports(self, ids: list[str]) -> list[Mapping[str, str]]:
        """What became of messages: what was taken has arrived."""
        known = {sms.id for sms in self.messages()}
        reports: list[Mapping[str, str]] = [
            {"id": one, "delivery": "delivered" if one in known else "unknown"} for one in ids
        ]
        return reports * (2 if self.fault is Fault.DUPLICATE_RECEIPTS else 1)

    def clear(self) -> None:
        """Forget all messages and stop misbehaving."""
        with self._lock:
            self._taken.clear()
        self.fault = Fault.NONE
