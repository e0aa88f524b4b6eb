"""What the bank keeps: orders, a clock of its own, faults on command.

In memory, and where a journal is given also in that file, line by line and before anybody is
answered: whoever kills the bank does not thereby undo what it has done.
"""

import json
import re
import secrets
import string
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any


GATEWAYS = ("mellat", "saman", "zarinpal")
TEHRAN = timezone(timedelta(hours=3, minutes=30))
PAGE_LIFE = timedelta(minutes=20)
VERIFY_WITHIN = {
    "mellat": timedelta(minutes=15),
    "saman": timedelta(minutes=30),
    "zarinpal": timedelta(minutes=30),
}
REVERSE_WITHIN = timedelta(minutes=50)
MONEY_IS_BACK_AFTER = timedelta(hours=72)
DOWN_SECONDS, LATE_SECONDS, DRIP_SECONDS = 600.0, 5.0, 0.5


class State(StrEnum):
    """How an order stands; the last two come of themselves as time passes."""

    ISSUED = "issued"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    PAID = "paid"
    VERIFIED = "verified"
    SETTLED = "settled"
    REVERSED = "reversed"
    RETURNING = "returning"  # nobody verified it in time: the money is on its way back
    RETURNED = "returned"  # and has arrived, after 72 hours


class Card(StrEnum):
    """Test cards: what becomes of a payment with them."""

    GOOD = "0000000000000001"
    REFUSED = "0000000000000002"
    NO_FUNDS = "0000000000000003"
    EXPIRED = "0000000000000004"


class Fault(StrEnum):
    """How the bank misbehaves, each as often as it is told to."""

    CALLBACK_LOST = "callback_lost"
    CALLBACK_TWICE = "callback_twice"
    CALLBACK_EARLY = "callback_early"  # paid, and told so, before the token was answered
    OUT_OF_ORDER = "out_of_order"  # told only after the next order was
    NOK_FIRST = "nok_first"  # a "not paid" comes before the "paid"
    WRONG_AMOUNT = "wrong_amount"
    ANOTHERS_REFERENCE = "anothers_reference"
    BOOKED_LATE = "booked_late"  # asked at once, it does not know of the payment yet
    REQUEST_LOST = "request_lost"
    VERIFY_LOST = "verify_lost"  # done, and the answer never arrives
    VERIFY_AGAIN = "verify_again"  # a second success in place of "had been verified"
    SETTLE_FAILS = "settle_fails"
    SETTLE_LOST = "settle_lost"
    REFUND_LOST = "refund_lost"
    MONEY_RETURNED = "money_returned"  # taken, never to be verified, back after 72 hours
    CODE = "code"  # the next call is answered with this code, and nothing is done
    SLOW_DRIP = "slow_drip"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True, slots=True)
