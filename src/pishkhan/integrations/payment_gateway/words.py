"""What banks write, read strictly: a number is a number, a name fits its column, a card is masked."""

import re
from collections.abc import Mapping
from datetime import timedelta

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments.ports import Order, Standing


LONGEST_CODE, LONGEST_CARD = 60, 30
LARGEST = 2**63 - 1
WHOLE = re.compile(r"-?[0-9]{1,19}")
NAME = re.compile(r"[!-~]+")  # ASCII that is seen
SPOKEN = re.compile(r"[0-9*xX•-]+")
PAN = re.compile(r"([0-9]{6})[0-9]+([0-9]{4})")
# From asking for a bank's page to paying there, at the most: ways and waits included.
SLOWEST_PAYER = timedelta(minutes=35)


def whole(value: object) -> int | None:
    """The whole number that a value is, in JSON or in digits; None where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) <= LARGEST else None
    if isinstance(value, str) and WHOLE.fullmatch(text := value.strip()):
        return found if abs(found := int(text)) <= LARGEST else None
    return None


def rials(value: object) -> Rials | None:
    """An amount; never below nought. Every bank here counts in rials."""
    found = whole(value)
    return Rials(found) if found is not None and found >= 0 else None


def positive(value: object) -> int:
    """A number of ours that comes back; 0 where it is none."""
    return max(whole(value) or 0, 0)


def name(value: object, longest: int) -> str:
    """A bank's own name of something: seen ASCII, not too long; else "", so that it fits nothing."""
    text = (
        str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    )
    return text if len(text) <= longest and NAME.fullmatch(text) else ""


def code(value: object) -> str:
    """A bank's word for the log and the finance desk; what is no word is left out."""
    return name(value, LONGEST_CODE)


def card(value: object) -> str:
    """A masked card. One that a bank forgot to mask is masked here: we keep no card's number."""
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > LONGEST_CARD or not SPOKEN.fullmatch(text):
        return ""
    return PAN.sub(r"\1******\2", text)


def part(value: object) -> Mapping[str, object]:
    """An object within an answer; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def parts(value: object) -> list[Mapping[str, object]]:
    """The objects of a list within an answer."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def unheard_of(order: Order, verify_within: timedelta) -> Standing:
    """What "not found" means: the payer may be at it still, or the bank has not booked it yet.

    Only when its page and its window are over was nothing taken.
    """
    is_over = clock.now() > order.at + SLOWEST_PAYER + verify_within
    return Standing.NOT_PAID if is_over else Standing.PENDING
