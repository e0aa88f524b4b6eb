"""The teller's threads, leases and circuits; many at once at one invoice."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.identity.testing import the_applicant
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.actions import concluding, teller as tellers
from pishkhan.kernel.payments.actions.teller import Teller
from pishkhan.kernel.payments.models import Attempt, Invoice, Payment
from pishkhan.kernel.payments.terms import AttemptState, Fault
from pishkhan.kernel.payments.testing import BankFault, MemoryBank


class Killed(BaseException):
    """The process is gone."""


def at_once(many, act):
    """Call it in as many threads at the same moment; what came of each."""
    gate = threading.Barrier(many)

    def one(number):
        try:
            gate.wait(10)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


@pytest.mark.usefixtures("shared_house")
def test_however_many_ask_at_once_it_is_one_invoice_and_one_attempt():
    person_id = the_applicant().id
    made = at_once(
        8,
        lambda _: (
            payments.invoice(fee_code="guest_round", person_id=person_id, key="once", by=None).token
        ),
    )
    assert len(set(made)) == Invoice.objects.count() == 1
    begun = at_once(8, lambda _: payments.begin(made[0], by=None).id)
    assert len(set(begun)) == Attempt.objects.count() == 1


def test_the_invoice_is_locked_before_its_attempt(shared_house):
    """Everybody does, so nobody waits for somebody who waits for them."""
    house = shared_house
    attempt, order = house.at_the_bank(house.owes())

    def back():
        try:
            return house.back(attempt, order)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Attempt.objects.select_for_update().get(id=attempt.id)
            came = pool.submit(back)
            until = clock.now() + timedelta(seconds=10)
            while not is_locked(attempt.invoice_id) and clock.now() < until:
                time.sleep(0.05)
            assert is_locked(attempt.invoice_id)
            assert not came.done()
        assert came.result(10)


def is_locked(invoice_id):
    with transaction.atomic():
        free = Invoice.objects.select_for_update(skip_locked=True).filter(id=invoice_id)
        is_free = bool(list(free))
        transaction.set_rollback(True)  # it is not locked by having looked
    return not is_free


def test_however_many_serve_at_once_it_is_served_once(shared_house):
    house = shared_house
    owed = house.owes()
    with house.stumbling():
        house.pays(owed)
    assert sorted(at_once(6, lambda _: payments.serve(owed.id))) == [False] * 5 + [True]
    assert house.served == [owed.id]


def test_several_tellers_at_once_take_the_money_once(shared_house):
    house = shared_house
    owed = [house.owes(f"case:{number}") for number in range(6)]
    for one in owed:
        attempt, order = house.at_the_bank(one)
        house.bank.pay(order.token)
        house.back(attempt, order)
    at_once(4, lambda _: [Teller().work() for _ in range(3)])
    assert Payment.objects.count() == len(owed)
    verified = [number for verb, number in house.bank.asked if verb == "verify"]
    assert len(verified) == len(set(verified)) == len(owed)


def test_an_answer_after_the_lease_is_not_written(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.back(attempt, order)
    other = Teller()

    def slow(verb):
        if verb == "verify":
            house.bank.before = lambda _verb: None
            house.passes(seconds=100)
            other.work()

    house.bank.before = slow
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED
    assert Payment.objects.count() == 1
    other.close()


@pytest.mark.parametrize("verb", ["request", "verify", "settle"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_teller_that_dies_at_the_question_is_followed_by_another(house, verb, when):
    def die(asked):
        if asked == verb:
            setattr(house.bank, when, lambda _verb: None)
            raise Killed

    setattr(house.bank, when, die)
    owed = house.owes()
    payments.begin(owed.token, by=None)
    attempt = None
    for _ in range(4):
        try:
            house.teller.work()
        except Killed:
            house.teller = Teller()
        house.passes(seconds=91)
        seen = house.last(owed)
        if seen.state is AttemptState.FAILED:
            assert seen.fault is Fault.GATEWAY_DOWN
            payments.begin(owed.token, by=None)
        elif attempt is None and seen.page is not None:
            attempt = payments.redirected(seen.id)
            order = house.bank.orders[seen.order_number]
            house.bank.pay(order.token)
            house.back(attempt, order)
    assert house.last(owed).state is AttemptState.SETTLED
    assert Payment.objects.count() == 1
    assert payments.findings() == []


def test_a_bank_that_hangs_keeps_half_of_the_threads_and_holds_up_no_other(shared_house):
    house = shared_house
    gate = threading.Event()
    slow, well = MemoryBank(name="slow"), MemoryBank(name="well")
    slow.before = lambda _verb: gate.wait(20)
    house.connect(slow, well)
    try:
        for number in range(40):
            payments.begin(house.owes(f"case:{number}").token, by=None)
        for _ in range(30):
            house.teller.step()
        states = {
            name: set(Attempt.objects.filter(gateway=name).values_list("state", flat=True))
            for name in ("slow", "well")
        }
        assert states["slow"] <= {AttemptState.CREATED}
        assert states["well"] == {AttemptState.TOKEN}
        assert len(slow.asked) <= tellers.THREADS // 2
    finally:
        gate.set()


def test_a_bank_that_is_down_is_left_alone_and_then_tried_with_one(house):
    house.bank.is_down = True
    owed = [house.owes(f"case:{number}") for number in range(5)]
    for one in owed:
        Attempt.objects.bulk_create([attempt_back(house, one)])
    house.teller.work()
    assert len(house.bank.asked) == 1
    house.passes(seconds=1.5)
    house.teller.work()
    assert len(house.bank.asked) == 2
    house.bank.is_down = False
    house.passes(seconds=30)
    house.teller.work()
    assert Attempt.objects.filter(state=AttemptState.FAILED).count() == 5


def attempt_back(house, owed):
    now = clock.now()
    return Attempt(
        invoice_id=owed.id,
        order_number=owed.id,
        gateway="memory",
        terminal=house.bank.terminal,
        amount=owed.amount,
        state="returned",
        hint="ok",
        token=str(owed.id),
        reference=f"R{owed.id}",
        created_at=now,
        redirected_at=now,
        returned_at=now,
        next_at=now,
    )


def heard(house, many):
    """As many payers back from the bank, and what it says of them, not written yet."""
    owed = [house.owes(f"case:{number}") for number in range(many)]
    for attempt, order in [house.at_the_bank(one) for one in owed]:
        house.bank.pay(order.token)
        house.back(attempt, order)
    assert house.teller.begin() == many
    wait(house.teller._under_way)
    return owed


def test_what_came_back_at_the_same_moment_is_one_transaction(shared_house, monkeypatch):
    house = shared_house
    owed = heard(house, 4)
    seen = []
    really = concluding.conclude

    def look(*given):
        really(*given)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            seen.append(cursor.fetchone()[0])

    monkeypatch.setattr(tellers, "conclude", look)
    house.teller.step()
    assert (len(seen), len(set(seen))) == (4, 1)
    assert {house.last(one).state for one in owed} == {AttemptState.SETTLED}
    assert sorted(house.served) == sorted(one.id for one in owed)
    assert payments.findings() == []


def test_one_that_stumbles_holds_up_none_that_came_with_it(shared_house, monkeypatch):
    house = shared_house
    owed = heard(house, 4)
    really = concluding.conclude

    def stumble(attempt, *given):
        really(attempt, *given)
        if attempt.invoice_id == owed[2].id:
            raise ValueError

    monkeypatch.setattr(tellers, "conclude", stumble)
    house.teller.step()
    assert [house.last(one).state is AttemptState.SETTLED for one in owed] == [
        True, True, False, True,
    ]  # fmt: skip
    assert owed[2].id not in {one.invoice_id for one in Payment.objects.all()}
    monkeypatch.setattr(tellers, "conclude", really)
    with clock.frozen(clock.now() + timedelta(seconds=91)):
        house.teller.work()
    assert house.last(owed[2]).state is AttemptState.SETTLED
    assert Payment.objects.count() == 4
    assert payments.findings() == []


def test_a_teller_that_dies_among_several_leaves_all_of_them_to_the_next(shared_house, monkeypatch):
    house = shared_house
    owed = heard(house, 3)
    really, left = concluding.conclude, iter((True, False))

    def die(*given):
        really(*given)
        if not next(left):
            raise Killed

    monkeypatch.setattr(tellers, "conclude", die)
    with pytest.raises(Killed):
        house.teller.step()
    assert not Payment.objects.exists()
    monkeypatch.setattr(tellers, "conclude", really)
    house.teller = Teller()
    with clock.frozen(clock.now() + timedelta(seconds=91)):
        house.teller.work()
    assert Payment.objects.count() == len(owed)
    assert AuditLine.objects.filter(verb="payments.served").count() == len(owed)
    assert payments.findings() == []


def test_the_threads_take_an_attempt_to_its_end(shared_house):
    house = shared_house
    owed = house.owes()
    house.bank.fail("settle", BankFault.LOST)
    payments.begin(owed.token, by=None)
    house.teller.work()
    seen = house.last(owed)
    attempt, order = payments.redirected(seen.id), house.bank.orders[seen.order_number]
    house.bank.pay(order.token)
    house.back(attempt, order)
    until = clock.now() + timedelta(seconds=20)
    while house.last(owed).state is not AttemptState.SETTLED and clock.now() < until:
        house.teller.step()
    assert house.last(owed).state is AttemptState.SETTLED
