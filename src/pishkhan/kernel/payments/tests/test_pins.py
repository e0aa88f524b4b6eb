"""PINs: one for a person and a round, hidden in the table, shown to their holder, used once."""

import pytest

from pishkhan.foundation import digits
from pishkhan.foundation.sealing import Keys
from pishkhan.kernel.identity.testing import the_applicant, the_stranger
from pishkhan.kernel.notifications.api import inbox_of
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.errors import BadPin, PinIsUsed, PinIsVoid, PinLost
from pishkhan.kernel.payments.models import Pin, Refund
from pishkhan.kernel.payments.spec import Exemption
from pishkhan.kernel.payments.terms import RefundGround
from pishkhan.kernel.payments.testing import a_fee
from pishkhan.kernel.payments.tests.money import officer


@pytest.fixture
def round_fee(house):  # noqa: ARG001 - its schedule
    return a_fee("round", round="1405", gives_pin=True)


def buys(house, key="round:1", **more):
    owed = payments.invoice(
        fee_code="round",
        round="1405",
        person_id=the_applicant().id,
        key=key,
        by=None,
        **more,
    )
    if owed.is_open:
        house.pays(owed)
    payments.serve_due()
    return owed


def used(pin, **more):
    said = {"person_id": the_applicant().id, "service": "guest", "round": "1405", "by": None}
    return payments.use_pin(pin=pin, **said | more)


@pytest.mark.usefixtures("round_fee")
def test_a_pin_is_issued_once_and_sent_once(house):
    owed = buys(house)
    payments.serve(owed.id)
    payments.serve_due()
    pin = payments.pin_of(owed.id)
    assert [one.pin for one in payments.recover_pins(owed.person_id)] == [pin.pin]
    said = Message.objects.get(event="payments.pin")
    assert pin.grouped in said.text
    assert said.secret
    assert house.served == [owed.id]


@pytest.mark.usefixtures("round_fee")
def test_nobody_reads_a_pin_in_the_table(house):
    pin = payments.pin_of(buys(house).id).pin
    row = Pin.objects.get()
    held = repr([row.digest, bytes(row.sealed), row.sealed_by])
    assert pin not in held
    assert pin not in repr(payments.pin_of(row.payment.invoice_id))


@pytest.mark.usefixtures("round_fee")
def test_before_the_money_is_settled_there_is_no_pin(house):
    owed = payments.invoice(
        fee_code="round", round="1405", person_id=the_applicant().id, key="k", by=None
    )
    attempt, order = house.at_the_bank(owed)
    house.bank.is_down = True
    house.bank.pay(order.token)
    house.back(attempt, order)
    house.teller.work()
    payments.serve_due()
    assert payments.pin_of(owed.id) is None


@pytest.mark.usefixtures("round_fee")
def test_who_pays_a_round_twice_has_one_pin_and_gets_the_second_payment_back(house):
    first, second = buys(house), buys(house, key="round:2")
    assert Pin.objects.count() == 1
    assert payments.pin_of(first.id).pin == payments.pin_of(second.id).pin
    refund = Refund.objects.get()
    assert refund.payment.invoice_id == second.id
    assert refund.ground == RefundGround.SURPLUS
    titles = [one.title for one in inbox_of(second.person_id)]
    assert titles.count("پول برمی‌گردد") == 1
    assert house.served == [first.id]
    assert payments.findings() == []


def test_who_owes_nothing_for_the_round_has_a_pin_too(house):
    spared = Exemption(when={"quota": ("shahed",)}, percent=100, because={"fa": "فرزند شهید"})
    a_fee("round", round="1405", gives_pin=True, exemptions=(spared,))
    owed = buys(house, facts={"quota": "shahed"})
    assert payments.pin_of(owed.id) is not None
    assert payments.findings() == []


@pytest.mark.usefixtures("round_fee")
def test_a_pin_is_used_once_however_it_is_typed(house):
    pin = payments.pin_of(buys(house).id)
    assert used(digits.to_persian(pin.grouped)).used_at is not None
    with pytest.raises(PinIsUsed):
        used(pin.pin)


@pytest.mark.usefixtures("round_fee")
@pytest.mark.parametrize("other", [{"service": "other"}, {"round": "1406"}, {"person_id": None}])
def test_a_pin_is_of_its_person_its_service_and_its_round(house, other):
    pin = payments.pin_of(buys(house).id)
    said = {"person_id": the_stranger().id} if "person_id" in other else other
    with pytest.raises(BadPin):
        used(pin.pin, **said)
    with pytest.raises(BadPin):
        used("123")
    assert used(pin.pin).id == pin.id