class Armed:
    """A fault on command; `times` None: until it is cleared. `until` is of `DOWN` alone."""

    gateway: str
    fault: Fault
    times: int | None = 1
    seconds: float = 0.0
    code: str = ""
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Refund:
    """Money that was sent back on the merchant's word."""

    id: str
    amount: int
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A sale that a merchant has asked for; `taken` is what the card has paid."""

    gateway: str
    number: str
    token: str
    terminal: str
    amount: int
    callback: str
    made_at: datetime
    mobile: str = ""
    note: str = ""
    state: State = State.ISSUED
    code: str = ""  # why a card was refused
    taken: int = 0
    reference: str = ""
    rrn: str = ""
    card: str = ""
    is_doomed: bool = False
    paid_at: datetime | None = None
    booked_at: datetime | None = None
    verified_at: datetime | None = None
    settled_at: datetime | None = None
    reversed_at: datetime | None = None
    verified_times: int = 0
    refunds: tuple[Refund, ...] = ()


@dataclass(slots=True)
class _Books:
    """By each name under which an order is asked for."""

    by_token: dict[tuple[str, str], Order] = field(default_factory=dict)
    tokens: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def put(self, order: Order) -> None:
        """Write it under all its names."""
        self.by_token[order.gateway, order.token] = order
        for kind, name in (("number", order.number), ("reference", order.reference)):
            if name:
                self.tokens[order.gateway, kind, name] = order.token

    def get(self, gateway: str, kind: str, name: str) -> Order | None:
        """The order of that name."""
        token = name if kind == "token" else self.tokens.get((gateway, kind, name), "")
        return self.by_token.get((gateway, token))


class Bank:
    """Takes and gives money, asked from any number of threads."""

    def __init__(self, *, journal: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.held: list[Order] = []  # whose callback waits for that of another
        self._books = _Books()
        self._ahead = timedelta()
        self._armed: list[Armed] = []
        if journal:
            self._read(journal)
        self._journal = journal.open("a", encoding="utf-8") if journal else None

    def now(self) -> datetime:
        """The bank's time; a program outside the product does not use the product's clock."""
        return datetime.now(UTC) + self._ahead  # noqa: TID251 - as the docstring says

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self.lock:
            self._ahead += timedelta(seconds=seconds)
            self._note(clock=self._ahead.total_seconds())

    def issue(self, order: Order) -> Order | None:
        """A new sale; None where its number had been used."""
        with self.lock:
            if self.find(order.gateway, "number", order.number):
                return None
            return self.put(order)

    def find(self, gateway: str, kind: str, name: str) -> Order | None:
        """An order by its `token`, `number` or `reference`."""
        return self._books.get(gateway, kind, name)

    def orders(self) -> list[Order]:
        """All, in the order in which they were asked for."""
        with self.lock:
            return list(self._books.by_token.values())

    def put(self, order: Order) -> Order:
        """Note what became of an order."""
        with self.lock:
            self._note(order=_as_json(order))
            self._books.put(order)
        return order

    def standing(self, order: Order) -> State:
        """How an order stands at this moment."""
        now = self.now()
        if order.state is State.ISSUED and now > order.made_at + PAGE_LIFE:
            return State.EXPIRED
        if order.state is State.PAID and order.paid_at:
            if now > order.paid_at + MONEY_IS_BACK_AFTER:
                return State.RETURNED
            if order.is_doomed or now > order.paid_at + VERIFY_WITHIN[order.gateway]:
                return State.RETURNING
        return order.state

    def is_booked(self, order: Order) -> bool:
        """Whether the bank, asked of a payment, knows of it."""
        return order.booked_at is not None and self.now() >= order.booked_at

    def pay(self, order: Order, number: str) -> Order:
        """Take the money from a card, or refuse; what is no longer to be paid stays as it is."""
        with self.lock:
            if self.standing(order) is not State.ISSUED:
                return order
            if why := _why_refused(number):
                state = State.REFUSED if number else State.CANCELLED
                return self.put(replace(order, state=state, code=why, card=masked(number)))
            late = self.take(order.gateway, Fault.BOOKED_LATE)
            wrong = self.take(order.gateway, Fault.WRONG_AMOUNT)
            taken = order.amount
            if wrong:
                taken = order.amount // 10 if wrong.code == "less" else order.amount * 10
            now = self.now()
            rrn = str(secrets.randbelow(9 * 10**11) + 10**11)
            return self.put(
                replace(
                    order,
                    state=State.PAID,
                    taken=taken,
                    rrn=rrn,
                    reference=_reference(order.gateway, rrn),
                    card=masked(number),
                    is_doomed=self.take(order.gateway, Fault.MONEY_RETURNED) is not None,
                    paid_at=now,
                    booked_at=now + timedelta(seconds=late.seconds if late else 0),
                )
            )

    def day(self, gateway: str, day: date) -> Iterator[Order]:
        """What the bank's file of a day in Tehran lists: all that was verified or went back."""
        for order in self.orders():
            if order.gateway == gateway and order.paid_at:
                is_listed = order.verified_at or self.standing(order) in GONE_BACK
                if is_listed and order.paid_at.astimezone(TEHRAN).date() == day:
                    yield order

    def arm(self, armed: Armed) -> None:
        """Misbehave from now on."""
        with self.lock:
            if armed.fault is Fault.DOWN:
                until = self.now() + timedelta(seconds=armed.seconds or DOWN_SECONDS)
                armed = replace(armed, until=until, times=None)
            self._armed = [*self._armed, armed]
            self._note(faults=[_as_json(one) for one in self._armed])

    def armed(self) -> list[Armed]:
        """What it still has in store."""
        now = self.now()
        return [one for one in self._armed if one.until is None or now < one.until]

    def take(self, gateway: str, fault: Fault) -> Armed | None:
        """The fault, if it is due at this gateway; it is then so many times fewer."""
        with self.lock:
            found = next(
                (one for one in self.armed() if one.fault is fault and one.gateway == gateway), None
            )
            if found and found.times is not None:
                left = [replace(found, times=found.times - 1)] if found.times > 1 else []
                place = self._armed.index(found)
                self._armed = [*self._armed[:place], *left, *self._armed[place + 1 :]]
                self._note(faults=[_as_json(one) for one in self._armed])
            return found

    def behave(self) -> None:
        """No faults any more."""
        with self.lock:
            self._armed, self.held = [], []
            self._note(faults=[])

    def clear(self) -> None:
        """Forget everything, as if newly founded."""
        with self.lock:
            self._books, self._ahead = _Books(), timedelta()
            if self._journal:
                self._journal.truncate(0)
            self.behave()

    def close(self) -> None:
        """Put the journal away."""
        if self._journal:
            self._journal.close()

    def _note(self, **what: object) -> None:
        if self._journal:
            self._journal.write(json.dumps(what, ensure_ascii=False) + "\n")
            self._journal.flush()

    def _read(self, journal: Path) -> None:
        """What an earlier process had done; a line that it was killed over was never answered."""
        if not journal.exists():
            journal.parent.mkdir(parents=True, exist_ok=True)
            return
        whole, _, rest = journal.read_bytes().rpartition(b"\n")
        if rest:
            journal.write_bytes(whole + b"\n" if whole else b"")
        for line in whole.decode().splitlines():
            entry = json.loads(line)
            if "order" in entry:
                self._books.put(_order(entry["order"]))
            if "clock" in entry:
                self._ahead = timedelta(seconds=entry["clock"])
            if "faults" in entry:
                self._armed = [_armed(one) for one in entry["faults"]]


