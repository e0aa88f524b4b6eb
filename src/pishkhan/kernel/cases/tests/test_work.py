"""The work in the inbox: opinions that hold a decision, runs, sharing out, labels, secrets, words."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api, errors, tasks as jobs, testing
from pishkhan.kernel.cases.actions.bulk_runs import continue_run
from pishkhan.kernel.cases.actions.handling import release_absent
from pishkhan.kernel.cases.actions.indexing import index_cases
from pishkhan.kernel.cases.actions.presence import forget_presence
from pishkhan.kernel.cases.models import BulkItem, CaseText, Presence
from pishkhan.kernel.cases.queries.bulk import UNDO_WINDOW
from pishkhan.kernel.cases.spec import Addressee, Narrow
from pishkhan.kernel.cases.terms import EventKind, LabelColour, ReferralKind, Sort, View
from pishkhan.kernel.cases.tests import processes
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.spec import Confidentiality
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_post, give


SYSTEM = Actor.system()
SECRET = Confidentiality.CONFIDENTIAL


def opinion(office, *, blocking=True):
    return Addressee(
        organisation_id=office.organisation.id,
        role=Role.EXPERT.value,
        kind=ReferralKind.OPINION,
        order="نظر بدهید",
        is_blocking=blocking,
    )


def ids(page):
    return [row.case_id for row in page.rows]


def again(actor):
    """The actor with the posts of now."""
    return organisations.actor_for_account(actor.account_id)


def clear(office, *roles):
    for role in roles:
        post = a_post(office.organisation, role)
        organisations.clear_post(post_id=post.id, clearance=SECRET, by=SYSTEM)


# Opinions that hold a decision


def test_nobody_of_the_staff_decides_before_the_opinion_is_in(office):
    case = office.open()
    (asked,) = api.refer(task_id=office.task(case).id, to=[opinion(office)], by=office.clerk)
    with pytest.raises(errors.OpinionPending):
        office.press(case, "refer", office.clerk)
    task_id = api.referrals(case.id)[0].task_id
    api.answer_referral(task_id=task_id, text="مانعی نیست", by=office.expert)
    office.press(case, "refer", office.clerk)
    assert api.referrals(case.id)[0].id == asked


def test_the_platform_and_the_applicant_do_not_wait_for_opinions(office):
    case = office.open()
    api.refer(task_id=office.task(case).id, to=[opinion(office)], by=office.clerk)
    office.press(case, "refer", SYSTEM)
    testing.check(case.id)


def test_a_question_that_does_not_block_does_not_block(office):
    case = office.open()
    asked = opinion(office, blocking=False)
    api.refer(task_id=office.task(case).id, to=[asked], by=office.clerk)
    office.press(case, "refer", office.clerk)


def test_who_asked_or_has_the_case_lifts_the_condition_with_a_reason(office):
    case = office.open()
    (asked,) = api.refer(task_id=office.task(case).id, to=[opinion(office)], by=office.clerk)
    with pytest.raises(errors.AnswerRequired):
        api.lift_blocking(referral_id=asked, because=" ", by=office.clerk)
    with pytest.raises(errors.NotYours):
        api.lift_blocking(referral_id=asked, because="x", by=office.signer)
    api.lift_blocking(referral_id=asked, because="فوری است", by=office.clerk)
    with pytest.raises(errors.NoSuchReferral):
        api.lift_blocking(referral_id=asked, because="x", by=office.clerk)
    office.press(case, "refer", office.clerk)
    assert api.events(case.id)[-1].kind is not EventKind.UNBLOCKED
    assert EventKind.UNBLOCKED in [event.kind for event in api.events(case.id)]


def test_what_ended_unread_comes_first_in_the_follow_up(office):
    cases = [office.open() for _ in range(2)]
    for case in cases:
        asked = opinion(office, blocking=False)
        api.refer(task_id=office.task(case).id, to=[asked], by=office.clerk)
    task_id = api.referrals(cases[0].id)[0].task_id
    api.answer_referral(task_id=task_id, text="بله", by=office.expert)
    assert [one.case_id for one in api.followed(office.clerk)] == [cases[0].id, cases[1].id]
    assert api.unread(office.clerk) == 1
    first, after = api.sent(office.clerk, limit=1)
    rest, end = api.sent(office.clerk, after=after, limit=1)
    assert [x.case_id for x in (*first, *rest)] == [cases[1].id, cases[0].id]
    assert not end
    assert api.orders_of(office.clerk) == ["نظر بدهید"]


# Separation of duties with stand-ins


def stands_in(office, absent, other, role):
    post = a_post(office.organisation, role)
    now = clock.now()
    organisations.appoint(
        post_id=post.id, account_id=other.account_id, by=SYSTEM, from_=now,
        to=now + timedelta(days=1), on_behalf_of=absent.account_id,
    )  # fmt: skip
    return again(other)


def at_the_signature(office, expert):
    case = office.open()
    office.press(case, "refer", office.clerk)
    office.press(case, "opine", expert, comment="موافقم")
    return case


def test_a_stand_in_does_not_sign_what_the_absent_one_gave_an_opinion_on(office):
    signs_too = give_account(office, office.expert, Role.SIGNER)
    case = at_the_signature(office, signs_too)
    stand_in = stands_in(office, signs_too, office.clerk, Role.SIGNER)
    assert not [o for o in api.offers(case.id, stand_in) if o.action.name == "sign"]
    with pytest.raises(errors.SameActor):
        office.press(case, "sign", stand_in)


def test_nobody_signs_what_was_decided_in_their_place(office):
    stand_in = stands_in(office, office.expert, office.clerk, Role.EXPERT)
    case = at_the_signature(office, stand_in)
    event = next(e for e in api.events(case.id) if e.action == "opine")
    assert (event.actor_name, event.on_behalf_of) == (office.clerk.name, office.expert.account_id)
    absent = give_account(office, office.expert, Role.SIGNER)
    with pytest.raises(errors.SameActor):
        office.press(case, "sign", absent)


def give_account(office, actor, role):
    post = a_post(office.organisation, role)
    organisations.appoint(post_id=post.id, account_id=actor.account_id, by=SYSTEM)
    return again(actor)


def test_what_the_absent_one_had_taken_is_everybodys_again(office):
    case = office.open()
    api.claim(task_id=office.task(case).id, by=office.clerk)
    jobs.absent(office.clerk.account_id, "secretariat_clerk", office.organisation.id)
    assert office.task(case).assignee_id is None
    assert release_absent(
        account_id=office.clerk.account_id, organisation_id=office.organisation.id,
        role="secretariat_clerk", service="letter",
    ) == 0  # fmt: skip
    testing.check(case.id)


# Runs over many


def run(office, cases, *, by=None, action="refer"):
    tasks = [office.task(case).id for case in cases]
    return api.press_on_many(task_ids=tasks, action=action, title="ارجاع", by=by or office.clerk)


def test_a_run_keeps_the_result_of_each(office):
    cases = [office.open() for _ in range(3)]
    api.claim(task_id=office.task(cases[0]).id, by=other_clerk(office))
    found = api.run_of(run(office, cases), office.clerk)
    assert (found.done, found.refused, found.goes_on) == (2, 1, False)
    refused = [one for one in api.items_of(found.id) if one.message]
    assert [(one.case_id, one.code) for one in refused] == [(cases[0].id, "not_yours")]
    assert [one.id for one in api.runs_of(office.clerk)] == [found.id]
    with pytest.raises(errors.NoSuchRun):
        api.run_of(found.id, office.expert)


def other_clerk(office):
    account = an_account("second-clerk", "کاوه دومی")
    give(account, office.organisation, Role.SECRETARIAT)
    return organisations.actor_for_account(account.id)


def test_more_than_a_request_carries_is_done_by_the_job_and_once(office):
    cases = [office.open() for _ in range(52)]
    run_id = run(office, cases)
    assert api.run_of(run_id, office.clerk).handled == 0
    jobs.bulk(run_id)
    continue_run(run_id)
    found = api.run_of(run_id, office.clerk)
    assert (found.done, found.refused) == (52, 0)


def test_a_run_that_was_killed_goes_on_where_it_was(office):
    cases = [office.open() for _ in range(51)]
    run_id = run(office, cases)
    first = BulkItem.objects.filter(run_id=run_id).order_by("id").first()
    api.act(task_id=first.task_id, action="refer", by=office.clerk)
    BulkItem.objects.filter(id=first.id, case_id=first.case_id).update(status="done")
    jobs.bulk(run_id)
    assert api.run_of(run_id, office.clerk).done == 51
    testing.check(first.case_id)


class Killed(BaseException):
    """The process of the request is gone."""


def written_jobs(name):
    """The arguments of the jobs of that name that wait, the first written first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " ORDER BY id", [name],
        )  # fmt: skip
        found = [row[0] for row in cursor.fetchall()]
    args = [json.loads(one) if isinstance(one, str) else one for one in found]
    return [{key: value for key, value in one.items() if key[0] != "_"} for one in args]


