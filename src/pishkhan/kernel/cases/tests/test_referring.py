"""Referring a case beside its way: to many, with an order, answered, returned, taken back."""

from datetime import datetime

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.actions.recounting import recount
from pishkhan.kernel.cases.models import CaseEvent
from pishkhan.kernel.cases.spec import Addressee
from pishkhan.kernel.cases.terms import EventKind, ReferralKind, ReferralOutcome
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, an_organisation, give, staff_of


SATURDAY = datetime(2027, 5, 15, 10, 0, tzinfo=clock.TEHRAN)


def to(organisation, role, kind=ReferralKind.OPINION, **more):
    return Addressee(organisation_id=organisation.id, role=role.value, kind=kind, **more)


@pytest.fixture
def referred(office):
    """A case whose clerk asked the expert of the same office."""
    case = office.open()
    ask = to(office.organisation, Role.EXPERT, order="نظر بدهید", working_days=3)
    (referral,) = api.refer(task_id=office.task(case).id, to=[ask], by=office.clerk)
    return case, referral


def lying_with(actor):
    return [row for row in api.inbox(actor).rows if row.referral]


def only(case_id):
    (one,) = api.referrals(case_id)
    return one


def test_a_referral_lies_in_the_receivers_inbox_and_the_case_stays(office, referred):
    case, _referral = referred
    (row,) = lying_with(office.expert)
    assert (row.referral, row.referred_by) == ("نظر بدهید", office.clerk.name)
    assert api.case(case.id).state == "secretariat"
    assert office.task(case).role == "secretariat_clerk"
    testing.check(case.id)


def test_it_goes_to_many_at_once_or_to_nobody(office):
    case = office.open()
    good = to(office.organisation, Role.SIGNER, ReferralKind.COPY, order="جهت اطلاع")
    nobody = to(office.other, Role.AUDITOR)
    with pytest.raises(errors.NobodyThere):
        api.refer(task_id=office.task(case).id, to=[good, nobody], by=office.clerk)
    assert not api.referrals(case.id)
    ids = api.refer(
        task_id=office.task(case).id,
        to=[good, to(office.organisation, Role.EXPERT)],
        by=office.clerk,
    )
    assert len(ids) == 2
    with pytest.raises(errors.NoAddressee):
        api.refer(task_id=office.task(case).id, to=[], by=office.clerk)


def test_an_answer_comes_back_to_the_sender_until_it_is_read(office, referred):
    case, _referral = referred
    api.answer_referral(task_id=only(case.id).task_id, text="مانعی ندارد", by=office.expert)
    (followed,) = api.followed(office.clerk)
    assert (followed.answer, followed.outcome) == ("مانعی ندارد", ReferralOutcome.ANSWERED)
    assert api.read_answers(case_id=case.id, by=office.clerk) == 1
    assert not api.followed(office.clerk)
    assert not lying_with(office.expert)


def test_what_is_asked_wants_words_and_what_is_told_does_not(office, referred):
    case, _referral = referred
    with pytest.raises(errors.AnswerRequired):
        api.answer_referral(task_id=only(case.id).task_id, text=" ", by=office.expert)
    copy = to(office.organisation, Role.SIGNER, ReferralKind.COPY)
    api.refer(task_id=office.task(case).id, to=[copy], by=office.clerk)
    told = api.referrals(case.id)[-1]
    api.answer_referral(task_id=told.task_id, text="", by=office.signer)
    assert api.referrals(case.id)[-1].outcome is ReferralOutcome.NOTED


def test_a_referral_is_passed_on_as_a_branch_of_the_tree(office, referred):
    case, first = referred
    onward = to(office.organisation, Role.SIGNER, ReferralKind.SIGNATURE, order="امضا بفرمایید")
    (second,) = api.refer(task_id=only(case.id).task_id, to=[onward], by=office.expert)
    tree = [(one.id, one.parent_id, one.depth) for one in api.referrals(case.id)]
    assert tree == [(first, None, 0), (second, first, 1)]


