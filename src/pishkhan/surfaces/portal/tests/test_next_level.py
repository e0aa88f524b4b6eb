"""The page of a case says what the clock shows, and the next level is asked for there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.organisations.terms import Role


pytestmark = pytest.mark.django_db
BUTTON = "مهلت گذشته؛ به سطح بالاتر برسد"


@pytest.fixture
def late(staff, case_id):
    assert Role.OFFICE_MANAGER in staff
    task = cases.tasks(case_id)[0]
    with clock.frozen(task.due_at + timedelta(days=3, hours=10)):
        yield case_id


def page(browser, case_id):
    return browser.client.get(reverse("portal:case", args=[case_id])).content.decode()


def press(browser, case_id):
    return browser.client.post(
        reverse("portal:next_level", args=[case_id]), follow=True
    ).content.decode()


def test_in_time_there_is_a_date_and_no_button(browser, case_id):
    html = page(browser, case_id)
    assert BUTTON not in html
    assert "پاسخ نهایی" in html


def test_late_the_button_moves_the_task_up_and_the_page_says_who_has_it(browser, late):
    assert BUTTON in page(browser, late)
    html = press(browser, late)
    assert "پرونده اکنون نزد" in html
    assert "به درخواست شما به" in html
    assert "مدیر" in html
    assert BUTTON not in html
    assert "سطح بالاتر را خواسته‌اید" in press(browser, late)
    assert cases.tasks(late)[0].role == Role.OFFICE_MANAGER


def test_nobody_asks_for_the_case_of_another(browser, late):
    stranger = browser.client.__class__()
    stranger.post(reverse("portal:next_level", args=[late]))
    assert cases.tasks(late)[0].role != Role.OFFICE_MANAGER
