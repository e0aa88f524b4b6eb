"""The two fees: asked for on the way, paid at a bank in memory, waited for, and never twice."""

from datetime import timedelta

import pytest
from tests.contracts.walking import file_sample, ground_for

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.catalogue.effects.fees import lead_on
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications.testing import outbox
from pishkhan.kernel.organisations import api as tree_api, testing as organisations
from pishkhan.kernel.payments import api as payments, errors as payments_errors, ports
from pishkhan.kernel.payments.actions import serving
from pishkhan.kernel.payments.models import Refund
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.spec import Exemption
from pishkhan.kernel.payments.terms import InvoiceState, RefundGround
from pishkhan.kernel.payments.testing import MemoryBank
from pishkhan.services.international_commission.effects import CENTRAL_FEE, UNIVERSITY_FEE
from pishkhan.services.international_commission.service import SERVICE
from pishkhan.services.international_commission.terms import Level, Verdict
from pishkhan.services.international_commission.testing import a_commission, a_deputy
from pishkhan.web.following import follow
from pishkhan.web.testing import a_browser, signed_in_person


MONTH = timedelta(days=31)


class World:
    def __init__(self, bank):
        self.bank, self.ground = bank, ground_for(SERVICE)
        self.tree = organisations.a_tree()
        self.deputy = a_deputy(self.tree.university)
        self.university = a_commission(self.tree.university, Level.UNIVERSITY)
        self.central = a_commission(self.tree.office, Level.CENTRAL)
        self.teller = payments.Teller()

    def press(self, case_id, by, action):
        offer = next(one for one in cases.offers(case_id, by) if one.action.name == action)
        cases.act(task_id=offer.task_id, action=action, by=by, comment="متن")

    def accepted(self):
        case_id = file_sample(SERVICE, self.ground).case_id
        self.press(case_id, tree_api.actor_for_account(self.deputy.id), "accept")
        return case_id

    def owed(self, case_id):
        return next(one for one in payments.invoices_of_case(case_id) if one.is_open)

    def at_the_bank(self, owed):
        payments.begin(owed.token, by=self.ground.applicant)
        self.teller.work()
        attempt = payments.attempts_of(owed.id)[0]
        payments.redirected(attempt.id)
        return self.bank.orders[attempt.order_number]

    def pay(self, owed):
        order = self.at_the_bank(owed)
        self.bank.pay(order.token)
        payments.returned("memory", self.bank.brings(order))
        self.teller.work()
        payments.serve_due()

    def state(self, case_id):
        return cases.case(case_id).state


@pytest.fixture
def world(db):  # noqa: ARG001 - the database
    bank = MemoryBank()
    ports.connect(Till(name="memory", gateway=bank))
    catalogue.schedule_fees(Actor.system())
    yield World(bank)
    ports.connect()


def test_the_fees_of_the_release_are_scheduled_once_and_what_was_changed_since_stays(world):
    assert world.state(world.accepted()) == "payment"
    assert payments.fee(UNIVERSITY_FEE).amount == 130_000
    assert payments.fee(CENTRAL_FEE).amount == 250_000
    payments.end_fee(payments.fee(CENTRAL_FEE).id, by=None, at=clock.now() + timedelta(seconds=1))
    assert catalogue.schedule_fees(Actor.system()) == 0
    assert len(payments.fees()) == 2
    assert catalogue.cost_of(SERVICE) == 130_000


def test_after_the_deputy_the_case_waits_for_the_fee_and_goes_on_when_it_is_paid(world):
    case_id = world.accepted()
    assert world.state(case_id) == "payment"
    owed = world.owed(case_id)
    assert (int(owed.amount), owed.about_case) == (130_000, case_id)
    told = next(text for text in outbox(cast.APPLICANT.mobile) if owed.token in text)
    assert "۱۳۰٬۰۰۰ ریال (۱۳٬۰۰۰ تومان)" in told
    world.pay(owed)
    assert world.state(case_id) == "agenda"
    payments.serve_due()
    assert world.state(case_id) == "agenda"


