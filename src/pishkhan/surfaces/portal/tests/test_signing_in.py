"""Signing in by one-time code."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.surfaces.portal.codes import UNPROVED_TO_NUMBER
from pishkhan.web.human_check.testing import read_image
from pishkhan.web.testing import a_browser


@pytest.fixture
def who(answers):
    return {"identifier": answers["person.national_id"], "mobile": answers["person.mobile"]}


def test_the_same_reply_whether_anybody_is_known(registered, who):
    known = a_browser().post("/sign-in/", who)
    unknown = a_browser().post("/sign-in/", {"identifier": "0932833810", "mobile": "09120000999"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert registered.phone[-1].mobile == "09120000999"


def test_a_stranger_learns_only_after_the_code_that_nothing_is_there(browser, who):
    browser.client.post("/sign-in/", who)
    page = browser.client.post("/sign-in/code/", {"code": browser.phone[-1].code}, follow=True)
    assert "هنوز درخواستی ثبت نشده" in page.context["errors"][0]
    assert "human_image_token" not in browser.start("e_request").content.decode()


def test_another_number_of_a_known_person_does_not_let_in(registered, who):
    other = a_browser()
    other.post("/sign-in/", who | {"mobile": "09120000998"})
    page = other.post("/sign-in/code/", {"code": registered.phone[-1].code}, follow=True)
    assert "هنوز درخواستی ثبت نشده" in page.context["errors"][0]


def test_both_fields_are_checked_at_their_place(browser):
    page = browser.client.post("/sign-in/", {"identifier": "12", "mobile": "5"}, follow=True)
    assert all(field.errors for field in page.context["fields"])
    assert [field.value for field in page.context["fields"]] == ["12", "5"]


def test_it_leads_back_to_where_one_was_and_nowhere_else(registered, who, case_id):
    for goal, end in ((f"/my/{case_id}/", f"/my/{case_id}/"), ("https://evil.example/", "/my/")):
        other = a_browser()
        other.post(f"/sign-in/?next={goal}", who)
        page = other.post("/sign-in/code/", {"code": registered.phone[-1].code})
        assert page["Location"] == end


def test_signing_out_ends_the_session(registered, case_id):
    registered.client.post("/sign-out/")
    page = registered.client.get(f"/my/{case_id}/")
    assert page["Location"].startswith("/sign-in/?next=")


def test_the_code_page_without_a_question_leads_to_the_question(browser):
    assert browser.client.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert browser.client.post("/sign-in/resend/")["Location"] == "/sign-in/"


def test_codes_beyond_the_first_of_a_day_are_sent_to_humans_only(browser, who):
    now = clock.now()
    for hours in range(UNPROVED_TO_NUMBER):
        with clock.frozen(now + timedelta(hours=hours)):
            a_browser().post("/sign-in/", who)
    assert len(browser.phone) == UNPROVED_TO_NUMBER
    with clock.frozen(now + timedelta(hours=UNPROVED_TO_NUMBER)):
        refused = browser.client.post("/recover/", who, follow=True)
        assert "ربات" in refused.context["errors"][0]
        assert len(browser.phone) == UNPROVED_TO_NUMBER
        browser.client.post("/recover/", who | read_image(refused.content))
    assert len(browser.phone) == UNPROVED_TO_NUMBER + 1
