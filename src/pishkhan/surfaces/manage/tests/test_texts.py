"""Messages through the pages."""

import pytest
from django.urls import reverse

from pishkhan.kernel.notifications import api as notifications


pytestmark = pytest.mark.django_db
TEXT = ["identity.one_time_code", "sms", "fa"]


def send(browser, text, name="text", **more):
    return browser.post(reverse(f"manage:{name}", args=TEXT), {"text": text, **more})


def now():
    return next(
        one
        for one in notifications.wordings()
        if (one.template.event, one.template.channel, one.template.language) == tuple(TEXT)
    )


def test_a_text_is_reworded_and_put_back(admin):
    declared = now().text
    assert send(admin, "کد شما: {code}").status_code == 302
    assert now().text == "کد شما: {code}"
    assert "بازنویسی‌شده" in admin.get(reverse("manage:texts")).content.decode()
    admin.post(reverse("manage:reset_text", args=TEXT))
    assert now().text == declared


def test_a_preview_counts_parts_and_writes_nothing(admin):
    html = send(admin, "کد {code} " + "و " * 60, preview="1").content.decode()
    assert "482017" in html
    assert "۲ پیامک" in html
    assert not now().is_reworded


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("کد شما", "باید در متن بماند"),
        ("کد {code} {name}", "شناخته نیست"),
        ("کد {code", "جفت نیستند"),
        ("کد {code} " + "و " * 200, "بیشینه ۳"),
        ("", "را وارد کنید"),
    ],
)
@pytest.mark.parametrize("preview", [{}, {"preview": "1"}])
def test_a_text_that_would_not_do_is_refused_at_its_field(admin, text, said, preview):
    html = send(admin, text, **preview).content.decode()
    assert 'id="q-text-error"' in html
    assert said in html
    assert not now().is_reworded
