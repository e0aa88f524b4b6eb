"""Fees that belong to no request: who pays proves by one-time code that the number is theirs."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.terms import InvoiceState, RefundGround
from pishkhan.kernel.payments.testing import MemoryBank, a_fee
from pishkhan.kernel.payments.tests.money import officer
from pishkhan.web.testing import a_browser, signed_in_person


WHO = {
    "national_id": "۰۰۰۱۰۱۰۱۰۷",
    "first_name": cast.APPLICANT.first,
    "last_name": cast.APPLICANT.last,
    "mobile": cast.APPLICANT.mobile,
}


@pytest.fixture
def fee(db):  # noqa: ARG001 - opens the database
    return a_fee("guest.examination", amount=40_000, round="1405", gives_pin=True)


@pytest.fixture
def phone():
    with cast.ownership_is(Ownership.MATCH), cast.codes_remembered() as phone:
        yield phone


def pressed(browser, fee, **more):
    return browser.post(f"/fees/{fee.id}/", {**WHO, **more})


def test_open_fees_are_listed_in_rial_and_toman_and_others_are_not(fee):
    a_fee("of.a.case", amount=130_000)
    text = a_browser().get("/fees/").content.decode()
    assert "۴۰٬۰۰۰ ریال" in text
    assert "۴٬۰۰۰ تومان" in text
    assert "۱۳۰٬۰۰۰" not in text
    closed = (
        payments.fees()[-1]
        if payments.fees()[-1].code == "of.a.case"
        else payments.fee("of.a.case")
    )
    assert a_browser().get(f"/fees/{closed.id}/").status_code == 404
    assert a_browser().get(f"/fees/{fee.id}/").status_code == 200


def test_somebody_new_comes_by_a_code_to_the_one_invoice_of_the_round(fee, phone):
    browser = a_browser()
    assert pressed(browser, fee)["Location"] == f"/fees/{fee.id}/code/"
    assert "0912***0001".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in (
        browser.get(f"/fees/{fee.id}/code/").content.decode()
    )
    made = browser.post(f"/fees/{fee.id}/code/", {"code": phone[-1].code})
    token = made["Location"].strip("/").partition("/")[2]
    owed = payments.invoice_view(token)
    assert (int(owed.amount), owed.round, owed.gives_pin) == (40_000, "1405", True)
    assert owed.person_id == cast.the_applicant().id
    again = browser.post(f"/fees/{fee.id}/")
    assert again["Location"] == made["Location"]


def test_without_the_code_nothing_is_made(fee, phone):
    browser = a_browser()
    assert browser.get(f"/fees/{fee.id}/code/")["Location"] == f"/fees/{fee.id}/"
    pressed(browser, fee)
    wrong = "000000" if phone[-1].code != "000000" else "111111"
    assert browser.post(f"/fees/{fee.id}/code/", {"code": wrong})["Location"].endswith("/code/")
    assert payments.invoices_of_person(cast.the_applicant().id) == []


@pytest.mark.parametrize("name", list(WHO))
def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(fee, phone, name):
    browser = a_browser()
    assert pressed(browser, fee, **{name: ""})["Location"] == f"/fees/{fee.id}/"
    page = browser.get(f"/fees/{fee.id}/").content.decode()
    assert f'id="q-{name}-error"' in page
    assert not phone
    kept = next(other for other in WHO if other != name)
    assert f'value="{WHO[kept]}"' in page


def test_another_number_than_the_known_one_is_refused_where_it_is_not_proved(fee):
    person = cast.the_applicant()
    with cast.ownership_is(Ownership.UNKNOWN), cast.codes_remembered() as phone:
        browser = a_browser()
        pressed(browser, fee, mobile="09120000555")
        answer = browser.post(f"/fees/{fee.id}/code/", {"code": phone[-1].code})
    assert answer["Location"] == f"/fees/{fee.id}/"
    assert "شمارهٔ تلفن همراه دیگری" in browser.get(f"/fees/{fee.id}/").content.decode()
    assert payments.invoices_of_person(person.id) == []


def test_a_number_that_is_another_persons_is_refused(fee):
    with cast.ownership_is(Ownership.MISMATCH), cast.codes_remembered() as phone:
        browser = a_browser()
        pressed(browser, fee)
        answer = browser.post(f"/fees/{fee.id}/code/", {"code": phone[-1].code})
    assert answer["Location"] == f"/fees/{fee.id}/"


def test_whoever_is_signed_in_pays_in_their_own_name(fee):
    person = cast.the_applicant()
    browser = signed_in_person(a_browser(), person.id)
    page = browser.get(f"/fees/{fee.id}/").content.decode()
    assert cast.APPLICANT.last in page
    assert 'name="national_id"' not in page
    browser.post(f"/fees/{fee.id}/", {"national_id": cast.STRANGER.national_id})
    assert [one.person_id for one in payments.invoices_of_person(person.id)] == [person.id]
    assert cast.the_stranger().id not in {
        one.person_id for one in payments.invoices_of_person(person.id)
    }


# A round that is extended


class Round:
    """A round whose time ends and begins again, and whoever pays for it."""

    def __init__(self, bank):
        self.bank, self.teller = bank, payments.Teller()
        self.ends = clock.now() + timedelta(hours=1)
        self.person = cast.the_applicant()
        self.line = self.opens(None, self.ends)
        self.browser = signed_in_person(a_browser(), self.person.id)

    def opens(self, since, until):
        return payments.schedule_fee(
            code="guest.examination",
            service="guest",
            round="1405",
            title={"fa": "هزینهٔ آزمون"},
            amount=40_000,
            gives_pin=True,
            valid_from=since,
            valid_until=until,
            by=None,
        )

    def press(self, line):
        where = self.browser.post(f"/fees/{line.id}/")["Location"]
        return payments.invoice_view(where.strip("/").partition("/")[2])

    def begins(self, owed):
        payments.begin(owed.token, by=None)
        self.teller.work()
        attempt = payments.attempts_of(owed.id)[0]
        payments.redirected(attempt.id)
        return self.bank.orders[attempt.order_number]

    def comes_back(self, order):
        self.bank.pay(order.token)
        payments.returned("memory", self.bank.brings(order))


@pytest.fixture
def extended(db):  # noqa: ARG001 - opens the database
    bank = MemoryBank()
    ports.connect(Till(name="memory", gateway=bank))
    yield Round(bank)
    ports.connect()


def test_whoever_did_not_pay_in_time_pays_when_the_round_is_extended(extended):
    first = extended.press(extended.line)
    again = extended.opens(extended.ends, extended.ends + timedelta(days=3))
    with clock.frozen(extended.ends + timedelta(minutes=1)):
        second = extended.press(again)
        assert second.id != first.id
        assert extended.press(again).id == second.id
        extended.comes_back(extended.begins(second))
        extended.teller.work()
        assert extended.press(again).state is InvoiceState.PAID


def test_whoever_paid_before_is_not_asked_again_when_the_round_is_extended(extended):
    first = extended.press(extended.line)
    extended.comes_back(extended.begins(first))
    extended.teller.work()
    again = extended.opens(extended.ends, extended.ends + timedelta(days=3))
    with clock.frozen(extended.ends + timedelta(minutes=1)):
        assert extended.press(again).id == first.id


def test_whoever_got_all_their_money_back_buys_the_round_anew_while_it_is_open(extended):
    first = extended.press(extended.line)
    extended.comes_back(extended.begins(first))
    extended.teller.work()
    paid = payments.payment_of(first.id)
    refund = payments.ask_refund(
        payment_id=paid.id,
        amount=paid.amount,
        ground=RefundGround.DECIDED,
        note="لغو",
        by=officer("finance1"),
    )
    assert extended.press(extended.line).id == first.id
    payments.approve_refund(refund, by=officer("finance2"))
    second = extended.press(extended.line)
    assert second.is_open
    assert second.id != first.id
    assert extended.press(extended.line).id == second.id
    extended.comes_back(extended.begins(second))
    extended.teller.work()
    assert extended.press(extended.line).id == second.id
    assert [one.is_void for one in payments.recover_pins(extended.person.id)] == [False, True]


def test_whoever_is_at_the_bank_when_the_round_ends_is_waited_for(extended):
    first = extended.press(extended.line)
    again = extended.opens(extended.ends, extended.ends + timedelta(days=3))
    with clock.frozen(extended.ends - timedelta(seconds=1)):
        order = extended.begins(first)
    with clock.frozen(extended.ends + timedelta(minutes=1)):
        extended.comes_back(order)
        assert extended.press(again).id == first.id
        extended.teller.work()
        assert extended.press(again).state is InvoiceState.PAID
