"""Pages of questions: nothing is lost, every wrong answer is told at its field."""

import json

import pytest

from pishkhan.surfaces.portal.tests.conftest import SERVICE


def errors_of(response):
    return {field.name: field.errors for field in response.context["form"].fields if field.errors}


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("person.national_id", "0012345678", "درست نیست"),
        ("person.national_id", "1111111111", "یکی است"),
        ("person.national_id", "00123456ab", "رقم"),
        ("person.mobile", "0912345678901", "رقم"),
        ("person.mobile", "تلفن", ""),
        ("person.first_name", "سمیه 😀", "حروف فارسی"),
        ("person.first_name", "Somayeh", "حروف فارسی"),
        ("person.first_name", "<b>سمیه</b>", "حروف فارسی"),
        ("person.last_name", "رستگار\u202e", ""),
        ("person.postal_code", "12", ""),
        ("person.father_name", "", "نام پدر"),
        ("person.postal_address", "ن" * 501, "کوتاه کنید"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field_and_kept(browser, answers, key, typed, said):
    browser.start(SERVICE)
    page = browser.fill("person", answers | {key: typed})
    errors = errors_of(page)
    name = key.partition(".")[2]
    assert list(errors) == [name]
    assert said in errors[name][0]
    assert f'href="#q-{name}"' in page.content.decode()
    assert browser.draft().answers[key] == typed
    assert not browser.phone


def test_arabic_letters_and_digits_are_accepted_and_folded(browser, answers):
    browser.start(SERVICE)
    foreign = {
        "person.national_id": "٠٠٠٠٠٠٠٠١٩",
        "person.mobile": "+٩٨ ۹۱۲ ۰۰۰ ۰۰۰۰",
        "person.first_name": "علي",
        "person.last_name": "كريمي",
    }
    page = browser.fill("person", answers | foreign)
    assert page.redirect_chain[-1][0].endswith("/mobile/")
    browser.enter_code()
    assert "علی کریمی" in browser.look("request").content.decode()


@pytest.mark.parametrize("year", ["1369", "۱۴۱۱", "سال"])
def test_a_year_out_of_range_is_refused_at_its_field(confirmed, answers, year):
    page = confirmed.fill("request", answers | {"request.year": year})
    assert list(errors_of(page)) == ["year"]


def test_html_in_every_text_field_stays_text(confirmed, answers):
    attack = "<script>alert(1)</script>"
    confirmed.fill("request", answers | {"request.subject": attack, "request.body": attack})
    for page in ("request", "review"):
        shown = confirmed.look(page).content.decode()
        assert attack not in shown
        assert "&lt;script&gt;" in shown


def test_the_first_look_shows_no_error_and_a_wrong_answer_shows_again_later(browser):
    assert not errors_of(browser.start(SERVICE))
    browser.client.post(f"{browser.address('person')}autosave/", {
        "field": "person.mobile", "mobile": "123"})  # fmt: skip
    assert list(errors_of(browser.look("person"))) == ["mobile"]


def test_each_field_is_saved_by_itself(browser):
    browser.start(SERVICE)
    sent = {"field": "person.first_name", "first_name": "سمیه"}
    answer = browser.client.post(f"{browser.address('person')}autosave/", sent)
    assert answer.status_code == 204
    assert browser.draft().answers == {"person.first_name": "سمیه"}


def test_a_field_that_is_not_asked_is_not_saved(browser):
    browser.start(SERVICE)
    sent = {"field": "request.subject", "subject": "x"}
    assert browser.client.post(f"{browser.address('person')}autosave/", sent).status_code == 404


def test_a_body_of_fifty_megabytes_is_refused(browser):
    browser.start(SERVICE)
    sent = {"field": "person.first_name", "first_name": "آ" * 25_000_000}
    answer = browser.client.post(
        f"{browser.address('person')}autosave/",
        json.dumps(sent, ensure_ascii=False),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413


def test_later_keeps_everything_and_says_how_to_go_on(browser, answers):
    browser.start(SERVICE)
    page = browser.fill("person", {"person.first_name": "سمیه"}, later="1")
    assert "کامل‌کردن مشخصات" in page.content.decode()
    page = browser.fill("person", answers, later="1")
    assert "دریافت کد تأیید" in page.content.decode()


def test_a_page_behind_the_code_leads_to_what_is_missing_first(browser, answers):
    browser.start(SERVICE)
    assert browser.look("review").redirect_chain[-1][0].endswith("/person/")
    browser.fill("person", answers)
    assert browser.look("documents").redirect_chain[-1][0].endswith("/mobile/")


def test_the_draft_opens_at_its_first_unfinished_page(confirmed, answers):
    page = confirmed.client.get(f"/d/{confirmed.token}/", follow=True)
    assert page.redirect_chain[-1][0].endswith("/request/")
    confirmed.fill("request", answers)
    page = confirmed.client.get(f"/d/{confirmed.token}/", follow=True)
    assert page.redirect_chain[-1][0].endswith("/documents/")


def test_a_changed_answer_comes_back_to_the_review(full):
    sent = {
        "subject": "اصلاح نام خانوادگی",
        "topic": "correction",
        "exam": "national",
        "year": "1404",
    }
    page = full.client.post(f"{full.address('request')}?back=review", sent, follow=True)
    assert page.redirect_chain[-1][0].endswith("/review/")
    assert "اصلاح نام خانوادگی" in page.content.decode()


def test_a_known_person_is_not_asked_again(registered):
    page = registered.start(SERVICE)
    values = {field.name: field.value for field in page.context["form"].fields}
    assert values["first_name"] == "سمیه"
    assert registered.look("request").status_code == 200
