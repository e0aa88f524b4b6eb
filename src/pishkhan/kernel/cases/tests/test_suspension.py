"""Nobody holds the post: the case says so, waits, and goes on when somebody comes."""

from pishkhan.kernel.cases import api, testing
from pishkhan.kernel.cases.models import Case, Task, Timer
from pishkhan.kernel.cases.spec import Addressee
from pishkhan.kernel.cases.terms import CaseStatus, ReferralKind, View
from pishkhan.kernel.cases.tests import soundness
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give


def held(office, role):
    return organisations.holders(office.organisation.id, role)[0].holding_id


def leave(office, role):
    organisations.end_holding(holding_id=held(office, role), by=Actor.system())


def test_what_is_missing_is_known_before_the_case_starts(office):
    leave(office, "expert")
    leave(office, "secretariat_clerk")  # its fallback is there

    found = api.gaps("letter", {"office": office.organisation.id})

    assert [(gap.state, gap.role) for gap in found] == [("expert", "expert")]


def test_a_case_with_nobody_to_do_it_is_suspended_with_its_reason(office):
    leave(office, "expert")
    case = office.press(office.open(), "refer", office.clerk)

    assert case.status is CaseStatus.SUSPENDED
    assert case.suspend_reason == f"holder_gone:expert:{office.organisation.id}"
    assert not Timer.objects.filter(task_id=office.task(case).id).exists()
    testing.check(case.id)


def test_the_fallback_is_asked_before_a_case_is_suspended(office):
    leave(office, "secretariat_clerk")

    assert office.task(office.open()).role == "office_manager"


def test_it_goes_on_when_somebody_is_appointed_and_the_deadline_starts_then(office):
    leave(office, "expert")
    case = office.press(office.open(), "refer", office.clerk)
    assert api.resume("expert", office.organisation.id) == 0

    give(an_account("new-expert"), office.organisation, Role.EXPERT)

    assert api.resume("expert", office.organisation.id) == 1
    assert api.case(case.id).status is CaseStatus.OPEN
    assert office.task(case).due_at is not None
    testing.check(case.id)


def test_a_task_whose_last_holder_left_is_found_within_the_hour(office):
    case = office.press(office.open(), "refer", office.clerk)
    leave(office, "expert")

    assert api.strand() == 1
    assert api.case(case.id).status is CaseStatus.SUSPENDED
    testing.check(case.id)
    give(an_account("new-expert"), office.organisation, Role.EXPERT)
    assert api.resume_all() == 1
    testing.check(case.id)


def test_a_stranded_task_goes_to_the_fallback_if_that_is_held(office):
    case = office.open()
    leave(office, "secretariat_clerk")

    assert api.strand() == 0
    assert office.task(case).role == "office_manager"
    pending = Timer.objects.filter(case_id=case.id, is_cancelled=False)
    assert sorted(timer.name for timer in pending) == ["late", "remind"]
    testing.check(case.id)


def test_a_vote_goes_on_without_an_empty_seat(office):
    leave(office, "signer")
    case = office.open("council", facts={"score": 14})

    assert case.status is CaseStatus.OPEN
    testing.check(case.id)


def test_the_office_sees_what_is_suspended(office):
    leave(office, "expert")
    case = office.press(office.open(), "refer", office.clerk)

    found = api.inbox(office.manager, view=View.SUSPENDED)

    assert [(row.case_id, row.suspended) for row in found.rows] == [(case.id, True)]


def test_a_case_that_cannot_be_moved_does_not_stop_the_others(office):
    first, second = (office.press(office.open(), "refer", office.clerk) for _ in range(2))
    Case.objects.filter(id=first.id).update(state="nowhere")
    leave(office, "expert")

    assert api.strand() == 1
    assert api.case(second.id).status is CaseStatus.SUSPENDED
    Case.objects.filter(id=first.id).update(state="expert")
    assert api.strand() == 1
    Case.objects.filter(id=first.id).update(state="nowhere")
    give(an_account("new-expert"), office.organisation, Role.EXPERT)
    assert api.resume("expert", office.organisation.id) == 1
    assert api.case(second.id).status is CaseStatus.OPEN
    Case.objects.filter(id=first.id).update(state="expert")
    assert api.resume_all() == 1


def test_what_nobody_there_is_cleared_for_is_counted_among_the_stranded(office):
    case = office.press(office.open(), "refer", office.clerk)
    Case.objects.filter(id=case.id).update(confidentiality=2)
    Task.objects.filter(case_id=case.id).update(confidentiality=2)

    assert api.strand() == 1
    assert api.case(case.id).status is CaseStatus.SUSPENDED


def test_what_was_referred_waits_for_whoever_is_cleared_and_brings_no_closed_case_back(office):
    case = office.open()
    referred = Addressee(
        organisation_id=office.organisation.id, role="expert", kind=ReferralKind.COPY
    )
    api.refer(task_id=office.task(case).id, to=[referred], by=office.clerk)
    office.press(case, "reject", office.clerk, reason="REJECT")
    Case.objects.filter(id=case.id).update(confidentiality=2)
    Task.objects.filter(case_id=case.id).update(confidentiality=2)

    assert api.strand() == 0
    assert api.case(case.id).status is CaseStatus.CLOSED
    (copy,) = Task.objects.filter(case_id=case.id, closed_at=None)
    assert copy.cartable_id is not None
    soundness.check(case.id)
