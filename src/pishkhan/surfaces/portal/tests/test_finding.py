"""Finding money of which only the bank's message is left; nothing of anybody is told."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.payments import api as payments, ports
from pishkhan.kernel.payments.ports import Till
from pishkhan.kernel.payments.testing import MemoryBank, a_fee
from pishkhan.surfaces.portal.views import finding
from pishkhan.web.human_check.testing import read_image
from pishkhan.web.testing import a_browser, signed_in_person


DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


@pytest.fixture
def paid(db):  # noqa: ARG001 - opens the database
    """Somebody's payment; the card ends in 1234."""
    bank, teller = MemoryBank(), payments.Teller()
    ports.connect(Till(name="memory", gateway=bank))
    fee = a_fee(amount=130_000)
    owed = payments.invoice(
        fee_code=fee.code, person_id=cast.the_applicant().id, key="one", by=None
    )
    payments.begin(owed.token, by=None)
    teller.work()
    attempt = payments.attempts_of(owed.id)[0]
    payments.redirected(attempt.id)
    order = bank.pay(bank.orders[attempt.order_number].token)
    payments.returned("memory", bank.brings(order))
    teller.work()
    yield payments.by_id(owed.id)
    ports.connect()


def message(at, **other):
    """What the bank's message says, as people type it."""
    local = clock.in_tehran(at)
    day = jalali.of(local.date())
    return {
        "card": "۱۲۳۴",
        "amount": "۱۳۰٬۰۰۰",
        "day_day": str(day.day),
        "day_month": str(day.month),
        "day_year": str(day.year),
        "hour": f"{local:%H:%M}",
        **other,
    }


def asked(fields, browser=None):
    """The page after asking, with the human check passed where there is one."""
    browser = browser or a_browser()
    shown = browser.get("/pay/find/")
    human = read_image(shown.content) if b"human_image_token" in shown.content else {}
    return browser.post("/pay/find/", {**human, **fields}, follow=True).content.decode()


def test_money_that_came_is_found_by_card_amount_and_time(paid):
    text = asked(message(clock.now()))
    assert "پرداخت شما رسیده و به حساب آمده است" in text
    assert cast.APPLICANT.last not in text
    assert cast.APPLICANT.mobile not in text
    assert paid.token not in text
    assert str(payments.attempts_of(paid.id)[0].order_number) not in text.translate(DIGITS)


def test_what_is_still_asked_about_is_told_to_its_payer_only(paid):  # noqa: ARG001 - the same amount
    bank, teller = ports.till("memory").gateway, payments.Teller()
    person = cast.the_stranger()
    owed = payments.invoice(fee_code="guest_round", person_id=person.id, key="two", by=None)
    payments.begin(owed.token, by=None)
    teller.work()
    attempt = payments.attempts_of(owed.id)[0]
    payments.redirected(attempt.id)
    bank.pay(bank.orders[attempt.order_number].token)
    said, wanted = "نتیجه هنوز از بانک پرسیده می‌شود", message(clock.now(), card="9876")
    for browser in (a_browser(), signed_in_person(a_browser(), cast.the_applicant().id)):
        text = asked(wanted, browser)
        assert said not in text
        assert "نزد ما نیست" in text
    text = asked(wanted, signed_in_person(a_browser(), person.id))
    assert said in text
    assert str(attempt.order_number) not in text.translate(DIGITS)


def test_whoever_is_not_signed_in_is_led_there_when_nothing_is_found(paid):  # noqa: ARG001 - it is there
    nothing = message(clock.now(), card="9876")
    lead = "/sign-in/?next=/pay/find/"
    assert lead in asked(nothing)
    assert lead not in asked(nothing, signed_in_person(a_browser(), cast.the_stranger().id))


@pytest.mark.parametrize(
    "other",
    [{"card": "4321"}, {"amount": "1300000"}, {"amount": "13000"}],
    ids=["another card", "rial for toman", "toman for rial"],
)
def test_what_does_not_fit_is_not_found_and_the_bank_is_named(paid, other):  # noqa: ARG001 - it is there
    text = asked(message(clock.now(), **other))
    assert "نزد ما نیست" in text
    assert "به کارت برمی‌گرداند" in text


def test_another_hour_is_not_found(paid):  # noqa: ARG001 - it is there
    assert "نزد ما نیست" in asked(message(clock.now() - timedelta(hours=5)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("card", ""), ("card", "123"), ("card", "6037991234567890"), ("amount", ""),
        ("amount", "0"), ("amount", "صد"), ("amount", "9" * 30), ("hour", "25:00"),
        ("hour", "18"), ("day_day", "32"), ("day_year", ""),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_said_beside_its_field(db, name, value):  # noqa: ARG001 - opens the database
    text = asked(message(clock.now(), **{name: value}))
    assert f'id="q-{name.partition("_")[0]}-error"' in text
    assert "نزد ما نیست" not in text


def test_asking_again_is_safe_and_machines_are_asked_for_a_human(paid):  # noqa: ARG001 - it is there
    browser = a_browser()
    assert browser.post("/pay/find/", message(clock.now()))["Location"] == "/pay/find/"
    assert "پرداخت شما رسیده" not in browser.get("/pay/find/").content.decode()
    person = signed_in_person(a_browser(), cast.the_stranger().id)
    assert person.post("/pay/find/", message(clock.now()))["Location"] == "/pay/find/"
    assert "پرداخت شما رسیده" not in person.get("/pay/find/").content.decode()
    assert "پرداخت شما رسیده" in asked(message(clock.now()), person)
    assert "پرداخت شما رسیده" not in person.get("/pay/find/").content.decode()


def test_the_digits_of_a_card_are_not_found_by_trying_them_all(paid, monkeypatch):  # noqa: ARG001 - it is there
    monkeypatch.setattr(finding, "MOST_ASKED", 2)
    now = clock.now()
    for digits in ("0001", "0002"):
        assert "نزد ما نیست" in asked(message(now, card=digits))
    too_often = "بسیار پرسیده شده است"
    text = asked(message(now))
    assert too_often in text
    assert "پرداخت شما رسیده" not in text
    assert too_often not in asked(message(now, amount="140000"))
    assert too_often not in asked(message(now - timedelta(hours=2)))
