"""An organisation is asked once for each place it lacks somebody in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.kernel.cases import api, tasks, testing
from pishkhan.kernel.cases.actions.asking import ASK
from pishkhan.kernel.cases.models import Ask
from pishkhan.kernel.cases.tests.test_cartables import GRANT, asked
from pishkhan.kernel.identity.spec import Actor


SYSTEM = Actor.system()


@pytest.fixture
def waiting(office):
    testing.published(GRANT, "grant", effects={"tell": office.told.append})
    case = asked(office)
    tasks.suspended(case.id)
    return case


def ask(place):
    return api.ask(organisation_id=place.id, role="deputy", service="grant", by=SYSTEM)


def test_a_case_that_waits_says_whom_we_asked_and_when(office, waiting):
    [wanted] = api.wanted(waiting.id)
    assert wanted.organisation_name == office.organisation.name
    assert wanted.ask.asked_at
    assert wanted.ask.case_id is None


def test_the_second_case_joins_the_first_ask(office, waiting):
    second = asked(office)
    tasks.suspended(second.id)
    assert api.wanted(second.id)[0].ask == api.wanted(waiting.id)[0].ask
    assert ProcrastinateJob.objects.filter(task_name=ASK).count() == 1


def test_the_request_that_answers_an_ask_is_found_by_it(office, waiting):
    known = ask(office.organisation)
    api.note_request(ask_id=known.id, case_id=7, told_name="ستاد")
    assert api.ask_of(7).id == known.id
    assert api.wanted(waiting.id)[0].ask.told_name == "ستاد"


def test_after_an_ask_was_closed_another_one_is_a_new_one(office):
    first = ask(office.organisation)
    place = {"organisation_id": office.organisation.id, "role": "deputy", "service": "grant"}
    assert api.close_ask(**place, by=SYSTEM)
    assert not api.close_ask(**place, by=SYSTEM)
    assert ask(office.organisation).id != first.id


def test_a_case_that_waits_for_nobody_wants_nobody(office):
    case = office.open()
    assert api.wanted(case.id) == []
    assert api.waiting_places() == set()


def test_the_places_that_cases_wait_for_are_named_once(office, waiting):  # noqa: ARG001 - it waits
    asked(office)
    assert api.waiting_places() == {(office.organisation.id, "deputy", "grant")}


@pytest.mark.django_db(transaction=True)
def test_twenty_asks_at_once_are_one():
    def one(_number):
        try:
            return api.ask(organisation_id=5, role="deputy", service="grant", by=SYSTEM).id
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(20)))) == 1
    assert Ask.objects.count() == 1
