"""Two at once, and what random courses found: one winner each, and no case that nobody can move."""

import threading
import time
from itertools import chain

import pytest
from django.db import IntegrityError, connection, connections, transaction

from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.actions import moving, version_move
from pishkhan.kernel.cases.models import (
    Cartable,
    Case,
    CaseEvent,
    DecisionTable,
    Definition,
    Task,
    VersionMove,
)  # fmt: skip
from pishkhan.kernel.cases.registry import registration
from pishkhan.kernel.cases.spec import Addressee, Applicant
from pishkhan.kernel.cases.terms import CaseStatus, ReferralKind
from pishkhan.kernel.cases.tests import processes
from pishkhan.kernel.cases.tests.conftest import APPLICANT, build
from pishkhan.kernel.cases.tests.test_tables import APPROVER, PROPOSER, SOUND, TODAY
from pishkhan.kernel.cases.tests.test_version_move import KEEPER, SECOND
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give


CLERKS, TASKS = 6, 40
MANY = 500
TABLES = 8


def at_once(number, work):
    """Run `work` in so many threads; what each returned."""
    found, wrong = [], []

    def run():
        try:
            found.append(work())
        except Exception as error:  # noqa: BLE001 - a thread tells its test
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False], ids=["row lock", "number of the event alone"])
def test_six_clerks_on_each_of_forty_tasks_have_one_winner_each(locked, monkeypatch):
    if not locked:
        for name in ("LOCK_CASE", "LOCK_CASE_OF_TASK"):
            monkeypatch.setattr(moving, name, getattr(moving, name).replace(" FOR UPDATE", ""))
    office = build()
    cases = [office.open() for _ in range(TASKS)]
    tasks = [office.task(case).id for case in cases]
    start = threading.Barrier(CLERKS)

    def clerk():
        won = []
        for task_id in tasks:
            start.wait()
            try:
                api.act(task_id=task_id, action="refer", by=office.clerk)
                won.append(task_id)
            except (errors.Stale, IntegrityError):
                continue
        return won

    assert sorted(chain.from_iterable(at_once(CLERKS, clerk))) == sorted(tasks)
    for case in cases:
        testing.check(case.id)
        assert CaseEvent.objects.filter(case_id=case.id, kind="action").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_cartable_approved_twice_at_once_is_one():
    office = build()
    place = {"organisation_id": office.other.id, "role": "expert", "service": "letter"}
    start = threading.Barrier(2)

    def approve():
        start.wait()
        return api.create_cartable(**place, by=Actor.system())

    first, second = at_once(2, approve)
    assert first == second == Cartable.objects.get(**place).id


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_back", [False, True], ids=["there", "back"])
def test_what_an_officer_commits_while_a_batch_waits_for_the_lock_is_what_moves(is_back):
    office = build()
    case, other = office.open(), office.open()
    old = Definition.objects.get(service="letter", is_active=True).id
    new = testing.published(SECOND, "letter", effects={"tell": office.told.append}).id
    plan = api.plan_version_move(
        "letter", from_definition_id=old, to_definition_id=new, mapping={"expert": "examination"}
    )
    move = api.start_version_move(plan, by=KEEPER)
    if is_back:
        version_move.continue_version_move(move.id)
        api.roll_back_version_move(move.id, by=KEEPER)
    has_lock, sides = threading.Event(), iter(["officer", "mover"])

    def work():
        if next(sides) == "mover":
            assert has_lock.wait(timeout=30)
            version_move.continue_version_move(move.id)
            return
        with transaction.atomic():
            office.press(case, "refer", office.clerk)
            has_lock.set()
            _until_somebody_waits_for_a_lock()

    at_once(2, work)
    for one in (case, other):
        testing.check(one.id)
    assert (api.case(case.id).definition_id, api.case(case.id).state) == (new, "examination")
    assert api.case(other.id).definition_id == (old if is_back else new)
    done = VersionMove.objects.get()
    assert (done.moved, done.returned) == (2, int(is_back))


def _until_somebody_waits_for_a_lock():
    for _look in range(300):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("nobody came for the lock")


@pytest.mark.django_db(transaction=True)
def test_two_first_proposals_at_once_get_two_numbers():
    start = threading.Barrier(2)

    def propose():
        start.wait()
        return [
            api.propose_table(f"threshold-{n}", SOUND, valid_from=TODAY, by=PROPOSER).version
            for n in range(TABLES)
        ]

    first, second = at_once(2, propose)
    assert [sorted(pair) for pair in zip(first, second, strict=True)] == [[1, 2]] * TABLES


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_table_is_in_force():
    pairs = [
        [api.propose_table(f"threshold-{n}", SOUND, valid_from=TODAY, by=PROPOSER).id] * 2
        if n % 2
        else [
            api.propose_table(f"threshold-{n}", SOUND, valid_from=TODAY, by=PROPOSER).id
            for _ in range(2)
        ]
        for n in range(TABLES)
    ]
    start, sides = threading.Barrier(2), iter(range(2))

    def approve():
        side, missed = next(sides), 0
        for pair in pairs:
            start.wait()
            try:
                api.approve_table(pair[side], by=APPROVER)
            except errors.NoSuchTable:  # the same one, approved by the other
                missed += 1
        return missed

    assert sum(at_once(2, approve)) == TABLES // 2
    in_force = DecisionTable.objects.filter(status="in_force").values_list("name", flat=True)
    assert sorted(in_force) == [f"threshold-{n}" for n in range(TABLES)]


