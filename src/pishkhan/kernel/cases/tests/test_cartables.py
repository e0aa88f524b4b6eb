"""Cartables that must be asked for: nothing moves without one, everything goes on with it."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api, errors, tasks, testing
from pishkhan.kernel.cases.actions.asking import ASK
from pishkhan.kernel.cases.models import Cartable, Case
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.cases.terms import CartableStatus, CaseStatus, Lack
from pishkhan.kernel.cases.tests.test_claims import holder, leave
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_post


GRANT = """
service: grant
version: 1
title: کمک‌هزینه
orgs: [university]
kinds: {university: university}
requested: [deputy]
on_suspended: [tell]
on_resumed: [tell]
start: review
states:
  review:
    kind: human
    title: بررسی معاونت
    assign: {role: deputy, org: university}
    due: {working_days: 3}
    actions: {agree: {title: موافقت, to: done, kind: primary}}
  done: {kind: end, title: پایان, outcome: agreed}
"""
SYSTEM = Actor.system()
pytestmark = pytest.mark.usefixtures("told")


@pytest.fixture
def told(office):
    testing.published(GRANT, "grant", effects={"tell": office.told.append})
    return office.told


def asked(office):
    return api.open_case(
        service="grant",
        applicant=Applicant(person_id=700, name="مهسا بهرامی‌نیا"),
        organisations={"university": office.organisation.id},
        by=SYSTEM,
    )


def make(office):
    return api.create_cartable(
        organisation_id=office.organisation.id, role="deputy", service="grant", by=SYSTEM
    )


def test_a_holder_without_a_cartable_is_not_enough(office):
    holder("deputy", office.organisation, Role.DEPUTY)
    case = asked(office)
    assert (case.status, case.suspend_reason.split(":")[0]) == (CaseStatus.SUSPENDED, "no_cartable")
    testing.check(case.id)


def test_a_cartable_without_a_holder_is_not_enough(office):
    make(office)
    assert asked(office).suspend_reason.startswith("no_holder:deputy:")


def test_with_both_the_case_goes_on_by_itself_and_its_time_starts_then(office, told):
    with clock.frozen(clock.now() - timedelta(days=20)):
        case = asked(office)
    deputy = holder("deputy", office.organisation, Role.DEPUTY)
    make(office)
    tasks.resume("deputy", office.organisation.id, "grant")

    task = office.task(case)
    assert Case.objects.get(id=case.id).status == CaseStatus.OPEN
    assert task.due_at > clock.now()
    assert [step.action for step in told] == ["resumed"]
    assert office.press(case, "agree", deputy).outcome == "agreed"


def test_a_suspended_case_tells_and_asks_once(office, told):
    case = asked(office)
    tasks.suspended(case.id)
    tasks.suspended(case.id)

    assert [step.action for step in told] == ["suspended", "suspended"]
    waiting = ProcrastinateJob.objects.filter(task_name=ASK)
    assert [job.args["role"] for job in waiting] == ["deputy"]


def test_what_goes_on_before_it_is_told_of_tells_nothing(office, told):
    case = asked(office)
    holder("deputy", office.organisation, Role.DEPUTY)
    make(office)
    api.resume_all()
    told.clear()
    tasks.suspended(case.id)
    assert told == []
    assert not ProcrastinateJob.objects.filter(task_name=ASK).exists()


def test_a_cartable_is_made_once_for_each_role_process_and_organisation(office):
    assert make(office) == make(office)
    assert Cartable.objects.filter(service="grant").count() == 1
    with pytest.raises(errors.NotAsked):
        api.create_cartable(
            organisation_id=office.organisation.id, role="expert", service="grant", by=SYSTEM
        )


def test_what_lies_in_a_suspended_cartable_waits_and_comes_back(office):
    holder("deputy", office.organisation, Role.DEPUTY)
    cartable = make(office)
    case = asked(office)
    api.suspend_cartable(cartable, because="مأموریت", by=SYSTEM)
    api.strand()
    assert api.case(case.id).suspend_reason.startswith("cartable_suspended:deputy:")
    api.lift_cartable(cartable, by=SYSTEM)
    api.resume_all()
    assert api.case(case.id).status is CaseStatus.OPEN


def test_a_closed_cartable_opens_only_by_a_new_request(office):
    cartable = make(office)
    api.close_cartable(cartable, because="ادغام", by=SYSTEM)
    with pytest.raises(errors.CartableClosed):
        api.lift_cartable(cartable, by=SYSTEM)
    with pytest.raises(errors.CartableClosed):
        api.suspend_cartable(cartable, because="دوباره", by=SYSTEM)
    assert make(office) == cartable
    assert Cartable.objects.get(id=cartable).status == CartableStatus.LIVE


def test_the_matrix_names_every_empty_cell_and_nothing_else(office):
    places = {"university": [office.organisation, office.other]}
    deputy = holder("deputy", office.organisation, Role.DEPUTY)
    make(office)
    here, there = api.matrix("grant", places)
    assert (here.cells[0].is_gap, there.cells[0].lack) == (False, Lack.NO_CARTABLE)
    leave(deputy)
    here, _there = api.matrix("grant", places)
    assert here.cells[0].lack is Lack.HOLDER_GONE


def lacking(office):
    """Why the deputy's tasks at the office wait, if they do: in the matrix, on the way, in the case."""
    (row,) = api.matrix("grant", {"university": [office.organisation]})
    [gap] = api.gaps("grant", {"university": office.organisation.id})
    [wanted] = api.wanted(asked(office).id)
    assert row.cells[0].lack is gap.lack is wanted.lack
    return wanted.lack


