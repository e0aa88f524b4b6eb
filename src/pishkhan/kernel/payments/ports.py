"""What payments need from outside: gateways that take cards, one `Gateway` each.

Only the teller (`actions/teller.py`) calls them, in threads of its own and outside transactions: a
bank that hangs holds up no page (ADR 23). Whatever is not a clear answer is GatewayUnavailable, and
then nobody knows whether the bank did it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from pishkhan.foundation.money import Rials
from pishkhan.foundation.sealing import Keys
from pishkhan.foundation.terms import Terms
from pishkhan.kernel.payments.terms import Fault


class GatewayUnavailable(Exception):
    """No clear answer: down, slow, or not in the protocol. The text is logged: no personal data.

    `maybe_done` is false only where the gateway certainly did nothing (it was not reached).
    """

    def __init__(self, message: str = "", *, maybe_done: bool = True) -> None:
        super().__init__(message)
        self.maybe_done = maybe_done


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a gateway is told of one attempt. `number` is never given twice, by us to anybody.

    `token` and `reference` are the gateway's own words of it, as far as they are known.
    """

    number: int
    amount: Rials
    callback: str
    at: datetime
    mobile: str = ""
    description: str = ""
    token: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bank's page: where the browser goes, by GET or with these fields by POST."""

    token: str
    address: str
    fields: Mapping[str, str] = field(default_factory=dict)
    is_post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The gateway's clear no. `code` is its own word, for the log and the finance desk."""

    fault: Fault
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What the browser brought back, read but not believed.

    `order_number` 0 and `token` "" where the protocol does not bring it; at least one is there.
    `card` is masked: what is known of it until the bank itself names it. `amount` is what it says
    was taken, where the protocol brings it.
    """

    says_ok: bool
    token: str = ""
    order_number: int = 0
    reference: str = ""
    card: str = ""
    amount: Rials | None = None
    fault: Fault = Fault.NONE
    code: str = ""


class Standing(Terms):
    """How an order stands at the gateway."""

    VERIFIED = "verified"  # ours, to be settled where the gateway settles
    SETTLED = "settled"  # ours for good
    PAID = "paid"  # the payer has paid and nobody verified it yet
    PENDING = "pending"  # the payer may still be paying
    REVERSED = "reversed"  # the money went back
    NOT_PAID = "not_paid"  # nothing was taken, and nothing will be
    TOO_LATE = "too_late"  # no longer to be verified: the bank returns the money by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gateway says of an order, with what it knows of the payment.

    `order_number` 0 and `terminal` "" where the protocol does not repeat them. `reference` is the
    gateway's name of the payment (SaleReferenceId, RefNum, ref_id), `rrn` the network's. `card`
    is masked by the bank. `is_repeated`: it had said so before (43, 45, 101).
    """

    standing: Standing
    amount: Rials | None = None
    order_number: int = 0
    terminal: str = ""
    reference: str = ""
    rrn: str = ""
    card: str = ""
    fault: Fault = Fault.NONE
    code: str = ""
    is_repeated: bool = False


class Gateway(Protocol):
    """One bank's way of taking cards. Every method may take seconds; all but `read` go out."""

    @property
    def terminal(self) -> str:
        """Our number at the bank."""

    @property
    def settles(self) -> bool:
        """Whether `settle` must follow `verify`, or the money never reaches us."""

    @property
    def verify_within(self) -> timedelta:
        """After that since the payment, the bank returns what was not verified."""

    @property
    def knows_by_token(self) -> bool:
        """Whether `inquire` and `verify` need no reference, so a lost callback loses nothing."""

    @property
    def refunds(self) -> bool:
        """Whether `refund` exists; else money goes back by a bank transfer that people make."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Origins of its pages, for `form-action` of the page that leads there."""

    def request(self, order: Order) -> Page | Refused:
        """Ask for the bank's page. Raises GatewayUnavailable."""

    def read(self, fields: Mapping[str, str]) -> Returned | None:
        """What a browser brought; None where it is not of this protocol. Raises nothing."""

    def verify(self, order: Order) -> Answer:
        """Claim the payment; again and again without harm. Raises GatewayUnavailable."""

    def settle(self, order: Order) -> Answer:
        """Have a verified payment paid out; again without harm. Raises GatewayUnavailable."""

    def inquire(self, order: Order) -> Answer:
        """Ask and change nothing; where the protocol cannot, what `verify` says is as good."""

    def reverse(self, order: Order) -> Answer:
        """Give the money back, while the bank still lets us; REVERSED if it had been."""

    def refund(self, order: Order, amount: Rials, key: str) -> Answer:
        """Give money back later; the same `key` gives it once. REVERSED when it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """A gateway under the name by which rows remember it; `weight` is its share of the attempts."""

    name: str
    gateway: Gateway
    weight: int = 1


_tills: dict[str, Till] = {}


def connect(*tills: Till) -> None:
    """From now on these take cards, and nobody else (called by config/wiring).

    Raises ValueError for two of one name, or a weight below nought (nought: no new attempts, and
    those under way are still followed).
    """
    if len({till.name for till in tills}) < len(tills):
        raise ValueError("two gateways have one name")
    if any(till.weight < 0 for till in tills):
        raise ValueError("a gateway has a weight below nought")
    _tills.clear()
    _tills.update({till.name: till for till in tills})


def tills() -> tuple[Till, ...]:
    """Who takes cards."""
    return tuple(_tills.values())


def till(name: str) -> Till | None:
    """The gateway of that name, if it is connected."""
    return _tills.get(name)


@dataclass(kw_only=True, slots=True)
class _Wired:
    keys: Callable[[], Keys] | None = None


_wired = _Wired()


def wire(*, keys: Callable[[], Keys]) -> None:
    """From now on PINs are sealed by these keys (called by config/wiring)."""
    _wired.keys = keys


def keys() -> Keys:
    """The installation's keys; raises RuntimeError where none were wired."""
    if _wired.keys is None:
        raise RuntimeError("payments have no keys: config/wiring was not called")
    return _wired.keys()
