"""What programs are told of the steps of a case."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pishkhan.kernel.cases import api
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.webhooks import testing
from pishkhan.kernel.webhooks.models import Announcement


pytestmark = pytest.mark.django_db
FATHER = (Defect(field="person.name", kind=DefectKind.INCORRECT, note="ناخوانا"),)


def told(case):
    rows = Announcement.objects.filter(case_id=case.id).order_by("sequence")
    return [(row.topic, row.state) for row in rows]


def receiving(office):
    return testing.a_live_endpoint(office.organisation.id)


def test_each_step_of_a_case_is_told_once_and_in_order(office):
    receiving(office)
    case = office.open()
    office.press(case, "defect", office.clerk, comment="نقص", defects=FATHER)
    api.answer_defects(case_id=case.id, answers={"person.name": "پاسخ تازه"}, by=office.applicant)
    office.press(case, "send", office.applicant)
    office.press(case, "refer", office.clerk)
    office.press(case, "opine", office.expert, comment="موافقم")
    office.press(case, "sign", office.signer)
    assert told(case) == [
        ("case.registered", "secretariat"),
        ("case.returned", "correct"),
        ("case.answered", "secretariat"),
        ("case.moved", "expert"),
        ("case.moved", "signature"),
        ("case.returned", "answered"),
    ]


def test_an_end_and_a_reopening_are_told(office):
    receiving(office)
    case = office.answered()
    office.press(case, "archive", Actor.system())
    api.reopen(case_id=case.id, by=office.signer, comment="سند تازه")
    assert [topic for topic, _state in told(case)][-2:] == ["case.closed", "case.reopened"]


def test_a_case_sent_to_another_organisation_is_told_there_too(office):
    case = office.open()
    testing.a_live_endpoint(office.other.id)
    office.press(case, "elsewhere", office.clerk, params={"organisation": office.other.id})
    assert told(case) == [("case.moved", "secretariat")]


def test_what_leaves_the_case_where_it_stands_is_not_told(office):
    receiving(office)
    case = office.open()
    api.claim(task_id=office.task(case).id, by=office.clerk)
    assert told(case) == [("case.registered", "secretariat")]


def test_a_step_that_is_rolled_back_is_told_to_nobody(office):
    receiving(office)
    case = office.open()
    with transaction.atomic():
        office.press(case, "refer", office.clerk)
        transaction.set_rollback(True)
    assert told(case) == [("case.registered", "secretariat")]


def test_a_step_costs_one_statement_with_receivers_and_none_without(office):
    def statements(case):
        with CaptureQueriesContext(connection) as captured:
            api.act(task_id=office.task(case).id, action="refer", by=Actor.system())
        return [one["sql"] for one in captured if "webhooks" in one["sql"]]

    testing.forget()
    office.open()  # asks whether there is any receiver
    assert statements(office.open()) == []
    receiving(office)
    case = office.open()
    assert len(statements(case)) == 1
