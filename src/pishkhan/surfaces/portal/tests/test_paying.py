"""The payer's pages by plain forms, against a bank in memory that does what it is told."""

from datetime import timedelta

import pytest
from django.conf import settings

from pishkhan.foundation import clock
from pishkhan.kernel.documents.testing import text_of
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.notifications.testing import outbox
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.spec import Exemption
from pishkhan.kernel.payments.terms import AttemptState, InvoiceState, RefundGround
from pishkhan.kernel.payments.testing import BankFault, MemoryBank, a_fee
from pishkhan.kernel.payments.tests.money import officer
from pishkhan.web.testing import a_browser, signed_in_person


DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


class Payer:
    """A browser at one invoice, and the bank beside it."""

    def __init__(self, bank, owed, browser=None):
        self.bank, self.owed, self.browser = bank, owed, browser or a_browser()
        self.teller = payments.Teller()

    @property
    def home(self):
        return f"/pay/{self.owed.token}/"

    def look(self, what="", **options):
        return self.browser.get(f"{self.home}{what}", **options)

    def text(self, what=""):
        return self.look(what, follow=True).content.decode()

    def press(self):
        return self.browser.post(self.home)

    def goes_to_the_bank(self):
        """Press, let the worker ask for the page, and be led there; the order as the bank has it."""
        self.press()
        self.teller.work()
        assert self.look("bank/").status_code == 200
        return self.bank.orders[self.attempt.order_number]

    def comes_back(self, order, *, method="post", **other):
        call = getattr(self.browser, method)
        return call("/pay/back/memory/", {**self.bank.brings(order), **other})

    def pays(self):
        order = self.goes_to_the_bank()
        self.bank.pay(order.token)
        self.comes_back(order)
        self.works()
        return order

    def works(self):
        self.teller.work()
        payments.serve_due()

    @property
    def attempt(self):
        return payments.attempts_of(self.owed.id)[0]

    @property
    def state(self):
        return payments.by_id(self.owed.id).state


@pytest.fixture
def bank():
    made = MemoryBank()
    ports.connect(Till(name="memory", gateway=made))
    yield made
    ports.connect()


@pytest.fixture
def person(db):  # noqa: ARG001 - opens the database
    return cast.the_applicant()


def owes(person, **more):
    fee_of = {name: more.pop(name) for name in ("gives_pin", "exemptions", "round") if name in more}
    fee = a_fee(amount=130_000, **fee_of)
    return payments.invoice(
        fee_code=fee.code,
        round=fee.round,
        person_id=person.id,
        key="one thing",
        by=None,
        **more,
    )


@pytest.fixture
def payer(bank, person):
    return Payer(bank, owes(person))


def test_the_page_says_what_is_owed_in_rial_and_in_toman(payer):
    text = payer.text()
    for figure in ("۱۳۰٬۰۰۰ ریال", "۱۳٬۰۰۰ تومان", "هزینهٔ بررسی تقاضا"):
        assert figure in text
    assert "Examination fee" in payer.text("?lang=en")


def test_a_page_of_nobody_is_not_there(payer):
    for what in ("", "bank/"):
        assert payer.browser.get(f"/pay/nobody-has-this/{what}").status_code == 404
    assert payer.browser.post("/pay/nobody-has-this/leave/").status_code == 404


def test_pressing_pay_leads_by_a_waiting_page_to_the_bank(payer):
    answer = payer.press()
    assert answer["Location"] == f"{payer.home}bank/"
    waiting = payer.text("bank/")
    assert "در حال گرفتن نشانی صفحهٔ بانک" in waiting
    assert 'http-equiv="refresh"' in waiting
    payer.teller.work()
    page = payer.look("bank/")
    assert f'action="https://bank.example/{payer.attempt.page.token}"' in page.content.decode()
    assert payer.attempt.state is AttemptState.REDIRECTED


def test_only_the_page_before_the_bank_may_send_a_form_there_and_keeps_the_secret(payer):
    payer.press()
    payer.teller.work()
    page = payer.look("bank/")
    assert "form-action 'self' https://bank.example;" in page["Content-Security-Policy"]
    assert "script-src" not in page["Content-Security-Policy"]
    assert page["Referrer-Policy"] == "strict-origin"
    assert "bank.example" not in payer.look()["Content-Security-Policy"]


