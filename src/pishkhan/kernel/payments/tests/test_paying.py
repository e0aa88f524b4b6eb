"""One invoice and one bank: every way in which browser, bank and clock go wrong."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.foundation import clock
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.notifications.api import inbox_of
from pishkhan.kernel.payments import api as payments, ports, tasks
from pishkhan.kernel.payments.actions import concluding, serving, teller
from pishkhan.kernel.payments.errors import (
    AlreadyPaid,
    AnotherInvoice,
    Blocked,
    CannotWithdraw,
    IsWithdrawn,
    Lapsed,
    NoGateway,
    NoSuchInvoice,
)
from pishkhan.kernel.payments.models import Attempt, Invoice, Payment, Refund
from pishkhan.kernel.payments.rules import windows
from pishkhan.kernel.payments.spec import Exemption
from pishkhan.kernel.payments.terms import AttemptState, Fault, InvoiceState, RefundGround
from pishkhan.kernel.payments.testing import BankFault, BankState, MemoryBank


def state_of(owed):
    return payments.by_id(owed.id).state


def assert_books_are_right():
    assert sum(payments.balances().values()) == 0
    assert payments.findings() == []


def test_a_payment_is_verified_settled_served_and_told(house):
    owed = house.owes()
    attempt = house.pays(owed)
    payments.serve_due()
    assert attempt.state is AttemptState.SETTLED
    assert attempt.fault is Fault.NONE
    assert state_of(owed) is InvoiceState.PAID
    assert house.served == [owed.id]
    assert payments.balances() == {
        "bank:memory": 40_000,
        "gateway:memory": 0,
        "income:guest": -40_000,
        "payers:": 0,
    }
    given = payments.receipt_of(owed.id)
    assert given.payment.rrn == attempt.rrn != ""
    assert given.payment.number != given.order_number == attempt.order_number
    assert [one.title for one in inbox_of(owed.person_id)] == ["پرداخت شد"]
    assert_books_are_right()


def test_it_is_served_once_however_often_it_is_asked_for(house):
    owed = house.owes()
    house.pays(owed)
    assert house.served == [owed.id]
    assert not payments.serve(owed.id)
    assert payments.serve_due() == 0
    assert house.served == [owed.id]


def test_no_job_is_written_for_what_goes_well(house):
    house.pays(house.owes())
    assert not ProcrastinateJob.objects.filter(task_name=serving.JOB).exists()


def test_a_service_that_stumbles_undoes_nothing_of_the_payment_and_is_asked_again_by_a_job(house):
    owed = house.owes()
    with house.stumbling():
        assert house.pays(owed).state is AttemptState.SETTLED
    assert state_of(owed) is InvoiceState.PAID
    assert payments.by_id(owed.id).served_at is None
    assert ProcrastinateJob.objects.get(task_name=serving.JOB).args["invoice_id"] == owed.id
    assert not AuditLine.objects.filter(verb="payments.served").exists()
    tasks.serve(owed.id)
    assert house.served == [owed.id]
    assert_books_are_right()


def test_a_service_that_fails_is_served_by_the_sweep_and_nothing_is_half_done(house):
    owed = house.owes()
    with house.stumbling():
        house.pays(owed)
        with pytest.raises(AttributeError):
            payments.serve(owed.id)
    assert payments.by_id(owed.id).served_at is None
    assert payments.sweep().served == 1
    assert house.served == [owed.id]


def test_one_line_of_the_trail_says_what_became_of_a_payment(house):
    owed = house.owes()
    attempt = house.pays(owed)
    lines = AuditLine.objects.filter(target="attempt", target_id=attempt.id).order_by("id")
    assert [one.verb for one in lines] == [
        f"payments.{verb}" for verb in ("begun", "token", "redirected", "returned", "settled")
    ]
    assert lines.last().before == {"state": "verifying"}
    assert lines.last().after["state"] == "settled"
    assert lines.last().after["reference"] == attempt.reference


def test_who_has_a_second_attempt_at_the_bank_is_settled_only_after_the_books(house):
    """Two attempts of one invoice, both paid: were the second settled at once, it could not go back."""
    owed = house.owes()
    first, order = house.at_the_bank(owed)
    payments.leave(owed.token)
    second, other = house.at_the_bank(owed)
    for attempt, one in ((first, order), (second, other)):
        house.bank.pay(one.token)
        house.back(attempt, one)
    errands, _ = house.teller._take(ports.till("memory"), 2)
    assert [errand.known.is_alone for errand in errands] == [False, False]
    house.bank.asked.clear()
    for errand in errands:
        house.teller._write([(errand, teller._ask(errand))])
    assert [verb for verb, _number in house.bank.asked] == ["verify", "verify"]
    house.teller.work()
    assert {order.state, other.state} == {BankState.SETTLED, BankState.REVERSED}
    assert_books_are_right()


@pytest.mark.parametrize("change", ["withdrawn", "paid", "lapsed", "left", "name"])
def test_nothing_is_settled_at_once_that_the_books_may_not_want(house, change):
    before = house.pays(house.owes("case:2"))
    owed = house.owes(payable_until=clock.now() + timedelta(minutes=1))
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.passes(minutes=2 if change == "lapsed" else 0)
    house.back(attempt, order)
    if change == "withdrawn":
        Invoice.objects.filter(id=owed.id).update(state=InvoiceState.WITHDRAWN)
    elif change == "left":
        Attempt.objects.filter(id=attempt.id).update(left_at=clock.now())
    elif change in {"paid", "name"}:
        moved = {"invoice": owed.id} if change == "paid" else {"reference": order.reference}
        Payment.objects.filter(attempt_id=before.id).update(**moved)
    [errand], _ = house.teller._take(ports.till("memory"), 1)
    assert not errand.known.is_alone


def test_of_another_amount_nothing_is_settled(house):
    owed = house.owes()
    house.pays(owed, amount=4_000)
    assert [verb for verb, _number in house.bank.asked] == ["request", "verify", "reverse"]


def test_the_card_that_only_the_browser_brings_is_on_the_receipt_until_the_bank_names_one(house):
    house.connect(MemoryBank(card=""))
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    payments.returned("memory", house.bank.brings(order) | {"card": "000000******0042"})
    asked = {"amount": owed.amount, "at": clock.now()}
    [found] = payments.find_orphan(card_last4="0042", **asked)
    assert found.attempt.id == attempt.id
    assert payments.find_orphan(card_last4="1234", **asked) == []
    house.teller.work()
    assert payments.receipt_of(owed.id).payment.card == "000000******0042"


def test_the_card_that_the_bank_names_wins(house):
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    payments.returned("memory", house.bank.brings(order) | {"card": "000000******0042"})
    house.teller.work()
    assert payments.receipt_of(owed.id).payment.card == house.bank.card


def test_what_a_bank_no_longer_knows_while_it_goes_back_does_not_go_on_for_ever(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token, amount=4_000)
    house.bank.fail("reverse", BankFault.DOWN)
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.REVERSING
    del house.bank.orders[order.number]  # 42 from now on
    house.passes(minutes=10)
    house.teller.work()
    assert house.last(owed).state is AttemptState.REVERSING
    house.passes(minutes=30)
    house.teller.work()
    ended = house.last(owed)
    assert (ended.state, ended.fault) == (AttemptState.REVERSED, Fault.RETURNED_BY_BANK)
    assert ended.next_at is None
    assert payments.balances() == {"gateway:memory": 0, "payers:": 0}
    assert_books_are_right()


def test_those_that_always_fail_keep_no_place_from_the_others_in_a_sweep(house, monkeypatch):
    monkeypatch.setattr(serving, "A_PAGE", 2)
    monkeypatch.setattr(concluding, "serve_at_once", lambda _invoice: None)
    failing, late = set(), clock.now()
    for number in range(6):
        owed = house.owes(f"case:{number}")
        house.pays(owed)
        failing.add(owed.id)
    failing.remove(owed.id)
    fails_for(failing, monkeypatch)
    waiting = [house.owes(f"late:{number}", payable_until=late) for number in range(5)]
    for one in waiting[:4]:  # at the bank still
        house.at_the_bank(one)
    house.passes(minutes=31)
    found = payments.sweep()
    assert (found.served, found.lapsed) == (1, 1)
    assert state_of(waiting[4]) is InvoiceState.LAPSED


def test_those_that_always_fail_keep_no_place_from_the_others_where_only_serving_is_asked_for(
    house, monkeypatch
):
    monkeypatch.setattr(serving, "A_PAGE", 2)
    monkeypatch.setattr(concluding, "serve_at_once", lambda _invoice: None)
    owed = [house.owes(f"case:{number}") for number in range(6)]
    for one in owed:
        house.pays(one)
    fails_for({one.id for one in owed[:5]}, monkeypatch)
    assert payments.serve_due() == 1
    assert house.served == [owed[5].id]


def fails_for(failing, monkeypatch):
    """To serve these fails, whenever it is tried."""
    real = serving.serve

    def serve(invoice_id):
        if invoice_id in failing:
            raise RuntimeError
        return real(invoice_id)

    monkeypatch.setattr(serving, "serve", serve)


def test_the_same_key_is_the_same_invoice(house):
    owed = house.owes()
    assert house.owes() == owed
    with pytest.raises(AnotherInvoice):
        payments.invoice(
            fee_code="guest_round", person_id=owed.person_id + 1, key="case:1", by=None
        )


def test_nothing_due_is_waived_and_served(house):
    payments.schedule_fee(
        code="spared",
        service="guest",
        title={"fa": "هزینه"},
        amount=40_000,
        exemptions=[
            Exemption(when={"quota": ("shahed",)}, percent=100, because={"fa": "فرزند شهید"})
        ],
        by=None,
    )
    owed = payments.invoice(
        fee_code="spared", person_id=1, key="k", facts={"quota": "shahed"}, by=None
    )
    assert (owed.state, owed.amount, owed.full_amount) == (InvoiceState.WAIVED, 0, 40_000)
    assert owed.exempted_because == {"fa": "فرزند شهید"}
    payments.serve_due()
    assert house.served == [owed.id]
    with pytest.raises(AlreadyPaid):
        payments.begin(owed.token, by=None)
    assert_books_are_right()


def test_two_tabs_make_one_attempt(house):
    owed = house.owes()
    first = payments.begin(owed.token, by=None)
    assert payments.begin(owed.token, by=None).id == first.id
    house.teller.work()
    assert payments.begin(owed.token, by=None).id == first.id
    assert len(house.bank.orders) == 1


def test_while_the_browser_is_at_the_bank_another_attempt_is_blocked_until_the_payer_left(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    with pytest.raises(Blocked) as blocked:
        payments.begin(owed.token, by=None)
    assert blocked.value.data["attempt"] == attempt.id
    assert blocked.value.data["until"] > clock.now()
    payments.leave(owed.token)
    second = payments.begin(owed.token, by=None)
    assert second.id != attempt.id
    assert second.order_number != attempt.order_number
    # The first was paid all the same: what comes second goes back.
    house.bank.pay(order.token)
    house.back(attempt, order)
    house.teller.work()
    assert state_of(owed) is InvoiceState.PAID
    with pytest.raises(AlreadyPaid):
        payments.begin(owed.token, by=None)
    seen = payments.redirected(second.id)
    assert seen.page is None
    house.ends()
    assert_books_are_right()


def test_of_two_payments_one_is_used_and_the_other_goes_back(house):
    owed = house.owes()
    first, order = house.at_the_bank(owed)
    payments.leave(owed.token)
    second, other = house.at_the_bank(owed)
    for attempt, one in ((first, order), (second, other)):
        house.bank.pay(one.token)
        house.back(attempt, one)
    house.teller.work()
    states = {one.state: one for one in payments.attempts_of(owed.id)}
    assert set(states) == {AttemptState.SETTLED, AttemptState.REVERSED}
    assert states[AttemptState.REVERSED].fault is Fault.SURPLUS
    assert {order.state, other.state} == {BankState.SETTLED, BankState.REVERSED}
    assert payments.balances()["payers:"] == 0
    assert_books_are_right()


@pytest.mark.parametrize("settles", [True, False])
@pytest.mark.parametrize("fault", [BankFault.NO, BankFault.DOWN])
def test_a_bank_that_never_says_whether_it_gave_back_is_left_after_its_time_and_refunded(
    house, settles, fault
):
    house.bank.settles = settles
    owed = house.owes()
    first, order = house.at_the_bank(owed)
    payments.leave(owed.token)
    house.pays(owed)
    house.bank.pay(order.token)
    house.bank.fail("reverse", *[fault] * 999)
    house.back(first, order)
    house.teller.work()
    assert payments.attempts_of(owed.id)[1].state is AttemptState.REVERSING
    for _ in range(6):
        house.passes(hours=1)
        house.teller.work()
    assert payments.attempts_of(owed.id)[1].state is AttemptState.SETTLED
    assert Refund.objects.get().ground == RefundGround.SURPLUS
    payments.serve_due()
    assert_books_are_right()


def test_a_claim_of_which_the_bank_knows_nothing_frees_the_invoice_when_the_page_said(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("verify", *[BankFault.PENDING] * 9999)
    house.back(attempt, order)
    house.teller.work()
    until = house.last(owed).blocks_until
    assert until == clock.now() + house.bank.verify_within + windows.MARGIN
    while clock.now() < until - timedelta(minutes=1):
        house.passes(minutes=1)
        house.teller.work()
        assert house.last(owed).state is AttemptState.UNKNOWN
        assert house.last(owed).next_at <= until
        with pytest.raises(Blocked):
            payments.begin(owed.token, by=None)
    house.passes(minutes=1)
    house.teller.work()
    found = house.last(owed)
    assert (found.state, found.fault) == (AttemptState.FAILED, Fault.RETURNED_BY_BANK)
    house.bank.heal()
    assert house.pays(owed).state is AttemptState.SETTLED


@pytest.mark.parametrize("hint", ["ok", "nok"])
def test_what_the_bank_has_not_answered_blocks_beyond_its_window_until_it_does(house, hint):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.is_down = True
    brought = house.bank.brings(order)
    payments.returned("memory", brought if hint == "ok" else brought | {"status": "NOK"})
    for _ in range(5):
        house.teller.work()
        house.passes(hours=1)
        with pytest.raises(Blocked):
            payments.begin(owed.token, by=None)
    house.bank.heal()
    house.teller.work()
    assert house.last(owed).id == attempt.id
    assert house.last(owed).state is AttemptState.REVERSED
    assert house.pays(owed).state is AttemptState.SETTLED


def test_what_can_no_longer_be_reversed_is_settled_and_refunded(house):
    owed = house.owes()
    first, order = house.at_the_bank(owed)
    payments.leave(owed.token)
    house.pays(owed)
    house.bank.pay(order.token)
    house.bank.reverse_within *= 0
    house.passes(minutes=1)
    house.back(first, order)
    house.teller.work()
    attempt = payments.attempts_of(owed.id)[1]
    assert (attempt.state, attempt.fault) == (AttemptState.SETTLED, Fault.SURPLUS)
    refund = Refund.objects.get()
    assert (refund.ground, refund.amount) == (RefundGround.SURPLUS, 40_000)
    assert refund.asked_by is None
    assert payments.balances()["payers:"] == -40_000
    assert payments.balances()["bank:memory"] == 80_000
    assert_books_are_right()


@pytest.mark.parametrize("factor", [10, 0.1])
def test_another_amount_is_given_back(house, factor):
    owed = house.owes()
    attempt = house.pays(owed, amount=int(40_000 * factor))
    assert (attempt.state, attempt.fault) == (AttemptState.REVERSED, Fault.WRONG_AMOUNT)
    assert state_of(owed) is InvoiceState.OPEN
    assert house.pays(owed).state is AttemptState.SETTLED
    assert_books_are_right()


def test_a_callback_of_no_foreign_or_unreadable_token_changes_nothing(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    other = house.owes("case:2")
    stranger, others = house.at_the_bank(other)
    assert payments.returned("memory", {}) is None
    assert payments.returned("memory", {"token": "T1"}) is None
    assert payments.returned("memory", {"token": order.token + "\0"}) is None
    assert payments.returned("nobody", house.bank.brings(order)) is None
    mixed = {**house.bank.brings(order), "order": str(others.number)}
    assert payments.returned("memory", mixed) is None
    assert house.last(owed).state is house.last(other).state is AttemptState.REDIRECTED
    assert house.last(owed).id == attempt.id != stranger.id


def test_a_callback_that_comes_again_and_again_changes_nothing(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    for _ in range(3):
        assert house.back(attempt, order) == owed.token
    house.teller.work()
    settled = Attempt.objects.get()
    for _ in range(3):
        assert house.back(attempt, order) == owed.token
        refused = {**house.bank.brings(order), "status": "NOK"}
        assert payments.returned("memory", refused) == owed.token
        house.teller.work()
    assert Attempt.objects.get().ended_at == settled.ended_at
    assert [verb for verb, _ in house.bank.asked] == ["request", "verify", "settle"]


def test_a_callback_that_does_not_bring_our_token_changes_nothing(house):
    """Order numbers are read out to others; whoever knows one knows nothing else."""
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    forged = {"order": str(order.number), "status": "OK", "reference": "R0"}
    assert payments.returned("memory", forged) is None
    assert payments.returned("memory", {**forged, "token": "T0"}) is None
    assert house.last(owed).state is AttemptState.REDIRECTED
    house.back(attempt, order)
    assert payments.returned("memory", forged) is None
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED
    assert house.last(owed).reference == order.reference


@pytest.mark.parametrize("checks_order", [True, False])
@pytest.mark.parametrize("asks_between", [True, False])
@pytest.mark.parametrize("true_one", ["first", "last"])
def test_of_several_names_of_a_payment_the_true_one_is_honoured(
    house, true_one, asks_between, checks_order
):
    house.connect(MemoryBank(checks_order=checks_order))
    other = house.bank_of(house.pays(house.owes("case:2"))).orders
    [others] = other.values()
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("verify", *[BankFault.NO] * (2 if asks_between else 0))
    names = [others.reference, "R0", None]
    for name in names if true_one == "last" else reversed(names):
        assert house.back(attempt, order, reference=name) == owed.token
        if asks_between:
            house.teller.work()
    for _ in range(5):
        house.passes(minutes=1)
        house.teller.work()
    found = house.last(owed)
    assert (found.state, found.reference) == (AttemptState.SETTLED, order.reference)
    assert others.state is BankState.SETTLED
    assert_books_are_right()


def test_a_name_that_comes_while_the_bank_is_asked_disturbs_no_answer(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.back(attempt, order)

    def meanwhile(_verb):
        house.bank.before = lambda _verb: None
        house.back(attempt, order, reference="R0")

    house.bank.before = meanwhile
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED
    assert [verb for verb, _number in house.bank.asked] == ["request", "verify", "settle"]


def test_only_so_many_names_are_kept(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    for number in range(20):
        house.back(attempt, order, reference=f"R{number}")
    assert len(Attempt.objects.get().other_references) == 5
    house.teller.work()
    assert [verb for verb, _number in house.bank.asked].count("verify") == 6
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED


def test_an_early_lie_does_not_fix_when_the_payer_came_back(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.back(attempt, house.bank.pay(order.token), reference="R0")
    house.passes(minutes=9)
    house.back(attempt, order)
    assert house.last(owed).returned_at == clock.now()


def test_a_lie_in_the_browser_that_it_was_paid_is_not_believed(house):
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    lie = {"token": order.token, "order": str(order.number), "status": "OK", "reference": "R0"}
    payments.returned("memory", lie)
    house.teller.work()
    assert house.last(owed).fault is Fault.NOT_PAID
    assert state_of(owed) is InvoiceState.OPEN


def test_a_no_of_the_browser_does_not_outweigh_a_payment(house):
    """First no without a name, then yes with one: as where a bank sends two, out of order."""
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    no = {"token": order.token, "order": str(order.number), "status": "NOK"}
    payments.returned("memory", no)
    house.teller.work()
    assert house.last(owed).fault is Fault.CANCELLED
    house.bank.pay(order.token)
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED
    assert house.last(owed).fault is Fault.NONE
    assert_books_are_right()


def test_the_same_payment_does_not_pay_two_invoices(house):
    """A gateway whose answers do not say of which order they are."""
    house.connect(MemoryBank(settles=False, checks_order=False, repeats=False))
    mine, others = house.owes(), house.owes("case:2")
    attempt, order = house.at_the_bank(mine)
    other, second = house.at_the_bank(others)
    house.bank.pay(order.token)
    house.bank.pay(second.token)
    house.back(attempt, order)
    house.back(other, second, reference=order.reference)
    house.teller.work()
    assert sorted(house.last(one).state for one in (mine, others)) == ["failed", "settled"]
    failed = next(one for one in (mine, others) if house.last(one).state is AttemptState.FAILED)
    assert house.last(failed).fault is Fault.WRONG_REFERENCE
    house.ends()
    assert second.state is BankState.REVERSED
    assert_books_are_right()


@pytest.mark.parametrize("fault", [BankFault.LOST, BankFault.BROKEN, BankFault.NO, BankFault.DOWN])
@pytest.mark.parametrize("verb", ["verify", "settle"])
def test_an_answer_that_is_none_is_asked_for_again(house, verb, fault):
    owed = house.owes()
    house.bank.fail(verb, fault, fault)
    attempt = house.pays(owed)
    waits_as = AttemptState.UNKNOWN if verb == "verify" else AttemptState.VERIFIED
    assert attempt.state is waits_as
    with pytest.raises(Blocked):
        payments.begin(owed.token, by=None)
    for _ in range(4):
        house.passes(seconds=30)
        house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED
    assert_books_are_right()


def test_pending_is_unknown_and_then_known(house):
    owed = house.owes()
    house.bank.fail("verify", BankFault.PENDING)
    assert house.pays(owed).state is AttemptState.UNKNOWN
    house.passes(seconds=30)
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED


def test_a_lost_callback_loses_nothing_where_the_gateway_knows_by_token(house):
    house.connect(MemoryBank(knows_by_token=True, settles=False))
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.passes(minutes=2)
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED
    assert_books_are_right()


def test_whoever_comes_back_by_hand_has_the_bank_asked_at_once(house):
    house.connect(MemoryBank(knows_by_token=True, settles=False))
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.passes(seconds=40)
    with pytest.raises(Blocked):
        payments.begin(owed.token, by=None)
    house.teller.work()
    assert state_of(owed) is InvoiceState.PAID


def test_a_lost_callback_without_a_name_goes_back_by_the_bank_and_may_be_paid_again(house):
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.passes(minutes=54)
    house.teller.work()
    with pytest.raises(Blocked):
        payments.begin(owed.token, by=None)
    house.passes(minutes=2)
    house.teller.work()
    assert house.last(owed).fault is Fault.RETURNED_BY_BANK
    house.bank.lets_time_pass()
    assert order.state is BankState.REVERSED
    assert house.pays(owed).state is AttemptState.SETTLED
    assert_books_are_right()


def test_a_callback_after_the_window_is_too_late_and_says_so(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.passes(hours=2)
    house.teller.work()
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.REVERSED
    assert house.last(owed).fault is Fault.RETURNED_BY_BANK
    assert payments.payments_of(owed.id) == []


def test_what_nobody_knows_is_followed_until_the_bank_says_it_also_after_days(house):
    owed = house.owes()
    house.bank.fail("verify", BankFault.LOST)
    house.pays(owed)
    house.bank.is_down = True
    for _ in range(100):
        house.passes(hours=1)
        house.teller.work()
    assert house.last(owed).state is AttemptState.UNKNOWN
    house.ends()
    assert house.last(owed).state is AttemptState.REVERSED
    assert state_of(owed) is InvoiceState.OPEN
    assert_books_are_right()


def test_money_that_was_verified_and_that_the_bank_took_back_serves_nobody(house):
    owed = house.owes()
    house.bank.fail("settle", BankFault.DOWN)
    house.pays(owed)
    house.passes(hours=73)
    house.teller.work()
    attempt = house.last(owed)
    assert (attempt.state, attempt.fault) == (AttemptState.REVERSED, Fault.RETURNED_BY_BANK)
    assert state_of(owed) is InvoiceState.OPEN
    assert payments.serve_due() == 0
    assert_books_are_right()
    assert house.pays(owed).state is AttemptState.SETTLED


def test_a_payment_in_the_last_second_counts_and_one_after_the_grace_goes_back(house):
    until = clock.now()
    owed = house.owes(payable_until=until)
    attempt, order = house.at_the_bank(owed)
    house.passes(minutes=14)
    house.bank.pay(order.token)
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED
    late = house.owes("case:2", payable_until=clock.now())
    house.passes(seconds=1)
    with pytest.raises(Lapsed):
        payments.begin(late.token, by=None)


def test_the_grace_is_a_setting(house, settings):
    settings.PAYMENT_GRACE_MINUTES = 5
    owed = house.owes(payable_until=clock.now())
    attempt, order = house.at_the_bank(owed)
    house.passes(minutes=6)
    house.bank.pay(order.token)
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).fault is Fault.TOO_LATE
    assert house.last(owed).state is AttemptState.REVERSED
    payments.sweep()
    assert state_of(owed) is InvoiceState.LAPSED
    assert_books_are_right()


def test_an_invoice_lapses_when_grace_and_attempts_are_over(house):
    owed = house.owes(payable_until=clock.now())
    house.at_the_bank(owed)
    house.passes(minutes=31)
    assert payments.sweep().lapsed == 0
    house.passes(hours=1)
    house.teller.work()
    assert payments.sweep().lapsed == 1
    assert state_of(owed) is InvoiceState.LAPSED
    with pytest.raises(Lapsed):
        payments.begin(owed.token, by=None)


def test_a_withdrawn_invoice_is_not_paid_and_what_comes_goes_back(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    with pytest.raises(CannotWithdraw):
        payments.withdraw(owed.id, because="اشتباه", by=None)
    payments.leave(owed.token)
    payments.withdraw(owed.id, because="اشتباه", by=None)
    with pytest.raises(IsWithdrawn):
        payments.begin(owed.token, by=None)
    house.bank.pay(order.token)
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.REVERSED
    assert state_of(owed) is InvoiceState.WITHDRAWN
    with pytest.raises(NoSuchInvoice):
        payments.withdraw(1, because="", by=None)


def test_while_one_gateway_gives_no_page_another_is_asked_at_once(house):
    down, well = MemoryBank(name="down", is_down=True), MemoryBank(name="well")
    house.connect(down, well)
    for number in range(6):
        owed = house.owes(f"case:{number}")
        payments.begin(owed.token, by=None)
        house.teller.work()
        house.passes(seconds=31)
        house.teller.work()
        assert (house.last(owed).gateway, house.last(owed).state) == ("well", AttemptState.TOKEN)
    assert len(well.orders) == 6
    assert len(down.asked) < 6


def test_who_waits_for_a_bank_that_is_left_alone_is_sent_to_another_at_once(house):
    house.bank.is_down = True
    waiting = [house.owes(f"case:{number}") for number in range(5)]
    for owed in waiting:
        payments.begin(owed.token, by=None)
    well = MemoryBank(name="well")
    house.connect(house.bank, well)
    house.teller.work()
    assert {house.last(owed).state for owed in waiting} == {AttemptState.TOKEN}
    assert len(well.orders) == 5
    assert len(house.bank.asked) == 1, "the others were not made to wait for its silence"
    passed_by = Attempt.objects.filter(gateway="memory", code="not_asked")
    assert {one.fault for one in passed_by} == {Fault.GATEWAY_DOWN}
    assert passed_by.count() == 4


def test_who_was_not_asked_after_is_no_failure_of_the_gateway_more(house):
    house.bank.is_down = True
    waiting = [house.owes(f"case:{number}") for number in range(5)]
    for owed in waiting:
        payments.begin(owed.token, by=None)
    house.teller.work()
    assert {house.last(owed).fault for owed in waiting} == {Fault.GATEWAY_DOWN}
    house.bank.is_down = False
    assert payments.begin(waiting[0].token, by=None).gateway == "memory"


def test_what_was_claimed_waits_for_a_bank_that_is_left_alone(house):
    owed, other = house.owes(), house.owes("case:2")
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.is_down = True
    payments.begin(other.token, by=None)
    house.teller.work()
    house.back(attempt, order)
    house.teller.work()
    assert house.last(owed).state is AttemptState.RETURNED
    house.bank.is_down = False
    house.passes(seconds=2)
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED


def test_where_no_gateway_answers_it_is_said_and_nothing_is_taken(house):
    house.bank.is_down = True
    owed = house.owes()
    for _ in range(3):
        payments.begin(owed.token, by=None)
        house.teller.work()
        assert house.last(owed).fault is Fault.GATEWAY_DOWN
        house.passes(seconds=1)
        house.teller._circuits.clear()
        if payments.attempts_of(owed.id)[1:]:
            break
    with pytest.raises(NoGateway):
        payments.begin(owed.token, by=None)
    house.connect(MemoryBank(name="other"))
    assert payments.begin(owed.token, by=None).gateway == "other"


def test_a_page_that_nobody_went_to_is_dropped(house):
    owed = house.owes()
    payments.begin(owed.token, by=None)
    house.teller.work()
    house.passes(minutes=11)
    house.teller.work()
    assert house.last(owed).fault is Fault.SESSION_OVER
    assert payments.redirected(house.last(owed).id).page is None
    assert house.pays(owed).state is AttemptState.SETTLED


@pytest.mark.parametrize("by_token", [False, True])
def test_a_callback_before_the_bank_s_page_was_written_loses_no_payment(house, by_token):
    house.connect(MemoryBank(knows_by_token=by_token, settles=not by_token))

    def early(_verb):
        house.bank.after = lambda _verb: None
        [order] = house.bank.orders.values()
        house.bank.pay(order.token)
        brought = house.bank.brings(order)
        payments.returned("memory", brought | ({"order": "0"} if by_token else {}))

    house.bank.after = early
    owed = house.owes()
    payments.begin(owed.token, by=None)
    house.teller.work()
    house.passes(minutes=11)
    house.teller.work()
    assert house.last(owed).state is AttemptState.SETTLED
    assert_books_are_right()


def test_an_old_page_is_not_given_to_a_browser(house):
    house.connect(MemoryBank(knows_by_token=True, settles=False))
    owed = house.owes()
    first = payments.begin(owed.token, by=None)
    house.teller.work()
    house.passes(minutes=11)
    house.teller.work()
    assert house.last(owed).state is AttemptState.TOKEN
    assert payments.redirected(first.id).page is None
    assert payments.begin(owed.token, by=None).id != first.id


def test_a_refused_page_is_said(house):
    house.bank.fail("request", BankFault.REFUSED)
    owed = house.owes()
    payments.begin(owed.token, by=None)
    house.teller.work()
    assert house.last(owed).fault is Fault.GATEWAY_REFUSED
    assert house.last(owed).code == "41"


def test_where_one_gateway_refuses_another_is_asked_at_once_and_then_passed_over(house):
    refusing, well = MemoryBank(name="refusing"), MemoryBank(name="well")
    refusing.fail("request", *[BankFault.REFUSED] * 20)
    house.connect(refusing, well)
    for number in range(12):
        owed = house.owes(f"case:{number}")
        payments.begin(owed.token, by=None)
        house.teller.work()
        assert (house.last(owed).gateway, house.last(owed).state) == ("well", AttemptState.TOKEN)
    assert len(refusing.asked) == 2, "one refusal is an accident"


def test_only_a_path_of_ours_is_led_to(house):
    with pytest.raises(ValueError, match="path"):
        house.owes(return_to="https://elsewhere.example/")
    with pytest.raises(ValueError, match="path"):
        house.owes(return_to="//elsewhere.example/")
    assert house.owes(return_to="/my/cases/").return_to == "/my/cases/"
    assert Invoice.objects.count() == 1


def told(owed):
    """The titles in the payer's inbox."""
    return [one.title for one in inbox_of(owed.person_id)]


