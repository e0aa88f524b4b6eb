"""The permission rule: every role with every act, then what reach means."""

from dataclasses import replace

import pytest

from pishkhan.kernel.identity.spec import Actor, ActorKind, Grant
from pishkhan.kernel.organisations.rules.permission import Subject, reach_of, scope_of
from pishkhan.kernel.organisations.terms import Act, Role, Scope


ROOT, UNIVERSITY, OFFICE, ELSEWHERE = 1, 5, 9, 6
PATHS = {ROOT: "1/", UNIVERSITY: "1/5/", OFFICE: "1/5/9/", ELSEWHERE: "1/6/"}
APPLICANT = 77
HERE = Subject(service="e_request", organisation_ids=frozenset({UNIVERSITY}))
BELOW = Subject(service="e_request", organisation_ids=frozenset({OFFICE}))
BESIDE = Subject(service="e_request", organisation_ids=frozenset({ELSEWHERE}))
ABOVE = Subject(service="e_request", organisation_ids=frozenset({ROOT}))
EVERY = set(Act)
READ = {Act.VIEW_CASE, Act.VIEW_FILE, Act.SEARCH_CASES}

# What each role may do to a case of its own organisation, of one below, and anywhere, at the
# university; what it may do at the root to a thing of no organisation.
AT_OWN = {
    Role.SECRETARIAT: READ | {Act.REOPEN_CASE, Act.FILE_FOR_OTHERS},
    Role.EXPERT: READ | {Act.KEEP_RECORDS},
    Role.SIGNER: READ | {Act.SET_CONFIDENTIALITY, Act.SIGN_RECORDS},
    Role.OFFICE_MANAGER: READ
    | {Act.REOPEN_CASE, Act.FILE_FOR_OTHERS, Act.DISTRIBUTE, Act.SET_CONFIDENTIALITY}
    | {Act.REQUEST_CARTABLE, Act.DECIDE_CARTABLE},
    Role.ADMINISTRATOR: {Act.MANAGE_ORGANISATIONS, Act.MANAGE_CLIENTS}
    | {Act.REQUEST_CARTABLE, Act.DECIDE_CARTABLE},
    Role.AUDITOR: READ,
    Role.LIAISON: {Act.REQUEST_CARTABLE},
    Role.DEPUTY: READ | {Act.SET_CONFIDENTIALITY},
    Role.SECRETARY: READ,
    Role.CHAIR: READ,
    Role.MEMBER: set(),
    Role.FINANCE: set(),
}
BELOW_OWN = {
    Role.OFFICE_MANAGER: READ | {Act.REOPEN_CASE, Act.REQUEST_CARTABLE, Act.DECIDE_CARTABLE},
    Role.ADMINISTRATOR: {Act.MANAGE_ORGANISATIONS, Act.MANAGE_CLIENTS}
    | {Act.REQUEST_CARTABLE, Act.DECIDE_CARTABLE},
    Role.AUDITOR: READ,
}
AT_THE_TOP = {
    Role.ADMINISTRATOR: {
        Act.MANAGE_CALENDAR,
        Act.MANAGE_TEXTS,
        Act.MANAGE_SERVICES,
        Act.VIEW_AUDIT,
        Act.RECOGNISE,
    },
    Role.AUDITOR: {Act.VIEW_AUDIT, Act.VIEW_FINANCE},
    Role.FINANCE: {Act.VIEW_FINANCE, Act.MANAGE_FINANCE},
}
WITH_CARTABLE = set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR, Role.FINANCE}


def paths_of(ids):
    return [PATHS[one] for one in ids]


def holder(role, at=UNIVERSITY, service="", **more):
    grant = Grant(
        role=role, organisation_id=at, organisation_path=PATHS[at], service=service, **more
    )
    return Actor.staff(7, "کارمند", (grant,))


def may(actor, act, subject):
    return reach_of(actor, act, paths_of=paths_of).covers(subject)


def allowed(actor, subject):
    return {act for act in Act if may(actor, act, subject)}


@pytest.mark.parametrize("role", Role)
def test_each_role_does_its_acts_at_its_own_organisation_and_no_other(role):
    assert allowed(holder(role), HERE) == AT_OWN[role]


@pytest.mark.parametrize("role", Role)
def test_only_some_roles_reach_below(role):
    assert allowed(holder(role), BELOW) == BELOW_OWN.get(role, set())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("subject", [BESIDE, ABOVE, Subject(service="e_request"), Subject()])
def test_no_role_reaches_beside_or_above_or_nowhere(role, subject):
    assert allowed(holder(role), subject) == set()


@pytest.mark.parametrize("role", Role)
def test_what_belongs_to_no_organisation_is_kept_at_the_top(role):
    assert allowed(holder(role, at=ROOT), Subject()) == AT_THE_TOP.get(role, set())


@pytest.mark.parametrize("role", Role)
def test_a_task_is_acted_on_only_from_its_own_cartable(role):
    own = Subject(service="e_request", cartables=frozenset({(role.value, UNIVERSITY)}))
    for other in Role:
        expected = role == other and role in WITH_CARTABLE
        assert may(holder(other), Act.ACT_ON_TASK, own) is expected
    assert not may(holder(role, at=OFFICE), Act.ACT_ON_TASK, own)