def test_a_bank_that_wants_get_has_its_query_in_the_form(payer, bank, monkeypatch):
    made = ports.Page(token="T1", address="https://bank.example/pay?a=1&b=x", fields={"c": "2"})
    monkeypatch.setattr(bank, "request", lambda _order: made)
    payer.press()
    payer.teller.work()
    text = payer.text("bank/")
    assert 'method="get" action="https://bank.example/pay"' in text
    for name, value in (("a", "1"), ("b", "x"), ("c", "2")):
        assert f'name="{name}" value="{value}"' in text


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_callback_needs_no_cookie_and_no_token_of_a_form(payer, method):
    order = payer.goes_to_the_bank()
    payer.bank.pay(order.token)
    stranger = a_browser(checks_forms=True)
    answer = getattr(stranger, method)("/pay/back/memory/", payer.bank.brings(order))
    assert (answer.status_code, answer["Location"]) == (303, payer.home)
    assert not answer.cookies
    assert payer.attempt.state is AttemptState.RETURNED


def test_what_the_browser_says_is_never_a_payment(payer):
    order = payer.goes_to_the_bank()
    answer = payer.browser.post(
        "/pay/back/memory/",
        {"token": order.token, "order": str(order.number), "status": "OK", "reference": "R1"},
    )
    assert answer.status_code == 303
    payer.works()
    assert payer.state is InvoiceState.OPEN


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"token": "T-of-nobody", "order": "1", "status": "OK"},
        {"order": "9" * 400},
        {"token": "a\x00b", "status": "OK"},
        {f"field{n}": "x" for n in range(150)},
        {"token": "x" * 100_000},
    ],
)
def test_a_callback_of_nothing_of_ours_changes_nothing_and_says_where_to_look(payer, fields):
    payer.goes_to_the_bank()
    answer = payer.browser.post("/pay/back/memory/", fields)
    assert (answer.status_code, answer["Location"]) == (303, "/pay/find/?unknown=1")
    assert "با هیچ پرداختی" in payer.browser.get(answer["Location"]).content.decode()
    assert payer.attempt.state is AttemptState.REDIRECTED
    assert payer.browser.post("/pay/back/no-such-bank/", fields).status_code == 303


def test_of_what_a_browser_brings_only_short_names_and_values_are_read(payer, monkeypatch):
    read = []
    monkeypatch.setattr(payer.bank, "read", read.append)
    fields = {"token": "T1", "n" * 60: "x", "n" * 61: "x", "long": "x" * 501}
    assert payer.browser.post("/pay/back/memory/", fields).status_code == 303
    assert read == [{"token": "T1", "n" * 60: "x"}]


def test_paid_and_back_and_refreshed_it_is_one_payment(payer):
    order = payer.pays()
    assert payer.state is InvoiceState.PAID
    for _again in range(3):
        assert payer.comes_back(order).status_code == 303
        assert payer.comes_back(order, method="get").status_code == 303
        payer.works()
    assert len(payments.payments_of(payer.owed.id)) == 1
    assert "پرداخت شد" in payer.text()
    assert payer.press()["Location"] == payer.home
    assert len(payments.attempts_of(payer.owed.id)) == 1


def test_two_tabs_are_one_attempt(payer):
    payer.press()
    payer.press()
    payer.teller.work()
    assert payer.look("bank/").status_code == payer.look("bank/").status_code == 200
    assert len(payments.attempts_of(payer.owed.id)) == 1
    assert payer.press()["Location"] == payer.home  # the other tab is at the bank
    text = payer.text()
    assert "ناتمام" in text
    assert "leave/" in text


def test_whoever_left_the_bank_may_try_again_and_the_first_is_still_asked_about(payer):
    payer.goes_to_the_bank()
    assert payer.browser.post(f"{payer.home}leave/")["Location"] == payer.home
    text = payer.text()
    assert "یکی از دو پول برمی‌گردد" in text
    second = payer.goes_to_the_bank()
    assert len(payments.attempts_of(payer.owed.id)) == 2
    payer.bank.pay(second.token)
    payer.comes_back(second)
    payer.works()
    assert payer.state is InvoiceState.PAID


