"""How messages fare, through the page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pishkhan.foundation import clock
from pishkhan.kernel.notifications.models import Message


pytestmark = pytest.mark.django_db


def a_message(**said):
    now = clock.now()
    fields = {
        "event": "tests.said",
        "channel": "sms",
        "language": "fa",
        "dedupe_key": str(Message.objects.count()),
        "address": "09120000001",
        "parts": 2,
        "state": "delivered",
        "created_at": now,
        "wanted_at": now,
        "sent_at": now,
        "provider": "kavenegar",
        "cost": 1_250_000,
        "text": "متن محرمانه",
    }
    return Message.objects.create(**{**fields, **said})


def shown(browser, **asked):
    return browser.get(reverse("manage:messages"), asked).content.decode()


def test_an_idle_outbox_says_so(admin):
    html = shown(admin)
    assert "هیچ پیامی در انتظار نیست" in html
    assert "پیامی به اپراتوری سپرده نشده" in html


def test_costs_are_in_rial_with_persian_digits_by_day_and_event(admin):
    a_message()
    a_message(created_at=clock.now() - timedelta(days=9))
    html = shown(admin)
    assert "۱٬۲۵۰٬۰۰۰ ریال" in html
    assert "tests.said" in html
    assert "۲٬۵۰۰٬۰۰۰ ریال" in shown(admin, days="30")
    assert "۱٬۲۵۰٬۰۰۰ ریال" in shown(admin, days="all")


def test_what_waits_and_what_failed_is_told_without_anybodys_number_or_words(admin):
    a_message(
        state="waiting",
        sent_at=None,
        reason="URLError",
        tries=3,
        cost=0,
        wanted_at=clock.now() - timedelta(minutes=8),
    )
    a_message(state="failed", reason="undelivered")
    html = shown(admin)
    assert "اپراتور گفت نرسید" in html
    assert "۱ پیام" in html
    assert "09120000001" not in html
    assert "متن محرمانه" not in html