def test_the_applicant_reads_what_to_pay_until_when_and_that_the_clock_stands_still(world):
    case_id = world.accepted()
    seen = follow(case_id)
    assert seen.owed == world.owed(case_id)
    assert seen.holder == "شما"
    assert seen.until is not None
    assert seen.clock.is_stopped
    browser = signed_in_person(a_browser(), world.ground.applicant.person_id)
    for page in (f"/my/{case_id}/", "/my/"):
        text = browser.get(page).content.decode()
        assert "۱۳۰٬۰۰۰ ریال" in text
        assert f"/pay/{seen.owed.token}/" in text
    world.pay(seen.owed)
    assert follow(case_id).owed is None


@pytest.mark.parametrize("verdict", [Verdict.REFUSE, Verdict.AGREE])
def test_an_objection_costs_the_fee_of_the_central_commission(world, verdict):
    case_id = world.accepted()
    world.pay(world.owed(case_id))
    world.university.decide(world.university.put(case_id), verdict)
    assert follow(case_id).objection_leads_to == "در نوبت کمیسیون مرکزی"
    browser = signed_in_person(a_browser(), world.ground.applicant.person_id)
    assert "شاید هزینه داشته باشد" in browser.get(f"/my/{case_id}/object/").content.decode()
    world.press(case_id, world.ground.applicant, "object")
    assert world.state(case_id) == "objection_payment"
    owed = world.owed(case_id)
    assert (owed.fee_code, int(owed.amount)) == (CENTRAL_FEE, 250_000)
    world.pay(owed)
    assert world.state(case_id) == "central_agenda"


def test_a_referral_to_the_central_commission_costs_its_fee(world):
    case_id = world.accepted()
    world.pay(world.owed(case_id))
    world.university.decide(world.university.put(case_id), Verdict.REFER)
    assert world.state(case_id) == "central_payment"
    world.pay(world.owed(case_id))
    assert world.state(case_id) == "central_agenda"


@pytest.mark.parametrize("by_objection", [True, False])
def test_what_is_not_paid_in_time_ends(world, by_objection):
    case_id = world.accepted()
    if by_objection:
        world.pay(world.owed(case_id))
        world.university.decide(world.university.put(case_id), Verdict.REFUSE)
        world.press(case_id, world.ground.applicant, "object")
    owed = world.owed(case_id)
    with clock.frozen(clock.now() + MONTH):
        cases.fire_due_timers()
        assert world.state(case_id) == ("objection_unpaid" if by_objection else "closed_unpaid")
        with pytest.raises(payments_errors.Lapsed):
            payments.begin(owed.token, by=None)


def test_whoever_paid_in_the_last_second_is_waited_for(world):
    case_id = world.accepted()
    owed = world.owed(case_id)
    last = owed.payable_until - timedelta(seconds=1)
    with clock.frozen(last):
        order = world.at_the_bank(owed)
        world.bank.pay(order.token)
    with clock.frozen(last + timedelta(minutes=2)):
        cases.fire_due_timers()
        assert world.state(case_id) == "payment"
        payments.returned("memory", world.bank.brings(order))
        cases.fire_due_timers()  # paid, and nobody has asked the bank yet
        assert world.state(case_id) == "payment"
        world.teller.work()
        assert world.state(case_id) == "agenda"


def test_a_case_that_is_paid_and_not_told_yet_is_not_closed(world, monkeypatch):
    case_id = world.accepted()
    owed = world.owed(case_id)
    monkeypatch.setitem(serving._services, SERVICE.code, lambda _owed: 1 / 0)
    with clock.frozen(owed.payable_until - timedelta(seconds=1)):
        order = world.at_the_bank(owed)
        world.bank.pay(order.token)
        payments.returned("memory", world.bank.brings(order))
        world.teller.work()
    monkeypatch.undo()
    with clock.frozen(owed.payable_until + timedelta(minutes=2)):
        cases.fire_due_timers()
        assert world.state(case_id) == "payment"
        payments.serve_due()
        assert world.state(case_id) == "agenda"


