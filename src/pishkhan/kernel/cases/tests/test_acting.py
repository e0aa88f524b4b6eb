"""Pressing buttons: one transaction, one winner, every refusal its own error."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.models import Case, CaseEvent, Task
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import CaseStatus, DefectKind
from pishkhan.kernel.cases.tests import processes
from pishkhan.kernel.cases.tests.conftest import build
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_post
from pishkhan.kernel.persistence.api import new_id


NAME_IS_WRONG = Defect(field="person.name", kind=DefectKind.INCORRECT, note="ناخوانا", old="مهسا")


def test_a_case_walks_from_secretariat_to_the_signed_answer(office):
    case = office.answered()

    assert (case.state, case.status) == ("answered", CaseStatus.OPEN)
    assert [step.action for step in office.told] == ["sign"]
    testing.check(case.id)


def test_the_text_of_a_referral_lies_on_the_next_task(office):
    case = office.open()
    office.press(case, "refer", office.clerk, comment="لطفاً امروز")

    task = office.task(case)

    assert (task.referral, task.referred_by) == ("لطفاً امروز", office.clerk.name)
    assert task.organisation_name == office.organisation.name


def test_a_step_takes_at_most_twelve_statements(office):
    case = office.open()
    office.press(case, "refer", office.clerk)
    office.press(case, "opine", office.expert, comment="نظر")
    office.press(case, "back", office.signer)
    task_id = office.task(case).id
    with CaptureQueriesContext(connection) as captured:
        api.act(task_id=task_id, action="opine", by=office.expert, comment="نظر")
    statements = [q for q in captured if "SAVEPOINT" not in q["sql"]]

    assert len(statements) <= 12, "\n".join(q["sql"] for q in statements)


def test_the_heaviest_step_with_deadline_and_timers_takes_at_most_twelve_statements(office):
    case = office.open()
    office.press(case, "refer", office.clerk)
    office.press(case, "opine", office.expert, comment="نظر")
    office.press(case, "sign", office.signer)
    task_id = office.task(case).id
    with CaptureQueriesContext(connection) as captured:
        api.act(task_id=task_id, action="object", by=office.applicant, comment="اعتراض")
    statements = [q for q in captured if "SAVEPOINT" not in q["sql"]]

    assert len(statements) <= 12, "\n".join(q["sql"] for q in statements)


def test_who_comes_second_is_told_who_was_first_and_when(office):
    case = office.open()
    task_id = office.task(case).id
    api.act(task_id=task_id, action="refer", by=office.clerk)

    with pytest.raises(errors.Stale) as refused:
        api.act(task_id=task_id, action="refer", by=office.clerk)

    assert refused.value.data["by_name"] == office.clerk.name
    assert refused.value.data["at"] is not None


def test_a_case_that_moved_under_the_eyes_of_the_clerk_is_stale(office):
    case = office.open()

    with pytest.raises(errors.Stale):
        office.press(case, "refer", office.clerk, seen_version=case.version + 1)


def test_the_number_of_an_event_is_a_second_lock(office):
    case = office.open()
    event = CaseEvent.objects.filter(case_id=case.id).last()
    event.pk = new_id()

    with pytest.raises(IntegrityError):
        event.save(force_insert=True)


def test_a_note_or_a_claim_makes_nobody_stale(office):
    case = office.open()
    api.claim(task_id=office.task(case).id, by=office.clerk)
    api.write_note(case_id=case.id, text="تماس بگیرم", by=office.clerk)

    assert office.press(case, "refer", office.clerk, seen_version=case.version).state == "expert"


@pytest.mark.parametrize("stranger", ["expert", "signer", "manager", "applicant"])
def test_a_task_of_another_cartable_is_refused(office, stranger):
    case = office.open()

    with pytest.raises(errors.NotYours):
        office.press(case, "refer", getattr(office, stranger))


def test_nobody_decides_on_their_own_request(office):
    case = office.open()
    identity.link_person(
        account_id=office.clerk.account_id, person_id=case.applicant_id, by=Actor.system()
    )
    herself = organisations.actor_for_account(office.clerk.account_id)

    with pytest.raises(errors.OwnCase):
        office.press(case, "refer", herself)
    with pytest.raises(errors.OwnCase):
        api.claim(task_id=office.task(case).id, by=herself)
    assert not api.offers(case.id, herself)
    assert office.press(office.open(), "refer", office.clerk).state == "expert"


def test_who_stands_in_for_the_applicant_is_offered_no_button_of_her_case(office):
    case = office.open()
    clerk = office.clerk.account_id
    identity.link_person(account_id=clerk, person_id=case.applicant_id, by=Actor.system())
    deputy = an_account("deputy-of-the-clerk")
    post = a_post(office.organisation, Role.SECRETARIAT)
    organisations.appoint(
        post_id=post.id, account_id=deputy.id, by=Actor.system(), on_behalf_of=clerk,
        to=clock.now() + timedelta(days=3),
    )  # fmt: skip
    standing_in = organisations.actor_for_account(deputy.id)

    assert not api.offers(case.id, standing_in)
    assert isinstance(api.refusal_of(office.task(case).id, "refer", standing_in), errors.OwnCase)
    with pytest.raises(errors.OwnCase):
        office.press(case, "refer", standing_in)


def test_nobody_reopens_their_own_request_by_a_post(office):
    case = office.answered()
    office.press(case, "archive", Actor.system())
    identity.link_person(
        account_id=office.signer.account_id, person_id=case.applicant_id, by=Actor.system()
    )
    herself = organisations.actor_for_account(office.signer.account_id)

    assert not api.may_reopen(case.id, herself)
    with pytest.raises(errors.OwnCase):
        api.reopen(case_id=case.id, by=herself)


def test_nobody_reopens_a_case_more_confidential_than_their_post_opens(office):
    case = office.answered()
    office.press(case, "archive", Actor.system())
    assert api.may_reopen(case.id, office.signer)
    Case.objects.filter(id=case.id).update(confidentiality=1)

    assert not api.may_reopen(case.id, office.signer)
    with pytest.raises(errors.NotYours):
        api.reopen(case_id=case.id, by=office.signer)


def test_who_gave_the_opinion_does_not_sign(office):
    case = office.open()
    office.press(case, "refer", office.clerk)
    office.press(case, "opine", office.expert, comment="نظر")
    both = Actor.staff(
        office.expert.account_id, office.expert.name, office.expert.grants + office.signer.grants
    )

    with pytest.raises(errors.SameActor):
        office.press(case, "sign", both)


@pytest.mark.parametrize(
    ("action", "given", "refusal"),
    [
        ("defect", {"defects": (NAME_IS_WRONG,)}, errors.CommentRequired),
        ("defect", {"comment": "ناقص"}, errors.DefectsRequired),
        ("reject", {}, errors.ReasonRequired),
        ("elsewhere", {}, errors.ParamRequired),
        ("elsewhere", {"params": {"organisation": 12345}}, errors.NoSuchOrganisation),
        ("sign", {}, errors.NoSuchAction),
    ],
)
def test_what_an_action_wants_is_asked_for(office, action, given, refusal):
    case = office.open()

    with pytest.raises(refusal):
        office.press(case, action, office.clerk, **given)

    testing.check(case.id)


def test_the_button_of_the_system_is_nobodys(office):
    case = office.answered()

    with pytest.raises(errors.NoSuchAction):
        office.press(case, "archive", office.applicant)


def test_the_signer_reopens_an_answer_that_lies_with_the_applicant(office):
    case = office.answered()

    with pytest.raises(errors.NotYours):
        office.press(case, "reopen", office.applicant, comment="من")
    reopened = office.press(case, "reopen", office.signer, comment="اشتباه شد")

    assert reopened.state == "expert"
    testing.check(case.id)


def test_a_case_is_sent_to_another_organisation(office):
    case = office.open()

    sent = office.press(case, "elsewhere", office.clerk, params={"organisation": office.other.id})

    assert sent.organisations == {"office": office.other.id}
    assert sent.status is CaseStatus.SUSPENDED  # nobody works there yet
    testing.check(case.id)


def test_a_majority_decides_and_the_rest_need_not(office):
    case = office.open("council", facts={"score": 14})
    by_role = {task.role: task.id for task in Task.objects.filter(case_id=case.id)}

    first = api.act(task_id=by_role["expert"], action="agree", by=office.expert)
    second = api.act(task_id=by_role["signer"], action="agree", by=office.signer)

    assert (first.state, second.state) == ("vote", "fee")
    assert Task.objects.get(id=by_role["office_manager"]).outcome == "cancelled"
    assert [step.state for step in office.told] == ["fee"]
    testing.check(case.id)


def test_a_decision_is_written_with_its_reasons(office):
    case = office.open("council", facts={"score": 11})

    said = CaseEvent.objects.get(case_id=case.id, kind="decision")

    assert (case.outcome, said.action) == ("refused", "unfit")
    assert said.payload["because"] == ["ماده ۳"]
    assert api.reasons(case.id)[0].outcome == api.process_now("council").states["refused"].shown


def test_a_payment_that_settles_lets_the_case_go_on_and_a_job_ends_it(office):
    case = office.open("council", facts={"score": 14})
    by_role = {task.role: task.id for task in Task.objects.filter(case_id=case.id)}
    api.act(task_id=by_role["expert"], action="agree", by=office.expert)
    api.act(task_id=by_role["signer"], action="agree", by=office.signer)

    with pytest.raises(errors.NotWaiting):
        api.signal(case_id=case.id, event="visa.issued", action="paid")
    waiting = api.signal(case_id=case.id, event="payment.settled", action="paid")
    ended = api.act_as_system(task_id=office.task(case).id, action="ok")

    assert (waiting.state, ended.outcome) == ("issue", "accepted")
    testing.check(case.id)


def test_an_ended_case_is_reopened_inside_its_window_only(office):
    case = office.answered()
    office.press(case, "archive", Actor.system())

    with pytest.raises(errors.NotYours):
        api.reopen(case_id=case.id, by=office.expert)
    with clock.frozen(clock.now() + timedelta(days=61)), pytest.raises(errors.WindowClosed):
        api.reopen(case_id=case.id, by=office.signer)
    assert api.reopen(case_id=case.id, by=office.signer, comment="سند تازه").state == "expert"
    testing.check(case.id)


def test_many_tasks_are_referred_at_once_each_with_its_own_result(office):
    free, done, far = office.open(), office.open(), office.open()
    tasks = {name: office.task(case).id for name, case in (("free", free), ("done", done))}
    api.act(task_id=tasks["done"], action="refer", by=office.clerk)
    office.press(far, "refer", office.clerk)

    run_id = api.press_on_many(
        task_ids=[*tasks.values(), office.task(far).id, 12],
        action="refer",
        title="ارجاع",
        by=office.clerk,
    )

    assert {one.task_id: one.code for one in api.items_of(run_id)} == {
        tasks["free"]: "",
        tasks["done"]: errors.Stale.code,
        office.task(far).id: errors.NoSuchAction.code,
    }


def test_a_stand_in_acts_on_behalf_of_another_and_it_is_written(office):
    deputy = an_account("deputy")
    organisations.appoint(
        post_id=a_post(office.organisation, Role.SECRETARIAT).id,
        account_id=deputy.id,
        to=clock.now() + timedelta(days=3),
        on_behalf_of=office.clerk.account_id,
        by=Actor.system(),
    )
    case = office.open()
    office.press(case, "refer", organisations.actor_for_account(deputy.id))

    said = CaseEvent.objects.get(case_id=case.id, kind="action")
    assert (said.account_id, said.on_behalf_of) == (deputy.id, office.clerk.account_id)


def test_a_guard_refuses_in_the_words_of_the_service(office):
    class InDebt(DomainError):
        """They owe."""

    def no_debt(_step):
        raise InDebt

    text = processes.LETTER.replace("version: 1", "version: 2").replace(
        "to: expert, kind: primary}", "to: expert, kind: primary, guard: no_debt}"
    )
    testing.published(text, "letter", effects={"tell": print}, guards={"no_debt": no_debt})
    case = office.open()

    with pytest.raises(InDebt):
        office.press(case, "refer", office.clerk)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("service", ["letter", "council"])
def test_every_walk_ends_and_is_sound_at_every_step(office, service, seed):
    case = office.open(service, facts={"score": 15})

    assert testing.walk(case.id, seed=seed).closed_at is not None


@pytest.mark.django_db(transaction=True)
def test_six_clerks_on_each_of_twenty_tasks_have_exactly_one_winner():
    office = build()
    tasks = [office.task(office.open()).id for _ in range(20)]
    start = threading.Barrier(6)
    won, stale, wrong = [], [], []

    def clerk():
        try:
            for task_id in tasks:
                start.wait()
                try:
                    api.act(task_id=task_id, action="refer", by=office.clerk)
                    won.append(task_id)
                except errors.Stale as refusal:
                    stale.append(refusal.data)
        except Exception as error:  # noqa: BLE001 - a thread tells its test
            wrong.append(error)
            start.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=clerk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong
    assert sorted(won) == sorted(tasks)
    assert len(stale) == 100
    assert all(data["by_name"] == office.clerk.name and data["at"] for data in stale)