def test_it_can_be_returned_with_a_reason(office, referred):
    case, _referral = referred
    with pytest.raises(errors.AnswerRequired):
        api.return_referral(task_id=only(case.id).task_id, comment="", by=office.expert)
    api.return_referral(task_id=only(case.id).task_id, comment="به من مربوط نیست", by=office.expert)
    assert only(case.id).outcome is ReferralOutcome.RETURNED


def test_it_can_be_taken_back_until_it_is_seen(office, referred):
    case, referral = referred
    with pytest.raises(errors.NoSuchReferral):
        api.take_back_referral(referral_id=referral, by=office.expert)
    api.take_back_referral(referral_id=referral, by=office.clerk)
    assert not lying_with(office.expert)

    again = to(office.organisation, Role.EXPERT)
    (second,) = api.refer(task_id=office.task(case).id, to=[again], by=office.clerk)
    api.mark_seen(task_id=api.referrals(case.id)[-1].task_id, by=office.expert)
    with pytest.raises(errors.TooLateToTakeBack):
        api.take_back_referral(referral_id=second, by=office.clerk)


def test_a_referral_has_no_buttons_of_the_case(office, referred):
    case, _referral = referred
    with pytest.raises(errors.NoSuchAction):
        api.act(task_id=only(case.id).task_id, action="refer", by=office.expert)
    assert not api.offers(case.id, office.expert)


def test_the_case_moves_on_while_a_referral_is_open_and_its_end_ends_it(office, referred):
    case, _referral = referred
    copy = to(office.organisation, Role.SIGNER, ReferralKind.COPY)
    api.refer(task_id=office.task(case).id, to=[copy], by=office.clerk)
    office.press(case, "reject", office.clerk, comment="رد", reason="not_entitled")
    asked, told = api.referrals(case.id)
    assert asked.outcome is ReferralOutcome.CASE_CLOSED or api.case(case.id).closed_at is None
    assert told.outcome is None
    testing.check(case.id)


def test_strangers_and_the_applicants_own_hands_are_refused(office, referred):
    case, _referral = referred
    ask = to(office.organisation, Role.EXPERT)
    with pytest.raises(errors.NotYours):
        api.refer(task_id=office.task(case).id, to=[ask], by=office.signer)
    with pytest.raises(errors.NotYours):
        api.answer_referral(task_id=only(case.id).task_id, text="من", by=office.signer)


def test_a_clerk_refers_near_and_a_manager_far(office):
    tree = a_tree()
    far = an_organisation("far-office", parent=tree.other_university)
    staff_of(far)
    case = office.open()
    ask = to(far, Role.EXPERT)
    with pytest.raises(errors.OutOfLine):
        api.refer(task_id=office.task(case).id, to=[ask], by=office.clerk)


def test_the_receiver_may_see_the_case_it_was_asked_about(office):
    case = office.open()
    expert = an_account("expert-elsewhere")
    give(expert, office.other, Role.EXPERT)
    there = organisations.actor_for_account(expert.id)
    assert not api.may_see(case.id, there)
    ask = to(office.other, Role.EXPERT)
    api.refer(task_id=office.task(case).id, to=[ask], by=office.clerk)
    assert api.may_see(case.id, there)
    assert [one.id for one in api.search(there, case.applicant_name)] == [case.id]


def test_the_time_given_follows_the_calendar(office):
    with clock.frozen(SATURDAY):
        case = office.open()
        ask = to(office.organisation, Role.EXPERT, working_days=3)
        api.refer(task_id=office.task(case).id, to=[ask], by=office.clerk)
        before = only(case.id).due_at
        calendars.announce_closure(clock.in_tehran(before).date(), title="سرما", by=None)
        recount(clock.in_tehran(before).date(), clock.in_tehran(before).date(), None)
    assert only(case.id).due_at > before


def test_every_step_of_a_referral_is_in_the_trail(office, referred):
    case, _referral = referred
    api.answer_referral(task_id=only(case.id).task_id, text="مانعی ندارد", by=office.expert)
    kinds = CaseEvent.objects.filter(case_id=case.id).values_list("kind", flat=True)
    assert {EventKind.REFERRED.value, EventKind.REFERRAL_ENDED.value} <= set(kinds)
    testing.check(case.id)
