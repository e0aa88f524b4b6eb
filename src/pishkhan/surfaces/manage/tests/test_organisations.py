"""The tree, posts and who holds them, through the pages."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role


pytestmark = pytest.mark.django_db


def page(browser, name, /, *arguments, **query):
    return browser.get(reverse(f"manage:{name}", args=arguments), query).content.decode()


def send(browser, name, /, *arguments, **said):
    return browser.post(reverse(f"manage:{name}", args=arguments), said)


def in_days(days):
    return jalali.of(clock.today() + timedelta(days=days))


def test_a_search_folds_arabic_letters_and_finds_by_code(world, admin):
    send(admin, "rename", world.tree.other_university.id, name="دانشگاه یکتای کویر", because="x")
    assert "دانشگاه یکتای کویر" in page(admin, "organisations", q="يكتاي كوير")
    assert "دفتر خدمات" in page(admin, "organisations", q="u1-office")
    assert "پیدا نشد" in page(admin, "organisations", q="هیچ‌جا")


def test_a_search_shows_only_what_one_keeps(local):
    assert "دانشگاه آزمون" not in page(local, "organisations", q="دانشگاه")


def test_an_organisation_is_created_under_another(world, admin):
    answer = send(
        admin, "new_organisation", world.tree.university.id,
        name="دفتر تازه", kind="office", code="u1-new",
    )  # fmt: skip
    assert answer.status_code == 302
    assert organisations.organisation_by_code("u1-new").parent_id == world.tree.university.id


def test_a_taken_code_is_said_at_its_field_and_what_was_typed_stays(world, admin):
    answer = send(
        admin, "new_organisation", world.tree.university.id,
        name="دفتر تازه", kind="office", code="u2",
    )  # fmt: skip
    html = answer.content.decode()
    assert 'id="q-code-error"' in html
    assert "این کد از آنِ سازمان دیگری است." in html
    assert 'value="دفتر تازه"' in html


def test_letters_that_a_code_cannot_have_are_refused(world, admin):
    answer = send(
        admin, "new_organisation", world.tree.university.id,
        name="دفتر", kind="office", code="کد فارسی",
    )  # fmt: skip
    assert "فقط حرف لاتین" in answer.content.decode()


def test_html_in_a_name_stays_text(world, admin):
    send(
        admin, "rename", world.tree.office.id,
        name="<script>alert(1)</script>", because="آزمون",
    )  # fmt: skip
    assert "<script>alert" not in page(admin, "organisation", world.tree.office.id)


def test_an_organisation_is_renamed_with_a_reason_in_the_trail(world, admin):
    assert send(admin, "rename", world.tree.office.id, name="نام تازه").status_code == 200
    send(admin, "rename", world.tree.office.id, name="نام تازه", because="ادغام")
    assert organisations.organisation(world.tree.office.id).name == "نام تازه"
    assert audit.lines(target="organisation", target_id=world.tree.office.id)[0].because == "ادغام"


def test_an_organisation_moves_by_the_code_or_the_name_of_its_new_parent(world, admin):
    send(admin, "move", world.tree.office.id, parent="دانشگاه آزمون", because="ادغام")
    assert (
        organisations.organisation(world.tree.office.id).parent_id == world.tree.other_university.id
    )
    html = send(admin, "move", world.tree.office.id, parent="دانشگاه", because="x").content.decode()
    assert "چند سازمان" in html
    html = send(admin, "move", world.tree.office.id, parent="نیست", because="x").content.decode()
    assert "پیدا نشد" in html


def test_an_organisation_with_open_children_is_not_closed(world, admin):
    html = send(admin, "close", world.tree.university.id, because="x").content.decode()
    assert "هنوز ۱ سازمان باز است" in html
    send(admin, "close", world.tree.office.id, because="انحلال")
    assert not organisations.organisation(world.tree.office.id).is_active


def test_a_letter_book_is_opened_with_unit_and_pattern(world, admin):
    office = world.tree.office.id
    html = send(admin, "book", office, "incoming", unit="4", pattern="{unit}").content.decode()
    assert "الگوی شماره درست نیست." in html
    send(admin, "book", office, "incoming", unit="4", pattern="{seq}/{unit}")
    assert [one.pattern for one in numbering.books_of(office)] == ["{seq}/{unit}"]
    assert "۱۲۳۴/۴" in page(admin, "organisation", office)


def test_a_post_is_created_once(world, admin):
    office = world.tree.office.id
    send(admin, "new_post", office, role="signer", service="e_request", title="")
    assert [one.role for one in organisations.posts(office)] == [Role.EXPERT, Role.SIGNER]
    html = send(admin, "new_post", office, role="signer", service="e_request").content.decode()
    assert "همین سمت را دارد" in html
    assert "امضاکننده" in page(admin, "posts")


@pytest.mark.parametrize("written", ["{0.year}/{0.month}/{0.day}", "{0.day}/{0.month}/{0.year}"])
def test_a_period_is_written_in_either_order(world, admin, written):
    first, last = in_days(2), in_days(9)
    said = {"from": written.format(first), "to": written.format(last)}
    answer = send(admin, "appoint", world.post.id, account="clerk", **said)
    assert answer.status_code == 302
    held = organisations.holdings(world.post.id)[0]
    assert jalali.of(clock.in_tehran(held.valid_from).date()) == first
    assert jalali.of(clock.in_tehran(held.valid_to).date()) == in_days(10)


def test_an_appointment_takes_effect_at_once_and_not_in_the_past(world, admin):
    yesterday = in_days(-1)
    html = send(
        admin, "appoint", world.post.id, account="لیلا نوروزیان",
        **{"from": "/".join(map(str, yesterday))},
    ).content.decode()  # fmt: skip
    assert "این تاریخ گذشته است" in html
    assert "لیلا نوروزیان" in html
    send(admin, "appoint", world.post.id, account="لیلا نوروزیان")
    names = {one.name for one in organisations.holders(world.tree.office.id, Role.EXPERT)}
    assert names == {"سهراب کتابدار", "لیلا نوروزیان"}
    html = send(admin, "appoint", world.post.id, account="clerk").content.decode()
    assert 'id="q-account-error"' in html


@pytest.mark.parametrize("typed", ["هیچ‌کس", "آسمان و ریسمان"])
def test_nobody_by_that_name_is_appointed(world, admin, typed):
    assert "پیدا نشد" in send(admin, "appoint", world.post.id, account=typed).content.decode()


def test_a_day_that_does_not_exist_is_refused_at_its_field(world, admin):
    html = send(
        admin, "appoint", world.post.id, account="clerk", to_day="30", to_month="12", to_year="1406"
    ).content.decode()
    assert 'id="q-to-error"' in html


def test_a_stand_in_has_dates_and_is_shown_as_such(world, admin):
    html = send(
        admin, "stand_in", world.post.id, account="clerk", on_behalf_of=str(world.expert.id)
    ).content.decode()
    assert "«تا پایان روز» را وارد کنید" in html
    send(
        admin, "stand_in", world.post.id, account="clerk", on_behalf_of=str(world.expert.id),
        to="/".join(map(str, in_days(7))),
    )  # fmt: skip
    assert "به جای سهراب کتابدار" in page(admin, "post", world.post.id)


def test_a_period_ends_and_the_post_is_missed(world, admin):
    held = organisations.holdings(world.post.id)[0]
    send(admin, "end_holding", world.post.id, held.id, because="بازنشستگی")
    assert not organisations.holders(world.tree.office.id, Role.EXPERT)
    assert "دفتر خدمات دانشگاه نمونه" in page(admin, "posts")
    assert "بی‌دارنده" in page(admin, "home")


def test_a_period_of_another_post_is_not_ended_here(world, admin):
    cast.the_clerk()
    other = organisations.posts(world.tree.university.id)[0]
    held = organisations.holdings(other.id)[0]
    assert send(admin, "end_holding", world.post.id, held.id, because="x").status_code == 404


def test_an_organisation_is_given_names_in_english_and_arabic_and_is_called_by_them(world, admin):
    place = world.tree.university
    html = page(admin, "rename", place.id)
    assert 'name="name_en"' in html
    names = {"name": place.name, "name_en": "Sample University", "name_ar": "جامعة المثال"}
    assert send(admin, "rename", place.id, **names, because="زبان‌ها").status_code == 302
    html = page(admin, "organisation", place.id)
    assert f"<h1>{place.name}" in html
    assert '<bdi lang="en" dir="ltr">Sample University</bdi>' in html
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "<h1>Sample University" in page(admin, "organisation", place.id)
    assert "Sample University" in page(admin, "routes", show="all")
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    assert "جامعة المثال" in page(admin, "organisations", q="المثال")
    html = page(admin, "rename", place.id)
    assert 'value="Sample University"' in html


def test_a_post_is_created_with_titles_in_three_languages(world, admin):
    answer = send(
        admin, "new_post", world.tree.university.id, role="expert", service="",
        title="کارشناس ارشد", title_en="Senior Expert", title_ar="خبير أول",
    )  # fmt: skip
    assert answer.status_code == 302
    titles = [(one.title_en, one.title_ar) for one in organisations.posts(world.tree.university.id)]
    assert ("Senior Expert", "خبير أول") in titles
