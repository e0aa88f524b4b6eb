"""The finance desk in a browser: every page wide and on a phone, and a refund by two people."""

import pytest
from playwright.sync_api import expect

from pishkhan.kernel.catalogue.spec import DemoGround
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.terms import RefundState
from pishkhan.surfaces.finance import demo
from pishkhan.web.accounts import give_code_app
from tests.e2e.visitor import a_visitor, an_album


ANY = payments.FinanceAsked()
PAGES = ("", "daybook/?since=&until=", "sums/", "sums/?by=terminal", "sums/?by=day",
         "payments/?since=&until=", "payments/?since=x", "attempts/", "attempts/?show=pending",
         "refunds/", "refunds/?show=to_pay", "refunds/?show=over", "files/", "differences/",
         "differences/?show=closed", "orphans/", "fees/", "fees/new/")  # fmt: skip


@pytest.fixture(scope="module")
def money(town):
    """The demonstration's payments, refunds and bank's file."""
    demo.load(DemoGround(offices={demo.CENTRE: town.headquarters.id}))


def officer(town, username):
    account = cast.an_account(username, f"مالی {username}")
    give_code_app(account.id, cast.TOTP_SECRET)
    give(account, town.headquarters, Role.FINANCE)
    return username


def single_pages():
    """One page of each thing that has its own."""
    [line] = [
        line
        for found in payments.differences(ANY, kind="only_at_bank")
        for line in payments.bank_lines(found.file_id, found.reference)
    ]
    yield f"payments/{payments.payment_lines(ANY)[-1].id}/"
    yield f"payments/{payments.payment_lines(ANY)[0].id}/refund/"
    for found in payments.differences(ANY):
        yield f"differences/{found.id}/"
    yield f"differences/{payments.differences(ANY, kind='state')[0].id}/resolve/"
    yield f"files/{payments.bank_files()[0].id}/"
    yield f"orphans/{line.id}/"
    yield f"orphans/{line.id}/claim/?attempt=1"
    for found in payments.refunds(ANY, list(RefundState)):
        yield f"refunds/{found.id}/"


@pytest.mark.usefixtures("money")
@pytest.mark.parametrize(
    ("language", "width"), [("fa", 1280), ("fa", 360), ("en", 360), ("ar", 1280)]
)
def test_every_page_of_the_finance_desk_is_in_order(town, house, browser, language, width):
    name = officer(town, f"finance-{language}{width}")
    with (
        an_album(f"{language}-{width}-finance") as album,
        a_visitor(browser, house, album, width=width) as at,
    ):
        at.sign_in(name)
        at.context.add_cookies([{"name": "language", "value": language, "url": house.url}])
        for path in (*PAGES, *single_pages()):
            at.go(f"/finance/{path}")
            at.look("".join(c if c.isalnum() else "-" for c in path).strip("-") or "home")


@pytest.mark.usefixtures("money")
def test_one_asks_and_another_approves(town, house, browser):
    first, second = officer(town, "finance-one"), officer(town, "finance-two")
    paid = payments.payment_lines(ANY)[0]
    with an_album("fa-360-refund") as album:
        with a_visitor(browser, house, album, width=360) as at:
            at.sign_in(first)
            at.go(f"/finance/payments/{paid.id}/")
            at.page.get_by_role("link", name="درخواست بازگرداندن پول").click()
            at.page.locator("textarea[name=note]").fill("رونوشت صادر نشد")
            at.page.locator("select[name=ground]").select_option("service_not_given")
            at.page.get_by_role("button", name="فرستادن برای تأیید همکار").click()
            expect(at.page.get_by_text("این بازگشت را خودتان خواسته‌اید")).to_be_visible()
            expect(at.page.get_by_role("button", name="تأیید بازگشت پول")).to_have_count(0)
            at.look("asked-by-oneself")
        with a_visitor(browser, house, album, width=360) as at:
            at.sign_in(second)
            at.go(f"/finance/refunds/{payments.refunds_of(paid.id)[0].id}/")
            at.look("to-approve")
            at.page.get_by_role("button", name="تأیید بازگشت پول").click()
            at.page.get_by_role("link", name="ثبت حوالهٔ بانکی").click()
            at.page.locator("input[name=reference]").fill("14050901-20")
            at.page.get_by_role("button", name="حواله زده شد").click()
            expect(at.page.get_by_text("مالی finance-one درخواست کرد")).to_be_visible()
            expect(at.page.get_by_text("مالی finance-two تأیید کرد")).to_be_visible()
            at.look("paid-back")
    assert payments.findings() == []
