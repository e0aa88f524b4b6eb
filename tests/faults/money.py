"""A small world of money in one process: payers, three banks, our own processes that die.

A sequence is one or two invoices and whatever chance makes of them: pages asked for and left,
cards taken and refused, callbacks lost, doubled, late, foreign or lying, answers lost or
contradictory, banks down, hours that pass. Whatever of ours runs may be killed before or after any
statement to the database and before or after any question to a bank: a kill is an exception that
nothing catches, and what was leased stays leased.

Then everything heals, time goes on, and the world is held against what the banks say.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection
from django.db.models import Min, QuerySet
from django.test import override_settings

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.foundation.sealing import Keys
from pishkhan.kernel.audit.api import record
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.payments import api as payments, messages, ports
from pishkhan.kernel.payments.actions import serving
from pishkhan.kernel.payments.models import Attempt, Invoice, Payment, Pin, Refund
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.rules.states import ENDED
from pishkhan.kernel.payments.spec import InvoiceView
from pishkhan.kernel.payments.terms import AttemptState, InvoiceState, RefundGround, RefundState
from pishkhan.kernel.payments.testing import BankFault, BankOrder, BankState, MemoryBank, a_fee


SERVICE, FEE, ROUND_FEE, AMOUNT = "money", "money_fee", "money_round", 40_000
BEGIN = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
STATEMENTS = (6, 14, 40)  # as many as our transactions have
ROUNDS = 400
KILLED, GOES_ON = 0.2, 0.65
GRACE = timedelta(minutes=5)  # less than a page lives, so that some come after it
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (1, 5, 5, 30, 30, 70, 70, 130, 130, 400, 700, 1_300, 3_700, 90_000)
)
FAULTS = {
    "request": (BankFault.DOWN, BankFault.LOST, BankFault.BROKEN, BankFault.REFUSED),
    "verify": (
        BankFault.DOWN,
        BankFault.LOST,
        BankFault.NO,
        BankFault.PENDING,
        BankFault.BROKEN,
    ),
    "settle": (
        BankFault.DOWN,
        BankFault.LOST,
        BankFault.NO,
        BankFault.PENDING,
        BankFault.BROKEN,
    ),
    "inquire": (BankFault.DOWN, BankFault.LOST, BankFault.PENDING, BankFault.BROKEN),
    "reverse": (BankFault.DOWN, BankFault.LOST, BankFault.NO, BankFault.BROKEN),
    "refund": (BankFault.DOWN, BankFault.LOST, BankFault.NO, BankFault.BROKEN),
}


class Killed(BaseException):
    """This process is gone: nothing of ours catches it."""


@dataclass(kw_only=True)
class Page:
    """A browser at a bank's page."""

    bank: MemoryBank
    order: BankOrder


