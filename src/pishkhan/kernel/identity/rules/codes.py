"""One-time codes: how long they live, when the next may be sent, what an entry deserves.

Sources: domain.md X-02, A-12; ten a day as Sanjesh-Pardazesh does [P10].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto


DIGITS = 6
LIFE = timedelta(minutes=2)
FIRST_WAIT = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
TRIES_PER_CODE = 5
DAY = timedelta(days=1)
CODES_PER_NUMBER = 10
WRONG_PER_NUMBER = 20
# Mobile operators put thousands behind one address, so these only stop machines.
CODES_PER_ADDRESS = 300
CODES_PER_PREFIX = 3000
CODES_PER_DEVICE = 30
# Browsers that keep no cookie, of one network together.
CODES_WITHOUT_DEVICE = 100


class Entry(Enum):
    """What an entered code turned out to be."""

    RIGHT = auto()
    WRONG = auto()
    EXPIRED = auto()
    USED = auto()
    REPLACED = auto()
    CLOSED = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class SentCode:
    """A code that was sent, as far as judging needs it."""

    sent_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    wrong_tries: int = 0
    matches: bool = False


def judge(codes: Sequence[SentCode], now: datetime) -> Entry:
    """What the entry is, against the codes of that number and purpose, newest first."""
    if not codes:
        return Entry.EXPIRED
    newest, *older = codes
    answers = (
        (newest.wrong_tries >= TRIES_PER_CODE, Entry.CLOSED),
        (newest.matches and newest.used_at is not None, Entry.USED),
        (now >= newest.expires_at, Entry.EXPIRED),
        (newest.matches, Entry.RIGHT),
        (any(code.matches for code in older), Entry.REPLACED),
    )
    return next((entry for holds, entry in answers if holds), Entry.WRONG)


def tries_left(wrong_tries: int) -> int:
    """How many entries this code still takes."""
    return max(TRIES_PER_CODE - wrong_tries, 0)


def wait_after(sent: int) -> timedelta:
    """How long to wait after the `sent`-th code in a row that nobody used: 1, 2, 4 … minutes."""
    return min(FIRST_WAIT * 2 ** (sent - 1), LONGEST_WAIT) if sent else timedelta()


def resend_at(day: Sequence[SentCode]) -> datetime | None:
    """From when the next code may go, given those of the last day, newest first; None: now.

    The wait grows while codes stay unused, and is forgotten when one is used.
    """
    unused = 0
    for sent in day:
        if sent.used_at:
            break
        unused += 1
    return day[0].sent_at + wait_after(unused) if unused else None


def day_frees_at(day: Sequence[SentCode]) -> datetime | None:
    """When the daily cap lets the next code go, given those of the last day; None: it does."""
    if len(day) < CODES_PER_NUMBER:
        return None
    return day[CODES_PER_NUMBER - 1].sent_at + DAY