NOT_PAID, GOES_BACK = "پرداخت انجام نشد", "پول برمی‌گردد"


def test_whoever_was_promised_a_message_hears_of_a_failure_at_the_first_question_too(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.back(attempt, order)
    order.state = BankState.REFUSED  # the browser says yes, the bank no
    house.teller.work()
    assert house.last(owed).state is AttemptState.FAILED
    assert told(owed) == [NOT_PAID]


def test_whoever_never_came_back_hears_how_it_ended(house):
    owed = house.owes()
    house.at_the_bank(owed)
    house.passes(hours=2)
    house.teller.work()
    assert told(owed) == [NOT_PAID]


@pytest.mark.parametrize("waits", [False, True])
def test_whoever_is_back_with_a_no_hears_of_it_only_if_the_bank_was_slow(house, waits):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    no = {**house.bank.brings(order), "status": "NOK", "reference": "R0"}
    payments.returned("memory", no)
    Attempt.objects.filter(id=attempt.id).update(fault=Fault.CARD_REFUSED)
    house.passes(minutes=2 if waits else 0)
    house.teller.work()
    assert house.last(owed).fault is Fault.CARD_REFUSED
    assert told(owed) == ([NOT_PAID] if waits else [])


def test_whoever_cancelled_need_not_hear_of_it(house):
    owed = house.owes()
    _attempt, order = house.at_the_bank(owed)
    payments.returned("memory", house.bank.brings(house.bank.refuse(order.token)))
    house.passes(hours=1)
    house.teller.work()
    assert house.last(owed).fault is Fault.CANCELLED
    assert told(owed) == []


def test_what_went_back_without_being_ours_is_told(house):
    owed = house.owes()
    attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    house.bank.fail("verify", BankFault.NO)
    house.back(attempt, order)
    house.teller.work()
    house.passes(hours=2)
    house.teller.work()
    assert house.last(owed).state is AttemptState.REVERSED
    assert payments.payments_of(owed.id) == []
    assert told(owed) == [GOES_BACK]


def test_who_paid_at_a_bank_without_a_number_of_the_network_is_told_its_reference(house):
    def nameless(verb):
        if verb == "verify":
            for one in house.bank.orders.values():
                one.rrn = ""

    house.bank.before = nameless
    owed = house.owes()
    found = house.pays(owed)
    assert (found.state, found.rrn) == (AttemptState.SETTLED, "")
    [message] = inbox_of(owed.person_id)
    assert found.reference in message.text, "Latin digits: it is read out to the bank"


def test_money_that_the_service_cannot_use_is_told_to_go_back_once(house):
    owed = house.owes()
    house.pays(owed)
    for _ in range(2):
        payments.not_given(owed.id)
    assert sorted(told(owed)) == sorted(["پرداخت شد", GOES_BACK])


@pytest.mark.parametrize("said", [400_000, 4_000])
def test_where_only_the_browser_tells_the_amount_another_one_sends_the_money_back(house, said):
    house.bank.repeats, owed = False, house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token, amount=said)
    payments.returned("memory", house.bank.brings(order) | {"amount": str(said)})
    house.teller.work()
    seen = house.last(owed)
    assert (seen.state, seen.fault) == (AttemptState.REVERSED, Fault.WRONG_AMOUNT)
    assert "settle" not in [verb for verb, _number in house.bank.asked]
    assert payments.by_id(owed.id).state is InvoiceState.OPEN
    assert payments.findings() == []


def test_the_amount_that_a_browser_tells_changes_nothing_where_it_is_ours(house):
    house.bank.repeats, owed = False, house.owes()
    _attempt, order = house.at_the_bank(owed)
    house.bank.pay(order.token)
    payments.returned("memory", house.bank.brings(order) | {"amount": "40000"})
    house.teller.work()
    assert payments.by_id(owed.id).state is InvoiceState.PAID
