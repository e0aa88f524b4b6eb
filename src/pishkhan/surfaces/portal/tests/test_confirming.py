"""The one-time code: each way of being refused has its own sentence, and back is safe."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.surfaces.portal.testing import ApplicantBrowser
from pishkhan.surfaces.portal.tests.conftest import SERVICE
from pishkhan.web.human_check.testing import solve
from pishkhan.web.testing import a_browser


@pytest.fixture
def waiting(browser, answers):
    """A code is on its way."""
    browser.start(SERVICE)
    browser.fill("person", answers)
    return browser


def said(response):
    return " ".join(response.context["errors"])


def a_wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_wrong_code_says_how_many_tries_are_left(waiting):
    assert "۴ بار" in said(waiting.enter_code(code=a_wrong(waiting.phone[-1].code)))


@pytest.mark.parametrize("typed", [" ", "12", "abcdef", "1234567"])
def test_what_is_no_code_is_said_to_be_none_and_costs_no_try(waiting, typed):
    for _ in range(6):
        assert "شش رقم" in said(waiting.enter_code(code=typed))
    assert waiting.enter_code().redirect_chain[-1][0].endswith("/request/")


def test_after_too_many_tries_the_code_is_closed(waiting):
    for _ in range(5):
        page = waiting.enter_code(code=a_wrong(waiting.phone[-1].code))
    assert "دیگر پذیرفته نیست" in said(page)


def test_an_expired_code_says_so(waiting):
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        assert "زمان این کد گذشته است" in said(waiting.enter_code())


def test_the_code_of_an_earlier_message_says_so(waiting):
    first = waiting.phone[-1].code
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        waiting.client.post(f"{waiting.address('mobile')}resend/")
        assert "پیامک پیشین" in said(waiting.enter_code(code=first))


def test_a_code_asked_for_again_too_soon_says_how_long_to_wait(waiting):
    page = waiting.client.post(f"{waiting.address('mobile')}resend/", follow=True)
    assert "صبر کنید" in said(page)
    assert len(waiting.phone) == 1


def test_a_code_used_in_another_tab_goes_on(waiting):
    waiting.enter_code()
    page = waiting.enter_code()
    assert page.redirect_chain[-1][0].endswith("/request/")


def test_a_changed_number_is_confirmed_again(confirmed, answers):
    page = confirmed.fill("person", answers | {"person.mobile": "09120000555"})
    assert page.redirect_chain[-1][0].endswith("/mobile/")
    assert confirmed.look("review").redirect_chain[-1][0].endswith("/mobile/")


def test_the_session_gets_another_key_with_the_code(waiting):
    before = waiting.client.session.session_key
    waiting.enter_code()
    assert waiting.client.session.session_key != before


def test_a_known_person_with_another_number_is_refused(registered, answers):
    other = ApplicantBrowser(a_browser(), registered.phone)
    with cast.ownership_is(Ownership.UNKNOWN):
        other.start(SERVICE)
        other.fill("person", answers | {"person.mobile": "09120000556"})
        assert "شمارهٔ تلفن همراه دیگری ثبت شده" in said(other.enter_code())


def test_a_number_of_somebody_else_is_warned_of_and_told_to_the_office(browser, answers):
    with cast.ownership_is(Ownership.MISMATCH):
        browser.start(SERVICE)
        browser.fill("person", answers)
        assert "به نام شخص دیگری است" in browser.enter_code().content.decode()
    browser.fill("request", answers)
    browser.upload("letter", a_jpeg())
    browser.submit()
    facts = cases.case(browser.draft().submitted_case_id).facts
    assert facts["mobile_ownership"] == "mismatch"


def test_without_the_human_check_no_code_leaves(browser, answers):
    browser.start(SERVICE)
    own = {key.partition(".")[2]: text for key, text in answers.items() if "person." in key}
    page = browser.client.post(browser.address("person"), own, follow=True)
    assert "ربات" in page.context["form"].form_errors[0]
    assert not browser.phone


def test_a_human_check_works_once(browser, answers):
    shown = browser.start(SERVICE)
    own = {key.partition(".")[2]: text for key, text in answers.items() if "person." in key}
    proof = solve(shown.content)
    browser.client.post(browser.address("person"), own | proof)
    assert len(browser.phone) == 1
    other = ApplicantBrowser(a_browser(), browser.phone)
    other.start(SERVICE)
    page = other.client.post(other.address("person"), own | proof, follow=True)
    assert "به کار رفته" in page.context["form"].form_errors[0]


def test_the_eleventh_code_of_a_day_is_refused_with_a_time(browser, answers):
    now = clock.now()
    browser.start(SERVICE)
    for hours in range(0, 20, 2):
        with clock.frozen(now + timedelta(hours=hours)):
            browser.fill("person", answers)
    with clock.frozen(now + timedelta(hours=20)):
        page = browser.fill("person", answers)
    assert len(browser.phone) == 10
    [field] = [field for field in page.context["form"].fields if field.errors]
    assert field.name == "mobile"
    assert "ساعت" in field.errors[0]


def test_a_legal_person_is_known_by_its_own_identifier(browser, answers):
    legal = answers | {
        "person.kind": "legal",
        "person.organisation_name": "شرکت نمونه",
        "person.legal_id": "10380284790",
    }
    browser.start(SERVICE)
    browser.fill("person", legal)
    assert "شرکت نمونه" in browser.enter_code().content.decode()


def test_a_foreign_national_is_known_by_a_foreign_identifier(browser, answers):
    foreign = answers | {
        "person.kind": "foreign",
        "person.foreign_first_name": "Omar",
        "person.foreign_last_name": "Haddad",
        "person.foreign_id": "A 1234567",
    }
    browser.start(SERVICE)
    browser.fill("person", foreign)
    assert browser.enter_code().redirect_chain[-1][0].endswith("/request/")
    assert catalogue.service(SERVICE)