def test_a_small_run_whose_request_was_killed_is_ended_by_its_job(office):
    told = []

    def tell(_step):
        told.append(1)
        if len(told) == 2:
            raise Killed

    text = processes.LETTER.replace("version: 1", "version: 2").replace(
        "to: expert, kind: primary}", "to: expert, kind: primary, effects: [tell]}"
    )
    testing.published(text, "letter", effects={"tell": tell})
    cases = [office.open() for _ in range(3)]
    with pytest.raises(Killed):
        run(office, cases)
    [left] = api.runs_of(office.clerk)
    assert (left.done, left.goes_on) == (1, True)
    [job] = written_jobs("cases.bulk")
    jobs.bulk(**job)
    found = api.run_of(left.id, office.clerk)
    assert (found.done, found.goes_on, len(told)) == (3, False, 4)


def test_the_job_of_a_run_that_was_ended_changes_nothing(office):
    run_id = run(office, [office.open()])
    ended = api.run_of(run_id, office.clerk)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        jobs.bulk(run_id)
    assert api.run_of(run_id, office.clerk) == ended
    api.undo_run(run_id=run_id, by=office.clerk)
    undone = api.run_of(run_id, office.clerk)
    to_start, to_undo = written_jobs("cases.bulk")
    jobs.bulk(**to_start)
    jobs.bulk(**to_undo)
    assert api.run_of(run_id, office.clerk) == undone


