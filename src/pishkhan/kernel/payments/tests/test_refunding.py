"""Money goes back when two people say so, once, by the gateway or by a bank transfer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, strategies as st

from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.actions.owing import owe_back
from pishkhan.kernel.payments.actions.refunding import LONGEST_WAIT, wait_after
from pishkhan.kernel.payments.errors import (
    ApprovedByYourself,
    AskedByYourself,
    BadBankReference,
    BankReferenceUsed,
    GatewayPaysBack,
    MustGoBack,
    NoSuchPayment,
    NoSuchRefund,
    NoteNeeded,
    NothingToRefund,
    RefundNotReady,
    RefundThere,
    RefundTooMuch,
    RefundWhole,
    SecondedByYourself,
    SecondNotNeeded,
)
from pishkhan.kernel.payments.models import Payment, Refund
from pishkhan.kernel.payments.ports import Answer, Standing
from pishkhan.kernel.payments.rules import refunding as rules
from pishkhan.kernel.payments.terms import RefundGround, RefundState
from pishkhan.kernel.payments.testing import BankFault
from pishkhan.kernel.payments.tests.money import officer


# The rule of two people

people = st.one_of(st.none(), st.integers(1, 3))


@given(people, people, st.integers(1, 3))
def test_whoever_approves_is_another_person_and_somebody_was_before(asked_by, seconded_by, who):
    try:
        rules.require_may_approve(asked_by=asked_by, seconded_by=seconded_by, who=who)
    except (AskedByYourself, SecondedByYourself):
        assert who in {asked_by, seconded_by}
    except RefundNotReady:
        assert asked_by is None
        assert seconded_by is None
    else:
        assert who not in {asked_by, seconded_by}
        assert {asked_by, seconded_by} != {None}


@given(st.lists(st.sampled_from(RefundState), max_size=8))
def test_nothing_follows_what_is_over(wanted):
    state = RefundState.REQUESTED
    for then in wanted:
        try:
            rules.require_may_follow(state, then)
        except RefundNotReady:
            continue
        assert state not in {RefundState.PAID_BACK, RefundState.REFUSED}
        assert (state, then) != (RefundState.REQUESTED, RefundState.PAID_BACK)
        state = then


@given(st.integers(0, 10_000))
def test_a_gateway_that_gives_no_answer_is_left_alone_longer_and_never_more_than_an_hour(tries):
    assert timedelta(minutes=1) <= wait_after(tries) <= wait_after(tries + 1) <= LONGEST_WAIT


# Asking and deciding


@pytest.fixture
def first(house):  # noqa: ARG001 - the database is open
    return officer("finance1")


@pytest.fixture
def second(house):  # noqa: ARG001 - the database is open
    return officer("finance2")


@pytest.fixture
def paid(house):
    house.pays(house.owes())
    return payments.payment_lines(payments.FinanceAsked())[0]


def ask(payment, by, **more):
    usual = {"amount": payment.amount, "ground": RefundGround.DECIDED, "note": "به تصمیم شورا"}
    return payments.ask_refund(payment_id=payment.id, by=by, **(usual | more))


def test_one_asks_another_approves_and_a_transfer_pays_it_back(house, paid, first, second):
    refund = ask(paid, first, amount=15_000)
    payments.approve_refund(refund, by=second)
    assert payments.balances()["refunds:"] == -15_000
    payments.mark_paid_back(refund, bank_reference="۱۲۳۴۵۶", by=first)
    found = payments.refund(refund)
    assert (found.state, found.bank_reference) == (RefundState.PAID_BACK, "123456")
    assert (found.asked_by, found.approved_by) == (first.account_id, second.account_id)
    assert payments.balances() == {
        "bank:memory": 25_000,
        "gateway:memory": 0,
        "income:guest": -25_000,
        "payers:": 0,
        "refunds:": 0,
    }
    assert payments.findings() == []
    said = [one.event for one in Message.objects.filter(event="payments.refunded")]
    assert said
    verbs = [line.verb for line in audit.lines(target="payment", target_id=paid.id)]
    assert verbs == [
        "payments.refund_paid_back",
        "payments.refund_approved",
        "payments.refund_asked",
    ]
    house.ends()
    assert payments.findings() == []


def test_nobody_approves_what_they_asked_for(paid, first):
    refund = ask(paid, first)
    with pytest.raises(AskedByYourself):
        payments.approve_refund(refund, by=first)
    with transaction.atomic(), pytest.raises(IntegrityError, match="refund_by_two_people"):
        Refund.objects.filter(id=refund).update(approved_by=first.account_id)
    assert payments.refund(refund).state is RefundState.REQUESTED
    assert payments.balances()["income:guest"] == -40_000


def test_what_a_rule_asked_for_is_taken_up_by_one_and_approved_by_another(house, first, second):
    refund = surplus(house)
    with pytest.raises(RefundNotReady):
        payments.approve_refund(refund, by=first)
    payments.second_refund(refund, by=first)
    with pytest.raises(SecondNotNeeded):
        payments.second_refund(refund, by=second)
    with pytest.raises(SecondedByYourself):
        payments.approve_refund(refund, by=first)
    with transaction.atomic(), pytest.raises(IntegrityError, match="refund_by_two_people"):
        Refund.objects.filter(id=refund).update(approved_by=first.account_id)
    payments.approve_refund(refund, by=second)
    payments.mark_paid_back(refund, bank_reference="B-77", by=second)
    assert payments.findings() == []


def surplus(house):
    """A refund that a rule of ours asked for."""
    house.pays(house.owes())
    payment = Payment.objects.get()
    owe_back(payment, ground=RefundGround.SURPLUS)
    owe_back(payment, ground=RefundGround.SURPLUS)
    return payment.refunds.get().id


def test_a_payment_goes_back_once_and_not_more_than_was_paid(paid, first, second):
    for wrong in (0, -1, paid.amount + 1):
        with pytest.raises(RefundTooMuch):
            ask(paid, first, amount=wrong)
    with pytest.raises(NoteNeeded):
        ask(paid, first, note="  ")
    refund = ask(paid, first)
    with pytest.raises(RefundThere):
        ask(paid, second)
    payments.refuse_refund(refund, because="اشتباه بود", by=second)
    assert payments.refund(refund).state is RefundState.REFUSED
    assert ask(paid, second) != refund


def test_a_refusal_says_why_and_ends_it(paid, first, second):
    refund = ask(paid, first)
    with pytest.raises(NoteNeeded):
        payments.refuse_refund(refund, because=" ", by=second)
    payments.refuse_refund(refund, because="خدمت داده شده است", by=second)
    for act in (
        lambda: payments.approve_refund(refund, by=second),
        lambda: payments.refuse_refund(refund, because="باز", by=second),
        lambda: payments.mark_paid_back(refund, bank_reference="1234", by=first),
    ):
        with pytest.raises(RefundNotReady):
            act()
    assert payments.findings() == []


def test_what_a_rule_asked_for_is_kept_by_two_people_only(house, first, second):
    refund = surplus(house)
    with pytest.raises(RefundNotReady):
        payments.refuse_refund(refund, because="نمی‌دهیم", by=first)
    assert not payments.refund(refund).may_be_refused_by(first.account_id)
    payments.second_refund(refund, by=first)
    with pytest.raises(SecondedByYourself):
        payments.refuse_refund(refund, because="نمی‌دهیم", by=first)
    assert not payments.refund(refund).may_be_refused_by(first.account_id)
    assert payments.refund(refund).may_be_refused_by(second.account_id)
    payments.refuse_refund(refund, because="خدمت داده شده است", by=second)
    assert payments.refund(refund).state is RefundState.REFUSED
    assert payments.findings() == []


def test_nobody_keeps_money_that_paid_for_nothing(house, first, second):
    refund = surplus(house)
    payments.serve_due()
    Payment.objects.update(is_used=False)
    for who in (first, second):
        with pytest.raises(MustGoBack):
            payments.refuse_refund(refund, because="نمی‌دهیم", by=who)
    assert payments.refund(refund).state is RefundState.REQUESTED
    kept = "settled for nothing and not on its way back"
    assert kept not in {one.what for one in payments.findings()}
    Refund.objects.update(state=RefundState.REFUSED.value)
    assert kept in {one.what for one in payments.findings()}


def test_what_is_not_ours_does_not_go_back(house, first):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("settle", BankFault.PENDING)
    house.back(attempt, order)
    house.teller.work()
    [unsettled] = payments.payment_lines(payments.FinanceAsked())
    assert unsettled.settled_at is None
    with pytest.raises(NothingToRefund):
        ask(unsettled, first)


def test_an_unused_payment_goes_back_whole(house, first):
    house.pays(house.owes())
    Payment.objects.update(is_used=False)
    [unused] = payments.payment_lines(payments.FinanceAsked())
    with pytest.raises(RefundWhole):
        ask(unused, first, amount=1)


def test_a_transfer_has_a_number_that_pays_back_one_refund(house, paid, first, second):
    refund = ask(paid, first)
    payments.approve_refund(refund, by=second)
    for wrong in ("", "12", "حواله", "1 2 3 4", "x" * 41):
        with pytest.raises(BadBankReference):
            payments.mark_paid_back(refund, bank_reference=wrong, by=first)
    payments.mark_paid_back(refund, bank_reference="998877", by=first)
    house.pays(house.owes("case:2"))
    other = payments.payment_lines(payments.FinanceAsked())[0]
    again = ask(other, first)
    payments.approve_refund(again, by=second)
    with pytest.raises(BankReferenceUsed):
        payments.mark_paid_back(again, bank_reference="998877", by=first)


# By the gateway


@pytest.fixture
def by_gateway(house, paid, first, second):
    house.bank.refunds = True
    refund = ask(paid, first)
    payments.approve_refund(refund, by=second)
    return refund


def test_a_gateway_that_can_is_asked_once_for_each_lease_and_nobody_makes_a_transfer_beside_it(
    house, by_gateway, first
):
    with pytest.raises(GatewayPaysBack):
        payments.mark_paid_back(by_gateway, bank_reference="1234", by=first)
    [due] = payments.due_refunds()
    assert payments.due_refunds() == []
    answer = house.bank.refund(due.order, due.amount, due.key)
    payments.note_refund(due.id, answer)
    payments.note_refund(due.id, answer)
    found = payments.refund(by_gateway)
    assert (found.state, found.tries) == (RefundState.PAID_BACK, 1)
    assert found.bank_reference == answer.reference
    assert payments.findings() == []
    assert house.bank.orders[due.order.number].given_back == 40_000


def test_a_gateway_whose_answer_was_lost_is_asked_again_under_the_same_key(house, by_gateway):
    [due] = payments.due_refunds()
    house.bank.refund(due.order, due.amount, due.key)
    house.passes(minutes=3)  # the teller died with the answer
    [again] = payments.due_refunds()
    assert (again.id, again.key) == (due.id, due.key)
    payments.note_refund(again.id, None)
    assert payments.due_refunds() == []
    house.passes(hours=2)
    [third] = payments.due_refunds()
    payments.note_refund(third.id, house.bank.refund(third.order, third.amount, third.key))
    assert house.bank.orders[due.order.number].given_back == 40_000
    assert payments.refund(by_gateway).state is RefundState.PAID_BACK


def test_a_gateway_that_says_no_leaves_it_to_people(by_gateway, first):
    [due] = payments.due_refunds()
    payments.note_refund(due.id, Answer(standing=Standing.NOT_PAID, code="-51"))
    found = payments.refund(by_gateway)
    assert (found.state, found.next_at) == (RefundState.APPROVED, None)
    payments.mark_paid_back(by_gateway, bank_reference="4455-66", by=first)
    assert payments.findings() == []


def test_the_teller_has_the_gateway_give_it_back_once_whatever_becomes_of_the_answer(
    house, by_gateway
):
    house.bank.fail("refund", BankFault.LOST, BankFault.BROKEN, BankFault.DOWN)
    order = next(iter(house.bank.orders.values()))
    for _ in range(4):
        house.teller.work()
        house.passes(hours=2)
    found = payments.refund(by_gateway)
    assert (found.state, found.tries) == (RefundState.PAID_BACK, 4)
    assert order.given_back == 40_000
    payments.serve_due()
    assert payments.findings() == []


def test_a_gateway_that_is_gone_leaves_it_to_people(house, by_gateway):
    house.bank.refunds = False
    house.teller.work()
    found = payments.refund(by_gateway)
    assert (found.state, found.next_at) == (RefundState.APPROVED, None)


def test_what_a_gateway_may_have_done_is_given_to_nobody_else(house, by_gateway, first):
    house.bank.fail("refund", BankFault.LOST)
    house.teller.work()
    house.passes(hours=2)
    house.bank.refunds = False
    house.teller.work()
    with pytest.raises(GatewayPaysBack):
        payments.mark_paid_back(by_gateway, bank_reference="1234", by=first)


def test_two_people_take_what_a_gateway_never_answers_out_of_its_hands(
    house, by_gateway, first, second
):
    house.bank.fail("refund", *[BankFault.NO] * 99)
    house.teller.work()

    def take(by, because="در پنل درگاه نیست"):
        payments.take_away(by_gateway, because=because, by=by)

    with pytest.raises(GatewayPaysBack):
        take(first)
    house.passes(days=1)
    house.teller.work()
    with pytest.raises(ApprovedByYourself):
        take(second)
    with pytest.raises(NoteNeeded):
        take(first, " ")
    assert payments.refund(by_gateway).is_overdue
    take(first)
    payments.note_refund(by_gateway, None)  # the teller was at it
    house.passes(days=1)
    assert payments.due_refunds() == []
    assert payments.refund(by_gateway).is_by_hand
    with pytest.raises(GatewayPaysBack):
        take(first)
    with pytest.raises(SecondedByYourself):
        payments.mark_paid_back(by_gateway, bank_reference="8899", by=first)
    payments.mark_paid_back(by_gateway, bank_reference="8899", by=second)
    payments.serve_due()
    assert payments.findings() == []


def test_what_the_gateway_did_after_all_is_not_paid_a_second_time(house, by_gateway, first, second):
    house.bank.fail("refund", BankFault.NO)
    house.teller.work()
    house.passes(days=2)
    [due] = payments.due_refunds()
    payments.take_away(by_gateway, because="در پنل نیست", by=first)
    payments.note_refund(due.id, house.bank.refund(due.order, due.amount, due.key))
    assert payments.refund(by_gateway).state is RefundState.PAID_BACK
    with pytest.raises(RefundNotReady):
        payments.mark_paid_back(by_gateway, bank_reference="8899", by=second)


@pytest.mark.parametrize("kind", ["step", "close"])
def test_refunds_are_asked_in_threads_beside_the_attempts(shared_house, kind):
    house = shared_house
    house.bank.refunds = True
    house.pays(house.owes())
    paid = payments.payment_lines(payments.FinanceAsked())[0]
    refund = ask(paid, officer("finance1"))
    payments.approve_refund(refund, by=officer("finance2"))
    house.teller.step()
    for _ in range(50 if kind == "step" else 0):
        house.teller.step()
    if kind == "close":
        house.teller.close()
    assert payments.refund(refund).state is RefundState.PAID_BACK


# Who may


def test_only_who_keeps_the_money_of_the_service_decides_about_it(paid, first, second):
    of_guests, of_others = officer("f.guest", service="guest"), officer("f.other", service="other")
    with pytest.raises(NotAllowed):
        ask(paid, of_others)
    refund = ask(paid, of_guests)
    for act in (
        lambda: payments.approve_refund(refund, by=of_others),
        lambda: payments.refuse_refund(refund, because="نه", by=of_others),
        lambda: payments.second_refund(refund, by=of_others),
        lambda: payments.mark_paid_back(refund, bank_reference="1234", by=of_others),
    ):
        with pytest.raises(NotAllowed):
            act()
    payments.approve_refund(refund, by=second)
    assert payments.refund(refund).approved_by == second.account_id
    assert first.account_id != second.account_id


def test_what_is_not_there_is_not_there(first):
    with pytest.raises(NoSuchPayment):
        payments.ask_refund(
            payment_id=1, amount=1, ground=RefundGround.DECIDED, note="نیست", by=first
        )
    with pytest.raises(NoSuchRefund):
        payments.approve_refund(1, by=first)
