"""Keys: who issues them, what they open, when they open nothing any more."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.clients import api as clients, errors
from pishkhan.kernel.clients.models import AccessKey
from pishkhan.kernel.clients.terms import KeyScope, KeyState
from pishkhan.kernel.identity.spec import Actor, ActorKind, Grant
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, staff_of


pytestmark = pytest.mark.django_db
TO_SUBMIT = (KeyScope.SUBMIT, KeyScope.FOLLOW)


@pytest.fixture
def tree():
    return a_tree()


@pytest.fixture
def staff(tree):
    return staff_of(tree.office)


@pytest.fixture
def issue(tree, staff):
    def issue(**more):
        asked = {
            "organisation_id": tree.office.id,
            "title": "سامانهٔ دانشجویی",
            "scopes": TO_SUBMIT,
            "by": staff[Role.ADMINISTRATOR],
        }
        return clients.issue(**{**asked, **more})

    return issue


def test_a_secret_opens_and_is_kept_nowhere(issue, tree):
    issued = issue()
    caller = clients.caller_for(issued.secret)
    assert (caller.key_id, caller.organisation_id) == (issued.key.id, tree.office.id)
    assert caller.scopes == set(TO_SUBMIT)
    assert caller.program.kind is ActorKind.PROGRAM
    assert tree.office.name in caller.program.name
    assert caller.account is None
    kept = AccessKey.objects.values().get()
    assert issued.secret not in str(kept)
    assert issued.secret.startswith(issued.key.shown)
    assert issued.secret not in str([one.after for one in lines(limit=50)])


@pytest.mark.parametrize("secret", ["", "pk_", "pk_" + "x" * 43, "\x00", "کلید", "x" * 100_000])
def test_what_is_no_secret_is_unknown(issue, secret):
    issue()
    with pytest.raises(errors.KeyUnknown):
        clients.caller_for(secret)


def test_a_key_that_expired_says_so(issue):
    secret = issue(expires_at=clock.now() + timedelta(days=1)).secret
    assert clients.caller_for(secret)
    with clock.frozen(clock.now() + timedelta(days=1)):
        with pytest.raises(errors.KeyExpired):
            clients.caller_for(secret)
        assert clients.keys_of(AccessKey.objects.get().organisation_id)[0].state is KeyState.EXPIRED


def test_a_revoked_key_opens_nothing_from_the_next_call_on(issue, staff, tree):
    issued = issue()
    clients.revoke(issued.key.id, because="کارمند رفت", by=staff[Role.ADMINISTRATOR])
    with pytest.raises(errors.KeyRevoked):
        clients.caller_for(issued.secret)
    [kept] = clients.keys_of(tree.office.id)
    assert kept.state is KeyState.REVOKED
    assert kept.revoked_by == staff[Role.ADMINISTRATOR].account_id
    with pytest.raises(errors.KeyRevoked):
        clients.revoke(issued.key.id, because="دوباره", by=staff[Role.ADMINISTRATOR])


def test_issuing_and_revoking_stand_in_the_trail(issue, staff):
    issued = issue()
    clients.revoke(issued.key.id, because="پایان قرارداد", by=staff[Role.ADMINISTRATOR])
    told = [one for one in lines(limit=50) if one.target == "access_key"]
    assert [one.verb for one in told] == ["clients.key_revoked", "clients.key_issued"]
    assert told[0].because == "پایان قرارداد"
    assert {one.account_id for one in told} == {staff[Role.ADMINISTRATOR].account_id}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_issues_and_revokes(issue, tree, role):
    key, place = issue().key, tree.headquarters
    grant = Grant(role=role, organisation_id=place.id, organisation_path=place.path)
    holder = Actor.staff(7, "کارمند", (grant,))
    with pytest.raises(NotAllowed):
        issue(by=holder)
    with pytest.raises(NotAllowed):
        clients.revoke(key.id, because="می‌خواهم", by=holder)


def test_an_administrator_issues_within_their_own_tree_only(issue, tree):
    with pytest.raises(NotAllowed):
        issue(organisation_id=tree.other_university.id)
    with pytest.raises(NotAllowed):
        issue(organisation_id=tree.university.id)


def test_a_program_issues_no_keys(issue):
    program = clients.caller_for(issue().secret).program
    with pytest.raises(NotAllowed):
        issue(by=program)


def test_a_key_for_tasks_stands_for_somebody_with_a_post_there(issue, tree, staff):
    tasks = (KeyScope.READ_TASKS,)
    with pytest.raises(errors.AccountNeeded):
        issue(scopes=tasks)
    elsewhere = staff_of(tree.other_university)[Role.EXPERT].account_id
    expert = staff[Role.EXPERT].account_id
    caller = clients.caller_for(issue(scopes=tasks, account_id=expert).secret)
    # Of two posts of one account the key carries only the one inside its organisation.
    assert elsewhere == expert
    assert {one.organisation_id for one in caller.staff.grants} == {tree.office.id}


def test_an_account_without_a_post_there_carries_no_key(issue, tree, staff):
    give_only = staff_of(tree.other_university)[Role.EXPERT]
    for post in organisations.posts(tree.office.id):
        for holding in organisations.holdings(post.id):
            if holding.account_id == give_only.account_id:
                organisations.end_holding(holding_id=holding.id, by=staff[Role.ADMINISTRATOR])
    with pytest.raises(errors.AccountElsewhere):
        issue(scopes=(KeyScope.ACT_ON_TASKS,), account_id=give_only.account_id)


def test_when_the_post_ends_the_key_acts_no_more(issue, tree, staff):
    expert = staff[Role.EXPERT].account_id
    secret = issue(scopes=(KeyScope.ACT_ON_TASKS,), account_id=expert).secret
    [post] = [one for one in organisations.posts(tree.office.id) if one.role is Role.EXPERT]
    for holding in organisations.holdings(post.id):
        organisations.end_holding(holding_id=holding.id, by=staff[Role.ADMINISTRATOR])
    caller = clients.caller_for(secret)
    with pytest.raises(errors.StaffGone):
        _ = caller.staff


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"scopes": ()}, errors.NoScopes),
        ({"scopes": ("everything",)}, errors.NoScopes),
        ({"title": " "}, errors.TitleMissing),
        ({"per_minute": 0}, errors.BadQuota),
        ({"per_day": 10**9}, errors.BadQuota),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(issue, wrong, refusal):
    with pytest.raises(refusal):
        issue(**wrong)


def test_a_key_does_not_begin_expired(issue):
    with pytest.raises(errors.BadExpiry):
        issue(expires_at=clock.now())
