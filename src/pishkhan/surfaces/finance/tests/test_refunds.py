"""Refunds by two people, through the pages."""

import pytest
from django.urls import reverse

from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.actions.owing import owe_back
from pishkhan.kernel.payments.models import Payment, Refund
from pishkhan.kernel.payments.terms import RefundGround, RefundState


pytestmark = pytest.mark.django_db


def post(browser, name, number, **form):
    return browser.post(reverse(f"finance:{name}", args=[number]), form, follow=True)


def page(browser, refund):
    return browser.get(reverse("finance:refund", args=[refund.id])).content.decode()


@pytest.fixture
def asked(desk, first):
    paid = desk.paid()
    answer = post(first, "ask_refund", paid.id, amount="۱۵۰۰۰", ground="decided", note="رأی شورا")
    assert "همکار دیگری باید آن را تأیید کند" in answer.content.decode()
    return Refund.objects.get()


def test_who_asked_is_told_that_another_approves_and_has_no_button(first, asked):
    html = page(first, asked)
    assert "این بازگشت را خودتان خواسته‌اید" in html
    assert reverse("finance:approve_refund", args=[asked.id]) not in html
    answer = post(first, "approve_refund", asked.id)
    assert "این بازگشت را خودتان خواسته‌اید. تأیید آن با همکار دیگری است." in answer.content.decode()
    asked.refresh_from_db()
    assert asked.state == RefundState.REQUESTED


def test_the_second_approves_the_transfer_is_written_down_and_both_names_stand_there(
    first, second, asked
):
    assert reverse("finance:approve_refund", args=[asked.id]) in page(second, asked)
    post(second, "approve_refund", asked.id)
    assert "در انتظار حوالهٔ بانکی" in page(first, asked)
    answer = post(first, "paid_back", asked.id, reference="حواله")
    assert "شمارهٔ پیگیری حوالهٔ بانکی را بنویسید" in answer.content.decode()
    post(first, "paid_back", asked.id, reference="14050830-77")
    html = page(first, asked)
    for text in ("مالی finance1</bdi> درخواست کرد", "مالی finance2</bdi> تأیید کرد", "14050830-77"):
        assert text in html
    assert "بازگردانده شد" in html
    assert payments.findings() == []
    listed = first.get(reverse("finance:refunds"), {"show": "over"}).content.decode()
    assert "مالی finance1" in listed
    assert "مالی finance2" in listed


def test_what_the_platform_asked_for_is_taken_up_first(desk, first, second):
    desk.paid()
    owe_back(Payment.objects.get(), ground=RefundGround.SURPLUS)
    refund = Refund.objects.get()
    assert "سامانه خواست" in page(first, refund)
    post(first, "second_refund", refund.id)
    assert "این بازگشت را خودتان بررسی کرده‌اید" in page(first, refund)
    post(second, "approve_refund", refund.id)
    refund.refresh_from_db()
    assert (refund.seconded_by, refund.approved_by) == (
        desk.first.account_id,
        desk.second.account_id,
    )


def test_what_the_gateway_never_answers_is_taken_from_it_by_one_and_paid_by_another(
    desk, first, second, asked
):
    desk.house.bank.refunds = True
    post(second, "approve_refund", asked.id)
    desk.house.bank.is_down = True
    desk.house.teller.work()
    button = reverse("finance:take_away", args=[asked.id])
    assert button not in page(first, asked)
    desk.house.passes(days=1)
    assert button in page(desk.browser("first"), asked)
    assert button not in page(desk.browser("second"), asked)
    post(desk.browser("first"), "take_away", asked.id, note="در پنل درگاه نیست")
    transfer = reverse("finance:paid_back", args=[asked.id])
    assert transfer not in page(desk.browser("first"), asked)
    assert "در انتظار حوالهٔ بانکی" in page(desk.browser("second"), asked)
    assert transfer in page(desk.browser("second"), asked)
    post(desk.browser("second"), "paid_back", asked.id, reference="14050830-78")
    asked.refresh_from_db()
    assert asked.state == RefundState.PAID_BACK


def test_a_refusal_needs_its_reason(second, asked):
    answer = post(second, "refuse_refund", asked.id, note="")
    assert answer.status_code == 200
    asked.refresh_from_db()
    assert asked.state == RefundState.REQUESTED
    post(second, "refuse_refund", asked.id, note="خدمت داده شده است")
    asked.refresh_from_db()
    assert asked.state == RefundState.REFUSED


def test_a_wrong_amount_is_said_at_its_field_and_nothing_typed_is_lost(desk, first):
    paid = desk.paid()
    answer = post(first, "ask_refund", paid.id, amount="400000", ground="decided", note="رأی شورا")
    html = answer.content.decode()
    assert "دست‌بالا ۴۰٬۰۰۰ ریال" in html
    assert "رأی شورا" in html
    assert Refund.objects.count() == 0


def test_two_people_press_at_once_and_one_is_told(second, asked):
    post(second, "approve_refund", asked.id)
    answer = post(second, "approve_refund", asked.id)
    assert "شاید همکارتان زودتر اقدام کرده است" in answer.content.decode()