def test_a_refused_card_is_said_with_where_the_money_is_and_the_button_is_there_again(payer):
    order = payer.goes_to_the_bank()
    payer.bank.refuse(order.token)
    payer.comes_back(order)
    payer.works()
    text = payer.text()
    assert "پرداخت انجام نشد" in text
    assert "دوباره پرداخت می‌کنم" in text
    assert str(order.number) in text.translate(DIGITS)
    payer.pays()
    assert payer.state is InvoiceState.PAID


def gives_too_little(payer):
    """The bank took another amount, and does not answer when told to give it back."""
    order = payer.goes_to_the_bank()
    payer.bank.pay(order.token, amount=1)
    payer.bank.fail("reverse", *[BankFault.NO] * 50)
    payer.bank.fail("inquire", *[BankFault.NO] * 50)
    payer.comes_back(order)
    payer.works()
    assert payer.attempt.state is AttemptState.REVERSING


def test_money_on_its_way_back_holds_up_nothing(payer):
    gives_too_little(payer)
    text = payer.text()
    assert "پول به کارت شما برمی‌گردد" in text
    assert '<form method="post">' in text
    assert "همچنان از بانک می‌پرسیم" not in text
    assert payer.press()["Location"] == f"{payer.home}bank/"
    assert len(payments.attempts_of(payer.owed.id)) == 2


def test_money_on_its_way_back_is_said_after_the_time_too(bank, person):
    until = clock.now() + timedelta(minutes=10)
    payer = Payer(bank, owes(person, payable_until=until))
    gives_too_little(payer)
    with clock.frozen(until + timedelta(seconds=1)):
        text = payer.text()
    assert "پول به کارت شما برمی‌گردد" in text
    assert '<form method="post">' not in text


def test_after_a_lost_callback_the_payer_has_the_bank_asked_at_once(payer):
    payer.bank.knows_by_token = True
    order = payer.goes_to_the_bank()
    payer.bank.pay(order.token)
    assert "پرداخت کرده‌ام؛ از بانک بپرسید" in payer.text()
    assert payer.press()["Location"] == payer.home
    payer.works()
    assert payer.state is InvoiceState.PAID
    assert len(payments.attempts_of(payer.owed.id)) == 1


def test_a_bank_that_cannot_tell_is_not_offered_to_be_asked(payer):
    payer.goes_to_the_bank()
    text = payer.text()
    assert "از بانک بپرسید" not in text
    assert "این بانک پرداخت شما را به ما نمی‌گوید" in text
    assert "پس از" in text


def test_paying_again_is_not_promised_for_when_the_time_will_be_over(bank, person):
    payer = Payer(bank, owes(person, payable_until=clock.now() + timedelta(minutes=5)))
    payer.goes_to_the_bank()
    text = payer.text()
    assert "از نو پرداختن ممکن نیست" in text
    assert "می‌توانید از نو بپردازید" not in text
    assert "تا بتوانید از نو بپردازید" in text
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert "تا بتوانید از نو بپردازید" not in payer.text()


def test_what_nobody_knows_is_said_and_a_second_payment_is_not_begun(payer):
    order = payer.goes_to_the_bank()
    payer.bank.pay(order.token)
    payer.bank.fail("verify", *[BankFault.LOST] * 50)
    payer.bank.fail("inquire", *[BankFault.NO] * 50)
    payer.comes_back(order)
    payer.teller.work()
    assert payer.attempt.state is AttemptState.UNKNOWN
    text = payer.text()
    for word in ("نتیجهٔ پرداخت هنوز روشن نیست", "۷۲ ساعت", "دوباره نپردازید", "دست‌بالا تا"):
        assert word in text
    assert str(order.number) in text.translate(DIGITS)
    assert '<form method="post">' not in text
    assert payer.press()["Location"] == payer.home
    assert len(payments.attempts_of(payer.owed.id)) == 1


