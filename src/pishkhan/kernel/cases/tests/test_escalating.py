"""Past the deadline: the superior is told, then has the task; the applicant asks for the next level."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connections

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.actions.recounting import recount
from pishkhan.kernel.cases.models import Case, CaseEvent, Referral, Task
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind, EventKind, Silence
from pishkhan.kernel.cases.tests.conftest import build
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Confidentiality, Role
from pishkhan.kernel.organisations.testing import a_tree, give


SATURDAY = datetime(2027, 5, 15, 10, 0, tzinfo=clock.TEHRAN)
LATE = SATURDAY + timedelta(days=4)
STEPS = """
service: steps
version: 1
title: پلکان
orgs: [office]
sla: {working_days: 10, clock: staff}
start: work
states:
  work:
    kind: human
    title: بررسی
    assign: {role: expert, org: office}
    due: {working_days: 2}
    timers:
      - {name: told, at_due: true, do: escalate, to_role: office_manager}
      - {name: moved, after_due: {working_days: 2}, do: escalate, to_role: office_manager, move: true}
      - {name: above, after_due: {working_days: 9}, do: escalate, to_role: office_manager, to_parent: true, move: true}
      - {name: silent, after_due: {working_days: 20}, do: take, action: accept, silence: accepted, ground: مادهٔ نمونه}
    actions:
      accept: {title: پذیرش, to: accepted, kind: primary}
      back: {title: بازگشت, to: correct, fields: required}
  correct:
    kind: human
    title: تکمیل
    assign: {applicant: true}
    actions:
      send: {title: ارسال, to: work, kind: primary}
  accepted: {kind: end, title: پذیرفته شد, outcome: accepted}
