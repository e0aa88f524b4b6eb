"""Tickets and passes: a few numbers and a signature, in a cookie. What is not signed is nothing."""

import hmac
from dataclasses import dataclass


TICKET_SECONDS = 6 * 3600
PASS_SECONDS = 3600
LONGEST = 120  # characters of a cookie that is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A number within one opening of the room, and when it was given (seconds since 1970)."""

    opening: int
    number: int
    at: int


def written(slip: Slip, *, purpose: str, key: bytes) -> str:
    """The slip as its cookie carries it; a ticket is no pass: their `purpose` differs."""
    text = f"{slip.opening}.{slip.number}.{slip.at}"
    return f"{text}.{_signature(text, purpose, key)}"


def read(cookie: str, *, purpose: str, key: bytes, now: float, lasts: int) -> Slip | None:
    """The slip of a cookie that we wrote within the last `lasts` seconds, or None."""
    text, _, signature = cookie.rpartition(".")
    if len(cookie) > LONGEST or not cookie.isascii():
        return None
    if not hmac.compare_digest(signature, _signature(text, purpose, key)):
        return None
    opening, number, at = map(int, text.split("."))
    is_fresh = now - lasts <= at <= now + lasts
    return Slip(opening=opening, number=number, at=at) if is_fresh else None


def _signature(text: str, purpose: str, key: bytes) -> str:
    return hmac.digest(key, f"{purpose}\0{text}".encode(), "sha256")[:16].hex()
