"""Whoever left holds nothing: claims lapse, views close, a step is undone as it was."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.models import CaseEvent, Timer
from pishkhan.kernel.cases.rules import spans
from pishkhan.kernel.cases.terms import View
from pishkhan.kernel.cases.tests import processes
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give


def holder(name, organisation, role=Role.SECRETARIAT, service=""):
    give(an_account(name), organisation, role, service=service)
    return organisations.actor_for_account(an_account(name).id)


def leave(actor):
    """The actor's posts end now; who they are afterwards."""
    for grant in actor.grants:
        organisations.end_holding(holding_id=grant.holding_id, by=Actor.system())
    return organisations.actor_for_account(actor.account_id)


@pytest.fixture
def left(office):
    """A case claimed by a clerk who then left, and the clerk who stays."""
    second = holder("second-clerk", office.organisation)
    case = office.open()
    api.claim(task_id=office.task(case).id, by=office.clerk)
    return case, second, leave(office.clerk)


def test_a_task_claimed_by_somebody_who_left_is_open_to_the_others(office, left):
    case, second, _gone = left

    assert "refer" in [offer.action.name for offer in api.offers(case.id, second)]
    assert api.act(task_id=office.task(case).id, action="refer", by=second).state == "expert"


def test_a_task_claimed_by_somebody_who_left_can_be_claimed(office, left):
    case, second, _gone = left
    api.claim(task_id=office.task(case).id, by=second)

    assert office.task(case).assignee_id == second.account_id


def test_the_claim_of_somebody_who_left_is_released_in_the_hourly_round(office, left):
    case, second, _gone = left
    kept = office.open()
    api.claim(task_id=office.task(kept).id, by=second)
    api.strand()

    assert (office.task(case).assignee_id, office.task(case).assignee_name) == (None, "")
    assert office.task(kept).assignee_id == second.account_id
    assert CaseEvent.objects.filter(case_id=case.id).last().kind == "released"
    testing.check(case.id)


def test_a_claim_of_somebody_still_there_counts(office):
    second = holder("second-clerk", office.organisation)
    case = office.open()
    api.claim(task_id=office.task(case).id, by=office.clerk)

    assert api.offers(case.id, second) == []
    with pytest.raises(errors.NotYours):
        office.press(case, "refer", second)


def test_nothing_claimed_or_done_is_listed_after_the_post_ended(office):
    mine, done = office.open(), office.open()
    api.claim(task_id=office.task(mine).id, by=office.clerk)
    office.press(done, "refer", office.clerk)
    gone = leave(office.clerk)

    assert [api.inbox(gone, view=view).rows for view in View] == [()] * len(View)
    assert api.counts(gone).mine == 0


@pytest.fixture
def stuck(office):
    """A case nobody can do: the expert left."""
    case = office.open()
    leave(office.expert)
    office.press(case, "refer", office.clerk)
    return case


@pytest.mark.parametrize("role", Role)
def test_suspended_cases_are_listed_for_those_who_may_see_the_case(office, stuck, role):
    here = holder(f"{role}-here", office.organisation, role)
    other = holder(f"{role}-there", office.other, role)

    for actor in (here, other):
        listed = {row.case_id for row in api.inbox(actor, view=View.SUSPENDED).rows}
        assert listed == ({stuck.id} if api.may_see(stuck.id, actor) else set())
    assert api.may_see(stuck.id, here) == (
        role not in {Role.ADMINISTRATOR, Role.LIAISON, Role.MEMBER, Role.FINANCE}
    )


def test_suspended_cases_of_another_service_are_not_listed(office, stuck):
    elsewhere = holder("council-clerk", office.organisation, service="council")

    assert not api.may_see(stuck.id, elsewhere)
    assert api.inbox(elsewhere, view=View.SUSPENDED).rows == ()
    assert api.inbox(office.clerk, view=View.SUSPENDED).rows[0].case_id == stuck.id


def calendar_morning(due):
    """When the alarm of a deadline at the end of a day rings."""
    return spans.at_work(due, calendars.calendar_from(clock.in_tehran(due).date()))