"""


@pytest.fixture
def steps(office):
    testing.published(STEPS, "steps")
    return office


def opened(office):
    with clock.frozen(SATURDAY):
        return testing.an_open_case("steps", {"office": office.organisation.id})


def at(**after):
    return clock.frozen(SATURDAY + timedelta(**after))


def fire(**after):
    with at(**after):
        while api.fire_due_timers():
            pass


def applicant_of(case):
    return Actor.citizen(case.applicant_id, case.applicant_name)


def ask(case, **after):
    with at(**after):
        return api.ask_next_level(case_id=case.id, by=applicant_of(case))


def shown(case, **after):
    with at(**after):
        return api.staff_clock(case.id)


def manager_above():
    """A manager in the organisation above, with a mobile."""
    headquarters = a_tree().headquarters
    account = cast.the_auditor()
    give(account, headquarters, Role.OFFICE_MANAGER)
    return headquarters, account


def test_a_telling_escalation_lies_in_the_inbox_of_the_superior_and_leaves_the_task(steps):
    case = opened(steps)
    fire(days=3)

    assert steps.task(case).role == "expert"
    assert steps.task(case).priority == 1
    with at(days=3):
        rows = api.inbox(organisations.actor_for_account(steps.manager.account_id)).rows
    (row,) = [one for one in rows if one.case_id == case.id]
    assert row.state_title == "اطلاع"
    assert "مهلت" in row.referral
    testing.check(case.id)


def test_what_the_superior_was_told_is_noted_like_any_referral(steps):
    case = opened(steps)
    fire(days=3)
    told = Referral.objects.get(case_id=case.id)
    with at(days=3):
        manager = organisations.actor_for_account(steps.manager.account_id)
        api.answer_referral(task_id=told.task_id, text="", by=manager)
    told.refresh_from_db()
    assert told.outcome == "noted"


def test_then_the_task_moves_to_the_superior_and_then_to_the_organisation_above(steps):
    headquarters, _account = manager_above()
    case = opened(steps)
    fire(days=9)
    assert (steps.task(case).role, steps.task(case).organisation_id) == (
        "office_manager",
        steps.organisation.id,
    )
    fire(days=21)
    task = steps.task(case)
    assert (task.role, task.organisation_id) == ("office_manager", headquarters.id)
    assert api.may_see(case.id, organisations.actor_for_account(_account.id))
    testing.check(case.id)


def test_without_a_superior_the_task_stays_and_hurries(steps):
    with clock.frozen(SATURDAY):
        for post in organisations.posts(steps.organisation.id):
            if post.role is Role.OFFICE_MANAGER:
                for one in organisations.holdings(post.id):
                    organisations.end_holding(
                        holding_id=one.id, because="پایان دوره", by=Actor.system()
                    )
    case = opened(steps)
    fire(days=9)
    task = steps.task(case)
    assert (task.role, task.priority) == ("expert", 1)
    testing.check(case.id)


def test_a_superior_who_is_a_known_person_gets_a_message(steps):
    person = cast.the_stranger()
    account_id = steps.manager.account_id
    identity.link_person(account_id=account_id, person_id=person.id, by=Actor.system())
    opened(steps)
    fire(days=3)
    fire(days=9)
    sent = Message.objects.filter(person_id=person.id)
    assert {one.event for one in sent} == {"cases.told_late", "cases.moved_late"}
    assert {one.channel for one in sent} == {"sms", "inbox"}
    assert not any(one.at_any_hour for one in sent if one.channel == "sms")


def test_the_applicant_asks_for_the_next_level_once_its_time_is_over(steps):
    headquarters, _account = manager_above()
    case = opened(steps)
    with pytest.raises(errors.NotLate):
        ask(case, days=1)
    assert not shown(case, days=1).may_ask

    seen = shown(case, days=4)
    assert (seen.is_late, seen.may_ask) == (True, True)
    place = ask(case, days=4)
    assert place == steps.task(case).role_title + " · " + steps.organisation.name
    with pytest.raises(errors.AlreadyAsked):
        ask(case, days=4, minutes=1)

    seen = shown(case, days=4, minutes=2)
    assert (seen.may_ask, [one.place for one in seen.asked]) == (False, [place])
    assert seen.asked_until is not None
    assert seen.since == SATURDAY + timedelta(days=4)
    assert api.timeline(case.id)[-2 if len(api.timeline(case.id)) > 2 else -1].place == place

    assert shown(case, days=12).may_ask
    ask(case, days=12)
    assert steps.task(case).organisation_id == headquarters.id
    assert not shown(case, days=40).may_ask
    with pytest.raises(errors.NoHigherLevel):
        ask(case, days=40)
    testing.check(case.id)


def test_the_desk_sees_that_the_applicant_asked(steps):
    case = opened(steps)
    ask(case, days=4)
    assert "متقاضی" in steps.task(case).referral
    (event,) = [one for one in api.events(case.id) if one.kind is EventKind.ESCALATED]
    assert "متقاضی" in event.title


def test_only_the_applicant_asks(steps):
    case = opened(steps)
    with at(days=4):
        for by in (steps.manager, steps.clerk, Actor.citizen(999, "دیگری"), Actor.system()):
            with pytest.raises(errors.NotYours):
                api.ask_next_level(case_id=case.id, by=by)


def test_while_it_is_with_the_applicant_there_is_nobody_to_ask(steps):
    case = opened(steps)
    with at(days=4):
        defect = Defect(field="a.b", kind=DefectKind.INCOMPLETE, note="ناقص")
        steps.press(case, "back", steps.expert, defects=(defect,))
    with pytest.raises(errors.NotLate):
        ask(case, days=30)
    assert shown(case, days=30).is_stopped


@pytest.mark.django_db(transaction=True)
def test_pressed_many_times_at_once_it_rises_by_one_level():
    office = build()
    testing.published(STEPS, "steps")
    case = opened(office)
    start, risen = threading.Barrier(6), []

    def press():
        start.wait()
        try:
            risen.append(ask(case, days=4))
        except errors.AlreadyAsked:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(risen) == 1
    assert CaseEvent.objects.filter(case_id=case.id, kind=EventKind.ESCALATED).count() == 1


def test_where_several_decide_together_the_one_above_is_told_and_the_seats_stay(office):
    case = testing.an_open_case("council", {"origin": office.organisation.id}, facts={"score": 15})
    Task.objects.filter(case_id=case.id).update(due_at=SATURDAY)
    seats = set(Task.objects.filter(case_id=case.id).values_list("role", flat=True))
    with clock.frozen(LATE):
        api.ask_next_level(case_id=case.id, by=applicant_of(case))
    assert (
        set(
            Task.objects.filter(case_id=case.id)
            .exclude(kind="referral")
            .values_list("role", flat=True)
        )
        == seats
    )
    assert Referral.objects.filter(case_id=case.id, kind="information").count() == 1


def test_silence_is_told_to_the_applicant_with_its_law_and_comes_to_pass(steps):
    case = opened(steps)
    silence = shown(case, days=1).silence
    assert (silence.means, silence.ground) == (Silence.ACCEPTED, "مادهٔ نمونه")
    fire(days=60)
    assert api.case(case.id).outcome == "accepted"
    assert api.staff_clock(case.id).silence is None


def test_asking_for_the_next_level_does_not_put_off_what_silence_means(steps):
    case = opened(steps)
    before = shown(case, days=1).silence.at
    ask(case, days=4)
    assert shown(case, days=5).silence.at == before


def test_the_applicant_reads_why_the_promised_day_moved(steps):
    case = opened(steps)
    before = shown(case, days=0).promised
    with clock.frozen(SATURDAY):
        calendars.announce_closure(date(2027, 5, 16), title="آلودگی هوا", by=None)
        recount(date(2027, 5, 16), date(2027, 5, 16), None)
    seen = shown(case, days=0)
    (move,) = seen.moves
    assert (move.before, move.after) == (before, seen.promised)
    assert move.closed == ((date(2027, 5, 16), "آلودگی هوا"),)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (", ground: مادهٔ نمونه", "ground"),
        (", silence: accepted, ground: مادهٔ نمونه", "silence"),
    ],
)
def test_a_process_that_lets_silence_decide_says_by_which_law(office, wrong, told):
    assert office
    with pytest.raises(errors.BadDefinition, match=told):
        testing.published(STEPS.replace(wrong, ""), "steps")


def test_silence_is_of_the_staff_only(office):
    assert office
    text = STEPS.replace(
        "      send: {title: ارسال, to: work, kind: primary}\n",
        "      send: {title: ارسال, to: work, kind: primary}\n"
        "    timers: [{name: x, after: {days: 3}, do: take, action: send, silence: lapsed, ground: م}]\n",
    )
    with pytest.raises(errors.BadDefinition, match="silence"):
        testing.published(text, "steps")


def confidential(case, *, cleared):
    """Make it confidential, and clear the posts of these roles at these organisations."""
    Case.objects.filter(id=case.id).update(confidentiality=2)
    Task.objects.filter(case_id=case.id).update(confidentiality=2)
    for role, organisation in cleared:
        for post in organisations.posts(organisation.id):
            if post.role is role:
                organisations.clear_post(
                    post_id=post.id, clearance=list(Confidentiality)[2], by=Actor.system()
                )


def test_a_confidential_case_stays_with_the_officer_who_may_see_it(steps):
    manager_above()
    case = opened(steps)
    confidential(case, cleared=[(Role.EXPERT, steps.organisation)])
    assert not shown(case, days=4).may_ask
    with pytest.raises(errors.NoHigherLevel):
        ask(case, days=4)
    fire(days=21)
    assert steps.task(case).role == "expert"
    assert steps.task(case).priority == 1
    assert not Referral.objects.filter(case_id=case.id).exists()
    assert not Message.objects.filter(case_id=case.id).exists()
    with at(days=21):
        assert api.strand() == 0
    testing.check(case.id)


def test_a_confidential_case_goes_up_past_whoever_may_not_see_it(steps):
    headquarters, account = manager_above()
    plain, case = opened(steps), opened(steps)
    cleared = [(Role.EXPERT, steps.organisation), (Role.OFFICE_MANAGER, headquarters)]
    confidential(case, cleared=cleared)
    fire(days=9)  # both in one round: what is known of the one is not taken for the other
    assert (steps.task(plain).role, steps.task(case).role) == ("office_manager", "expert")
    ask(case, days=9)
    task = steps.task(case)
    assert (task.role, task.organisation_id) == ("office_manager", headquarters.id)
    with at(days=9):
        assert api.may_see(case.id, organisations.actor_for_account(account.id))


def test_only_who_may_see_a_confidential_case_is_told_of_it(steps):
    case = opened(steps)
    manager = [(Role.OFFICE_MANAGER, steps.organisation)]
    confidential(case, cleared=[(Role.EXPERT, steps.organisation), *manager])
    # A second post of the role, for this service alone and without a clearance.
    account, person = cast.the_auditor(), cast.the_second_applicant()
    identity.link_person(account_id=account.id, person_id=person.id, by=Actor.system())
    give(account, steps.organisation, Role.OFFICE_MANAGER, "steps")
    fire(days=9)
    assert steps.task(case).role == "office_manager"
    assert not Message.objects.filter(case_id=case.id, person_id=person.id).exists()