def test_a_run_is_undone_as_far_as_nobody_has_seen_it(office):
    cases = [office.open() for _ in range(3)]
    run_id = run(office, cases)
    api.mark_seen(task_id=office.task(cases[1]).id, by=office.expert)
    api.undo_run(run_id=run_id, by=office.clerk)
    found = api.run_of(run_id, office.clerk)
    assert (found.undone, found.kept) == (2, 1)
    assert [api.case(case.id).state for case in cases] == ["secretariat", "expert", "secretariat"]
    with pytest.raises(errors.RunGoesOn):
        api.undo_run(run_id=run_id, by=office.clerk)


def test_the_window_of_undoing_closes(office):
    run_id = run(office, [office.open()])
    with clock.frozen(clock.now() + UNDO_WINDOW + timedelta(seconds=1)):
        assert not api.run_of(run_id, office.clerk).may_undo
        with pytest.raises(errors.RunGoesOn):
            api.undo_run(run_id=run_id, by=office.clerk)


def test_a_run_is_of_something_and_not_of_too_much(office):
    with pytest.raises(errors.NoSuchAction):
        api.press_on_many(task_ids=[], action="refer", title="x", by=office.clerk)
    with pytest.raises(errors.TooMany):
        api.press_on_many(task_ids=range(1001), action="refer", title="x", by=office.clerk)


def test_before_a_run_one_hears_why_not(office):
    case = office.open()
    task = office.task(case).id

    def code(action="refer", by=office.clerk):
        refusal = api.refusal_of(task, action, by)
        return refusal.code if refusal else None

    assert code() is None
    assert code("reject") == "no_such_action"  # not one for many
    assert code(by=office.expert) == "not_yours"
    api.claim(task_id=task, by=other_clerk(office))
    assert code() == "stale"
    api.act_as_system(task_id=task, action="refer")
    assert code() == "stale"
    assert api.refusal_of(1, "refer", office.clerk).code == "no_such_task"


def test_what_the_preview_lets_pass_is_done(office):
    cases = [office.open() for _ in range(4)]
    api.refer(task_id=office.task(cases[0]).id, to=[opinion(office)], by=office.clerk)
    tasks = {office.task(case).id: case for case in cases}
    good = {task for task in tasks if api.refusal_of(task, "refer", office.clerk) is None}
    run_id = api.press_on_many(task_ids=list(tasks), action="refer", title="x", by=office.clerk)
    done = {one.task_id for one in api.items_of(run_id) if not one.message}
    assert done == good == set(tasks) - {next(iter(tasks))}


# Sharing out