def test_no_moment_is_promised_that_has_passed_while_the_bank_gives_no_answer(payer):
    order = payer.goes_to_the_bank()
    payer.bank.pay(order.token)
    payer.bank.fail("verify", *[BankFault.LOST] * 50)
    payer.comes_back(order)
    payer.teller.work()
    with clock.frozen(payer.attempt.blocks_until + timedelta(seconds=1)):
        text = payer.text()
    assert "نتیجهٔ پرداخت هنوز روشن نیست" in text
    assert "پی‌درپی از بانک می‌پرسیم" in text
    assert "دست‌بالا تا" not in text


def test_the_waiting_page_looks_again_less_and_less_and_stops(payer):
    order = payer.goes_to_the_bank()
    payer.bank.pay(order.token)
    payer.bank.fail("verify", *[BankFault.NO] * 500)
    payer.bank.fail("inquire", *[BankFault.NO] * 500)
    payer.comes_back(order)
    payer.teller.work()
    part = {"HX-Request": "true"}
    seen = []
    begun = clock.now()
    for minutes in (0, 2, 10, 31):
        with clock.frozen(begun + timedelta(minutes=minutes)):
            answer = payer.look("?stand=unknown", headers=part)
            seen.append("hx-trigger" in answer.content.decode())
            assert ('http-equiv="refresh"' in payer.text()) is seen[-1]
    assert seen == [True, True, True, False]


def test_the_waiting_page_is_led_on_when_something_happened(payer):
    payer.press()
    part = {"HX-Request": "true"}
    for what in ("?stand=connecting", "bank/"):
        assert "hx-get" in payer.look(what, headers=part).content.decode()
    payer.teller.work()
    assert payer.look("?stand=connecting", headers=part)["HX-Redirect"] == payer.home
    assert payer.look("bank/", headers=part)["HX-Redirect"] == f"{payer.home}bank/"
    order = payer.goes_to_the_bank()
    payer.bank.pay(order.token)
    payer.comes_back(order)
    payer.works()
    assert payer.look("?stand=checking", headers=part)["HX-Redirect"] == payer.home


def test_without_a_gateway_paying_is_refused_in_words_and_nothing_begins(person):
    ports.connect()
    payer = Payer(None, owes(person))
    assert "پولی گرفته نمی‌شود" in payer.text()
    assert payer.press()["Location"] == payer.home
    assert "هیچ درگاهی پاسخ نمی‌دهد" in payer.text()
    assert payments.attempts_of(payer.owed.id) == []


def test_a_gateway_that_gives_no_page_is_no_debt_and_may_be_tried_again(payer):
    payer.bank.is_down = True
    payer.press()
    payer.teller.work()
    assert "پولی به ما نرسیده است" in payer.text()
    assert "دوباره پرداخت می‌کنم" in payer.text()


def test_the_end_of_the_time_and_the_grace_are_said_before_and_honoured_after(bank, person):
    until = clock.now() + timedelta(minutes=10)
    payer = Payer(bank, owes(person, payable_until=until))
    text = payer.text()
    assert "فرصت پرداخت دارید" in text
    assert "تا ۳۰ دقیقه پس از آن" in text
    with clock.frozen(until - timedelta(seconds=1)):
        order = payer.goes_to_the_bank()
    with clock.frozen(until + timedelta(minutes=5)):
        payer.bank.pay(order.token)
        payer.comes_back(order)
        payer.works()
        assert payer.state is InvoiceState.PAID


def test_after_the_time_nothing_begins(bank, person):
    until = clock.now() + timedelta(minutes=10)
    payer = Payer(bank, owes(person, payable_until=until))
    with clock.frozen(until + timedelta(seconds=1)):
        assert payer.press()["Location"] == payer.home
        text = payer.text()
    assert "مهلت پرداخت گذشته است" in text
    assert '<form method="post">' not in text
    assert payments.attempts_of(payer.owed.id) == []


def test_who_is_spared_a_part_reads_because_of_what(bank, person):
    because = {"fa": "فرزند ایثارگر", "en": "Child of a veteran", "ar": "ابن محارب"}
    half = Exemption(when={"veteran": (True,)}, percent=50, because=because)
    payer = Payer(bank, owes(person, exemptions=(half,), facts={"veteran": True}))
    text = payer.text()
    for word in ("۶۵٬۰۰۰ ریال", "هزینهٔ کامل ۱۳۰٬۰۰۰ ریال", "فرزند ایثارگر"):
        assert word in text