def test_each_reason_why_nobody_is_there_is_told_apart(office):
    assert lacking(office) is Lack.NO_CARTABLE
    cartable = make(office)
    assert lacking(office) is Lack.NO_HOLDER
    deputy = holder("deputy", office.organisation, Role.DEPUTY)
    api.suspend_cartable(cartable, because="مأموریت", by=SYSTEM)
    assert lacking(office) is Lack.SUSPENDED
    api.close_cartable(cartable, because="ادغام", by=SYSTEM)
    assert lacking(office) is Lack.CLOSED
    make(office)
    leave(deputy)
    assert lacking(office) is Lack.HOLDER_GONE


def test_a_term_that_ran_out_is_not_a_holder_who_left(office):
    make(office)
    end = clock.now() + timedelta(days=5)
    post = a_post(office.organisation, Role.DEPUTY)
    account = an_account("deputy")
    organisations.appoint(post_id=post.id, account_id=account.id, by=SYSTEM, to=end)
    with clock.frozen(end):
        assert lacking(office) is Lack.TERM_OVER
        identity.close_account(account_id=account.id, because="رفت", by=SYSTEM)
        assert lacking(office) is Lack.TERM_OVER
    with clock.frozen(end - timedelta(days=1)):
        assert lacking(office) is Lack.HOLDER_GONE


def test_what_was_asked_for_is_looked_at_again_when_a_suspension_is_lifted(office):
    holder("deputy", office.organisation, Role.DEPUTY)
    cartable = make(office)
    api.suspend_cartable(cartable, because="مأموریت", by=SYSTEM)
    case = asked(office)
    tasks.suspended(case.id)
    ProcrastinateJob.objects.filter(task_name=ASK).delete()
    api.lift_cartable(cartable, by=SYSTEM)
    job = ProcrastinateJob.objects.filter(task_name="cases.resume").latest("id")
    tasks.resume(**{key: value for key, value in job.args.items() if key[0] != "_"})
    assert api.case(case.id).status is CaseStatus.OPEN
    assert [one.args["role"] for one in ProcrastinateJob.objects.filter(task_name=ASK)] == [
        "deputy"
    ]


def test_a_fallback_that_serves_is_no_gap_and_is_named(office):
    for grant in office.clerk.grants:
        organisations.end_holding(holding_id=grant.holding_id, by=SYSTEM)
    (row,) = api.matrix("letter", {"office": [office.organisation]})
    clerk = next(cell for cell in row.cells if cell.role == "secretariat_clerk")
    assert (clerk.lack, clerk.fallback, clerk.is_gap) == (Lack.HOLDER_GONE, "office_manager", False)


def test_the_end_of_a_term_is_seen_ahead(office):
    end = clock.now() + timedelta(days=5)
    deputy = holder("deputy", office.organisation, Role.DEPUTY)
    organisations.end_holding(holding_id=deputy.grants[0].holding_id, by=SYSTEM, at=end)
    make(office)
    (row,) = api.matrix("grant", {"university": [office.organisation]})
    assert row.cells[0].until == end


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("kinds: {university: university}", "kinds: {host: university}"), "host"),
        (("kinds: {university: university}", "kinds: {university: castle}"), "castle"),
        (("requested: [deputy]", "requested: [signer]"), "signer"),
        (("on_resumed: [tell]", "on_resumed: [sing]"), "sing"),
    ],
)
def test_a_process_whose_places_do_not_fit_is_refused(change, fault):
    with pytest.raises(errors.BadDefinition, match=fault):
        testing.published(GRANT.replace(*change), "grant", effects={"tell": print})
