"""The calendar through the pages."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.foundation import jalali
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisation_api, testing as organisations
from pishkhan.kernel.organisations.terms import OrganisationKind


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]
DAY = jalali.to_date(1405, 11, 4)
SURE = re.compile(r'name="sure" value="([0-9a-f]{64})"')


def send(browser, name, /, *arguments, **said):
    return browser.post(reverse(f"manage:{name}", args=arguments), said)


def change(browser, name, /, *arguments, **said):
    """Try it, then confirm what was shown."""
    tried = send(browser, name, *arguments, **said)
    seal = SURE.search(tried.content.decode())
    return send(browser, name, *arguments, sure=seal.group(1), **said) if seal else tried


def closed_on(day):
    return calendars.closed_days(day, day)


@pytest.mark.parametrize("written", ["1405/11/4", "۰۴/۱۱/۱۴۰۵"])
def test_a_holiday_is_added_in_either_order_shown_and_removed(admin, written):
    answer = change(admin, "new_holiday", day=written, title="روز نمونه")
    assert answer["Location"].endswith("/manage/holidays/?year=1405")
    assert not calendars.is_working_day(DAY)
    assert "روز نمونه" in admin.get(reverse("manage:holidays")).content.decode()
    change(admin, "remove_holiday", closed_on(DAY)[0].id, because="اشتباه")
    assert closed_on(DAY) == []


def test_a_change_is_tried_first_and_leaves_no_trace(admin):
    said = {"day": "1405/11/4", "title": "روز نمونه"}
    html = send(admin, "new_holiday", **said).content.decode()
    assert "این تغییر هیچ مهلت بازی را جابه‌جا نمی‌کند" in html
    assert closed_on(DAY) == []
    assert not ProcrastinateJob.objects.filter(task_name="cases.recount").exists()


def test_what_is_confirmed_is_what_was_tried(admin):
    tried = send(admin, "new_holiday", day="1405/11/4", title="روز نمونه").content.decode()
    seal = SURE.search(tried).group(1)
    again = send(admin, "new_holiday", day="1405/11/5", title="روز نمونه", sure=seal)
    assert SURE.search(again.content.decode())
    assert closed_on(DAY) == closed_on(DAY + timedelta(days=1)) == []


def test_another_day_picked_from_the_lists_is_tried_anew(admin):
    picked = {"day_day": "4", "day_month": "11", "day_year": "1405", "title": "روز نمونه"}
    seal = SURE.search(send(admin, "new_holiday", **picked).content.decode()).group(1)
    again = send(admin, "new_holiday", sure=seal, **(picked | {"day_day": "5"}))
    assert SURE.search(again.content.decode())
    assert closed_on(DAY + timedelta(days=1)) == []
    assert send(admin, "new_holiday", sure=seal, **picked).status_code == 302
    assert len(closed_on(DAY)) == 1


def test_a_day_closed_already_is_said_at_its_field(admin):
    change(admin, "new_holiday", day="1405/11/4", title="روز نمونه")
    html = send(admin, "new_holiday", day="1405/11/4", title="دیگر").content.decode()
    assert 'id="q-day-error"' in html
    assert "پیش از این تعطیل است" in html


def test_a_closure_covers_its_days_and_cannot_run_backwards(admin):
    html = send(
        admin, "closure", **{"from": "1405/11/12", "to": "1405/11/4"}, title="آلودگی"
    ).content.decode()
    assert 'id="q-to-error"' in html
    change(admin, "closure", **{"from": "1405/11/4", "to": "1405/11/6"}, title="آلودگی هوا")
    assert [one.title for one in calendars.closed_days(DAY, date(2027, 1, 31))].count(
        "آلودگی هوا"
    ) == 3


def test_a_calendar_without_a_day_of_work_is_refused_at_its_field(admin):
    change(admin, "closure", **{"from": "1405/11/4", "to": "1405/12/4"}, title="سرما")
    html = send(
        admin, "closure", **{"from": "1405/12/5", "to": "1406/1/5"}, title="سرما"
    ).content.decode()
    assert 'id="q-from-error"' in html
    assert "روز کاری نمی‌ماند" in html


def test_a_closure_of_one_organisation_is_named_shown_apart_and_removed_alone(admin):
    place = organisations.a_tree().university
    said = {"from": "1405/11/4", "title": "سرما", "parent": place.name}
    html = send(admin, "closure", **said).content.decode()
    assert f"برای: {place.name} ({place.code})" in html
    change(admin, "closure", **said)
    change(admin, "closure", **{"from": "1405/11/5", "title": "آلودگی"})
    assert calendars.is_working_day(DAY)

    html = admin.get(reverse("manage:holidays")).content.decode()
    assert 'class="day partial">۴<' in html
    assert 'class="day closure">۵<' in html
    assert html.count(place.name) >= 1
    change(admin, "closure", **{"from": "1405/11/4", "title": "آلودگی"})
    of_place = next(row for row in closed_on(DAY) if row.organisation_id == place.id)
    change(admin, "remove_holiday", of_place.id, because="باز شد")
    assert [row.organisation_id for row in closed_on(DAY)] == [None]


@pytest.fixture
def province():
    tree = organisations.a_tree()
    kind = OrganisationKind.PROVINCE
    return organisations.an_organisation("p1", "استان نمونه", kind=kind, parent=tree.headquarters)


def test_a_university_is_given_its_province_and_closed_with_it(admin, province):
    place = organisations.a_tree().university
    tried = {"parent": place.name, "province": str(province.id)}
    assert f"برای: {place.name}" in send(admin, "new_seat", **tried).content.decode()
    assert calendars.seats() == {}
    change(admin, "new_seat", **tried)
    assert calendars.seats() == {place.id: province.id}
    html = admin.get(reverse("manage:seats")).content.decode()
    assert place.name in html
    for one, english in ((place, "A University"), (province, "A Province")):
        organisation_api.rename_organisation(
            organisation_id=one.id, name=one.name, name_en=english, because="نام",
            by=Actor.system(),
        )  # fmt: skip
    html = admin.get(reverse("manage:seats"), {"lang": "en"}, follow=True).content.decode()
    assert "A University" in html
    assert "<h2>A Province</h2>" in html
    admin.get(reverse("manage:seats"), {"lang": "fa"}, follow=True)
    again = admin.get(reverse("manage:new_seat"), {"of": place.code}).content.decode()
    assert f'<option value="{province.id}" selected' in again

    said = {"from": "1405/11/4", "title": "سرما", "province": str(province.id)}
    assert f"برای: {province.name}" in send(admin, "closure", **said).content.decode()
    change(admin, "closure", **said)
    assert not calendars.calendar_from(DAY, place.id).is_working_day(DAY)
    assert calendars.is_working_day(DAY)
    assert province.name in admin.get(reverse("manage:holidays")).content.decode()
    change(admin, "new_seat", parent=place.code, province="")
    assert calendars.calendar_from(DAY, place.id).is_working_day(DAY)


def test_a_closure_is_of_a_province_or_of_an_organisation_and_not_of_both(admin, province):
    said = {"from": "1405/11/4", "title": "سرما", "province": str(province.id), "parent": "u1"}
    html = send(admin, "closure", **said).content.decode()
    assert 'id="q-province-error"' in html
    assert closed_on(DAY) == []
    stranger = organisations.a_tree().university  # no province, whatever the form was sent
    html = send(admin, "closure", **{**said, "province": str(stranger.id), "parent": ""})
    assert html.status_code == 400 or 'id="q-province-error"' in html.content.decode()
    assert closed_on(DAY) == []


def test_an_organisation_that_nobody_knows_is_said_at_its_field(admin):
    html = send(
        admin, "closure", **{"from": "1405/11/4", "title": "سرما", "parent": "هیچ‌جا"}
    ).content.decode()
    assert 'id="q-parent-error"' in html


@pytest.mark.parametrize(
    ("press", "moved"), [({}, 0), ({"moved": "later"}, 1), ({"moved": "earlier"}, -1)]
)
def test_a_day_by_the_moon_is_confirmed_or_moved_with_one_press(admin, press, moved):
    calendars.seed_year(1405)
    row = next(
        one
        for one in calendars.closed_days(date(2026, 3, 21), date(2027, 3, 20))
        if one.is_estimated
    )
    html = admin.get(reverse("manage:holidays"), {"year": "1405"}).content.decode()
    assert "همین روز است" in html
    send(admin, "confirm_holiday", row.id, **press)
    (now,) = [one for one in closed_on(row.day + timedelta(days=moved)) if one.title == row.title]
    assert not now.is_estimated
    told = admin.post(reverse("manage:confirm_holiday", args=[now.id]), follow=True)
    assert "برآوردی نیست" in told.content.decode()


def test_the_weekend_changes_from_a_day_on(admin):
    html = send(admin, "weekend", **{"from": "1405/10/1"}).content.decode()
    assert "آخر هفته باید" in html
    change(admin, "weekend", **{"from": "1405/10/1"}, day_4="1", day_5="1")
    assert calendars.weekend_on(DAY) == {4, 5}
    assert "شنبه، جمعه" in admin.get(reverse("manage:holidays")).content.decode()


def test_a_year_is_loaded_and_an_odd_year_shows_the_present_one(admin):
    assert send(admin, "seed_year", year="1406")["Location"].endswith("year=1406")
    assert calendars.closed_days(jalali.to_date(1406, 1, 1), jalali.to_date(1406, 1, 4))
    for odd in ("0", "abc", "99999999999", "۱۴۰۵"):
        html = admin.get(reverse("manage:holidays"), {"year": odd}).content.decode()
        assert "۱۴۰۵" in html


def test_what_is_not_closed_has_no_page(admin):
    assert admin.get(reverse("manage:remove_holiday", args=[7])).status_code == 404
    assert send(admin, "confirm_holiday", 7).status_code == 404
