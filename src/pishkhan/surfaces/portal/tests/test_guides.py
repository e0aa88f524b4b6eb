"""Guides as their readers see them."""

import io

import pytest
from django.core.cache import cache

from pishkhan.kernel.attachments.testing import a_png
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.testing import a_contact, a_draft, a_guide, a_place
from pishkhan.kernel.identity.spec import Actor
from pishkhan.web.testing import a_browser


pytestmark = pytest.mark.django_db
HERE = "/guides/e_request/applicant/sample/"


@pytest.fixture(autouse=True)
def fresh_look(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    cache.clear()
    guides.forget()
    yield
    guides.forget()


@pytest.fixture
def browser():
    return a_browser()


def read(browser, address):
    return browser.get(address).content.decode()


def test_the_list_names_what_is_published_and_only_that(browser):
    a_guide(title="آماده کردن برگه")
    a_draft(a_place("other"), title="ناتمام")
    text = read(browser, "/guides/")
    assert "آماده کردن برگه" in text
    assert "ناتمام" not in text
    assert "آماده کردن برگه" not in read(browser, "/guides/?service=other")


def test_search_answers_on_the_same_page(browser):
    a_guide(title="آماده کردن برگه")
    assert "آماده کردن برگه" in read(browser, "/guides/?q=برگه كردن")
    assert "آماده کردن برگه" not in read(browser, "/guides/?q=گوزن")


def test_a_page_may_be_kept_by_everybody(browser):
    a_guide()
    answer = browser.get(HERE)
    assert answer.headers["Cache-Control"].startswith("public")
    assert not answer.cookies


def test_in_another_language_the_persian_text_says_that_it_is(browser):
    a_guide()
    assert "به زبان شما نیست" not in read(browser, HERE)
    answer = browser.get(f"{HERE}?lang=ar")
    assert 'lang="fa"' in answer.content.decode()
    assert 'class="notice"' in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/guides/e_request/applicant/none/", "/guides/e_request/nobody/sample/",
     "/guides/platform/applicant/sample/", "/pictures/none.jpg"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(browser, address):
    a_guide()
    assert browser.get(address).status_code == 404


def test_a_picture_is_kept_for_ever_once_its_guide_is_public(browser):
    draft = a_draft()
    kept = guides.add_picture(draft.guide_id, io.BytesIO(a_png()), name="page", by=Actor.system())
    assert browser.get(kept.drawn.address).status_code == 404
    guides.publish(draft.id, by=Actor.system())
    answer = browser.get(kept.drawn.address)
    assert answer["Content-Type"] == "image/jpeg"
    assert "immutable" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")


def test_a_reader_says_whether_it_helped_and_is_thanked(browser):
    guide = a_guide()
    answer = browser.post(
        f"{HERE}useful/", {"answer": "no"}, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 302
    assert "سپاس" in read(browser, answer["Location"].partition("#")[0])
    browser.post(f"{HERE}useful/", {"answer": "no"}, headers={"origin": "http://testserver"})
    browser.post(f"{HERE}useful/", {"answer": "maybe"}, headers={"origin": "http://testserver"})
    found = guides.version(guide.id)
    assert (found.useful, found.not_useful) == (0, 1)


def test_a_field_of_the_form_shows_its_guide(browser):
    a_guide(body="## کد {#e_request.person.kind}\n\nهمین‌جا توضیح است.")
    a_contact("e_request", unit="دفتر فنی")
    draft = browser.post("/s/e_request/start/", headers={"origin": "http://testserver"})
    text = read(browser, draft["Location"])
    assert "همین‌جا توضیح است." in text
    assert "دفتر فنی" in text


def test_without_a_guide_nothing_is_offered(browser):
    draft = browser.post("/s/e_request/start/", headers={"origin": "http://testserver"})
    assert '<details class="guide">' not in read(browser, draft["Location"])