def test_who_owes_nothing_reads_that(bank, person):
    because = {"fa": "فرزند ایثارگر"}
    all_of_it = Exemption(when={"veteran": (True,)}, percent=100, because=because)
    payer = Payer(bank, owes(person, exemptions=(all_of_it,), facts={"veteran": True}))
    text = payer.text()
    assert "چیزی لازم نیست بپردازید" in text
    assert "فرزند ایثارگر" in text


def test_of_two_payments_the_one_that_goes_back_is_told_with_who_has_it(payer):
    first = payer.goes_to_the_bank()
    payer.browser.post(f"{payer.home}leave/")
    payer.pays()
    payer.bank.pay(first.token)
    payer.bank.reverse_within = timedelta(0)
    payer.comes_back(first)
    payer.works()
    text = payer.text()
    for word in ("کار ادامه دارد", "پول شما برمی‌گردد", "دو بار پرداخت شده", "نزد امور مالی"):
        assert word in text


# The receipt


def test_a_receipt_is_for_its_person_only(payer, person):
    order = payer.pays()
    assert payer.look("receipt/")["Location"].startswith("/sign-in/")
    stranger = Payer(payer.bank, payer.owed, signed_in_person(a_browser(), cast.the_stranger().id))
    assert stranger.look("receipt/").status_code == 404
    assert stranger.look("receipt.pdf").status_code == 404
    own = Payer(payer.bank, payer.owed, signed_in_person(a_browser(), person.id))
    text = own.text("receipt/")
    for figure in ("۱۳۰٬۰۰۰ ریال", "۱۳٬۰۰۰ تومان", order.reference, cast.APPLICANT.last):
        assert figure in text
    assert order.rrn in text.translate(DIGITS)
    pdf = own.look("receipt.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert "no-store" in pdf["Cache-Control"]
    assert order.rrn in text_of(pdf.content).translate(DIGITS)


@pytest.mark.parametrize(("language", "word"), [("en", "130,000"), ("ar", "١٣٠٬٠٠٠")])
def test_the_receipt_is_in_the_readers_language(payer, person, language, word):
    payer.pays()
    browser = signed_in_person(a_browser(), person.id)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert word in text_of(browser.get(f"{payer.home}receipt.pdf").content)


def test_before_it_is_paid_there_is_no_receipt(payer, person):
    own = Payer(payer.bank, payer.owed, signed_in_person(a_browser(), person.id))
    assert own.look("receipt/").status_code == 404


# Money that goes back


def goes_back(payer, amount=None):
    """Ask by an officer that money goes back, and find what was asked."""
    paid = payments.payment_of(payer.owed.id)
    payments.ask_refund(
        payment_id=paid.id,
        amount=amount or paid.amount,
        ground=RefundGround.DECIDED,
        note="به تصمیم",
        by=officer("finance1"),
    )
    return payments.refunds_of(paid.id)[0]


def test_money_that_a_service_owes_back_is_said_on_page_and_receipt_instead_of_going_on(
    payer, person
):
    payer.pays()
    payments.not_given(payer.owed.id)
    own = Payer(payer.bank, payer.owed, signed_in_person(a_browser(), person.id))
    for text in (payer.text(), own.text(), own.text("receipt/")):
        assert "پول شما برمی‌گردد" in text
        assert "خدمت داده نشد" in text
        assert "کار ادامه دارد" not in text
    assert text_of(own.look("receipt.pdf").content).count("۱۳۰٬۰۰۰") == 2


def test_money_that_went_back_is_said_with_its_time(payer, person):
    payer.pays()
    asked = goes_back(payer)
    payments.approve_refund(asked.id, by=officer("finance2"))
    payments.mark_paid_back(asked.id, bank_reference="B-77", by=officer("finance2"))
    own = Payer(payer.bank, payer.owed, signed_in_person(a_browser(), person.id))
    for text in (payer.text(), own.text("receipt/")):
        assert "پول شما بازگردانده شد" in text
        assert "B-77" in text
        assert "پول شما برمی‌گردد" not in text
        assert "کار ادامه دارد" not in text
    assert text_of(own.look("receipt.pdf").content).count("۱۳۰٬۰۰۰") == 2


def test_what_two_people_have_agreed_to_is_said_as_agreed(payer):
    payer.pays()
    asked = goes_back(payer)
    assert "دو نفر آن را تأیید می‌کنند" in payer.text()
    payments.approve_refund(asked.id, by=officer("finance2"))
    text = payer.text()
    assert "دو نفر بازگرداندن ۱۳۰٬۰۰۰ ریال را تأیید کرده‌اند" in text
    assert "دو نفر آن را تأیید می‌کنند" not in text


def test_a_part_that_goes_back_is_said_beside_what_was_paid(payer, person):
    payer.pays()
    goes_back(payer, amount=30_000)
    own = Payer(payer.bank, payer.owed, signed_in_person(a_browser(), person.id))
    assert "کار ادامه دارد" in payer.text()
    for text in (payer.text(), own.text("receipt/")):
        assert "بخشی از پول شما برمی‌گردد" in text
        assert "۳۰٬۰۰۰ ریال" in text


def test_a_refund_that_was_refused_is_not_told(payer):
    payer.pays()
    asked = goes_back(payer)
    payments.refuse_refund(asked.id, because="نه", by=officer("finance2"))
    assert "برمی‌گردد" not in payer.text()
    assert "کار ادامه دارد" in payer.text()


# The PIN


def test_lists_say_of_an_unclear_payment_what_its_own_page_says(payer, person):
    own, said = signed_in_person(a_browser(), person.id), "نتیجهٔ پرداخت هنوز روشن نیست"
    pay = f'<a class="button small" href="{payer.home}">'
    for address in ("/pay/pin/", "/my/"):
        assert pay in own.get(address).content.decode()
    order = payer.goes_to_the_bank()
    payer.bank.pay(order.token)
    payer.bank.fail("verify", *[BankFault.NO] * 3)
    payer.comes_back(order)
    payer.works()
    assert payer.attempt.state is AttemptState.UNKNOWN
    assert said in payer.text()
    for address in ("/pay/pin/", "/my/"):
        text = own.get(address).content.decode()
        assert said in text
        assert "پرداخت‌نشده" not in text
        assert pay not in text


def test_the_page_of_pins_says_that_one_is_void_because_its_money_goes_back(bank, person):
    payer = Payer(bank, owes(person, gives_pin=True, round="1405"))
    payer.pays()
    payer.works()
    paid = payments.payment_of(payer.owed.id)
    payments.ask_refund(
        payment_id=paid.id,
        amount=paid.amount,
        ground=RefundGround.DECIDED,
        note="لغو",
        by=officer(),
    )
    own = signed_in_person(a_browser(), person.id)
    text = own.get("/pay/pin/").content.decode()
    assert "این کد رمز باطل است" in text
    assert "هنوز به کار نرفته" not in text
    assert "کد رمز شما" not in own.get(payer.home).content.decode()


def test_a_pin_is_shown_to_its_person_sent_once_and_found_again(bank, person):
    payer = Payer(bank, owes(person, gives_pin=True, round="1405"))
    payer.pays()
    pin = payments.pin_of(payer.owed.id).pin
    assert pin not in payer.text().translate(DIGITS).replace("\u00a0", "").replace(" ", "")
    own = Payer(bank, payer.owed, signed_in_person(a_browser(), person.id))
    for page in (own.text(), own.browser.get("/pay/pin/").content.decode()):
        assert pin in page.translate(DIGITS).replace("\u00a0", "").replace(" ", "")
    stranger = signed_in_person(a_browser(), cast.the_stranger().id)
    assert "نیست" in stranger.get("/pay/pin/").content.decode()
    assert a_browser().get("/pay/pin/")["Location"].startswith("/sign-in/")


def test_the_payer_is_told(payer):
    payer.pays()
    assert any("پرداخت شد" in text for text in outbox(cast.APPLICANT.mobile))
