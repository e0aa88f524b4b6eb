"""Payments with banks in memory, keys of their own, a clock that is moved by hand."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.foundation.sealing import Keys
from pishkhan.kernel.identity.testing import the_applicant
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.actions import serving
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.testing import MemoryBank, a_fee


NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@dataclass
class House:
    """One payer, one fee, one bank, and a teller that works when it is told to."""

    bank: MemoryBank = field(default_factory=MemoryBank)
    teller: payments.Teller = field(default_factory=payments.Teller)
    served: list[int] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    def connect(self, *banks: MemoryBank) -> None:
        """These take cards."""
        ports.connect(*(Till(name=bank.name, gateway=bank) for bank in banks))
        self.bank = banks[0]

    def passes(self, **time: float) -> None:
        """Let time pass."""
        moment = clock.now() + timedelta(**time)
        self._stack.close()
        self._stack.enter_context(clock.frozen(moment))

    def owes(self, key: str = "case:1", **more):
        """What the payer is asked for."""
        return payments.invoice(
            fee_code="guest_round", person_id=the_applicant().id, key=key, by=None, **more
        )

    def at_the_bank(self, owed):
        """The attempt with the browser at the bank's page, and the bank's order."""
        payments.begin(owed.token, by=None)
        self.teller.work()
        attempt = payments.attempts_of(owed.id)[0]
        seen = payments.redirected(attempt.id)
        return seen, self.bank_of(seen).orders[seen.order_number]

    def bank_of(self, attempt) -> MemoryBank:
        """The bank of an attempt."""
        return ports.till(attempt.gateway).gateway

    def back(self, attempt, order, **more) -> str | None:
        """The browser comes back."""
        brought = self.bank_of(attempt).brings(order, **more)
        return payments.returned(attempt.gateway, brought)

    def pays(self, owed, **more):
        """All of it as it should be, up to the settlement; the attempt."""
        attempt, order = self.at_the_bank(owed)
        self.bank_of(attempt).pay(order.token, **more)
        self.back(attempt, order)
        self.teller.work()
        return self.last(owed)

    @contextmanager
    def stumbling(self) -> Iterator[None]:
        """The service cannot give what was paid for: its list is gone."""
        kept, self.served = self.served, None
        yield
        self.served = kept

    def last(self, owed):
        """The newest attempt."""
        return payments.attempts_of(owed.id)[0]

    def ends(self) -> None:
        """Nothing goes wrong any more, and time passes until nothing is to be done."""
        self.bank.heal()
        for _ in range(80):
            self.teller.work()
            payments.sweep()
            self.bank.lets_time_pass()
            self.passes(hours=1)


@pytest.fixture
def house(db) -> Iterator[House]:  # noqa: ARG001 - opens the database
    """The house, in a transaction that is undone."""
    with a_house() as made:
        yield made


@pytest.fixture
def shared_house(transactional_db) -> Iterator[House]:  # noqa: ARG001 - as above
    """The house where every thread sees what the others wrote, by the true clock."""
    with a_house(freezes=False) as made:
        yield made


@contextmanager
def a_house(*, freezes: bool = True) -> Iterator[House]:
    kept, wired = ports.tills(), ports._wired.keys
    services = dict(serving._services)
    made = House()
    ports.wire(keys=lambda: Keys(keys={"k1": b"1" * 32}, current="k1"))
    if freezes:
        made._stack.enter_context(clock.frozen(NOW))
    made.connect(made.bank)
    serving._services.pop("guest", None)
    payments.register("guest", on_served=lambda owed: made.served.append(owed.id))
    a_fee()
    try:
        yield made
    finally:
        made.teller.close()
        made._stack.close()
        serving._services.clear()
        serving._services.update(services)
        ports.connect(*kept)
        ports._wired.keys = wired
