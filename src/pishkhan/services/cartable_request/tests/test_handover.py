"""A holder who leaves with 500 open tasks: claims go back, nothing is lost, all are counted."""

import io
from datetime import timedelta

from pishkhan.foundation import clock
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.cases.terms import CaseStatus
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request import tasks
from pishkhan.services.cartable_request.actions import requesting
from pishkhan.services.cartable_request.tests.conftest import SYSTEM, TYPED


TASKS = 500
CLERK = {"role": "secretariat_clerk", "service": "e_request"}


def handed_over(ground, **changed):
    case_id = requesting.request(
        organisation_id=ground.tree.university.id, **CLERK, by=ground.liaison
    )
    requesting.introduce(
        case_id=case_id,
        typed={**TYPED, "instead": "1", **changed},
        letter=io.BytesIO(a_jpeg()),
        letter_name="x",
        by=ground.liaison,
    )
    ground.press(case_id, ground.expert, "approve")


def test_who_leaves_with_500_open_tasks_loses_none_of_them(ground):
    place = ground.tree.university
    leaver = cast.an_account("leaver", "آن که می‌رود")
    post = tree_testing.a_post(place, Role.SECRETARIAT, "e_request")
    organisations.appoint(post_id=post.id, account_id=leaver.id, by=SYSTEM)
    actor = organisations.actor_for_account(leaver.id)
    opened = []
    for number in range(TASKS):
        view = cases.open_case(
            service="e_request",
            applicant=Applicant(person_id=900 + number, name="نام"),
            organisations={"office": place.id},
            by=SYSTEM,
        )
        opened.append(view.id)
        cases.claim(task_id=cases.tasks(view.id)[0].id, by=actor)

    handed_over(ground)
    [granted] = audit.lines(verb="cartable_request.granted", limit=5)
    assert granted.after["released"] == TASKS
    cases.strand()

    assert cases.open_work(organisation_id=place.id, **CLERK) == TASKS
    assert cases.open_work(organisation_id=place.id, **CLERK, account_id=leaver.id) == 0
    assert all(cases.case(one).status is CaseStatus.OPEN for one in opened)
    [holder] = organisations.holders(place.id, **CLERK)
    assert holder.account_id != leaver.id


def test_a_holder_whose_term_ended_counts_as_missing_and_is_announced_ahead_once(ground):
    place = ground.tree.university
    person = cast.the_second_applicant()
    from pishkhan.kernel.identity import api as identity  # noqa: PLC0415 - of this test alone

    identity.link_person(account_id=ground.liaison.account_id, person_id=person.id, by=SYSTEM)
    tree_testing.give(cast.the_signer(), place, Role.LIAISON)
    post = tree_testing.a_post(place, Role.LIAISON)
    end = clock.now() + timedelta(days=20)
    for one in organisations.holdings(post.id):
        organisations.end_holding(holding_id=one.id, by=SYSTEM, at=end)

    def told():
        return Message.objects.filter(event="cartable_request.term_ends", channel="inbox").count()

    tasks.terms()
    tasks.terms()
    assert told() == 1
    with clock.frozen(end - timedelta(days=5)):
        tasks.terms()
        tasks.terms()
        assert told() == 2
    with clock.frozen(end + timedelta(hours=1)):
        assert not organisations.has_holder(place.id, "liaison", "cartable_request")


def test_who_becomes_liaison_after_the_notice_is_told_too_and_once(ground):
    from pishkhan.kernel.identity import api as identity  # noqa: PLC0415 - of this test alone

    place = ground.tree.university
    post = tree_testing.a_post(place, Role.LIAISON)
    end = clock.now() + timedelta(days=20)
    for one in organisations.holdings(post.id):
        organisations.end_holding(holding_id=one.id, by=SYSTEM, at=end)
    tasks.terms()  # nobody there is known as a person yet
    person = cast.the_second_applicant()
    identity.link_person(account_id=ground.liaison.account_id, person_id=person.id, by=SYSTEM)
    tasks.terms()
    tasks.terms()
    told = Message.objects.filter(event="cartable_request.term_ends", channel="inbox")
    assert [one.person_id for one in told] == [person.id]
