"""An officer's own stand-in: scoped, dated, never in a circle; and how confidential a post may read."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations import api as organisations, errors
from pishkhan.kernel.organisations.api import Lent
from pishkhan.kernel.organisations.rules.standing_in import (
    LONGEST,
    circle,
    has_passed,
    is_too_long,
)
from pishkhan.kernel.organisations.spec import Confidentiality, Subject
from pishkhan.kernel.organisations.terms import Act, Role
from pishkhan.kernel.organisations.testing import a_post, a_tree, give


DAY = timedelta(days=1)


@pytest.fixture
def people(db):  # noqa: ARG001 - opens the database
    tree = a_tree()
    found = {}
    roles = [Role.EXPERT, Role.SIGNER, Role.SECRETARIAT]
    for name, role in zip(("a", "b", "c"), roles, strict=True):
        account = cast.an_account(f"stand-in-{name}", f"کارمند {name}")
        found[name] = (account, give(account, tree.office, role).post_id)
    return tree, found


def lend(people, one, other, *, days=(0, 3), service=""):
    (account, post_id), (stand_in, _) = people[1][one], people[1][other]
    now = clock.now()
    return organisations.name_stand_in(
        lent=[Lent(post_id=post_id, service=service)],
        to_account_id=stand_in.id,
        from_=now + days[0] * DAY,
        to=now + days[1] * DAY,
        by=organisations.actor_for_account(account.id),
    )


def test_a_stand_in_has_the_post_for_that_service_in_that_time_only(people):
    lend(people, "a", "b", days=(0, 2), service="letter")
    stand_in = people[1]["b"][0].id
    [grant] = [g for g in organisations.actor_for_account(stand_in).grants if g.on_behalf_of]
    assert (grant.role, grant.service) == ("expert", "letter")
    office = people[0].office.id
    at = {h.account_id for h in organisations.holders(office, "expert", "letter")}
    assert stand_in in at
    assert stand_in not in {h.account_id for h in organisations.holders(office, "expert", "other")}
    later = organisations.actor_for_account(stand_in, clock.now() + 3 * DAY)
    assert not [g for g in later.grants if g.on_behalf_of]


def test_two_who_name_each_other_are_refused(people):
    lend(people, "a", "b")
    with pytest.raises(errors.CircularStandIns):
        lend(people, "b", "a")


def test_a_circle_of_three_is_refused_and_the_same_at_another_time_is_none(people):
    lend(people, "a", "b")
    lend(people, "b", "c")
    with pytest.raises(errors.CircularStandIns):
        lend(people, "c", "a")
    assert lend(people, "c", "a", days=(5, 6))


def test_a_post_has_one_stand_in_at_a_time(people):
    lend(people, "a", "b")
    with pytest.raises(errors.StandInOverlaps):
        lend(people, "a", "c", days=(2, 4))
    assert lend(people, "a", "c", days=(4, 6))


def test_two_services_of_a_post_may_have_two_stand_ins(people):
    lend(people, "a", "b", service="letter")
    assert lend(people, "a", "c", service="other")
    with pytest.raises(errors.StandInOverlaps):
        lend(people, "a", "c")


def test_who_works_elsewhere_cannot_stand_in(people):
    tree, found = people
    far = cast.an_account("stand-in-far", "دور")
    give(far, tree.other_university, Role.EXPERT)
    account, post_id = found["a"]
    now = clock.now()
    by = organisations.actor_for_account(account.id)
    with pytest.raises(errors.NotAColleague):
        organisations.name_stand_in(
            lent=[Lent(post_id=post_id)], to_account_id=far.id, from_=now, to=now + DAY, by=by
        )
    with pytest.raises(errors.NothingLent):
        organisations.name_stand_in(lent=[], to_account_id=far.id, from_=now, to=now + DAY, by=by)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_inspects_or_runs_the_system_does_not_stand_in_nor_who_works_above_or_below(
    people, role
):
    tree, found = people
    account, post_id = found["a"]
    watcher, above = cast.an_account("watcher", "ناظر"), cast.an_account("above", "بالادست")
    give(watcher, tree.office, role)
    give(above, tree.headquarters, Role.EXPERT)
    names = {one.id for one in organisations.colleagues(account.id)}
    assert names == {found["b"][0].id, found["c"][0].id}
    now = clock.now()
    for stranger in (watcher, above):
        with pytest.raises(errors.NotAColleague):
            organisations.name_stand_in(
                lent=[Lent(post_id=post_id)], to_account_id=stranger.id, from_=now, to=now + DAY,
                by=organisations.actor_for_account(account.id),
            )  # fmt: skip


def test_a_post_is_lent_to_somebody_of_its_own_organisation(people):
    tree, found = people
    account, post_id = found["a"]
    give(account, tree.university, Role.EXPERT)  # a second post, elsewhere
    there = cast.an_account("there", "همکار دیگر")
    give(there, tree.university, Role.SIGNER)
    assert there.id in {one.id for one in organisations.colleagues(account.id)}
    now = clock.now()
    with pytest.raises(errors.NotAColleague):
        organisations.name_stand_in(
            lent=[Lent(post_id=post_id)], to_account_id=there.id, from_=now, to=now + DAY,
            by=organisations.actor_for_account(account.id),
        )  # fmt: skip


def test_standing_in_neither_begins_in_the_past_nor_lasts_for_ever(people):
    with pytest.raises(errors.StandInPassed):
        lend(people, "a", "b", days=(-2, 3))
    with pytest.raises(errors.StandInTooLong):
        lend(people, "a", "b", days=(0, 182))
    assert lend(people, "a", "b", days=(0, 180))


@given(st.integers(-400, 400), st.integers(1, 400))
def test_a_time_is_too_long_exactly_beyond_the_longest(begins, lasts):
    today = clock.start_of(clock.today())
    from_ = today + begins * DAY
    assert has_passed(from_, today) == (begins < 0)
    assert is_too_long(from_, from_ + lasts * DAY) == (lasts - 1 > LONGEST.days)


def test_nobody_lends_what_they_do_not_hold(people):
    _tree, found = people
    account, stand_in, post_id = found["a"][0], found["b"][0], found["c"][1]
    now = clock.now()
    with pytest.raises(errors.DelegatorNotHolder):
        organisations.name_stand_in(
            lent=[Lent(post_id=post_id)],
            to_account_id=stand_in.id,
            from_=now,
            to=now + DAY,
            by=organisations.actor_for_account(account.id),
        )


def test_only_the_absent_one_calls_a_stand_in_off(people):
    [holding] = lend(people, "a", "b")
    others = organisations.actor_for_account(people[1]["b"][0].id)
    with pytest.raises(errors.NoSuchStandIn):
        organisations.dismiss_stand_in(holding_id=holding.id, by=others)
    own = organisations.actor_for_account(people[1]["a"][0].id)
    organisations.dismiss_stand_in(holding_id=holding.id, by=own)
    [ended] = organisations.stand_ins_of(own.account_id)
    assert ended.valid_to <= clock.now()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_a_circle_is_found_exactly_where_following_leads_back(pairs):
    reached = {1}
    for _ in range(7):
        reached |= {other for one, other in pairs if one in reached}
    assert (circle(pairs, absent=0, stand_in=1) is not None) == (0 in reached)


def test_a_case_opens_to_a_post_of_its_clearance(people):
    tree, found = people
    secret = Subject(
        organisation_ids=frozenset({tree.office.id}),
        level=Confidentiality.HIGHLY_CONFIDENTIAL.level,
        applicant_id=5,
    )
    account, post_id = found["a"]

    def may():
        return organisations.may(organisations.actor_for_account(account.id), Act.VIEW_CASE, secret)

    assert not may()
    organisations.clear_post(
        post_id=post_id, clearance=Confidentiality.CONFIDENTIAL, by=cast.Actor.system()
    )
    assert not may()
    organisations.clear_post(
        post_id=post_id, clearance=Confidentiality.HIGHLY_CONFIDENTIAL, by=cast.Actor.system()
    )
    assert may()
    assert organisations.has_holder(tree.office.id, "expert", level=secret.level)
    assert not organisations.has_holder(tree.office.id, "signer", level=secret.level)
    assert a_post(tree.office, Role.EXPERT).clearance == secret.level