@pytest.mark.usefixtures("round_fee")
def test_after_a_change_of_keys_a_pin_opens_and_is_found(house):
    pin = payments.pin_of(buys(house).id)
    both = Keys(keys={"k1": b"1" * 32, "k2": b"2" * 32}, current="k2")
    ports.wire(keys=lambda: both)
    assert payments.pin_of(pin_invoice()).pin == pin.pin
    assert payments.rekey_pins(by=None) == 1
    assert payments.rekey_pins(by=None) == 0
    ports.wire(keys=lambda: Keys(keys={"k2": b"2" * 32}, current="k2"))
    assert used(pin.pin).id == pin.id
    ports.wire(keys=lambda: Keys(keys={"k3": b"3" * 32}, current="k3"))
    with pytest.raises(PinLost):
        payments.recover_pins(pin.person_id)


@pytest.mark.usefixtures("round_fee")
@pytest.mark.parametrize("how_far", ["asked", "approved", "paid back"])
def test_a_pin_is_void_once_all_its_money_goes_back(house, how_far):
    owed = buys(house)
    pin, paid = payments.pin_of(owed.id), payments.payment_of(owed.id)
    refund = asks_back(paid, paid.amount)
    if how_far != "asked":
        payments.approve_refund(refund, by=officer("finance2"))
    if how_far == "paid back":
        house.teller.work()
        if payments.refund_of(paid.id).done_at is None:
            payments.mark_paid_back(refund, bank_reference="140508-1", by=officer())
    with pytest.raises(PinIsVoid):
        used(pin.pin)
    [seen] = payments.recover_pins(owed.person_id)
    assert seen.is_void
    assert (seen.back.done_at is not None) == (how_far == "paid back")
    assert payments.pin_of(owed.id).is_void


@pytest.mark.usefixtures("round_fee")
@pytest.mark.parametrize("why", ["in part", "refused"])
def test_a_pin_stays_good_where_its_money_stays(house, why):
    owed = buys(house)
    pin, paid = payments.pin_of(owed.id), payments.payment_of(owed.id)
    refund = asks_back(paid, paid.amount // 2 if why == "in part" else paid.amount)
    if why == "refused":
        payments.refuse_refund(refund, because="پول برنمی‌گردد", by=officer("finance2"))
    assert used(pin.pin).used_at is not None


@pytest.mark.usefixtures("round_fee")
def test_whoever_got_all_their_money_back_buys_the_round_anew(house):
    first = buys(house)
    old, paid = payments.pin_of(first.id), payments.payment_of(first.id)
    refund = asks_back(paid, paid.amount)
    assert not payments.may_be_bought_anew(first.id), "it may yet be refused"
    payments.approve_refund(refund, by=officer("finance2"))
    assert payments.may_be_bought_anew(first.id)
    second = buys(house, key="round:2")
    new = payments.pin_of(second.id)
    assert new.pin != old.pin
    assert payments.pin_of(first.id).pin == old.pin
    with pytest.raises(PinIsVoid):
        used(old.pin)
    assert used(new.pin).used_at is not None
    assert [one.is_void for one in payments.recover_pins(first.person_id)] == [False, True]
    assert Refund.objects.count() == 1
    assert house.served == [first.id, second.id]
    assert not payments.may_be_bought_anew(second.id)
    assert payments.findings() == []


@pytest.mark.usefixtures("round_fee")
@pytest.mark.parametrize("why", ["only asked for", "used", "in part"])
def test_a_round_is_not_bought_anew_where_its_pin_is_good_or_was_used(house, why):
    first = buys(house)
    paid = payments.payment_of(first.id)
    if why == "used":
        used(payments.pin_of(first.id).pin)
    refund = asks_back(paid, paid.amount // 2 if why == "in part" else paid.amount)
    if why != "only asked for":
        payments.approve_refund(refund, by=officer("finance2"))
    assert not payments.may_be_bought_anew(first.id)
    second = buys(house, key="round:2")
    assert Pin.objects.count() == 1
    assert Refund.objects.get(payment__invoice_id=second.id).ground == RefundGround.SURPLUS
    assert payments.findings() == []


def asks_back(paid, amount):
    return payments.ask_refund(
        payment_id=paid.id, amount=amount, ground=RefundGround.DECIDED, note="لغو", by=officer()
    )


def pin_invoice():
    return Pin.objects.get().payment.invoice_id
