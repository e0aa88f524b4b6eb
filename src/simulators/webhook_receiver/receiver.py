"""What the receiver has taken, and how it misbehaves."""

import base64
import hashlib
import hmac
import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """How it answers."""

    NONE = "none"
    HANG = "hang"  # takes the request and never answers
    DRIP = "drip"  # a byte at a time, for ever
    ENDLESS = "endless"  # a body without end
    ERROR = "error"  # 500
    REDIRECT = "redirect"
    GONE = "gone"  # 410
    LOST = "lost"  # takes it and breaks off before the answer
    NOISE = "noise"  # no HTTP at all


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """One webhook as it came."""

    id: str
    type: str
    sequence: int
    case: str
    is_signed: bool


@dataclass(kw_only=True)
class Receiver:
    """Keeps what came, in order, and knows what came twice."""

    secret: bytes = b""
    fault: Fault = Fault.NONE
    taken: list[Taken] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, headers: Mapping[str, str], body: bytes) -> None:
        """Keep one webhook; raises ValueError where it is none."""
        said = json.loads(body)
        data = said.get("data", {})
        one = Taken(
            id=headers.get("webhook-id", ""),
            type=said["type"],
            sequence=data.get("sequence", 0),
            case=data.get("case", ""),
            is_signed=self._is_signed(headers, body),
        )
        with self._lock:
            self.taken.append(one)

    def twice(self) -> list[str]:
        """Ids that came more than once."""
        with self._lock:
            return [
                name for name, times in Counter(one.id for one in self.taken).items() if times > 1
            ]

    def ids(self) -> set[str]:
        """Each id that came."""
        with self._lock:
            return {one.id for one in self.taken}

    def _is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode() + body
        mine = base64.b64encode(hmac.digest(self.secret, signed, hashlib.sha256)).decode()
        return f"v1,{mine}" in headers.get("webhook-signature", "").split(" ")