@given(
    st.lists(st.integers(), unique=True),
    st.dictionaries(st.integers(), st.integers(0, 9), min_size=1),
)
def test_work_is_shared_so_that_nobody_could_give_a_piece_to_one_with_less(pieces, loads):
    shared = api.evenly(pieces, loads)
    assert [piece for piece, _who in shared] == pieces
    given_to = Counter(who for _piece, who in shared)
    after = {who: load + given_to[who] for who, load in loads.items()}
    busy = [after[who] for who in given_to]
    assert not busy or max(busy) <= min(after.values()) + 1


@given(st.lists(st.integers(), unique=True), st.dictionaries(st.integers(), st.integers(0, 9)))
def test_by_hand_each_gets_as_many_as_were_said_while_there_are_any(pieces, wanted):
    shared = api.by_hand(pieces, wanted)
    assert len(shared) == min(len(pieces), sum(wanted.values()))
    assert all(times <= wanted[who] for who, times in Counter(w for _p, w in shared).items())


def test_a_manager_shares_out_and_a_stranger_does_not(office):
    cases = [office.open() for _ in range(4)]
    second = other_clerk(office)
    (heap,) = [one for one in api.heaps(office.manager) if one.role == "secretariat_clerk"]
    assert (heap.unclaimed, len(api.loads(heap))) == (4, 2)
    assert api.heaps(office.clerk) == []
    assert api.heap(heap.cartable_id, office.clerk) is None
    assert api.unclaimed(heap.cartable_id, office.clerk, limit=9) == []
    tasks = api.unclaimed(heap.cartable_id, office.manager, limit=9)
    shares = api.evenly(tasks, {one.account_id: one.tasks for one in api.loads(heap)})
    run_id = api.distribute(shares=shares, title="تقسیم", by=office.manager)
    assert api.run_of(run_id, office.manager).done == 4
    taken = Counter(office.task(case).assignee_id for case in cases)
    assert taken == {office.clerk.account_id: 2, second.account_id: 2}
    api.mark_seen(task_id=tasks[0], by=office.clerk)
    api.undo_run(run_id=run_id, by=office.manager)
    assert api.run_of(run_id, office.manager).undone == 3
    with pytest.raises(errors.NothingToDistribute):
        api.distribute(shares=[], title="x", by=office.manager)


# Labels, lists, drafts, presence


def test_a_label_is_of_one_officer_or_of_an_office(office):
    own = api.make_label(name=" فوری ", colour=LabelColour.RED, by=office.clerk)
    shared = {"name": "ویژه", "colour": LabelColour.BLUE, "organisation_id": office.organisation.id}
    with pytest.raises(NotAllowed):
        api.make_label(**shared, by=office.clerk)
    of_office = api.make_label(**shared, by=office.manager)
    with pytest.raises(errors.LabelExists):
        api.make_label(name="فوری", colour=LabelColour.GREY, by=office.clerk)
    with pytest.raises(errors.NameRequired):
        api.make_label(name=" ", colour=LabelColour.GREY, by=office.clerk)
    assert {one.id for one in api.labels_of(office.clerk)} == {own, of_office}
    assert {one.id for one in api.labels_of(office.expert)} == {of_office}
    case = office.open()
    api.put_labels(case_id=case.id, label_ids={own, of_office}, by=office.clerk)
    api.put_labels(case_id=case.id, label_ids=set(), by=office.expert)
    assert [one.id for one in api.labels_on([case.id], office.clerk)[case.id]] == [own]
    with pytest.raises(errors.NoSuchLabel):
        api.put_labels(case_id=case.id, label_ids={own}, by=office.expert)
    with pytest.raises(errors.NoSuchLabel):
        api.remove_label(label_id=own, by=office.expert)
    assert ids(api.inbox(office.clerk, narrow=Narrow(label_id=own))) == [case.id]
    assert ids(api.inbox(other_clerk(office), narrow=Narrow(label_id=own))) == []
    api.remove_label(label_id=own, by=office.clerk)
    assert not api.labels_on([case.id], office.clerk)


def test_a_list_is_narrowed_and_ordered(office):
    first, second = office.open(), office.open()
    clerk = office.clerk
    assert ids(api.inbox(clerk, sort=Sort.NEWEST)) == [second.id, first.id]
    assert ids(api.inbox(clerk, sort=Sort.OLDEST)) == [first.id, second.id]
    page = api.inbox(clerk, sort=Sort.NEWEST, limit=1)
    assert ids(api.inbox(clerk, sort=Sort.NEWEST, limit=1, after=page.after)) == [first.id]
    assert ids(api.inbox(clerk, narrow=Narrow(service="letter", state="secretariat")))
    assert not ids(api.inbox(clerk, narrow=Narrow(state="expert")))
    assert not ids(api.inbox(clerk, narrow=Narrow(since=clock.now() + timedelta(days=1))))
    assert ids(api.inbox(clerk, view=View.SIGNATURE)) == []
    assert not api.search(clerk, "مهسا", narrow=Narrow(organisation_id=office.other.id))


