"""What an operator keeps: messages by their dedupe key, and the fault on command.

In memory, and where a journal is given also in that file: whoever kills the simulator must not
thereby make it forget what phones already show.
"""

import itertools
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path


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
    NO_CREDIT = "no_credit"
    DUPLICATING = "duplicating"
    DUPLICATE_RECEIPTS = "duplicate_receipts"
    LYING_RECEIPTS = "lying_receipts"
    NO_RECEIPTS = "no_receipts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sms:
    """A message that was taken."""

    number: int
    key: str
    to: str
    text: str
    at: datetime
    copies: int = 1

    @property
    def id(self) -> str:
        """The number as our own protocol says it."""
        return f"s{self.number}"

    @property
    def cost(self) -> int:
        """In rials."""
        return COST_OF_A_PART * self.parts

    @property
    def parts(self) -> int:
        """About as many SMS as the text needs."""
        return 1 + len(self.text) // CHARACTERS_OF_A_PART


class Operator:
    """Takes messages, each key once, from any number of threads."""

    def __init__(self, *, slow_seconds: float = 3.0, journal: Path | None = None) -> None:
        self.fault = Fault.NONE
        self.slow_seconds = slow_seconds
        known = _read(journal) if journal else []
        self._taken = OrderedDict((sms.key, sms) for sms in known[-MOST_MESSAGES:])
        self._numbers = itertools.count(1 + max((sms.number for sms in known), default=0))
        self._lock = threading.Lock()
        self._journal = journal.open("a", encoding="utf-8") if journal else None

    def take(self, key: str, to: str, text: str) -> tuple[Sms | None, bool]:
        """The message and whether it is new; None for a bad number or an empty text.

        Without a key every message is new.
        """
        if not MOBILE.fullmatch(to) or not text:
            return None, False
        with self._lock:
            known = self._taken.get(key) if key else None
            number = known.number if known else next(self._numbers)
            copies = 2 if self.fault is Fault.DUPLICATING else 1
            sms = known or Sms(
                number=number, key=key or f"k{number}", to=to, text=text, at=now(), copies=copies
            )
            if known is None:
                self._note(sms)
            self._taken[sms.key] = sms
            while len(self._taken) > MOST_MESSAGES:
                self._taken.popitem(last=False)
        return sms, known is None

    def messages(self, to: str = "") -> list[Sms]:
        """What phones show, newest first; of one number where `to` is given."""
        with self._lock:
            taken = list(self._taken.values())
        return [
            sms for sms in reversed(taken) if not to or sms.to == to for _copy in range(sms.copies)
        ]

    def arrived(self, numbers: Iterable[int]) -> dict[int, bool | None]:
        """Whether messages have arrived, as this operator tells it; None: it does not say."""
        known = {sms.number for sms in self.messages()}
        if self.fault is Fault.NO_RECEIPTS:
            return dict.fromkeys(numbers)
        if self.fault is Fault.LYING_RECEIPTS:
            return {number: number not in known for number in numbers}
        return {number: True if number in known else None for number in numbers}

    def clear(self) -> None:
        """Forget all messages and stop misbehaving."""
        with self._lock:
            self._taken.clear()
            if self._journal:
                self._journal.truncate(0)
        self.fault = Fault.NONE

    def _note(self, sms: Sms) -> None:
        if self._journal:
            line = asdict(sms) | {"at": sms.at.isoformat()}
            self._journal.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._journal.flush()


def _read(journal: Path) -> list[Sms]:
    """What an earlier process had taken; a line that it was killed over was taken by nobody."""
    if not journal.exists():
        return []
    whole = journal.read_text(encoding="utf-8").rpartition("\n")[0]
    lines = [json.loads(line) for line in whole.splitlines()]
    return [Sms(**line | {"at": datetime.fromisoformat(line["at"])}) for line in lines]
