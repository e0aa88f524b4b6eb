"""Organisations without anybody who introduces: the chain of requests ends, and nothing hangs unseen."""

import threading

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases, tasks as case_tasks, testing
from pishkhan.kernel.cases.errors import Stale
from pishkhan.kernel.cases.models import Ask, Case, Definition, Task
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.cases.terms import CaseStatus
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.models import Account
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request import tasks
from pishkhan.services.cartable_request.tests.conftest import SYSTEM, build, introduced


ROUNDS = 12
DOERS = {
    "cartables.ask": tasks.ask,
    "cases.suspended": case_tasks.suspended,
    "cases.resume": case_tasks.resume,
    "cases.strand": case_tasks.strand,
}


def do_jobs():
    """The jobs that wait, and those they leave, as the worker does them; False if they never end."""
    done = 0
    for _round in range(ROUNDS):
        waiting = ProcrastinateJob.objects.filter(
            status="todo", task_name__in=DOERS, id__gt=done
        ).order_by("id")
        if not (jobs := list(waiting)):
            return True
        for job in jobs:
            DOERS[job.task_name](**{k: v for k, v in job.args.items() if not k.startswith("_")})
        done = jobs[-1].id
    return False


def a_letter(place):
    return cases.open_case(
        service="e_request",
        applicant=Applicant(person_id=700, name="مهسا بهرامی‌نیا"),
        organisations={"office": place.id},
        by=SYSTEM,
    )


def is_explained(case):
    """Sound, and open work lies with somebody, or it is said for whom it waits, and they were asked."""
    testing.check(case.id)
    if case.status == CaseStatus.OPEN.value:
        lying = Task.objects.filter(case_id=case.id, closed_at=None, suspended_at=None)
        return any(
            one.for_applicant
            or organisations.has_holder(one.organisation_id, one.role, case.service)
            for one in lying
        )
    kind, role, place = case.suspend_reason.split(":")
    return kind in {"no_holder", "no_cartable"} and (int(place), role, case.service) in (
        cases.open_asks()
    )


@pytest.fixture
def tree(db):  # noqa: ARG001 - opens the database
    catalogue.publish_all(SYSTEM)
    return tree_testing.a_tree()


def test_with_nobody_in_the_whole_tree_every_case_says_for_whom_it_waits_and_the_asking_ends(tree):
    a_letter(tree.university)
    assert do_jobs(), "a request for a request for a request …"
    tasks.sweep()
    assert do_jobs()
    found = list(Case.objects.exclude(status=CaseStatus.CLOSED.value))
    assert len(found) < ROUNDS
    assert all(map(is_explained, found))


def test_the_first_manager_at_the_top_sets_going_what_waited_for_one(tree):
    a_letter(tree.university)
    do_jobs()
    manager = cast.the_manager()
    tree_testing.give(manager, tree.headquarters, Role.OFFICE_MANAGER)
    assert do_jobs()
    by = organisations.actor_for_account(manager.id)
    held = [
        one for one in Case.objects.filter(service="cartable_request") if cases.offers(one.id, by)
    ]
    assert held, "the request for the clerk lies with the manager"
    assert all(map(is_explained, Case.objects.exclude(status=CaseStatus.CLOSED.value)))


def without(role):
    """Another version of the letters' process, in force, which knows the role no more."""
    old = Definition.objects.get(service="e_request", is_active=True)
    Definition.objects.filter(id=old.id).update(is_active=False)
    Definition.objects.create(
        service=old.service, version=old.version + 1, checksum="0" * 64, status=old.status,
        body=old.body.replace(f'"{role}"', '"auditor"'), is_active=True,
        published_at=clock.now(), approved_as="development",
    )  # fmt: skip


def test_whom_only_the_version_of_the_case_names_is_asked_for_once_and_may_come(tree):
    case = a_letter(tree.university)
    role = case.suspend_reason.split(":")[1]
    without(role)
    assert role not in cases.process_now("e_request").roles_named()
    place = (tree.university.id, role, "e_request")
    for _hour in range(2):
        tasks.sweep()
        assert do_jobs()
        assert cases.open_asks([place])[place].case_id is not None
    assert Ask.objects.filter(organisation_id=tree.university.id, role=role).count() == 1
    tree_testing.give(cast.the_clerk(), tree.university, Role(role))
    cases.create_cartable(organisation_id=place[0], role=role, service=place[2], by=SYSTEM)
    assert do_jobs()
    assert cases.case(case.id).status is CaseStatus.OPEN


def test_nobody_is_asked_for_at_an_organisation_that_was_closed(tree):
    a_letter(tree.office)
    organisations.close_organisation(organisation_id=tree.office.id, because="ادغام", by=SYSTEM)
    assert {place for place, *_ in cases.waiting_places()} == {tree.office.id}
    assert do_jobs()  # the case asked when it came to stand there, and that was closed
    assert cases.open_asks() == {}
    before = Ask.objects.count()
    tasks.sweep()
    assert Ask.objects.count() == before


def approved_at_once(case_id, reviewers):
    """Both press when both have the button; what each is told."""
    start, ended = threading.Barrier(len(reviewers)), []

    def approve(by):
        [offer] = [one for one in cases.offers(case_id, by) if one.action.name == "approve"]
        start.wait()
        try:
            ended.append(cases.act(task_id=offer.task_id, action="approve", by=by).outcome)
        except Stale as told:
            ended.append(told.data["by_name"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(by,)) for by in reviewers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return ended


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_one_cartable_at_once_make_one_account_post_and_cartable():
    ground = build()
    second = cast.an_account("second-expert")
    tree_testing.give(second, ground.tree.headquarters, Role.EXPERT)
    reviewers = [ground.expert, organisations.actor_for_account(second.id)]
    case_id, before = introduced(ground), Account.objects.count()
    ended = approved_at_once(case_id, reviewers)
    assert ended.count("approved") == 1
    [winner] = [one for one in ended if one != "approved"]
    assert winner in {one.name for one in reviewers}
    assert Account.objects.count() == before + 1
    assert len(organisations.holders(ground.tree.university.id, "expert", "e_request")) == 1
    live = [one for one in cases.cartables_at([ground.tree.university.id]) if one.role == "expert"]
    assert len(live) == 1
