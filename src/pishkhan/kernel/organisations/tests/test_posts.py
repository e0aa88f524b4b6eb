"""Posts are held for a time, lent to a stand-in, and give what they give only while they last."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor, ActorKind
from pishkhan.kernel.organisations import api as organisations, errors
from pishkhan.kernel.organisations.models import Holding, Organisation, Post
from pishkhan.kernel.organisations.spec import Subject
from pishkhan.kernel.organisations.terms import Act, Role
from pishkhan.kernel.organisations.testing import a_post, a_tree, give, staff_of


pytestmark = pytest.mark.django_db
BY = Actor.system()
WEEK = timedelta(days=7)


@pytest.fixture
def office():
    return a_tree().office


@pytest.fixture
def post(office):
    return a_post(office, Role.EXPERT)


def appoint(post, account, **more):
    return organisations.appoint(post_id=post.id, account_id=account.id, by=BY, **more)


def end(holding, **more):
    organisations.end_holding(holding_id=holding.id, by=BY, **more)


def names(office, service="", **more):
    return [one.name for one in organisations.holders(office.id, Role.EXPERT, service, **more)]


def test_a_post_has_the_name_of_its_role_and_exists_once(office, post):
    assert post.title == Role.EXPERT.label
    with pytest.raises(errors.PostTaken):
        organisations.create_post(organisation_id=office.id, role=Role.EXPERT, by=BY)
    a_post(office, Role.EXPERT, "support")
    assert [one.service for one in organisations.posts(office.id)] == ["", "support"]


def test_a_holder_holds_from_the_first_moment_until_before_the_last(frozen_now, office, post):
    appoint(post, cast.the_expert(), to=frozen_now + WEEK)
    assert names(office, at=frozen_now) == ["پیمان دشت‌آرا"]
    assert names(office, at=frozen_now + WEEK) == []
    assert names(office, at=frozen_now - timedelta(seconds=1)) == []


def test_a_post_for_every_service_counts_for_each_and_a_special_one_for_its_own(office, post):
    appoint(post, cast.the_expert())
    give(cast.the_signer(), office, Role.EXPERT, "support")
    assert names(office, "e_request") == ["پیمان دشت‌آرا"]
    assert set(names(office, "support")) == {"پیمان دشت‌آرا", "هما کوه‌نشین"}
    assert organisations.has_holder(office.id, Role.EXPERT, "e_request")
    assert not organisations.has_holder(office.id, Role.SIGNER, "e_request")


def test_whether_anybody_holds_a_post_is_whether_there_are_holders(office):
    now = clock.now()
    account = cast.the_expert()
    appoint(a_post(office, Role.EXPERT, "support"), account, from_=now - WEEK, to=now + WEEK)
    asked = [
        (role, service, at)
        for role in (Role.EXPERT, Role.SIGNER)
        for service in ("support", "e_request", "")
        for at in (now - 2 * WEEK, now - WEEK, now, now + WEEK)
    ]

    def agree():
        found = [organisations.has_holder(office.id, *one) for one in asked]
        assert found == [bool(organisations.holders(office.id, *one)) for one in asked]
        return any(found)

    assert agree()
    identity.close_account(account_id=account.id, because="انتقال", by=BY)
    assert not agree()
    identity.open_account(account_id=account.id, because="بازگشت", by=BY)
    organisations.close_organisation(organisation_id=office.id, because="ادغام", by=BY)
    assert not agree()


def test_nobody_holds_the_same_post_twice_at_once(frozen_now, post):
    expert = cast.the_expert()
    appoint(post, expert, to=frozen_now + WEEK)
    for period in ({}, {"from_": frozen_now + WEEK / 2, "to": frozen_now + 2 * WEEK}):
        with pytest.raises(errors.HoldingOverlaps):
            appoint(post, expert, **period)
    appoint(post, expert, from_=frozen_now + WEEK)
    appoint(post, expert, from_=frozen_now - WEEK, to=frozen_now)


def test_the_database_refuses_an_overlap_a_backward_period_and_standing_in_for_oneself(
    frozen_now, post
):
    expert = cast.the_expert()
    appoint(post, expert)
    row = {"post_id": post.id, "account_id": expert.id, "valid_from": frozen_now}
    earlier = {"valid_from": frozen_now - 2 * WEEK, "valid_to": frozen_now - WEEK}
    for wrong in (
        row,
        row | earlier | {"valid_to": frozen_now - 3 * WEEK},
        row | earlier | {"on_behalf_of_id": expert.id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Holding.objects.create(**wrong)


def test_a_period_runs_forward(frozen_now, post):
    with pytest.raises(errors.BadPeriod):
        appoint(post, cast.the_expert(), to=frozen_now)


def test_a_stand_in_acts_on_behalf_of_the_holder_for_a_time(frozen_now, office, post):
    expert, signer = cast.the_expert(), cast.the_signer()
    appoint(post, expert)
    appoint(post, signer, to=frozen_now + WEEK, on_behalf_of=expert.id)
    (grant,) = organisations.actor_for_account(signer.id).grants
    assert (grant.on_behalf_of, grant.on_behalf_of_name) == (expert.id, "پیمان دشت‌آرا")
    stand_in = organisations.holders(office.id, Role.EXPERT)[-1]
    assert (stand_in.name, stand_in.on_behalf_of_name) == ("هما کوه‌نشین", "پیمان دشت‌آرا")
    assert lines(verb="organisations.delegated")[0].after["on_behalf_of"] == expert.id


def test_a_stand_in_needs_an_end_and_a_holder_for_all_that_time(frozen_now, post):
    expert, signer = cast.the_expert(), cast.the_signer()
    stand_in = {"on_behalf_of": expert.id}
    with pytest.raises(errors.DelegatorNotHolder):
        appoint(post, signer, to=frozen_now + WEEK, **stand_in)
    appoint(post, expert, to=frozen_now + WEEK)
    with pytest.raises(errors.DelegationNeedsEnd):
        appoint(post, signer, **stand_in)
    with pytest.raises(errors.DelegatorNotHolder):
        appoint(post, signer, to=frozen_now + 2 * WEEK, **stand_in)


def test_who_leaves_takes_the_stand_in_along(frozen_now, office, post):
    expert, signer, clerk = cast.the_expert(), cast.the_signer(), cast.the_clerk()
    holding = appoint(post, expert)
    appoint(post, signer, to=frozen_now + WEEK, on_behalf_of=expert.id)
    coming = frozen_now + WEEK
    appoint(post, clerk, from_=coming, to=coming + WEEK, on_behalf_of=expert.id)
    with clock.frozen(frozen_now + WEEK / 2):
        end(holding, because="انتقال")
        assert names(office) == []
    assert names(office, at=coming) == []
    with clock.frozen(frozen_now + WEEK), pytest.raises(errors.HoldingOver):
        end(holding)


def test_a_stand_in_may_end_alone(frozen_now, office, post):
    expert, signer = cast.the_expert(), cast.the_signer()
    appoint(post, expert)
    end(appoint(post, signer, to=frozen_now + WEEK, on_behalf_of=expert.id))
    assert names(office) == ["پیمان دشت‌آرا"]


def test_an_actor_is_found_with_live_grants_in_one_query(
    frozen_now, office, django_assert_num_queries
):
    expert = cast.the_expert()
    give(expert, office, Role.EXPERT, "support")
    give(expert, office, Role.SIGNER)
    appoint(a_post(office, Role.AUDITOR), expert, from_=frozen_now + WEEK)
    with django_assert_num_queries(1):
        actor = organisations.actor_for_account(expert.id)
    assert (actor.kind, actor.account_id, actor.name) == (
        ActorKind.STAFF,
        expert.id,
        "پیمان دشت‌آرا",
    )
    assert {(grant.role, grant.service) for grant in actor.grants} == {
        ("expert", "support"),
        ("signer", ""),
    }
    assert {grant.organisation_path for grant in actor.grants} == {office.path}
    assert len(organisations.actor_for_account(expert.id, frozen_now + WEEK).grants) == 3


def test_an_account_without_post_has_a_name_and_no_grant():
    actor = organisations.actor_for_account(cast.the_expert().id)
    assert (actor.name, actor.grants) == ("پیمان دشت‌آرا", ())


def test_a_closed_account_and_a_closed_organisation_give_nothing(office, post):
    expert = cast.the_expert()
    appoint(post, expert)
    organisations.close_organisation(organisation_id=office.id, because="ادغام", by=BY)
    assert organisations.actor_for_account(expert.id).grants == ()
    assert names(office) == []
    identity.close_account(account_id=expert.id, because="رفت", by=BY)
    assert organisations.actor_for_account(expert.id) == Actor.anonymous()


def test_a_new_holder_wakes_the_cases_that_waited_for_one(frozen_now, office):
    appoint(a_post(office, Role.EXPERT, "support"), cast.the_expert(), from_=frozen_now + WEEK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args, scheduled_at FROM procrastinate_jobs WHERE task_name = %s",
                       ["cases.resume"])  # fmt: skip
        (args, at) = cursor.fetchone()
    assert "support" in str(args)
    assert str(office.id) in str(args)
    assert at == frozen_now + WEEK


def test_the_history_of_a_post_is_listed(post):
    holding = appoint(post, cast.the_expert())
    assert organisations.holdings(post.id) == [holding]


def test_permission_asks_the_tree_only_where_a_subtree_decides(django_assert_num_queries):
    tree = a_tree()
    staff = staff_of(tree.university)
    below = Subject(organisation_ids=frozenset({tree.office.id}))
    beside = Subject(organisation_ids=frozenset({tree.other_university.id}))
    with django_assert_num_queries(1):
        assert organisations.may(staff[Role.OFFICE_MANAGER], Act.VIEW_CASE, below)
    with django_assert_num_queries(0):
        assert not organisations.may(staff[Role.EXPERT], Act.VIEW_CASE, below)
    organisations.require(staff[Role.ADMINISTRATOR], Act.MANAGE_ORGANISATIONS, below)
    with pytest.raises(errors.NotAllowed) as refusal:
        organisations.require(staff[Role.ADMINISTRATOR], Act.VIEW_CASE, below)
    assert str(refusal.value) == "اجازهٔ این کار را ندارید: دیدن پرونده"
    assert not organisations.may(staff[Role.OFFICE_MANAGER], Act.VIEW_CASE, beside)
    assert not organisations.may(staff[Role.ADMINISTRATOR], Act.MANAGE_TEXTS)


def test_rows_name_themselves(office, post):
    holding = Holding.objects.get(id=appoint(post, cast.the_expert()).id)
    assert str(Organisation.objects.get(id=office.id)) == office.name
    assert str(Post.objects.get()) == post.title
    assert str(holding) == f"{post.id}:{holding.account_id}"
