"""Paying on a phone at the simulated bank: refused, again, a lost way back, the receipt, the PIN."""

import re
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give
from pishkhan.kernel.payments.testing import a_fee
from pishkhan.services.international_commission.service import SERVICE
from pishkhan.services.international_commission.testing import a_deputy
from simulators.bank.bank import Armed, Card, Fault
from tests.contracts.walking import file_sample, ground_for
from tests.e2e.applicant import a_national_id, latin
from tests.e2e.house import House, open_house
from tests.e2e.visitor import Visitor, a_visitor, an_album


PHONE, DESKTOP = 360, 1280
MOST_MS = 20_000


@pytest.fixture(scope="module")
def bank_house(request, town):  # noqa: ARG001 - the offices are settled first
    """Everything running, with this one gateway; two houses would send each other's messages."""
    with open_house(f"{request.param}:1") as opened:
        yield opened


def at(gateway):
    """The house of a gateway: to Mellat one posts, Zarinpal can be asked after a lost way back."""
    return pytest.mark.parametrize("bank_house", [gateway], indirect=True)


@pytest.fixture(scope="module")
def fee(town):  # noqa: ARG001 - the database is there
    return a_fee("guest.examination", amount=40_000, round="1405", gives_pin=True)


@dataclass(kw_only=True)
class Payer:
    """Somebody with a card."""

    at: Visitor
    house: House
    number: int

    @property
    def mobile(self):
        return f"091233{self.number:05}"

    @property
    def page(self):
        return self.at.page

    def main(self, pattern):
        """The button or link of the page, whatever its language."""
        return self.page.locator("main").locator(pattern)

    def says_who_they_are(self, fee):
        self.at.go(f"/fees/{fee.id}/")
        for name, value in {
            "national_id": a_national_id(self.number),
            "first_name": "نگین",
            "last_name": "پاک‌نهاد",
            "mobile": self.mobile,
        }.items():
            self.page.locator(f"input[name={name}]").fill(value)
        self.at.look("fee")
        self.main("button.button").click()
        code = self.house.code(self.mobile)
        self.page.locator("input[name=code]").fill(code)
        self.at.look("code")
        self.main("form button.button").first.click()
        expect(self.page).to_have_url(re.compile("/pay/"))
        self.at.look("invoice")

    def signs_in(self, who):
        self.at.go("/my/")
        self.page.locator("input[name=identifier]").fill(who.national_id)
        self.page.locator("input[name=mobile]").fill(who.mobile)
        told = len(self.house.messages(who.mobile))
        self.main("button.button").click()
        self.page.locator("input[name=code]").fill(self.house.code(who.mobile, after=told))
        self.main("form button.button").first.click()
        expect(self.page).to_have_url(re.compile("/my/$"))

    def goes_to_the_bank(self):
        """By one press: the page before the bank leads on by itself, and is looked at on the way back."""
        self.main("form button.button").first.click()
        expect(self.page.locator("button[value=pay]")).to_be_visible(timeout=MOST_MS)

    def remembers(self, fee, hour):
        """What the bank's message says: card, amount, day and hour."""
        now = clock.in_tehran(clock.now())
        day = jalali.of(now.date())
        parts = {"day_day": day.day, "day_year": day.year}
        said = {"card": Card.GOOD[-4:], "amount": int(fee.amount), **parts, hour: f"{now:%H:%M}"}
        for name, value in said.items():
            self.main(f"[name={name}]").fill(f"{value}")
        self.main("[name=day_month]").select_option(f"{day.month}")

    def pays(self, card=Card.GOOD):
        self.page.locator(f'input[value="{card.value}"]').check()
        self.page.locator("button[value=pay]").click()


def a_case_that_waits_for_its_fee(town):
    catalogue.schedule_fees(Actor.system())
    ground, deputy = ground_for(SERVICE), a_deputy(town.university)
    case_id = file_sample(SERVICE, ground).case_id
    by = organisations.actor_for_account(deputy.id)
    offer = next(one for one in cases.offers(case_id, by) if one.action.name == "accept")
    cases.act(task_id=offer.task_id, action="accept", by=by)
    return case_id