def test_what_is_taken_back_keeps_its_deadline_and_its_timers(office):
    case = office.open()
    before = office.task(case)
    with clock.frozen(before.due_at - timedelta(hours=9)):
        api.fire_due_timers()  # the reminder
    with clock.frozen(before.due_at + timedelta(days=20)):
        office.press(case, "refer", office.clerk)
        api.take_back(case_id=case.id, by=office.clerk)

    after = office.task(case)
    pending = Timer.objects.filter(task_id=after.id, is_cancelled=False, fired_at=None)
    assert (after.due_at, after.sort_at) == (before.due_at, before.due_at)
    assert [timer.name for timer in pending] == ["late"]
    assert pending[0].fire_at == calendar_morning(before.due_at)
    testing.check(case.id)


def test_what_is_taken_back_after_a_suspension_runs_the_newest_timers_only(office):
    case = office.open()
    leave(office.clerk)
    leave(office.manager)
    api.strand()
    second = holder("second-clerk", office.organisation)
    api.resume_all()
    office.press(case, "refer", second)
    api.take_back(case_id=case.id, by=second)

    task = office.task(case)
    pending = Timer.objects.filter(task_id=task.id, is_cancelled=False, fired_at=None)
    assert sorted(timer.name for timer in pending) == ["late", "remind"]
    assert pending.get(name="late").fire_at == calendar_morning(task.due_at)


def test_a_former_holder_takes_nothing_back(office):
    case = office.open()
    office.press(case, "refer", office.clerk)
    assert api.may_take_back(case.id, office.clerk)
    gone = leave(office.clerk)

    assert not api.may_take_back(case.id, gone)
    with pytest.raises(errors.TooLateToTakeBack):
        api.take_back(case_id=case.id, by=gone)


def test_a_colleague_of_the_same_name_has_nothing_to_take_back(office):
    give(an_account("namesake", office.clerk.name), office.organisation, Role.SECRETARIAT)
    namesake = organisations.actor_for_account(an_account("namesake").id)
    case = office.open()
    task_id = office.task(case).id
    office.press(case, "refer", office.clerk)

    assert not api.may_take_back(case.id, namesake)
    assert api.events(case.id)[-2].account_id == office.clerk.account_id
    with pytest.raises(errors.Stale) as refused:
        api.act(task_id=task_id, action="refer", by=namesake)
    assert refused.value.data["account_id"] == office.clerk.account_id


def test_reopening_is_offered_to_whoever_may_and_only_inside_the_window(office):
    case = office.answered()
    assert not api.may_reopen(case.id, office.signer)
    office.press(case, "archive", Actor.system())

    assert api.may_reopen(case.id, office.signer)
    assert not api.may_reopen(case.id, office.expert)
    assert not api.may_reopen(case.id, office.applicant)
    with clock.frozen(clock.now() + timedelta(days=61)):
        assert not api.may_reopen(case.id, office.signer)


def test_many_tasks_are_a_transaction_each(office):
    class Broken(Exception):
        """No refusal: a fault of ours."""

    told = []

    def tell(step):
        told.append(step)
        if len(told) == 2:
            raise Broken

    text = processes.LETTER.replace("version: 1", "version: 2").replace(
        "to: expert, kind: primary}", "to: expert, kind: primary, effects: [tell]}"
    )
    testing.published(text, "letter", effects={"tell": tell})
    first, second = office.open(), office.open()

    with pytest.raises(Broken):
        api.press_on_many(
            task_ids=[office.task(first).id, office.task(second).id],
            action="refer",
            title="ارجاع",
            by=office.clerk,
        )

    assert (api.case(first.id).state, api.case(second.id).state) == ("expert", "secretariat")


@pytest.mark.parametrize("chosen", ["9" * 5000, "9" * 19, "²", "۱۲", -1, True])
def test_an_organisation_that_is_no_number_of_ours_is_refused(office, chosen):
    case = office.open()

    with pytest.raises(errors.NoSuchOrganisation):
        office.press(case, "elsewhere", office.clerk, params={"organisation": chosen})