@dataclass(kw_only=True)
class World:
    """One sequence. `seed` makes it again."""

    seed: str
    person_id: int
    officers: tuple[Actor, Actor]
    now: datetime
    story: list[str] = field(default_factory=list)
    kills: int = 0
    deadly: float = KILLED
    invoices: list[InvoiceView] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    by_hand: Counter[str] = field(default_factory=Counter)
    teller: payments.Teller = field(default_factory=payments.Teller)
    banks: tuple[MemoryBank, ...] = field(init=False)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - to be made again
        self.banks = (
            MemoryBank(name="mellat", verify_within=timedelta(minutes=15)),
            MemoryBank(
                name="saman",
                settles=False,
                checks_order=False,
                reverse_within=timedelta(minutes=50),
            ),
            MemoryBank(
                name="zarinpal",
                settles=False,
                knows_by_token=True,
                refunds=True,
                reverse_within=timedelta(minutes=30),
            ),
        )

    # What happens

    def runs(self) -> None:
        """All that chance brings, then the end of all faults."""
        self._to(self.now)
        shares = self.chance.choice(((1, 1, 1), (3, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1)))
        ports.connect(
            *(
                Till(name=bank.name, gateway=bank, weight=share)
                for bank, share in zip(self.banks, shares, strict=True)
            )
        )
        for number in range(self.chance.choice((1, 1, 2))):
            self._owe(number)
        happens = self._happenings()
        names, weights = list(happens), [weight for _, weight in happens.values()]
        for _ in range(self.chance.randint(5, 18)):
            goes_on = self.chance.random() < GOES_ON
            name = self._next() if goes_on else self.chance.choices(names, weights)[0]
            self.story.append(name)
            happens[name][0]()
        self._heals()
        self._goes_on()

    def _happenings(self) -> dict[str, tuple[Callable[[], None], int]]:
        return {
            "begins": (self._begins, 8),
            "goes to the bank": (self._hops, 8),
            "pays": (self._pays, 8),
            "pays another amount": (self._pays_wrong, 1),
            "card refused": (self._is_refused, 2),
            "comes back": (self._comes_back, 8),
            "comes back with another's name": (self._comes_with_anothers, 3),
            "an old page is paid": (self._pays_an_old_page, 3),
            "pays twice": (self._pays_twice, 12),
            "pays what is no longer owed": (self._pays_too_late, 6),
            "two bring one name": (self._swap, 8),
            "comes back and lies": (self._lies, 1),
            "pays early": (self._pays_early, 1),
            "leaves": (self._leaves, 2),
            "teller": (self._works, 14),
            "serves": (self._serves, 3),
            "sweep": (self._sweeps, 2),
            "time": (self._waits, 8),
            "bank fault": (self._fails, 16),
            "bank down": (self._goes_down, 1),
            "bank up": (self._comes_up, 1),
            "withdrawn": (self._is_withdrawn, 0.3),
            "refund asked": (self._asks_refund, 1),
            "refund agreed": (self._agrees, 1),
        }

    def _next(self) -> str:
        """What a payer and our own processes would do next, if nothing went wrong."""
        owed = self._one_of(self.invoices)
        attempts = Attempt.objects.filter(invoice_id=owed.id).values_list("state", "order_number")
        state, number = attempts.last() or (AttemptState.FAILED, 0)
        if state in {AttemptState.FAILED, AttemptState.REVERSED}:
            return "begins"
        if state == AttemptState.TOKEN:
            return "goes to the bank"
        if state == AttemptState.REDIRECTED:
            orders = [page.order for page in self.pages if page.order.number == number]
            is_open = any(order.state is BankState.OPEN for order in orders)
            at_page = (
                "pays",
                "pays",
                "pays",
                "pays another amount",
                "card refused",
                "leaves",
                "leaves",
            )
            return self.chance.choice(at_page if is_open else ("comes back", "comes back", "time"))
        if state == AttemptState.SETTLED:
            return self.chance.choice(("serves", "sweep", "comes back"))
        return self.chance.choice(("teller", "teller", "time"))

    def _owe(self, number: int) -> None:
        gives_pin = self.chance.random() < 0.3
        until = self.chance.choice((None, None, self.now + timedelta(minutes=4)))
        key = f"{self.seed}:{number}"
        made: list[InvoiceView] = []

        def ask() -> None:
            made.append(
                payments.invoice(
                    fee_code=ROUND_FEE if gives_pin else FEE,
                    round=self.seed if gives_pin else "",
                    person_id=self.person_id,
                    key=key,
                    payable_until=until,
                    by=None,
                )
            )

        self._ours(ask)
        while not made:  # killed: whoever asks, asks again
            self._ours(ask)
        self.invoices.append(made[-1])

    def _begins(self) -> None:
        owed = self._one_of(self.invoices)
        self._ours(lambda: payments.begin(owed.token, by=None))

    def _hops(self) -> None:
        self._hop_of(self._one_of(self.invoices))

    def _hop_of(self, owed: InvoiceView) -> None:
        last = Attempt.objects.filter(invoice_id=owed.id).values_list("id", flat=True).last()
        if last is None:
            return

        def hop() -> None:
            seen = payments.redirected(last)
            # The page is in the browser only if this process lived to answer.
            if seen.page is not None:
                bank = next(one for one in self.banks if one.name == seen.gateway)
                self.pages.append(Page(bank=bank, order=bank.orders[seen.order_number]))

        self._ours(hop)

    def _pays(self) -> None:
        if self.pages:
            page = self._browser()
            page.bank.pay(page.order.token)

    def _pays_an_old_page(self) -> None:
        """A browser that was left, or a second tab, goes on after all."""
        left = [page for page in self.pages if page.order.state is BankState.OPEN]
        if left:
            left[0].bank.pay(left[0].order.token)
            self._returns(left[0], left[0].bank.brings(left[0].order))

    def _pays_twice(self) -> None:
        """A page is left for another, and both are paid; who comes back first is chance."""
        self._gets_to_the_bank()
        self._leaves()
        self._gets_to_the_bank()
        both = self.pages[-2:]
        for page in both:
            page.bank.pay(page.order.token)
        self.chance.shuffle(both)
        for page in both:
            self._returns(page, page.bank.brings(page.order))
            if self.chance.random() < 0.5:
                self._works()

    def _pays_too_late(self) -> None:
        """The invoice is withdrawn, or its time and the grace pass, while a page is open."""
        self._gets_to_the_bank()
        if not self.pages:
            return
        page = self.pages[-1]
        if self.chance.random() < 0.5:
            self._leaves()
            self._is_withdrawn()
        else:
            self._to(self.now + GRACE + timedelta(minutes=8))
        page.bank.pay(page.order.token)
        self._returns(page, page.bank.brings(page.order))

    def _swap(self) -> None:
        """Two browsers come back with one name of a payment, or each with the other's."""
        self._gets_to_the_bank()
        self._leaves()
        self._gets_to_the_bank()
        if len(self.pages) < 2:
            return
        first, second = self.pages[-2:]
        for page in (first, second):
            page.bank.pay(page.order.token)
        named = self.chance.choice(((first, first), (second, second), (second, first)))
        for page, other in zip((first, second), named, strict=True):
            if page.bank is other.bank:
                brought = page.bank.brings(page.order, reference=other.order.reference)
                self._returns(page, brought)

    def _gets_to_the_bank(self) -> None:
        """Of one invoice: begun, asked for by the teller, led to the bank."""
        owed = self._one_of(self.invoices)
        self._ours(lambda: payments.begin(owed.token, by=None))
        self._works()
        self._hop_of(owed)

    def _pays_wrong(self) -> None:
        if self.pages:
            page = self._one_of(self.pages)
            if page.order.state is BankState.OPEN:
                factor = self.chance.choice((10, 0.1))
                page.bank.pay(page.order.token, amount=int(page.order.amount * factor))

    def _is_refused(self) -> None:
        if self.pages:
            page = self._one_of(self.pages)
            page.bank.refuse(page.order.token)

    def _comes_back(self) -> None:
        if self.pages:
            page = self._browser()
            for _ in range(self.chance.choice((1, 1, 1, 2))):
                self._returns(page, page.bank.brings(page.order))

    def _comes_with_anothers(self) -> None:
        if self.pages:
            page = self._browser()
            other = self._one_of([one for one in self.pages if one.bank is page.bank])
            self._returns(page, page.bank.brings(page.order, reference=other.order.reference))

    def _lies(self) -> None:
        if self.pages:
            page = self._one_of(self.pages)
            brought = page.bank.brings(page.order)
            lie = self.chance.choice(
                (
                    {"status": "OK", "reference": "R1"},
                    {"status": "NOK", "reference": ""},
                    {"order": "7"},
                    {"token": "T1"},
                )
            )
            self._returns(page, brought | lie)

    def _returns(self, page: Page, brought: dict[str, str]) -> None:
        self._ours(lambda: payments.returned(page.bank.name, brought))

    def _pays_early(self) -> None:
        """The next order of a bank is paid, and its browser back, before the page was answered."""
        bank = self._one_of(self.banks)

        def early(verb: str) -> None:
            if verb == "request":
                bank.after = lambda _verb: None
                order = list(bank.orders.values())[-1]
                bank.pay(order.token)
                self._returns(Page(bank=bank, order=order), bank.brings(order))

        bank.after = early

    def _leaves(self) -> None:
        owed = self._one_of(self.invoices)
        self._ours(lambda: payments.leave(owed.token))

    def _is_withdrawn(self) -> None:
        owed = self._one_of(self.invoices)
        self._ours(lambda: payments.withdraw(owed.id, because="", by=None))

    def _asks_refund(self) -> None:
        settled = self._payments().filter(is_used=True, settled_at__isnull=False).first()
        if settled is not None:
            amount = self.chance.choice((AMOUNT, AMOUNT // 4))
            self._ours(
                lambda: payments.ask_refund(
                    payment_id=settled.id,
                    amount=amount,
                    ground=RefundGround.DECIDED,
                    note="به تصمیم اداره",
                    by=self.officers[0],
                )
            )

    def _agrees(self) -> None:
        """Two people, or the second of them, say yes to whatever waits."""
        waiting = Refund.objects.filter(
            payment__in=self._payments(), state=RefundState.REQUESTED
        ).values_list("id", "asked_by", "seconded_by")
        for number, asked_by, seconded_by in waiting:
            if asked_by is None and seconded_by is None:
                self._ours(partial(payments.second_refund, number, by=self.officers[0]))
            self._ours(partial(payments.approve_refund, number, by=self.officers[1]))

    def _payments(self) -> QuerySet[Payment]:
        return Payment.objects.filter(invoice__in=[one.id for one in self.invoices])

    def _works(self) -> None:
        if not self._ours(self.teller.work, asks=True):
            self.teller = payments.Teller()  # another process, that remembers nothing

    def _serves(self) -> None:
        """By the sweep, or by its job, which may come late or again."""
        owed = self._one_of(self.invoices)
        self._ours(self._one_of((payments.serve_due, partial(payments.serve, owed.id))))

    def _sweeps(self) -> None:
        self._ours(payments.sweep)

    def _waits(self) -> None:
        self._to(self.now + self.chance.choice(PAUSES))

    def _fails(self) -> None:
        """Most often where somebody is just paying, and where it hurts."""
        at_work = [self.pages[-1].bank] * 3 if self.pages else []
        bank = self._one_of([*self.banks, *at_work])
        [verb] = self.chance.choices(list(FAULTS), (2, 6, 6, 2, 2, 1))
        bank.fail(verb, *self.chance.choices(FAULTS[verb], k=self.chance.choice((1, 2, 2, 3))))

    def _goes_down(self) -> None:
        self._one_of(self.banks).is_down = True

    def _comes_up(self) -> None:
        self._one_of(self.banks).is_down = False

    # How it ends

    def _heals(self) -> None:
        for bank in self.banks:
            bank.heal()
        self.teller = payments.Teller()

    def _goes_on(self) -> None:
        """No faults any more: until nothing is to be done, and then until banks gave back."""
        self._until_nothing_is_due()
        self._to(self.now + timedelta(hours=80))
        for bank in self.banks:
            bank.lets_time_pass()
        payments.sweep()
        if Refund.objects.filter(payment__in=self._payments()).exists():
            self._give_back()

    def _until_nothing_is_due(self) -> None:
        for _ in range(ROUNDS):
            self.teller.work()
            mine = {"invoice_id__in": [one.id for one in self.invoices]}
            moments = [
                Attempt.objects.filter(**mine).aggregate(at=Min("next_at"))["at"],
                Refund.objects.filter(payment__in=self._payments()).aggregate(at=Min("next_at"))[
                    "at"
                ],
            ]
            waits = [one for one in moments if one is not None]
            if not waits:
                return
            self._to(max(min(waits), self.now) + timedelta(milliseconds=1))
        raise AssertionError("something is due for ever")

    def _give_back(self) -> None:
        """Two people agree to every refund; where no gateway gives it, one makes a transfer."""
        alive, self.deadly = self.deadly, 0.0
        for _ in range(2):
            self._agrees()
        self._until_nothing_is_due()
        for one in Refund.objects.filter(
            payment__in=self._payments(), state=RefundState.APPROVED
        ).select_related("payment"):
            payments.mark_paid_back(one.id, bank_reference=f"T{one.id}", by=self.officers[0])
            self.by_hand[one.payment.gateway] += one.amount
        self.deadly = alive

    def _to(self, moment: datetime) -> None:
        self.now = moment
        clock._frozen_at.set(moment)

    # Our own, which may be killed

    def _ours(self, act: Callable[[], object], *, asks: bool = False) -> bool:
        """Let it run, perhaps killed at some point; whether it lived."""
        dies = self.chance.random() < self.deadly
        with _killed(self.banks, self.chance, asks=asks) if dies else _living():
            try:
                act()
            except DomainError:
                return True
            except Killed:
                self.kills += 1
                self.story.append("  killed")
                return False
        return True

    def _browser(self) -> Page:
        """A browser at a bank, more often the last one."""
        return self.chance.choice((self.pages[-1], self._one_of(self.pages)))

    def _one_of(self, things):
        return self.chance.choice(things)

    # What must be true

    def must_be_right(self) -> None:
        """Held against the banks, rial by rial."""
        ids = [one.id for one in self.invoices]
        taken = list(Payment.objects.filter(invoice__in=ids).prefetch_related("refunds"))
        for owed in Invoice.objects.filter(id__in=ids):
            self._one_service(owed, [one for one in taken if one.invoice_id == owed.id])
        for bank in self.banks:
            for order in bank.orders.values():
                named = (bank.name, order.reference)
                self._explained(
                    bank, order, [one for one in taken if (one.gateway, one.reference) == named]
                )
        under_way = Attempt.objects.filter(invoice_id__in=ids).exclude(state__in=ENDED)
        assert not under_way.exists(), "an attempt that never ends"
        self._one_pin(taken)

    def _one_pin(self, taken: list[Payment]) -> None:
        rounds = {one.id for one in self.invoices if one.gives_pin}
        if not rounds:
            return
        pins = list(Pin.objects.filter(round=self.seed))
        bought = any(one.is_used and one.invoice_id in rounds for one in taken)
        assert sum(one.replaced_at is None for one in pins) == int(bought), "PINs"
        # Whoever got all of it back bought the round anew.
        void = {one.payment_id for one in pins if one.replaced_at}
        went_back = {one.id for one in taken if goes_back(one) == one.amount}
        assert void <= went_back, "a PIN replaced that was paid for"
        keys = [f"payments:pin:{one.id}" for one in pins]
        assert Message.objects.filter(event=messages.PIN, dedupe_key__in=keys).count() == len(pins)

    def _one_service(self, owed: Invoice, taken: list[Payment]) -> None:
        used = [one for one in taken if one.is_used]
        is_paid = owed.state == InvoiceState.PAID
        assert len(used) == int(is_paid), "paid by one payment"
        assert (owed.served_at is not None) is is_paid, "served"
        # A round that was paid twice gives its PIN once.
        refunds = [refund for one in used for refund in one.refunds.all()]
        twice = any(one.ground == RefundGround.SURPLUS for one in refunds)
        served = AuditLine.objects.filter(verb="money.served", target_id=owed.id).count()
        assert served == int(is_paid and not twice), "one service"
        for one in used:
            assert (one.amount, one.settled_at is not None) == (owed.amount, True)
        keys = [f"payments:{messages.PAID}:{one.attempt_id}" for one in used]
        told = Message.objects.filter(
            event=messages.PAID, dedupe_key__in=keys, channel=Channel.INBOX
        )
        assert told.count() == len(used), "told once"

    def _explained(self, bank: MemoryBank, order: BankOrder, ours: list[Payment]) -> None:
        assert order.state is not BankState.PAID, "the bank keeps what nobody claimed"
        if order.state is BankState.VERIFIED:
            assert not bank.settles, "verified and not settled"
        if not order.is_ours:
            assert all(one.reversed_at for one in ours), "the bank gave back what we say we have"
            return
        assert len(ours) == 1, f"{len(ours)} payments for money that is ours"
        [payment] = ours
        assert payment.amount == order.amount, "another amount than the bank's"
        assert payment.settled_at is not None, "ours at the bank, not in our books"
        assert payment.reversed_at is None, "ours at the bank, gone in our books"
        back = [one.amount for one in payment.refunds.all() if one.state == RefundState.PAID_BACK]
        assert payment.is_used or back == [payment.amount], "for nothing, and not given back"
        given = order.given_back or (sum(back) if self.by_hand[bank.name] else 0)
        assert sum(back) == given, "given back more than once, or never"

    def reaches_us(self) -> Counter[str]:
        """What of these orders stays in our account, by bank."""
        found: Counter[str] = Counter()
        for bank in self.banks:
            for one in bank.orders.values():
                found[bank.name] += (one.amount if one.is_ours else 0) - one.given_back
            found[bank.name] -= self.by_hand[bank.name]
        return found


def goes_back(payment: Payment) -> int:
    """What of a payment goes back, or went."""
    standing = (one for one in payment.refunds.all() if one.state != RefundState.REFUSED)
    return sum(one.amount for one in standing)


@contextmanager
def _living() -> Iterator[None]:
    yield


@contextmanager
def _killed(banks: tuple[MemoryBank, ...], chance: random.Random, *, asks: bool) -> Iterator[None]:
    """At the nth statement, or the nth question, before it or after it, the process is gone."""
    if asks and chance.random() < 0.5:
        with _killed_at_question(banks, chance.randint(1, 3), before=chance.random() < 0.5):
            yield
        return
    left, before = chance.randint(1, chance.choice(STATEMENTS)), chance.random() < 0.5

    def count(execute, sql, params, many, context):
        nonlocal left
        left -= 1
        if left == 0 and before:
            raise Killed
        result = execute(sql, params, many, context)
        if left == 0:
            raise Killed
        return result

    with connection.execute_wrapper(count):
        yield


@contextmanager
def _killed_at_question(
    banks: tuple[MemoryBank, ...], left: int, *, before: bool
) -> Iterator[None]:
    def count(_verb: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    name = "before" if before else "after"
    for bank in banks:
        setattr(bank, name, count)
    try:
        yield
    finally:
        for bank in banks:
            setattr(bank, name, lambda _verb: None)


@contextmanager
def ground() -> Iterator[None]:
    """The fees, the service and the keys of this world; the true clock again afterwards."""
    tills, keys, services = ports.tills(), ports._wired.keys, dict(serving._services)
    token = clock._frozen_at.set(BEGIN)
    ports.wire(keys=lambda: Keys(keys={"k1": b"1" * 32}, current="k1"))
    payments.register(
        SERVICE,
        on_served=lambda owed: record("money.served", target="money", target_id=owed.id, by=None),
    )
    a_fee(FEE, amount=AMOUNT, service=SERVICE)
    a_fee(ROUND_FEE, amount=AMOUNT, service=SERVICE, gives_pin=True)
    try:
        with override_settings(PAYMENT_GRACE_MINUTES=int(GRACE.total_seconds()) // 60):
            yield
    finally:
        clock._frozen_at.reset(token)
        serving._services.clear()
        serving._services.update(services)
        ports.connect(*tills)
        ports._wired.keys = keys