@pytest.mark.slow
def test_who_leaves_with_five_hundred_tasks_leaves_none_behind(office):
    cases = [office.open() for _ in range(MANY)]
    for case in cases[: MANY // 2]:
        office.press(case, "refer", office.clerk)
    for task in Task.objects.filter(closed_at=None, role="secretariat_clerk"):
        api.claim(task_id=task.id, by=office.clerk)
    for role in ("secretariat_clerk", "expert"):
        held = organisations.holders(office.organisation.id, role)[0]
        organisations.end_holding(holding_id=held.holding_id, by=Actor.system())

    assert api.strand() == MANY // 2  # the expert's; the clerk's went to the fallback
    to_fallback = Task.objects.filter(closed_at=None, role="office_manager", assignee_id=None)
    assert to_fallback.count() == MANY // 2
    waiting = Case.objects.filter(status="suspended").exclude(suspend_reason="")
    assert waiting.count() == MANY // 2
    give(an_account("next-expert"), office.organisation, Role.EXPERT)
    assert api.resume("expert", office.organisation.id) == MANY // 2
    assert not Case.objects.exclude(status="open").exists()


def test_a_vote_left_to_an_empty_seat_is_suspended_and_says_for_whom(office):
    case = office.open("council", facts={"score": 15})
    held = organisations.holders(office.organisation.id, "signer")[0]
    organisations.end_holding(holding_id=held.holding_id, by=Actor.system())
    api.strand()
    seats = {task.role: task.id for task in Task.objects.filter(case_id=case.id, closed_at=None)}
    api.act(task_id=seats["expert"], action="agree", by=office.expert)
    left = api.act(task_id=seats["office_manager"], action="refuse", by=office.manager)

    assert left.status is CaseStatus.SUSPENDED
    assert left.suspend_reason == f"holder_gone:signer:{office.organisation.id}"
    testing.check(case.id)


def test_nobody_claims_their_own_request(office):
    own = organisations.actor_for_account(office.clerk.account_id)
    case = testing.an_open_case(
        "letter", {"office": office.organisation.id},
        applicant=Applicant(person_id=APPLICANT.person_id, name=APPLICANT.name),
    )  # fmt: skip
    clerk = Actor.staff(own.account_id, own.name, own.grants, person_id=APPLICANT.person_id)

    with pytest.raises(errors.OwnCase):
        api.claim(task_id=office.task(case).id, by=clerk)


def test_of_a_closed_case_nothing_more_is_asked(office):
    case = office.open()
    to = Addressee(organisation_id=office.organisation.id, role="expert", kind=ReferralKind.COPY)
    api.refer(task_id=office.task(case).id, to=[to], by=office.clerk)
    office.press(case, "reject", office.clerk, reason="REJECT")
    copy = Task.objects.get(case_id=case.id, closed_at=None)
    more = Addressee(
        organisation_id=office.organisation.id, role="signer", kind=ReferralKind.ACTION
    )

    with pytest.raises(errors.CaseIsClosed):
        api.refer(task_id=copy.id, to=[more], by=office.expert)


def test_a_manager_finds_what_was_referred_to_them_from_elsewhere(office):
    give(an_account("far-manager"), office.other, Role.OFFICE_MANAGER)
    far = organisations.actor_for_account(an_account("far-manager").id)
    case = office.open()
    to = Addressee(organisation_id=office.other.id, role="office_manager", kind=ReferralKind.COPY)
    api.refer(task_id=office.task(case).id, to=[to], by=office.clerk)

    assert api.may_see(case.id, far)
    assert [one.id for one in api.search(far, APPLICANT.identifier)] == [case.id]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (processes.LETTER + "  island: {kind: end, title: جزیره, outcome: lost}\n", "island"),
        (processes.COUNCIL.replace("to: {fit: vote, unfit: refused}", "to: {fit: vote}"), "unfit"),
        (processes.COUNCIL.replace("ok: accepted, failed: vote", "ok: accepted, failed: issue"), "issue"),
        (processes.LETTER.replace("to: correct, comment: required, fields", "to: expert, comment: required, fields"), "defect"),
    ],
    ids=["unreachable", "lost outcome", "cycle without a human", "defects for nobody"],
)  # fmt: skip
@pytest.mark.usefixtures("office")
def test_a_process_in_which_a_case_could_hang_is_refused_with_the_place(text, fault):
    service = "letter" if text.strip().startswith("service: letter") else "council"
    decisions = registration(service).decisions
    with pytest.raises(errors.BadDefinition, match=fault):
        testing.published(text.replace("version: 1", "version: 2"), service,
                          effects={"tell": print, "invoice": print}, decisions=decisions)  # fmt: skip
