"""For tests of others: a bank in memory that can be told every fault, and a fee to pay."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.foundation.terms import Terms
from pishkhan.kernel.payments.actions.scheduling import schedule_fee
from pishkhan.kernel.payments.ports import (
    Answer,
    GatewayUnavailable,
    Order,
    Page,
    Refused,
    Returned,
    Standing,
)
from pishkhan.kernel.payments.spec import Exemption, FeeView
from pishkhan.kernel.payments.terms import Fault


__all__ = ["BankFault", "BankOrder", "MemoryBank", "a_fee"]

RETURNS_AFTER = timedelta(hours=72)
PAGE_LIVES = timedelta(minutes=15)
_serial = count(10**9)


class BankFault(Terms):
    """What goes wrong with one question."""

    DOWN = "down"  # nothing was done
    LOST = "lost"  # done, and the answer did not arrive
    NO = "no"  # not done, and said in no clear words
    PENDING = "pending"  # it does not know yet (of a settlement: 46, not settled)
    BROKEN = "broken"  # an answer that the adapter stumbles over
    REFUSED = "refused"  # a page is refused


class BankState(Terms):
    """Where the money of an order is."""

    OPEN = "open"
    PAID = "paid"
    VERIFIED = "verified"
    SETTLED = "settled"
    REVERSED = "reversed"
    REFUSED = "refused"


@dataclass(kw_only=True)
class BankOrder:
    """An order as the bank has it."""

    number: int
    amount: int
    token: str
    opened_at: datetime
    state: BankState = BankState.OPEN
    reference: str = ""
    rrn: str = ""
    paid_at: datetime | None = None
    given_back: int = 0
    keys: set[str] = field(default_factory=set)

    @property
    def is_ours(self) -> bool:
        """Whether the bank says that we were given its money."""
        return self.state in {BankState.VERIFIED, BankState.SETTLED}


@dataclass(kw_only=True)
class MemoryBank:
    """A gateway whose payers are functions; `fail` queues faults for the next questions of a verb.

    As Mellat by default: it settles, must be told the name of the payment, and checks that it fits
    the order. `repeats` is what its answers say of amount, order and terminal.
    """

    name: str = "memory"
    terminal: str = "000123"
    settles: bool = True
    verify_within: timedelta = timedelta(minutes=30)
    reverse_within: timedelta = timedelta(hours=3)
    knows_by_token: bool = False
    checks_order: bool = True
    repeats: bool = True
    refunds: bool = False
    card: str = "603799******1234"  # of every payer; "" where only browsers bring it
    hosts: tuple[str, ...] = ("https://bank.example",)
    is_down: bool = False
    orders: dict[int, BankOrder] = field(default_factory=dict)
    faults: dict[str, deque[BankFault]] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    # Called with the verb before the bank does something, and after it did: for kills.
    before: Callable[[str], None] = lambda _verb: None
    after: Callable[[str], None] = lambda _verb: None

    # What payers and browsers do

    def pay(self, token: str, *, amount: int | None = None) -> BankOrder:
        """The payer pays on the page; `amount` where the bank takes another one."""
        found = self.by_token(token)
        if found.state is BankState.OPEN and clock.now() < found.opened_at + PAGE_LIVES:
            found.state, found.paid_at = BankState.PAID, clock.now()
            found.reference, found.rrn = f"R{next(_serial)}", f"{next(_serial):012d}"
            found.amount = found.amount if amount is None else amount
        return found

    def refuse(self, token: str) -> BankOrder:
        """The card is refused, or the payer cancels."""
        found = self.by_token(token)
        if found.state is BankState.OPEN:
            found.state = BankState.REFUSED
        return found

    def brings(self, order: BankOrder, *, reference: str | None = None) -> dict[str, str]:
        """What the browser is sent back with; `reference` where it is another's."""
        paid = order.state is not BankState.REFUSED and order.paid_at is not None
        named = order.reference if reference is None else reference
        return {
            "token": order.token,
            "order": str(order.number),
            "status": "OK" if paid else "NOK",
            # A gateway that is asked by its token names no payment in the browser.
            "reference": "" if self.knows_by_token or not paid else named,
        }

    def by_token(self, token: str) -> BankOrder:
        """The order of a page."""
        return next(one for one in self.orders.values() if one.token == token)

    def by_reference(self, reference: str) -> BankOrder | None:
        """The order that was paid under this name."""
        found = (one for one in self.orders.values() if one.reference == reference)
        return next(found, None) if reference else None

    def fail(self, verb: str, *faults: BankFault) -> None:
        """The next questions of that verb meet these, one after the other."""
        self.faults.setdefault(verb, deque()).extend(faults)

    def heal(self) -> None:
        """From now on nothing goes wrong."""
        self.is_down = False
        self.faults.clear()

    # What the teller asks

    def request(self, order: Order) -> Page | Refused:
        """A page; an order number is taken once."""
        fault = self._meets("request", order)
        if fault is BankFault.REFUSED or order.number in self.orders:
            return Refused(fault=Fault.GATEWAY_REFUSED, code="41")
        token = f"T{next(_serial)}"
        self.orders[order.number] = BankOrder(
            number=order.number, amount=order.amount, token=token, opened_at=clock.now()
        )
        self._answered("request", fault)
        return Page(token=token, address=f"https://bank.example/{token}", fields={"RefId": token})

    def read(self, fields: Mapping[str, str]) -> Returned | None:
        """What a browser brought."""
        token, order = fields.get("token", ""), fields.get("order", "0")
        if not order.isdecimal() or not (token or order != "0"):
            return None
        says_ok = fields.get("status") == "OK"
        return Returned(
            says_ok=says_ok,
            token=token,
            order_number=int(order),
            reference=fields.get("reference", ""),
            card=fields.get("card", ""),
            amount=Rials(int(fields["amount"])) if "amount" in fields else None,
            fault=Fault.NONE if says_ok else Fault.CANCELLED,
            code=fields.get("status", ""),
        )

    def verify(self, order: Order) -> Answer:
        """Claim what was paid."""
        fault = self._meets("verify", order)
        if fault is BankFault.PENDING:
            return Answer(standing=Standing.PENDING)
        found = self._found(order)
        was_ours = found is not None and found.is_ours
        if found is not None and found.state is BankState.PAID:
            found.state = BankState.VERIFIED
        self._answered("verify", fault)
        return self._standing(found, is_repeated=was_ours)

    def settle(self, order: Order) -> Answer:
        """Pay out what was verified."""
        fault = self._meets("settle", order)
        if fault is BankFault.PENDING:
            return Answer(standing=Standing.VERIFIED, code="46")
        found = self._found(order)
        was_settled = found is not None and found.state is BankState.SETTLED
        if found is not None and found.state is BankState.VERIFIED:
            found.state = BankState.SETTLED
        self._answered("settle", fault)
        return self._standing(found, is_repeated=was_settled)

    def inquire(self, order: Order) -> Answer:
        """Say how it stands."""
        fault = self._meets("inquire", order)
        if fault is BankFault.PENDING:
            return Answer(standing=Standing.PENDING)
        self._answered("inquire", fault)
        return self._standing(self._found(order))

    def reverse(self, order: Order) -> Answer:
        """Give back what was not paid out."""
        fault = self._meets("reverse", order)
        found = self._found(order)
        if found is not None and found.is_ours:
            too_late = clock.now() > (found.paid_at or clock.now()) + self.reverse_within
            if found.state is BankState.SETTLED or too_late:
                self._answered("reverse", fault)
                return Answer(standing=Standing.TOO_LATE, code="late")
            found.state = BankState.REVERSED
        self._answered("reverse", fault)
        return self._standing(found)

    def refund(self, order: Order, amount: Rials, key: str) -> Answer:
        """Give back what was paid out, once for a key."""
        fault = self._meets("refund", order)
        found = self._found(order)
        if found is None or not found.is_ours:
            return Answer(standing=Standing.NOT_PAID, code="no sale")
        if key not in found.keys:
            found.keys.add(key)
            found.given_back += amount
        self._answered("refund", fault)
        return Answer(standing=Standing.REVERSED, reference=f"B{key}")

    # What the bank does by itself

    def lets_time_pass(self) -> None:
        """It gives back what nobody claimed in its window, or claimed and never had paid out."""
        now = clock.now()
        for one in self.orders.values():
            if one.paid_at is None:
                continue
            unclaimed = one.state is BankState.PAID and now > one.paid_at + self.verify_within
            left = one.state is BankState.VERIFIED and now > one.paid_at + RETURNS_AFTER
            if unclaimed or (left and self.settles):
                one.state = BankState.REVERSED

    def _meets(self, verb: str, order: Order) -> BankFault | None:
        self.asked.append((verb, order.number))
        self.before(verb)
        self.lets_time_pass()
        waiting = self.faults.get(verb)
        fault = waiting.popleft() if waiting else None
        if self.is_down or fault is BankFault.DOWN:
            raise GatewayUnavailable("down", maybe_done=False)
        if fault is BankFault.NO:
            raise GatewayUnavailable("not now")
        return fault

    def _answered(self, verb: str, fault: BankFault | None) -> None:
        self.after(verb)
        if fault is BankFault.LOST:
            raise GatewayUnavailable("the answer was lost")
        if fault is BankFault.BROKEN:
            raise KeyError("an answer without what it must have")

    def _found(self, order: Order) -> BankOrder | None:
        if self.knows_by_token:
            return self.orders.get(order.number)
        found = self.by_reference(order.reference)
        if found is not None and self.checks_order and found.number != order.number:
            return None
        return found

    def _standing(self, found: BankOrder | None, *, is_repeated: bool = False) -> Answer:
        if found is None:
            return Answer(standing=Standing.NOT_PAID, code="42")
        standing = {
            BankState.OPEN: Standing.PENDING,
            BankState.PAID: Standing.PAID,
            BankState.VERIFIED: Standing.VERIFIED,
            BankState.SETTLED: Standing.SETTLED,
            BankState.REVERSED: Standing.REVERSED,
            BankState.REFUSED: Standing.NOT_PAID,
        }[found.state]
        if found.state is BankState.OPEN and clock.now() > found.opened_at + PAGE_LIVES:
            standing = Standing.NOT_PAID
        return Answer(
            standing=standing,
            amount=Rials(found.amount) if self.repeats else None,
            order_number=found.number if self.repeats and self.checks_order else 0,
            terminal=self.terminal if self.repeats else "",
            reference=found.reference,
            rrn=found.rrn,
            card=self.card,
            is_repeated=is_repeated,
        )


def a_fee(
    code: str = "guest_round",
    *,
    amount: int = 40_000,
    service: str = "guest",
    round: str = "",  # noqa: A002 - the word of the glossary
    gives_pin: bool = False,
    exemptions: tuple[Exemption, ...] = (),
) -> FeeView:
    """A fee in force from now on."""
    return schedule_fee(
        code=code,
        service=service,
        round=round,
        title={"fa": "هزینهٔ بررسی تقاضا", "en": "Examination fee", "ar": "رسوم الدراسة"},
        amount=amount,
        gives_pin=gives_pin,
        exemptions=exemptions,
        by=None,
    )
