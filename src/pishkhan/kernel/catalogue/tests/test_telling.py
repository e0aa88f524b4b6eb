"""What the applicant is told on the way."""

import pytest

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications


pytestmark = pytest.mark.django_db


def test_the_message_of_a_defect_says_by_when(returned_id):
    due_on = clock.in_tehran(calendars.add_working_days(clock.now(), 10)).date()
    [said] = [one for one in notifications.said_about(returned_id) if "نقص مدرک" in one.text]
    assert jalali.format_date(due_on) in said.text


def test_what_was_said_once_is_not_said_again(returned_id):
    events = [one.event for one in notifications.said_about(returned_id)]
    assert sorted(events) == ["sample_service.defect", "sample_service.registered"]


def test_a_closure_announced_later_moves_neither_the_timer_nor_what_is_shown(returned_id):
    [task] = cases.tasks(returned_id)
    told = api.due_of_applicant(returned_id)
    assert told == clock.in_tehran(task.due_at).date()
    calendars.announce_closure(told, title="سرما", by=Actor.system())
    assert api.due_of_applicant(returned_id) == told


def test_nothing_is_due_while_it_lies_with_the_office(draft, applicant):
    assert api.due_of_applicant(api.submit(draft.token, by=applicant).case_id) is None
