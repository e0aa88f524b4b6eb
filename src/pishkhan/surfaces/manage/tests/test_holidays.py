"""The calendar through the pages."""

from datetime import date

import pytest
from django.urls import reverse

from pishkhan.foundation import jalali
from pishkhan.kernel.calendars import api as calendars


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
DAY = jalali.to_date(1405, 11, 4)


def send(browser, name, /, *arguments, **said):
    return browser.post(reverse(f"manage:{name}", args=arguments), said)


@pytest.mark.parametrize("written", ["1405/11/4", "۰۴/۱۱/۱۴۰۵"])
def test_a_holiday_is_added_in_either_order_shown_and_removed(admin, written):
    answer = send(admin, "new_holiday", day=written, title="روز نمونه")
    assert answer["Location"].endswith("/manage/holidays/?year=1405")
    assert not calendars.is_working_day(DAY)
    assert "روز نمونه" in admin.get(reverse("manage:holidays")).content.decode()
    send(admin, "remove_holiday", DAY.isoformat(), because="اشتباه")
    assert calendars.closed_days(DAY, DAY) == []


def test_a_day_closed_already_is_said_at_its_field(admin):
    send(admin, "new_holiday", day="1405/11/4", title="روز نمونه")
    html = send(admin, "new_holiday", day="1405/11/4", title="دیگر").content.decode()
    assert 'id="q-day-error"' in html
    assert "پیش از این تعطیل است" in html


def test_a_closure_covers_its_days_and_cannot_run_backwards(admin):
    html = send(
        admin, "closure", **{"from": "1405/11/12", "to": "1405/11/4"}, title="آلودگی"
    ).content.decode()
    assert 'id="q-to-error"' in html
    send(admin, "closure", **{"from": "1405/11/4", "to": "1405/11/6"}, title="آلودگی هوا")
    assert [one.title for one in calendars.closed_days(DAY, date(2027, 1, 31))].count(
        "آلودگی هوا"
    ) == 3


def test_the_weekend_changes_from_a_day_on(admin):
    html = send(admin, "weekend", **{"from": "1405/10/1"}).content.decode()
    assert "آخر هفته باید" in html
    send(admin, "weekend", **{"from": "1405/10/1"}, day_4="1", day_5="1")
    assert calendars.weekend_on(DAY) == {4, 5}
    assert "شنبه، جمعه" in admin.get(reverse("manage:holidays")).content.decode()


def test_a_year_is_loaded_and_an_odd_year_shows_the_present_one(admin):
    assert send(admin, "seed_year", year="1406")["Location"].endswith("year=1406")
    assert calendars.closed_days(jalali.to_date(1406, 1, 1), jalali.to_date(1406, 1, 4))
    for odd in ("0", "abc", "99999999999", "۱۴۰۵"):
        html = admin.get(reverse("manage:holidays"), {"year": odd}).content.decode()
        assert "۱۴۰۵" in html
