"""Roles that no task goes to and without which a state does not pass: missing, told, asked for."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api, tasks, testing
from pishkhan.kernel.cases.models import Case
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.cases.rules.unparsing import written
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.cases.terms import CaseStatus, Lack
from pishkhan.kernel.cases.tests.test_publishing import refusal
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_post, cast


BOARD = """
service: board
version: 1
title: شورا
orgs: [university]
kinds: {university: university}
roles: {commission_chair: رئیس شورا}
roles_en: {commission_chair: Head of the board, commission_secretary: Scribe}
start: sorting
states:
  sorting:
    kind: human
    title: دسته‌بندی
    assign: {role: office_manager, org: university}
    actions: {pass: {title: به نوبت, to: session, kind: primary}}
  session:
    kind: human
    title: جلسه
    assign: {role: commission_secretary, org: university, fallback: office_manager}
    needs:
      - {role: commission_chair, org: university}
      - {role: commission_secretary, org: university}
    actions: {agree: {title: موافقت, to: done, kind: primary}}
  done: {kind: end, title: پایان, outcome: agreed}
"""
CHAIR, SECRETARY = Role.CHAIR.value, Role.SECRETARY.value


@pytest.fixture
def board(office):
    testing.published(BOARD, "board")
    return office


def appoint(board, role):
    account = cast.an_account(f"new-{role.value}")
    post = a_post(board.organisation, role)
    organisations.appoint(post_id=post.id, account_id=account.id, by=Actor.system())


def opened(board):
    return api.open_case(
        service="board",
        applicant=Applicant(person_id=700, name="مهسا بهرامی‌نیا"),
        organisations={"university": board.organisation.id},
        by=Actor.system(),
    )


def in_session(board):
    case = opened(board)
    board.press(case, "pass", board.manager)
    return case


def cells(board):
    [row] = api.matrix("board", {"university": [board.organisation]})
    return {cell.role: cell for cell in row.cells}


def test_the_matrix_has_a_cell_for_whoever_is_needed(board):
    found = cells(board)
    assert set(found) == {Role.OFFICE_MANAGER.value, SECRETARY, CHAIR}
    assert found[CHAIR].is_gap
    assert found[CHAIR].role_title == "رئیس شورا"
    assert found[CHAIR].lack is Lack.NO_HOLDER
    appoint(board, Role.CHAIR)
    assert not cells(board)[CHAIR].is_gap


def test_that_a_fallback_does_the_task_makes_up_for_nobody_who_is_needed(board):
    secretary = cells(board)[SECRETARY]
    assert secretary.fallback == Role.OFFICE_MANAGER.value
    assert secretary.is_gap


def test_before_it_begins_the_way_of_a_case_lacks_them(board):
    found = {
        (one.state, one.role) for one in api.gaps("board", {"university": board.organisation.id})
    }
    assert found == {("session", CHAIR), ("session", SECRETARY)}


def test_a_case_waits_for_them_only_where_it_needs_them(board):
    case = opened(board)
    assert api.wanted(case.id) == []
    board.press(case, "pass", board.manager)
    assert api.case(case.id).status is CaseStatus.OPEN
    assert {one.role_title for one in api.wanted(case.id)} == {"رئیس شورا", Role.SECRETARY.label}
    assert {one.organisation_name for one in api.wanted(case.id)} == {board.organisation.name}
    appoint(board, Role.CHAIR)
    appoint(board, Role.SECRETARY)
    assert api.wanted(case.id) == []


def test_as_a_case_comes_there_they_are_asked_for_by_its_own_version(board):
    case = opened(board)
    text = BOARD.replace("version: 1", "version: 2")
    testing.published(text.replace("- {role: commission_chair, org: university}\n", ""), "board")
    board.press(case, "pass", board.manager)
    assert api.case(case.id).status is CaseStatus.OPEN
    place = board.organisation.id
    assert set(api.open_asks()) == set()
    tasks.suspended(case.id)
    assert set(api.open_asks()) == {(place, CHAIR, "board"), (place, SECRETARY, "board")}


def test_nobody_is_asked_for_where_nobody_is_needed(board):
    case = opened(board)
    tasks.suspended(case.id)
    assert set(api.open_asks()) == set()


def test_the_sweep_asks_for_whom_a_running_case_lacks_until_they_come(board):
    assert api.waiting_places() == set()
    in_session(board)
    place = board.organisation.id
    assert api.waiting_places() == {(place, CHAIR, "board"), (place, SECRETARY, "board")}
    appoint(board, Role.CHAIR)
    assert api.waiting_places() == {(place, SECRETARY, "board")}
    appoint(board, Role.SECRETARY)
    assert api.waiting_places() == set()


def test_where_cases_need_whom_nobody_is_is_counted_among_the_places_that_wait(board):
    assert api.suspended_places([""]) == []
    first, _second = in_session(board), in_session(board)
    Case.objects.filter(id=first.id).update(entered_at=clock.now() - timedelta(days=9))
    place = board.organisation
    found = {one.role: one for one in api.suspended_places([place.path])}
    assert set(found) == {CHAIR, SECRETARY}
    chair = found[CHAIR]
    assert (chair.organisation_name, chair.role_title) == (place.name, "رئیس شورا")
    assert (chair.count, chair.fresh, chair.since) == (2, 1, api.case(first.id).entered_at)
    assert api.suspended_places([board.other.path]) == api.suspended_places([]) == []
    appoint(board, Role.CHAIR)
    assert [one.role for one in api.suspended_places([""])] == [SECRETARY]


def test_a_place_where_tasks_wait_and_that_is_needed_too_is_one_line(board):
    organisations.end_holding(
        holding_id=organisations.holders(board.organisation.id, "expert")[0].holding_id,
        by=Actor.system(),
    )
    text = BOARD.replace(
        "commission_secretary, org: university, fallback: office_manager", "expert, org: university"
    )
    testing.published(
        text.replace("commission_secretary, org", "expert, org").replace(
            "version: 1", "version: 2"
        ),
        "board",
    )
    in_session(board)
    in_session(board)
    assert {one.role: one.count for one in api.suspended_places([""])} == {"expert": 2, CHAIR: 2}


def test_a_case_that_ended_needs_nobody(board):
    case = in_session(board)
    board.press(case, "agree", board.manager)
    assert api.wanted(case.id) == []
    assert api.waiting_places() == set()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{role: commission_chair, org: university}", "{role: nobody, org: university}", "nobody"),
        (
            "{role: commission_chair, org: university}",
            "{role: commission_chair, org: moon}",
            "moon",
        ),
        ("{role: commission_chair, org: university}", "{role: commission_chair}", "org"),
        ("outcome: agreed", "outcome: agreed, needs: [{role: expert, org: university}]", "needs"),
    ],
)
def test_what_a_state_cannot_need_is_refused(board, old, new, said):  # noqa: ARG001 - published
    assert old in BOARD
    text = BOARD.replace(old, new).replace("version: 1", "version: 2")
    assert said in refusal(text, "board")


def test_a_needed_role_is_one_that_the_process_names():
    process, faults = parse({"service": "s", "version": 1, "title": "ع", "start": "a", "states": {
        "a": {"kind": "human", "title": "ا", "needs": [{"role": "commission_chair", "org": "o"}]},
    }})  # fmt: skip
    assert faults == []
    assert process.roles_named() == {CHAIR}


def test_a_process_says_what_its_roles_are_called_in_other_languages(board):  # noqa: ARG001 - published
    assert api.role_words("en") == {
        "رئیس شورا": "Head of the board",
        Role.SECRETARY.label: "Scribe",
    }
    assert api.role_words("ar") == api.role_words("fa") == {}


@pytest.fixture
def quorate(office):
    """A board of which two members must be there, and its chair and secretary."""
    more = "- {role: commission_member, org: university, least: 2}"
    text = BOARD.replace("needs:\n", f"needs:\n      {more}\n")
    testing.published(text, "board")
    for role in (Role.CHAIR, Role.SECRETARY):
        appoint(office, role)
    return office


def member(quorate, name):
    account = cast.an_account(name)
    post = a_post(quorate.organisation, Role.MEMBER)
    organisations.appoint(post_id=post.id, account_id=account.id, by=Actor.system())
    return account


def test_one_member_is_no_quorum(quorate):
    case = in_session(quorate)
    assert cells(quorate)[Role.MEMBER].lack is Lack.NO_HOLDER
    first = member(quorate, "first-member")
    assert cells(quorate)[Role.MEMBER].lack is Lack.TOO_FEW
    assert [one.lack for one in api.wanted(case.id)] == [Lack.TOO_FEW]
    assert [one.lack for one in api.gaps("board", {"university": quorate.organisation.id})] == [
        Lack.TOO_FEW
    ]
    organisations.appoint(
        post_id=a_post(quorate.organisation, Role.MEMBER).id,
        account_id=cast.an_account("stand-in").id,
        on_behalf_of=first.id,
        to=clock.now() + timedelta(days=5),
        by=Actor.system(),
    )
    assert cells(quorate)[Role.MEMBER].lack is Lack.TOO_FEW, "who stands in is no second member"
    member(quorate, "second-member")
    assert cells(quorate)[Role.MEMBER].lack is None
    assert api.wanted(case.id) == []


@pytest.mark.usefixtures("quorate")
def test_how_many_are_needed_is_at_least_one_and_is_written_back_as_it_was_read():
    need = "- {role: commission_chair, org: university}"
    wrong = BOARD.replace(need, "- {role: commission_chair, org: university, least: 0}")
    assert "دست‌کم یک نفر" in refusal(wrong.replace("version: 1", "version: 2"), "board")
    process = api.process_now("board")
    assert parse(written(process))[0] == process
    assert process.least_of(Role.MEMBER.value) == 2