def test_a_case_whose_money_is_unclear_for_long_ends_all_the_same(world):
    case_id = world.accepted()
    owed = world.owed(case_id)
    with clock.frozen(owed.payable_until - timedelta(seconds=1)):
        world.at_the_bank(owed)
    for minutes in range(0, 600, 30):  # far more often than a timer may fail
        with clock.frozen(owed.payable_until + timedelta(minutes=minutes)):
            cases.fire_due_timers()
    assert world.state(case_id) == "payment"
    with clock.frozen(owed.payable_until + timedelta(hours=11)):
        payments.leave(owed.token)
        world.teller.work()
        cases.fire_due_timers()
    assert world.state(case_id) == "closed_unpaid"


def test_whoever_left_the_bank_without_paying_is_not_waited_for_for_ever(world):
    case_id = world.accepted()
    owed = world.owed(case_id)
    with clock.frozen(owed.payable_until - timedelta(seconds=1)):
        world.at_the_bank(owed)
        payments.leave(owed.token)
    for hours in range(1, 6):
        with clock.frozen(owed.payable_until + timedelta(hours=hours)):
            world.teller.work()
            cases.fire_due_timers()
    assert world.state(case_id) == "closed_unpaid"


def test_a_fee_that_was_paid_is_not_asked_for_when_the_case_comes_again(world):
    case_id = world.accepted()
    world.pay(world.owed(case_id))
    secretary = world.university.actor(world.university.secretary)
    world.press(case_id, secretary, "back")
    world.press(case_id, tree_api.actor_for_account(world.deputy.id), "accept")
    assert world.state(case_id) == "payment"
    assert [one.state for one in payments.invoices_of_case(case_id)] == [InvoiceState.PAID]
    process = cases.process_of(cases.case(case_id).definition_id)
    for _twice in range(2):
        lead_on(case_id, process.states["payment"].event)
    assert world.state(case_id) == "agenda"
    assert payments.payments_of(payments.invoices_of_case(case_id)[0].id)[0].is_used


def test_money_for_a_case_that_waits_no_longer_is_owed_back(world):
    case_id = world.accepted()
    owed = world.owed(case_id)
    order = world.at_the_bank(owed)
    world.bank.pay(order.token)
    payments.returned("memory", world.bank.brings(order))
    task = cases.tasks(case_id)[0]
    cases.act_as_system(task_id=task.id, action="settled")  # by hand, before the bank was asked
    world.teller.work()
    assert payments.by_id(owed.id).served_at is not None
    assert not payments.serve(owed.id)
    asked = Refund.objects.get()
    assert (asked.amount, asked.ground) == (130_000, RefundGround.SERVICE_NOT_GIVEN)
    assert payments.unexplained() == []


def test_whoever_is_spared_goes_through_with_the_reason(world):
    payments.end_fee(
        payments.fee(UNIVERSITY_FEE).id, by=None, at=clock.now() + timedelta(seconds=1)
    )
    spared = Exemption(
        when={"ground.evidence": ("illness",)}, percent=100, because={"fa": "بیماری خاص"}
    )
    later = clock.now() + timedelta(seconds=2)
    payments.schedule_fee(
        code=UNIVERSITY_FEE, service=SERVICE.code, title={"fa": "هزینه"}, amount=130_000,
        exemptions=[spared], valid_from=later, by=None,
    )  # fmt: skip
    with clock.frozen(later + timedelta(seconds=1)):
        case_id = world.accepted()
        assert world.state(case_id) == "agenda"
        because = [line for one in cases.reasons(case_id) for line in one.because]
    assert "بیماری خاص" in because
    assert payments.invoices_of_case(case_id) == []


def test_without_a_line_in_the_schedule_nothing_is_asked(db):  # noqa: ARG001 - the database
    world = World(MemoryBank())
    assert world.state(world.accepted()) == "agenda"