def test_one_list_opens_first(office):
    clerk = office.clerk
    api.save_view(name="یک", query="view=overdue", is_default=True, by=clerk)
    second = api.save_view(name="دو", query="sort=newest", is_default=True, by=clerk)
    assert [one.id for one in api.views_of(clerk) if one.is_default] == [second]
    api.save_view(name="دو", query="sort=oldest", by=clerk)
    assert len(api.views_of(clerk)) == 2
    with pytest.raises(errors.NameRequired):
        api.save_view(name="", query="", by=clerk)
    with pytest.raises(NotAllowed):
        api.save_view(name="x", query="", organisation_id=office.organisation.id, by=clerk)
    with pytest.raises(errors.NoSuchView):
        api.remove_view(view_id=second, by=office.expert)
    api.remove_view(view_id=second, by=clerk)
    assert [one.name for one in api.views_of(clerk)] == ["یک"]


def test_a_draft_is_its_writers_until_it_is_dropped(office):
    case = office.open()
    api.keep_answer(case_id=case.id, action="refer", typed={"comment": "یک"}, by=office.clerk)
    api.keep_answer(case_id=case.id, action="refer", typed={"comment": "دو"}, by=office.clerk)
    assert api.drafts_in(case.id, office.clerk) == {"refer": {"comment": "دو"}}
    assert [(d.case_id, d.text) for d in api.drafts_of(office.clerk)] == [(case.id, "دو")]
    assert not api.drafts_in(case.id, office.expert)
    assert not api.drafts_of(office.expert)
    api.drop_answer(case_id=case.id, by=office.clerk)
    assert not api.drafts_in(case.id, office.clerk)


def test_presence_lasts_as_long_as_somebody_looks(office):
    case = office.open()
    came = clock.now()
    with clock.frozen(came):
        api.be_present(case_id=case.id, by=office.clerk)
    with clock.frozen(came + timedelta(minutes=9)):
        api.be_present(case_id=case.id, by=office.clerk)
        [(beside)] = api.beside(case.id, office.expert)
        assert (beside.name, beside.since) == (office.clerk.name, came)
        assert not api.beside(case.id, office.clerk)
    with clock.frozen(came + timedelta(minutes=30)):
        assert not api.beside(case.id, office.expert)
        api.be_present(case_id=case.id, by=office.clerk)
        assert api.beside(case.id, office.expert)[0].since == clock.now()
        api.leave(case_id=case.id, by=office.clerk)
        assert not api.beside(case.id, office.expert)
    api.be_present(case_id=case.id, by=office.clerk)
    with clock.frozen(came + timedelta(days=2)):
        assert forget_presence() == 1
    assert not Presence.objects.exists()


# Confidentiality


def test_a_secret_case_is_in_no_list_count_or_search_of_who_may_not_see_it(office):
    case, other = office.open(), office.open()
    clear(office, Role.OFFICE_MANAGER, Role.SECRETARIAT)
    second = other_clerk(office)
    boss = again(office.manager)
    api.set_confidentiality(case_id=case.id, to=SECRET, because="دستور", by=boss)
    clear_not = a_post(office.organisation, Role.SECRETARIAT)
    assert case.id in ids(api.inbox(again(second)))
    api.set_confidentiality(case_id=case.id, to=Confidentiality.ORDINARY, because="پایان", by=boss)
    api.set_confidentiality(case_id=case.id, to=SECRET, because="دستور", by=boss)
    organisations.clear_post(post_id=clear_not.id, clearance=Confidentiality.ORDINARY, by=SYSTEM)
    blind = again(second)
    assert ids(api.inbox(blind)) == [other.id]
    assert api.counts(blind).cartables[0].open == 1
    assert not api.may_see(case.id, blind)
    assert [one.id for one in api.search(blind, "مهسا")] == [other.id]
    with pytest.raises(errors.NotYours):
        api.act(task_id=office.task(case).id, action="refer", by=blind)
    assert case.id in {one.id for one in api.search(boss, "مهسا")}
    index_cases()
    assert [one.id for one in api.search_texts(blind, "مهسا")] == [other.id]
    assert EventKind.CONFIDENTIALITY in [event.kind for event in api.events(case.id)]
    testing.check(case.id)


