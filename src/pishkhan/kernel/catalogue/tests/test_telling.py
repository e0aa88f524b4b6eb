"""What the applicant is told on the way."""

import pytest

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.notifications import api as notifications


pytestmark = pytest.mark.django_db


def test_the_message_of_a_defect_says_by_when(returned_id):
    due_on = clock.in_tehran(calendars.add_working_days(clock.now(), 10)).date()
    [said] = [one for one in notifications.said_about(returned_id) if "نقص مدرک" in one.text]
    assert jalali.format_date(due_on) in said.text


def test_what_was_said_once_is_not_said_again(returned_id):
    events = [one.event for one in notifications.said_about(returned_id)]
    assert sorted(events) == ["sample_service.defect", "sample_service.registered"]