@contextmanager
def a_payer(browser, house, album, number, **how):
    with a_visitor(browser, house, album, **({"width": PHONE} | how)) as at:
        yield Payer(at=at, house=house, number=number)


@at("mellat")
def test_refused_at_the_bank_paid_at_the_second_try_and_the_receipt(bank_house, browser, fee):
    with an_album("paying-360") as album, a_payer(browser, bank_house, album, 11) as payer:
        page = payer.page
        payer.says_who_they_are(fee)
        payer.at.survives_back_and_refresh()
        payer.goes_to_the_bank()
        payer.pays(Card.NO_FUNDS)
        expect(page.get_by_text("پرداخت انجام نشد")).to_be_visible(timeout=MOST_MS)
        payer.at.look("refused")
        page.reload()
        expect(page.get_by_text("پرداخت انجام نشد")).to_be_visible()

        payer.goes_to_the_bank()
        payer.pays()
        expect(page.get_by_text("پرداخت شد").first).to_be_visible(timeout=MOST_MS)
        expect(page.get_by_text("کد رمز شما")).to_be_visible(timeout=MOST_MS)
        payer.at.look("paid")
        payer.main("a.button").first.click()
        expect(page.locator("h1")).to_have_text("رسید پرداخت")
        payer.at.survives_back_and_refresh()
        payer.at.look("receipt")
        pin = re.sub(r"\D", "", latin(page.locator(".notice.ok .code").inner_text()))
        told = bank_house.message(payer.mobile, "کد رمز")
        assert pin in re.sub(r"\D", "", latin(told))
        payer.at.go("/pay/pin/")
        payer.at.look("pins")


@at("mellat")
def test_whoever_comes_back_from_the_bank_by_the_browsers_back_is_not_sent_there_again(
    bank_house, browser, fee
):
    with an_album("paying-back") as album, a_payer(browser, bank_house, album, 12) as payer:
        page = payer.page
        payer.says_who_they_are(fee)
        payer.goes_to_the_bank()
        page.go_back()
        expect(page.get_by_text("پرداخت در صفحهٔ بانک ناتمام است")).to_be_visible()
        payer.at.look("unfinished")
        payer.main("a.button").first.click()
        expect(page.locator("form[data-to-bank]")).to_be_visible()
        page.wait_for_timeout(1500)  # it led on by itself once, and does not again
        payer.at.look("before-the-bank")
        payer.main("a.button.quiet").click()
        payer.main('form[action$="leave/"] button').click()
        expect(payer.main("form button.button").first).to_have_text(re.compile("پرداخت"))
        payer.at.look("left")
        payer.goes_to_the_bank()
        payer.pays()
        expect(page.get_by_text("پرداخت شد").first).to_be_visible(timeout=MOST_MS)


@at("zarinpal")
def test_a_lost_way_back_loses_nothing(bank_house, browser, fee):
    with an_album("paying-lost") as album, a_payer(browser, bank_house, album, 13) as payer:
        page = payer.page
        payer.says_who_they_are(fee)
        invoice = page.url
        payer.goes_to_the_bank()
        bank_house.bank.arm(Armed(gateway="zarinpal", fault=Fault.CALLBACK_LOST, times=1))
        payer.pays()
        album.take(page, "bank-says-nothing")
        page.goto(invoice)
        payer.at.look("unfinished")
        page.get_by_role("button", name="پرداخت کرده‌ام؛ از بانک بپرسید").click()
        expect(page.get_by_text("کد رمز شما")).to_be_visible(timeout=MOST_MS)
        payer.at.look("paid")


@at("mellat")
def test_what_nobody_knows_is_told_and_blocks_until_the_bank_has_answered(bank_house, browser, fee):
    with an_album("paying-unknown") as album, a_payer(browser, bank_house, album, 14) as payer:
        page = payer.page
        payer.says_who_they_are(fee)
        payer.goes_to_the_bank()
        bank_house.bank.arm(Armed(gateway="mellat", fault=Fault.DOWN, seconds=12))
        payer.pays()
        expect(page.get_by_text("نتیجهٔ پرداخت هنوز روشن نیست")).to_be_visible(timeout=MOST_MS)
        assert payer.main("form").count() == 0
        payer.at.look("unknown")
        expect(page.get_by_text("کد رمز شما")).to_be_visible(timeout=90_000)