def test_a_case_that_nobody_could_go_on_with_is_not_made_secret(office):
    case = office.open()
    clear(office, Role.OFFICE_MANAGER)
    boss = again(office.manager)
    with pytest.raises(errors.NotCleared):
        api.set_confidentiality(case_id=case.id, to=SECRET, because="دستور", by=boss)
    with pytest.raises(errors.CommentRequired):
        api.set_confidentiality(case_id=case.id, to=SECRET, because="", by=boss)
    with pytest.raises(NotAllowed):
        api.set_confidentiality(case_id=case.id, to=SECRET, because="x", by=office.manager)


def secret(office, *roles):
    case = office.open()
    clear(office, Role.OFFICE_MANAGER, Role.SECRETARIAT, *roles)
    boss = again(office.manager)
    api.set_confidentiality(case_id=case.id, to=SECRET, because="دستور", by=boss)
    return case


def test_a_secret_case_is_referred_only_to_who_may_see_it(office):
    case = secret(office)
    with pytest.raises(errors.NotCleared):
        api.refer(task_id=office.task(case).id, to=[opinion(office)], by=again(office.clerk))
    clear(office, Role.EXPERT)
    api.refer(task_id=office.task(case).id, to=[opinion(office)], by=again(office.clerk))
    assert [row.case_id for row in api.inbox(again(office.expert), view=View.REFERRED).rows]


def test_a_secret_case_waits_in_the_open_where_nobody_may_see_it_and_goes_on(office):
    case = secret(office)
    office.press(case, "refer", again(office.clerk))
    assert api.case(case.id).status.value == "suspended"
    clear(office, Role.EXPERT)
    api.resume("expert", office.organisation.id)
    assert api.case(case.id).status.value == "open"
    organisations.clear_post(
        post_id=a_post(office.organisation, Role.EXPERT).id,
        clearance=Confidentiality.ORDINARY,
        by=SYSTEM,
    )
    api.strand()
    assert api.case(case.id).status.value == "suspended"
    testing.check(case.id)


def test_a_claim_of_who_may_not_see_it_any_more_is_released(office):
    case = office.open()
    second = other_clerk(office)
    api.claim(task_id=office.task(case).id, by=second)
    clear(office, Role.OFFICE_MANAGER)
    letter = organisations.create_post(
        organisation_id=office.organisation.id, role=Role.SECRETARIAT, service="letter", by=SYSTEM
    )
    organisations.appoint(post_id=letter.id, account_id=office.clerk.account_id, by=SYSTEM)
    organisations.clear_post(post_id=letter.id, clearance=SECRET, by=SYSTEM)
    boss = again(office.manager)
    api.set_confidentiality(case_id=case.id, to=SECRET, because="دستور", by=boss)
    assert office.task(case).assignee_id is None
    assert case.id in ids(api.inbox(again(office.clerk)))


# Words


def test_a_case_is_found_by_what_was_written_in_it_folded_and_by_beginnings(office):
    case = office.open()
    office.press(case, "refer", office.clerk, comment="كتابخانه‌ي مركزي")
    assert not api.search_texts(office.clerk, "کتابخانه")
    assert index_cases() == 1
    assert index_cases() == 0
    for text in ("کتابخانه", "مرکز", "کتاب مرک", "مهسا کتاب", "بهرامینیا", "کتابخانهی"):
        assert [one.id for one in api.search_texts(office.clerk, text)] == [case.id]
    for text in ("", "خانه", "کتابخانه ناهست", "' & !", "a:*b\\"):
        assert not api.search_texts(office.clerk, text)


def test_new_words_are_found_and_those_of_others_are_not(office):
    case = office.open()
    index_cases()
    api.refer(task_id=office.task(case).id, to=[opinion(office)], by=office.clerk)
    jobs.index()
    assert [one.id for one in api.search_texts(office.expert, "نظر")] == [case.id]
    stranger = an_account("far-expert")
    give(stranger, office.other, Role.EXPERT)
    assert not api.search_texts(organisations.actor_for_account(stranger.id), "نظر")
    assert CaseText.objects.get(case_id=case.id).seq == len(api.events(case.id))