CANCELLED, NO_SUCH_CARD = "17", "11"
REFUSALS: Mapping[str, str] = {Card.REFUSED: "114", Card.NO_FUNDS: "12", Card.EXPIRED: "18"}
TEST_CARD = re.compile(r"0{12}[0-9]{4}")
LETTERS = string.ascii_uppercase + string.digits
GONE_BACK = frozenset({State.REVERSED, State.RETURNED})


def new_token(length: int) -> str:
    """Letters and digits that nobody guesses."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def masked(number: str) -> str:
    """A test card as anybody may see it; of any other nothing is kept."""
    return f"{number[:6]}******{number[-4:]}" if TEST_CARD.fullmatch(number) else ""


def _why_refused(number: str) -> str:
    """The network's code; "" for a card that pays. No number: the payer went away."""
    if not number:
        return CANCELLED
    return REFUSALS.get(number, "" if TEST_CARD.fullmatch(number) else NO_SUCH_CARD)


def _reference(gateway: str, rrn: str) -> str:
    """The bank's name of a payment, as each gateway writes it."""
    if gateway == "mellat":
        return rrn
    if gateway == "saman":
        return "GmshtyjwKS" + secrets.token_urlsafe(15)
    return str(secrets.randbelow(9 * 10**8) + 10**8)


def _as_json(kept: Order | Armed) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(kept).items()
    }


def as_told(bank: Bank, order: Order) -> dict[str, object]:
    """An order as JSON, with how it stands now."""
    return {**_as_json(order), "standing": bank.standing(order).value}


def _order(kept: dict[str, Any]) -> Order:
    refunds = kept.pop("refunds", [])
    made = Order(**_moments(kept, Order), refunds=tuple(Refund(**one) for one in refunds))
    return replace(made, state=State(made.state))


def _armed(kept: dict[str, Any]) -> Armed:
    made = Armed(**_moments(kept, Armed))
    return replace(made, fault=Fault(made.fault))


def _moments(kept: dict[str, Any], kind: type[Order | Armed]) -> dict[str, Any]:
    moments = {one.name for one in fields(kind) if "datetime" in str(one.type)}
    return {
        name: datetime.fromisoformat(value) if name in moments and isinstance(value, str) else value
        for name, value in kept.items()
    }