@at("mellat")
@pytest.mark.parametrize(("language", "number"), [("en", 15), ("ar", 16)])
def test_in_english_and_arabic(bank_house, browser, fee, language, number):
    with (
        an_album(f"paying-{language}") as album,
        a_payer(browser, bank_house, album, number, width=DESKTOP, language=language) as payer,
    ):
        payer.says_who_they_are(fee)
        payer.goes_to_the_bank()
        payer.pays(Card.REFUSED)
        expect(payer.main(".notice.bad")).to_be_visible(timeout=MOST_MS)
        payer.at.look("refused")
        payer.goes_to_the_bank()
        payer.pays()
        expect(payer.main(".panel")).to_have_count(2, timeout=MOST_MS)
        payer.at.look("paid")
        payer.main("a.button").first.click()
        payer.at.look("receipt")
        payer.at.go("/pay/find/")
        payer.at.look("find")


@at("mellat")
def test_a_payment_is_found_by_the_last_digits_of_its_card(bank_house, browser, fee, town):
    """Mellat names no card: what the browser brought of it is found by payer and finance desk."""
    keeper = cast.an_account("finance-orphans", "مالی یابنده")
    give(keeper, town.headquarters, Role.FINANCE)
    with an_album("paying-found") as album:
        with a_payer(browser, bank_house, album, 19) as payer:
            payer.says_who_they_are(fee)
            payer.goes_to_the_bank()
            payer.pays()
            expect(payer.page.get_by_text("پرداخت شد").first).to_be_visible(timeout=MOST_MS)
            payer.at.go("/pay/find/")
            payer.remembers(fee, "hour")
            payer.main("form button.button").first.click()
            expect(payer.page.get_by_text("به حساب آمده است").first).to_be_visible(timeout=MOST_MS)
            payer.at.look("found")
        with a_payer(browser, bank_house, album, 19, width=DESKTOP) as officer:
            officer.at.enter(keeper.id)
            officer.at.go("/finance/orphans/")
            officer.remembers(fee, "time")
            officer.main("form button.button").first.click()
            expect(officer.page.get_by_text("به حساب آمده است").first).to_be_visible()
            officer.at.look("found-at-the-desk")
            officer.main(".rows a").first.click()
            expect(officer.page.get_by_text("******0001").first).to_be_visible()


@at("mellat")
def test_the_fee_of_a_case_is_paid_from_its_page_and_the_case_goes_on(bank_house, browser, town):
    case_id = a_case_that_waits_for_its_fee(town)
    with an_album("paying-case") as album, a_payer(browser, bank_house, album, 18) as payer:
        page = payer.page
        payer.signs_in(cast.APPLICANT)
        payer.at.look("my")
        payer.at.go(f"/my/{case_id}/")
        payer.at.look("case")
        payer.main("#owed ~ .actions a").click()
        payer.at.look("invoice")
        payer.goes_to_the_bank()
        payer.pays()
        expect(page.get_by_text("به خدمت خبر داده شد").first).to_be_visible(timeout=MOST_MS)
        payer.at.look("paid")
        page.get_by_role("link", name="بازگشت به درخواست").click()
        expect(page.get_by_text("در نوبت کمیسیون دانشگاه").first).to_be_visible()
        payer.at.look("case-goes-on")


@at("mellat")
def test_without_javascript(bank_house, browser, fee):
    with (
        an_album("paying-plain") as album,
        a_payer(browser, bank_house, album, 17, has_script=False) as payer,
    ):
        page = payer.page
        payer.says_who_they_are(fee)
        payer.main("form button.button").first.click()
        expect(page.locator("form[data-to-bank] button")).to_be_visible(timeout=MOST_MS)
        payer.at.look("before-the-bank")
        page.locator("form[data-to-bank] button").click()
        payer.pays()
        if page.locator("button.first").count():  # the bank's own page leads back by a script
            page.locator("button.first").click()
        expect(page.get_by_text("کد رمز شما")).to_be_visible(timeout=MOST_MS)
        payer.at.look("paid")
