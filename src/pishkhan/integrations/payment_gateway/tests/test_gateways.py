"""Each gateway against the simulated bank over real HTTP: what all three owe the port."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.kernel.payments.ports import Gateway, GatewayUnavailable, Page, Refused, Standing
from pishkhan.kernel.payments.terms import Fault
from simulators.bank.bank import Card


ALL = ("mellat", "saman", "zarinpal")
OURS = {"mellat": Standing.SETTLED, "saman": Standing.VERIFIED, "zarinpal": Standing.VERIFIED}


@pytest.fixture(params=ALL)
def name(request):
    return request.param


@pytest.fixture
def gateway(town, name):
    return town.gateway(name)


def settled(gateway, order):
    return gateway.settle(order) if gateway.settles else gateway.verify(order)


def test_a_payment_from_the_page_to_the_account(town, name, gateway):
    order = town.asked_for(gateway)
    back = town.pay(name, order)
    assert back["address"] == order.callback
    returned = gateway.read(back["fields"])
    assert returned.says_ok
    assert returned.token == order.token
    assert returned.order_number in {order.number, 0}
    paid = replace(order, reference=returned.reference)
    answer = gateway.verify(paid)
    assert (answer.standing, answer.is_repeated) == (Standing.VERIFIED, False)
    assert answer.reference
    assert answer.amount in {order.amount, None}
    assert answer.order_number in {order.number, 0}
    assert answer.terminal in {gateway.terminal, ""}
    known = replace(paid, reference=answer.reference)
    assert settled(gateway, known).standing is OURS[name]
    kept = town.kept(name, order)
    assert (kept.amount, kept.taken, kept.verified_times) == (130_000, 130_000, 1)


def test_amounts_are_rials_on_the_wire(town, name, gateway):
    order = town.asked_for(gateway, amount=Rials(40_000))
    assert town.kept(name, order).amount == 40_000


def test_the_page_is_where_a_browser_finds_it(town, gateway):
    page = gateway.request(town.order())
    assert isinstance(page, Page)
    assert page.address.startswith(gateway.hosts[0])
    assert page.is_post == bool(page.fields)


def test_whatever_is_done_twice_was_done_once(town, name, gateway):
    order = town.paid(name, gateway)
    first = gateway.verify(order)
    order = replace(order, reference=first.reference)
    again = gateway.verify(order)
    assert (again.standing, again.is_repeated) == (Standing.VERIFIED, True)
    assert again.amount == first.amount
    assert [settled(gateway, order).standing for _ in range(2)] == [OURS[name]] * 2
    assert town.kept(name, order).verified_times == 1


def test_a_second_success_says_the_same(town, name, gateway):
    order = town.paid(name, gateway)
    first = gateway.verify(order)
    town.arm(name, "verify_again")
    again = gateway.verify(replace(order, reference=first.reference))
    assert replace(again, code=first.code) == first


@pytest.mark.parametrize(
    ("card", "faults"),
    [
        (Card.REFUSED, {Fault.CARD_REFUSED, Fault.NOT_PAID}),
        (Card.NO_FUNDS, {Fault.NO_FUNDS, Fault.CARD_REFUSED, Fault.NOT_PAID}),
        (Card.EXPIRED, {Fault.CARD_REFUSED, Fault.NOT_PAID}),
        ("", {Fault.CANCELLED, Fault.NOT_PAID}),
    ],
)
def test_a_card_that_pays_nothing_is_told_so(town, name, gateway, card, faults):
    order = town.asked_for(gateway)
    returned = gateway.read(town.pay(name, order, card, "pay" if card else "cancel")["fields"])
    assert not returned.says_ok
    assert returned.fault in faults
    assert returned.reference == ""
    if gateway.knows_by_token:
        assert gateway.verify(order).standing is Standing.NOT_PAID
    else:
        with pytest.raises(GatewayUnavailable) as unknown:
            gateway.verify(order)
        assert not unknown.value.maybe_done


def test_the_card_comes_masked_by_the_browser_or_by_the_bank(town, name, gateway):
    order = town.asked_for(gateway)
    returned = gateway.read(town.pay(name, order)["fields"])
    answer = gateway.verify(replace(order, reference=returned.reference))
    assert "000000******0001" in {returned.card, answer.card}
    assert {returned.card, answer.card} <= {"", "000000******0001"}


def test_a_card_that_a_browser_brings_unmasked_is_masked(town):
    order = town.asked_for(town.gateway("mellat"))
    brought = town.pay("mellat", order)["fields"] | {"CardHolderPan": "6037991111111234"}
    assert town.gateway("mellat").read(brought).card == "603799******1234"


def test_an_inquiry_changes_nothing_that_verify_would_not(town, name, gateway):
    order = town.paid(name, gateway)
    asked = gateway.inquire(order)
    assert asked.standing in {Standing.PAID, Standing.VERIFIED}
    answer = gateway.verify(order)
    assert answer.standing is Standing.VERIFIED
    assert gateway.inquire(replace(order, reference=answer.reference)).standing in {
        Standing.PAID,
        Standing.VERIFIED,
    }


def test_money_goes_back_once(town, name, gateway):
    order = town.paid(name, gateway)
    answer = gateway.verify(order)
    order = replace(order, reference=answer.reference)
    assert gateway.reverse(order).standing is Standing.REVERSED
    again = gateway.reverse(order)
    assert (again.standing, again.is_repeated) == (Standing.REVERSED, True)
    assert gateway.verify(order).standing in {Standing.REVERSED, Standing.NOT_PAID}


def test_what_is_to_be_reversed_too_late_is_ours(town, name, gateway):
    order = town.paid(name, gateway)
    order = replace(order, reference=gateway.verify(order).reference)
    settled(gateway, order)
    town.bank.advance(3600)
    assert gateway.reverse(order).standing is Standing.SETTLED


def test_what_nobody_verified_in_time_goes_back(town, name, gateway):
    order = town.paid(name, gateway, at=clock.now() - timedelta(minutes=10))
    town.bank.advance(40 * 60)
    later = replace(order, at=order.at - timedelta(minutes=60))
    assert gateway.verify(later).standing in {
        Standing.TOO_LATE,
        Standing.REVERSED,
        Standing.NOT_PAID,
    }
    town.bank.advance(72 * 3600)
    assert town.bank.standing(town.kept(name, order)) == "returned"


def test_a_payment_that_is_not_booked_yet_is_waited_for(town, name, gateway):
    town.arm(name, "booked_late", seconds=60)
    order = town.paid(name, gateway)
    assert gateway.verify(order).standing is Standing.PENDING
    assert gateway.inquire(order).standing is Standing.PENDING
    town.bank.advance(61)
    assert gateway.verify(order).standing is Standing.VERIFIED


def test_a_lost_answer_of_verify_is_told_when_asked_again(town, name, gateway):
    order = town.paid(name, gateway)
    town.arm(name, "verify_lost")
    with pytest.raises(GatewayUnavailable) as lost:
        gateway.verify(order)
    assert lost.value.maybe_done
    again = gateway.verify(order)
    assert (again.standing, again.is_repeated) == (Standing.VERIFIED, True)
    assert again.reference


def test_an_answer_that_comes_too_late_is_none(town, name):
    gateway = town.gateway(name, deadline=0.3)
    order = town.paid(name, gateway)
    town.arm(name, "verify_lost", seconds=1)
    with pytest.raises(GatewayUnavailable, match="TimeoutError") as late:
        gateway.verify(order)
    assert late.value.maybe_done
    assert town.kept(name, order).verified_times == 1


def test_drops_do_not_hold_anybody_up(town, name):
    gateway = town.gateway(name, deadline=0.5)
    order = town.paid(name, gateway)
    town.arm(name, "slow_drip", seconds=0.05)
    began = time.monotonic()
    with pytest.raises(GatewayUnavailable, match="TimeoutError"):
        gateway.verify(order)
    assert time.monotonic() - began < 5


def test_of_a_bank_that_is_down_nobody_takes_anything_for_done(town, name, gateway):
    order = town.paid(name, gateway)
    town.arm(name, "down")
    for ask in (gateway.request, gateway.verify, gateway.reverse):
        with pytest.raises(GatewayUnavailable) as down:
            ask(order)
        assert not down.value.maybe_done
    town.bank.advance(601)
    assert gateway.verify(order).standing is Standing.VERIFIED


def test_a_bank_that_is_not_reached_did_nothing(town, gateway):
    nowhere = replace(gateway, address="http://127.0.0.1:1")
    with pytest.raises(GatewayUnavailable) as away:
        nowhere.request(town.order())
    assert not away.value.maybe_done


def test_a_number_is_used_once(town, gateway):
    order = town.order()
    assert isinstance(gateway.request(order), Page)
    assert isinstance(gateway.request(order), Refused)


def test_a_lost_page_is_nobodys_and_a_new_number_gets_another(town, name, gateway):
    town.arm(name, "request_lost")
    order = town.order()
    with pytest.raises(GatewayUnavailable) as lost:
        gateway.request(order)
    assert lost.value.maybe_done
    assert isinstance(gateway.request(order), Refused)
    assert isinstance(gateway.request(town.order()), Page)


def test_an_amount_that_no_bank_takes_is_refused(town, gateway):
    refused = gateway.request(town.order(amount=Rials(0)))
    assert refused.fault is Fault.GATEWAY_REFUSED
    assert refused.code


def test_our_gateways_are_what_the_port_asks_for(gateway):
    kept: Gateway = gateway
    assert kept.verify_within <= timedelta(minutes=30)