def test_who_examined_an_introduction_decides_of_that_cartable_alone():
    laid = Subject(organisation_ids=frozenset({OFFICE}), cartables=frozenset({("expert", ROOT)}))
    assert may(holder(Role.EXPERT, at=ROOT), Act.DECIDE_CARTABLE, laid)
    assert not may(holder(Role.EXPERT), Act.DECIDE_CARTABLE, laid)
    assert not may(holder(Role.LIAISON, at=OFFICE), Act.DECIDE_CARTABLE, laid)
    assert not may(holder(Role.EXPERT, at=OFFICE), Act.DECIDE_CARTABLE, BELOW)


def test_a_case_that_came_to_the_cartable_is_read_though_another_organisation_owns_it():
    visiting = Subject(
        organisation_ids=frozenset({ELSEWHERE}), cartables=frozenset({("expert", UNIVERSITY)})
    )
    assert may(holder(Role.EXPERT), Act.VIEW_CASE, visiting)
    assert not may(holder(Role.SIGNER), Act.VIEW_CASE, visiting)


@pytest.mark.parametrize(
    ("service", "reaches"), [("", True), ("e_request", True), ("support", False)]
)
def test_a_post_for_one_service_reaches_that_service_only(service, reaches):
    assert may(holder(Role.EXPERT, service=service), Act.VIEW_CASE, HERE) is reaches
    manager = holder(Role.OFFICE_MANAGER, service=service)
    assert may(manager, Act.VIEW_CASE, BELOW) is reaches


def test_a_citizen_reaches_what_is_their_own():
    citizen = Actor.citizen(APPLICANT, "شهروند")
    own = Subject(service="e_request", applicant_id=APPLICANT)
    assert allowed(citizen, own) == READ | {Act.ACT_ON_TASK}
    assert allowed(citizen, Subject(applicant_id=APPLICANT + 1)) == set()
    assert allowed(citizen, Subject()) == set()


def test_a_citizen_does_not_act_on_the_task_of_an_officer_in_their_own_case():
    officers = Subject(applicant_id=APPLICANT, cartables=frozenset({("expert", UNIVERSITY)}))
    citizen = Actor.citizen(APPLICANT, "شهروند")
    assert may(citizen, Act.VIEW_CASE, officers)
    assert not may(citizen, Act.ACT_ON_TASK, officers)


@pytest.mark.parametrize("subject", [HERE, BELOW, Subject(), Subject(applicant_id=APPLICANT)])
def test_nobody_known_reaches_nothing_and_the_platform_everything(subject):
    assert allowed(Actor.anonymous(), subject) == set()
    assert allowed(Actor.staff(7, "بی‌سمت"), subject) == set()
    assert allowed(Actor.system(), subject) == EVERY


@pytest.mark.parametrize("act", Act)
def test_a_role_unknown_to_the_table_carries_nothing(act):
    assert scope_of("chimney_sweep", act) == Scope.NONE


def test_an_own_post_goes_before_one_on_behalf_of_another():
    lent, own = holder(Role.EXPERT, on_behalf_of=8), holder(Role.EXPERT)
    both = Actor.staff(7, "کارمند", lent.grants + own.grants)
    reach = reach_of(both, Act.VIEW_CASE)
    assert reach.grant_for(HERE).on_behalf_of is None
    assert reach_of(lent, Act.VIEW_CASE).grant_for(HERE).on_behalf_of == 8
    assert reach.grant_for(BESIDE) is None


def test_paths_are_asked_for_only_where_a_subtree_decides():
    def never(_ids):
        raise AssertionError

    reach = reach_of(holder(Role.OFFICE_MANAGER), Act.VIEW_CASE, paths_of=never)
    assert reach.covers(HERE)
    assert not reach.covers(Subject())
    assert not reach_of(holder(Role.EXPERT), Act.VIEW_CASE, paths_of=never).covers(BELOW)


def test_a_path_that_only_begins_alike_is_not_inside():
    manager = holder(Role.OFFICE_MANAGER)
    reach = reach_of(manager, Act.VIEW_CASE, paths_of=lambda _: ["1/55/"])
    assert not reach.covers(Subject(organisation_ids=frozenset({55})))


def test_a_subtree_reaches_nowhere_unless_somebody_knows_the_tree():
    assert not reach_of(holder(Role.OFFICE_MANAGER), Act.VIEW_CASE).covers(BELOW)


def test_a_program_files_anywhere_and_reaches_only_what_its_organisation_filed():
    home = Grant(role="program", organisation_id=OFFICE, organisation_path=PATHS[OFFICE])
    program = Actor(kind=ActorKind.PROGRAM, grants=(home,))
    ours, theirs = (replace(BELOW, filed_by=one) for one in (OFFICE, ELSEWHERE))
    permitted = {act for act in Act if may(program, act, ours)}
    assert permitted == {Act.VIEW_CASE, Act.VIEW_FILE, Act.FILE_FOR_OTHERS, Act.KEEP_RECORDS}
    for foreign in (theirs, BELOW):
        permitted = {act for act in Act if may(program, act, foreign)}
        assert permitted == {Act.FILE_FOR_OTHERS, Act.KEEP_RECORDS}
    assert {act for act in Act if may(program, act, HERE)} == {Act.FILE_FOR_OTHERS}
