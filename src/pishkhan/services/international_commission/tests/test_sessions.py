"""Sessions over PostgreSQL: votes, quorum, interest, the two instances, minutes, papers."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.translation import override
from tests.contracts.walking import file_sample, ground_for

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.documents.testing import text_of
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.organisations import api as tree_api, testing as organisations
from pishkhan.kernel.organisations.spec import Confidentiality
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.international_commission import errors, printing, queries, wording
from pishkhan.services.international_commission.actions import (
    agenda,
    papers,
    sessions,
    voting,
)
from pishkhan.services.international_commission.actions.sessions import Sitting
from pishkhan.services.international_commission.models import (
    AgendaItem,
    Minutes,
    Paper,
    Vote,
)
from pishkhan.services.international_commission.service import SERVICE
from pishkhan.services.international_commission.terms import (
    CODE,
    Ballot,
    ItemState,
    Level,
    Presence,
    SessionState,
    Verdict,
)
from pishkhan.services.international_commission.testing import a_commission, a_deputy
from pishkhan.web.testing import a_browser, signed_in_staff


def press(case_id, account, action, **said):
    by = tree_api.actor_for_account(account.id)
    offer = next(one for one in cases.offers(case_id, by) if one.action.name == action)
    return cases.act(task_id=offer.task_id, action=action, by=by, **said)


class World:
    def __init__(self):
        self.ground = ground_for(SERVICE)
        self.tree = organisations.a_tree()
        self.deputy = a_deputy(self.tree.university)
        self.university = a_commission(self.tree.university, Level.UNIVERSITY)
        self.central = a_commission(self.tree.office, Level.CENTRAL)

    def waiting(self):
        """A case in the turn of the university's commission."""
        case_id = file_sample(SERVICE, self.ground).case_id
        press(case_id, self.deputy, "accept")
        assert cases.case(case_id).state == "agenda"
        return case_id

    def object(self, case_id):
        offer = next(
            one
            for one in cases.offers(case_id, self.ground.applicant)
            if one.action.name == "object"
        )
        cases.act(
            task_id=offer.task_id,
            action="object",
            by=self.ground.applicant,
            comment="پرونده کامل بود",
        )


@pytest.fixture
def world(db):  # noqa: ARG001 - the database
    return World()


def opened(world, case_id):
    item = world.university.put(case_id)
    voting.open_item(item_id=item.id, by=world.university.actor(world.university.chair))
    return item


def test_a_case_waits_for_a_session_whatever_was_written_on_its_way(world):
    case_id = file_sample(SERVICE, world.ground).case_id
    press(case_id, world.deputy, "accept", comment="مدارک کامل است")
    secretary = world.university.actor(world.university.secretary)
    waiting = queries.waiting_for(Level.UNIVERSITY, world.tree.university.id, secretary)
    assert [one[0] for one in waiting] == [case_id]

    world.university.decide(world.university.put(case_id), Verdict.REFUSE)
    world.object(case_id)
    secretary = world.central.actor(world.central.secretary)
    waiting = queries.waiting_for(Level.CENTRAL, world.tree.office.id, secretary)
    assert [one[0] for one in waiting] == [case_id]


def cast_vote(world, item, account, ballot):
    voting.vote(item_id=item.id, ballot=ballot, by=world.university.actor(account))


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.AGREE, "granted"),
        (Verdict.CONDITIONS, "granted"),
        (Verdict.REFUSE, "refused"),
        (Verdict.REFER, "central_agenda"),
    ],
)
def test_the_case_goes_where_the_votes_send_it(world, verdict, state):
    case_id = world.waiting()
    item = world.university.put(case_id)
    assert cases.case(case_id).state == "session"
    assert world.university.decide(item, verdict) is verdict
    assert cases.case(case_id).state == state
    letters = [letter.code for letter in catalogue.letters_of(case_id)]
    assert letters == ([] if verdict is Verdict.REFER else ["order"])


def test_a_session_is_not_called_for_the_past_nor_unawares_for_a_closed_day(world):
    commission = world.university
    browser = signed_in_staff(a_browser(), commission.secretary.id)
    address = f"/x/international-commission/sessions/new/{commission.place.id}/"
    yesterday = clock.today() - timedelta(days=1)
    friday = clock.today() + timedelta(days=(4 - clock.today().weekday()) % 7 + 7)
    assert friday.strftime("%A") == "Friday"
    typed = {"hour": "۱۰:۳۰", "place": "تالار شورا"}
    for day, because in ((yesterday, "گذشته است"), (friday, "روز کاری نیست")):
        refused = browser.post(address, {**typed, "day": f"{day:%Y/%m/%d}"}).content.decode()
        assert because in refused
        assert "تالار شورا" in refused
        assert ('name="closed"' in refused) == (day == friday)
    assert not sessions.Session.objects.exists()
    typed |= {"day": f"{friday:%Y/%m/%d}", "closed": "1"}
    assert browser.post(address, typed).status_code == 302
    assert clock.in_tehran(sessions.Session.objects.get().at).date() == friday


def test_a_session_is_not_opened_before_its_day_in_tehran(world):
    commission = world.university
    by = commission.actor(commission.secretary)
    midnight = clock.start_of(clock.today() + timedelta(days=2))
    row = sessions.call_session(
        level=Level.UNIVERSITY, organisation_id=commission.place.id,
        at=midnight + timedelta(hours=10), place="اتاق شورا", by=by, closed_too=True,
    )  # fmt: skip
    present = Sitting(presence=Presence.PRESENT)
    sittings = {one.id: present for one in commission.voters}
    sessions.take_attendance(session_id=row.id, sittings=sittings, by=by)
    browser = signed_in_staff(a_browser(), commission.secretary.id)
    address = f"/x/international-commission/sessions/{row.id}/"
    with clock.frozen(midnight - timedelta(seconds=1)):
        with pytest.raises(errors.BeforeItsDay):
            sessions.open_session(session_id=row.id, by=by)
        row.refresh_from_db()
        assert row.state == SessionState.CALLED.value
    page = browser.get(address).content.decode()
    assert "آغاز جلسه</button>" not in page
    assert "از بامداد" in page
    refused = browser.post(f"{address}do/open/", follow=True).content.decode()
    assert "پیش از آن روز آغاز نمی‌شود" in refused
    with clock.frozen(midnight):  # hours before the hour of the session, but on its day
        sessions.open_session(session_id=row.id, by=by)
    row.refresh_from_db()
    assert row.state == SessionState.HELD.value


def test_without_a_quorum_nothing_is_opened_and_nothing_decided(world):
    commission = world.university
    session = commission.session(opened=False)
    by = commission.actor(commission.secretary)
    with pytest.raises(errors.NoQuorum):
        sessions.open_session(session_id=session.id, by=by)
    case_id = world.waiting()
    item = opened(world, case_id)
    for one in commission.voters:
        cast_vote(world, item, one, Ballot.AGREE)
    gone = {one.id: Sitting(presence=Presence.ABSENT) for one in commission.members[:2]}
    sessions.take_attendance(session_id=item.session_id, sittings=gone, by=by)
    with pytest.raises(errors.NoQuorum):
        voting.close_item(item_id=item.id, because="متن", by=commission.actor(commission.chair))
    assert cases.case(case_id).state == "session"


def test_a_vote_is_changed_until_the_item_is_closed_and_refused_afterwards(world):
    item = opened(world, world.waiting())
    first = world.university.members[0]
    cast_vote(world, item, first, Ballot.REFUSE)
    cast_vote(world, item, first, Ballot.AGREE)
    assert [vote.ballot for vote in queries.votes_of(item.id)] == ["agree"]
    for one in world.university.voters:
        cast_vote(world, item, one, Ballot.AGREE)
    voting.close_item(
        item_id=item.id, because="متن", by=world.university.actor(world.university.chair)
    )
    with pytest.raises(errors.VotingClosed):
        cast_vote(world, item, first, Ballot.REFUSE)


def test_no_majority_decides_nothing_and_leaves_the_item_open(world):
    commission = world.university
    item = opened(world, world.waiting())
    said = (Ballot.ABSTAIN, Ballot.AGREE, Ballot.REFUSE, Ballot.ABSTAIN)
    for one, ballot in zip(commission.voters, said, strict=True):
        cast_vote(world, item, one, ballot)
    with pytest.raises(errors.Undecided):
        voting.close_item(item_id=item.id, because="متن", by=commission.actor(commission.chair))
    assert AgendaItem.objects.get(id=item.id).state == ItemState.OPEN.value


def test_one_vote_of_four_decides_nothing_and_the_refusal_says_how_many_are_missing(world):
    commission, case_id = world.university, world.waiting()
    item = opened(world, case_id)
    chair, secretary = commission.actor(commission.chair), commission.actor(commission.secretary)
    browser = signed_in_staff(a_browser(), commission.chair.id)
    page = f"/x/international-commission/items/{item.id}/"
    for n, one in enumerate(commission.voters[:3]):
        with pytest.raises(errors.VotesMissing) as refused:
            voting.close_item(item_id=item.id, because="متن", by=chair)
        assert refused.value.data == {"missing": 4 - n}
        cast_vote(world, item, one, Ballot.AGREE)
    shown = browser.post(f"{page}do/close/", {"because": "متن"}, follow=True).content.decode()
    assert "۱ رأی کم است" in shown
    last = commission.members[-1]
    assert f"هنوز رأی نداده‌اند: {queries.yet_to_vote(item)[0]}" in shown
    assert cases.case(case_id).state == "session"
    assert catalogue.letters_of(case_id) == []
    gone = {last.id: Sitting(presence=Presence.ABSENT)}
    sessions.take_attendance(session_id=item.session_id, sittings=gone, by=secretary)
    assert "هنوز رأی نداده‌اند" not in browser.get(page).content.decode()
    assert voting.close_item(item_id=item.id, because="متن", by=chair) is Verdict.AGREE


def test_who_declares_an_interest_loses_the_vote_and_does_not_count(world):
    item = opened(world, world.waiting())
    member = world.university.members[0]
    cast_vote(world, item, member, Ballot.AGREE)
    voting.declare_interest(
        item_id=item.id, reason="برادر متقاضی", by=world.university.actor(member)
    )
    assert queries.votes_of(item.id) == []
    with pytest.raises(errors.HasInterest):
        cast_vote(world, item, member, Ballot.AGREE)


def test_the_applicant_does_not_vote_even_as_a_member(world):
    item = opened(world, world.waiting())
    member = world.university.members[0]
    identity.link_person(
        account_id=member.id, person_id=world.ground.applicant.person_id, by=Actor.system()
    )
    with pytest.raises(errors.HasInterest):
        cast_vote(world, item, member, Ballot.AGREE)


def test_nobody_hears_a_case_in_both_instances(world):
    case_id = world.waiting()
    world.university.decide(world.university.put(case_id), Verdict.REFUSE)
    world.object(case_id)
    both = world.university.members[0]
    organisations.give(both, world.tree.office, Role.MEMBER, CODE)
    item = world.central.put(case_id, None)
    central = replace(world.central, members=(*world.central.members, both))
    row = sessions.Session.objects.get(id=item.session_id)
    sessions.take_attendance(
        session_id=row.id,
        sittings={both.id: Sitting(presence=Presence.PRESENT)},
        by=central.actor(central.secretary),
    )
    voting.open_item(item_id=item.id, by=central.actor(central.chair))
    with pytest.raises(errors.HasInterest):
        voting.vote(item_id=item.id, ballot=Ballot.AGREE, by=central.actor(both))
    for one in world.central.voters:
        voting.vote(item_id=item.id, ballot=Ballot.AGREE, by=central.actor(one))
    voting.close_item(item_id=item.id, because="اعتراض وارد است", by=central.actor(central.chair))
    view = cases.case(case_id)
    assert (view.state, view.outcome) == ("final_granted", "granted")
    assert [one.code for one in catalogue.letters_of(case_id)] == ["order", "central_order"]


def test_the_central_commission_refers_to_nobody(world):
    case_id = world.waiting()
    world.university.decide(world.university.put(case_id), Verdict.REFER)
    item = world.central.put(case_id)
    voting.open_item(item_id=item.id, by=world.central.actor(world.central.chair))
    with pytest.raises(errors.NothingAbove):
        voting.vote(
            item_id=item.id, ballot=Ballot.REFER, by=world.central.actor(world.central.chair)
        )


@pytest.mark.parametrize("action", ["agree", "refuse", "refer"])
def test_the_desk_cannot_press_what_only_a_vote_decides(world, action):
    case_id = world.waiting()
    world.university.put(case_id)
    with pytest.raises(errors.DoneInTheCommission):
        press(case_id, world.university.chair, action, comment="متن")


def test_the_desk_leads_to_the_commission_where_its_own_button_would_be_refused(world, client):
    case_id = world.waiting()
    secretary = signed_in_staff(client, world.university.secretary.id)
    page = secretary.get(f"/desk/case/{case_id}/").content.decode()
    assert '<a class="button" href="/x/international-commission/">گذاشتن در دستور جلسه</a>' in page
    assert "/put/" not in page
    assert "/back/" in page  # this one is the desk's own
    session = world.university.session(opened=False)
    linked = f'href="/x/international-commission/sessions/{session.id}/"'
    assert linked in secretary.get(f"/desk/case/{case_id}/").content.decode()
    world.university.put(case_id, session)
    chair = signed_in_staff(a_browser(), world.university.chair.id)
    page = chair.get(f"/desk/case/{case_id}/").content.decode()
    assert page.count(linked) == 2 * len(Verdict)  # and in the row of buttons at the edge
    assert "/agree/" not in page


def test_officers_read_of_the_applicant_and_not_of_themselves(world, client):
    case_id = world.waiting()
    item = opened(world, case_id)
    desk = signed_in_staff(client, world.deputy.id).get(f"/desk/case/{case_id}/").content.decode()
    assert "مشخصات متقاضی" in desk
    assert "مشخصات شما" not in desk
    member = signed_in_staff(a_browser(), world.university.members[0].id)
    heard = member.get(f"/x/international-commission/items/{item.id}/").content.decode()
    assert "تحصیل متقاضی" in heard
    assert "تحصیل شما" not in heard


def test_the_page_of_the_commission_is_linked_for_whoever_works_there_and_nobody_else(world):
    managers = {}
    for place in (world.tree.office, world.tree.university):
        account = cast.an_account(f"{place.code}-manager")
        organisations.give(account, place, Role.OFFICE_MANAGER)
        managers[place.code] = tree_api.actor_for_account(account.id)
    works = [*managers.values(), world.university.actor(world.university.members[0]),
             tree_api.actor_for_account(world.deputy.id)]  # fmt: skip
    linked = [queries.sits_somewhere(one) for one in works]
    assert linked == [bool(queries.commissions_of(one)) for one in works]
    assert linked == [True, False, True, True]


def test_a_case_lies_on_one_agenda_only(world):
    case_id = world.waiting()
    world.university.put(case_id)
    with pytest.raises(errors.NotWaitingForAgenda):
        world.university.put(case_id)


def test_the_order_of_the_agenda_is_changed_by_one_place(world):
    session = world.university.session()
    items = [world.university.put(world.waiting(), session) for _ in range(3)]
    by = world.university.actor(world.university.secretary)
    agenda.move_item(item_id=items[2].id, up=True, by=by)
    agenda.move_item(item_id=items[0].id, up=True, by=by)
    order = list(session.items.order_by("place").values_list("id", flat=True))
    assert order == [items[0].id, items[2].id, items[1].id]


def test_a_member_neither_runs_nor_closes_anything(world):
    item = opened(world, world.waiting())
    by = world.university.actor(world.university.members[0])
    for deed in (
        lambda: voting.close_item(item_id=item.id, because="متن", by=by),
        lambda: sessions.conclude(session_id=item.session_id, note="", by=by),
        lambda: agenda.take_off(item_id=item.id, by=by),
    ):
        with pytest.raises(errors.NotOfThisCommission):
            deed()


def test_a_stand_in_votes_for_the_seat_of_another_once_appointed(world):
    commission = world.university
    absent = commission.members[0]
    stand_in = cast.an_account("stand-in")
    session = commission.session()
    by = commission.actor(commission.secretary)
    sitting = {absent.id: Sitting(presence=Presence.STAND_IN, stand_in_id=stand_in.id)}
    with pytest.raises(errors.NotOfThisCommission):
        sessions.take_attendance(session_id=session.id, sittings=sitting, by=by)
    post = organisations.a_post(commission.place, Role.MEMBER, CODE)
    tree_api.appoint(
        post_id=post.id,
        account_id=stand_in.id,
        by=Actor.system(),
        to=clock.now() + timedelta(days=9),
        on_behalf_of=absent.id,
    )
    sessions.take_attendance(session_id=session.id, sittings=sitting, by=by)
    item = commission.put(world.waiting(), session)
    voting.open_item(item_id=item.id, by=commission.actor(commission.chair))
    cast_vote(world, item, stand_in, Ballot.AGREE)
    [vote] = queries.votes_of(item.id)
    assert (vote.seat_id, vote.cast_by) == (absent.id, stand_in.id)
    with pytest.raises(errors.NotSeated):
        cast_vote(world, item, absent, Ballot.AGREE)


def test_the_minutes_say_what_happened_and_never_change(world):
    commission = world.university
    session = commission.session()
    heard, unheard = world.waiting(), world.waiting()
    item = commission.put(heard, session)
    commission.put(unheard, session)
    commission.decide(item, Verdict.CONDITIONS, "با تعهد گذراندن دو درس")
    by = commission.actor(commission.secretary)
    made = sessions.conclude(session_id=session.id, note="ساعت ۱۲ پایان یافت.", by=by)
    assert cases.case(unheard).state == "agenda"
    assert hashlib.sha256(made.body.encode()).hexdigest() == made.checksum
    sessions.sign_minutes(session_id=session.id, by=commission.actor(commission.chair))
    with pytest.raises(errors.AlreadySigned):
        sessions.sign_minutes(session_id=session.id, by=commission.actor(commission.chair))
    for deed in (
        lambda: sessions.conclude(session_id=session.id, note="دیگر", by=by),
        lambda: sessions.take_attendance(session_id=session.id, sittings={}, by=by),
        lambda: agenda.add_item(session_id=session.id, case_id=unheard, by=by),
    ):
        with pytest.raises(errors.SessionIsOver):
            deed()
    assert Minutes.objects.get(id=made.id).body == made.body
    assert session.items.model.objects.filter(session=session, state="carried").count() == 1
    for language in ("fa", "en", "ar"):
        assert "تعهد" in text_of(printing.minutes_pdf(made, language=language))


def test_of_a_secret_vote_the_minutes_keep_only_the_count(world):
    commission = world.university
    session = commission.session()
    session.is_secret = True
    session.save(update_fields=["is_secret"])
    item = commission.put(world.waiting(), session)
    commission.decide(AgendaItem.objects.get(id=item.id), Verdict.AGREE)
    made = sessions.conclude(
        session_id=session.id, note="", by=commission.actor(commission.secretary)
    )
    assert '"votes": {}' in made.body
    assert '"agree": 4' in made.body


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_the_order_reads_in_the_language_of_the_applicant(world, language):
    case_id = world.waiting()
    world.university.decide(world.university.put(case_id), Verdict.REFUSE, "reasons in full")
    shown = text_of(printing.order_pdf(case_id, language=language) or b"")
    assert "reasons in full" in shown
    assert ("Zaynab" in shown) == (language == "en")


def test_an_invitation_reaches_those_who_are_known_and_says_who_was_not(world):
    commission = world.university
    identity.link_person(
        account_id=commission.chair.id,
        person_id=cast.the_second_applicant().id,
        by=Actor.system(),
    )
    session = commission.session(opened=False)
    told = sessions.invite(session_id=session.id, by=commission.actor(commission.secretary))
    assert told == 1
    assert notifications.inbox_of(cast.the_second_applicant().id)
    assert session.attendances.filter(was_told=False).count() == len(commission.members)


class Crash(BaseException):
    """The process is gone before the commit."""


def test_a_decision_whose_process_dies_before_the_commit_leaves_nothing_of_it(world):
    case_id = world.waiting()
    item = opened(world, case_id)
    for one in world.university.voters:
        cast_vote(world, item, one, Ballot.AGREE)

    def die():
        with transaction.atomic():
            voting.close_item(
                item_id=item.id, because="متن", by=world.university.actor(world.university.chair)
            )
            raise Crash

    with pytest.raises(Crash):
        die()
    row = AgendaItem.objects.get(id=item.id)
    assert (row.state, row.verdict) == (ItemState.OPEN.value, "")
    assert cases.case(case_id).state == "session"
    assert catalogue.letters_of(case_id) == []


def test_papers_are_kept_masked_and_told_of_once_for_each_distance(world):
    case_id = file_sample(SERVICE, world.ground).case_id
    person_id = world.ground.applicant.person_id
    found = {one.kind.value: one for one in queries.papers_of(person_id)}
    assert found.keys() == {"passport", "residence"}
    assert found["passport"].masked == "•••••0019"
    end = found["passport"].expires_on
    said = []
    for before in (400, 170, 169, 60, 59, 3, -1):
        with clock.frozen(clock.start_of(end - timedelta(days=before))):
            papers.watch()
        inbox = notifications.inbox_of(person_id, limit=50)
        said.append(sum("گذرنامه" in one.text and "پایان" in one.text for one in inbox))
    assert said == [0, 1, 1, 2, 2, 3, 3]
    assert Paper.objects.filter(matter_id=case_id).count() == 2


@pytest.mark.parametrize("who", ["chair", "secretary"])
def test_a_voting_that_decides_nothing_is_left_to_the_next_session(world, who):
    commission, case_id = world.university, world.waiting()
    item = opened(world, case_id)
    for one in commission.voters:
        cast_vote(world, item, one, Ballot.ABSTAIN)
    by = commission.actor(getattr(commission, who))
    with pytest.raises(errors.ReasonMissing):
        voting.adjourn_item(item_id=item.id, because=" ", by=by)
    with pytest.raises(errors.NotOfThisCommission):
        voting.adjourn_item(
            item_id=item.id, because="بی‌نتیجه", by=commission.actor(commission.members[0])
        )
    voting.adjourn_item(item_id=item.id, because="همه ممتنع", by=by)
    assert cases.case(case_id).state == "agenda"
    assert AgendaItem.objects.get(id=item.id).state == ItemState.CARRIED.value
    assert queries.votes_of(item.id) == []
    [line] = audit.lines(target="agenda_item", target_id=item.id, verb=f"{CODE}.adjourned")
    assert line.because == "همه ممتنع"
    with pytest.raises(errors.VotingClosed):
        voting.adjourn_item(item_id=item.id, because="دوباره", by=by)
    sessions.conclude(
        session_id=item.session_id, note="", by=commission.actor(commission.secretary)
    )
    assert commission.decide(commission.put(case_id), Verdict.AGREE) is Verdict.AGREE


def test_the_count_of_a_closed_item_stays_whoever_leaves_afterwards(world):
    commission, case_id = world.university, world.waiting()
    item = opened(world, case_id)
    for one in commission.voters:
        cast_vote(world, item, one, Ballot.AGREE)
    voting.close_item(item_id=item.id, because="متن", by=commission.actor(commission.chair))
    item.refresh_from_db()
    by, said = commission.actor(commission.secretary), wording.count(item, "en")
    gone = {one.id: Sitting(presence=Presence.ABSENT) for one in commission.members[:2]}
    sessions.take_attendance(session_id=item.session_id, sittings=gone, by=by)
    assert "4" in said
    assert wording.count(item, "en") == said
    assert '"agree": 4' in sessions.conclude(session_id=item.session_id, note="", by=by).body


def test_a_seat_taken_otherwise_while_votes_are_taken_loses_its_ballot(world):
    commission = world.university
    item = opened(world, world.waiting())
    by = commission.actor(commission.secretary)
    first, second = commission.members[:2]
    for one in (first, second):
        cast_vote(world, item, one, Ballot.AGREE)
    for how in (Presence.ABSENT, Presence.PRESENT):
        sittings = {first.id: Sitting(presence=how), second.id: Sitting(presence=Presence.PRESENT)}
        sessions.take_attendance(session_id=item.session_id, sittings=sittings, by=by)
    assert [vote.seat_id for vote in queries.votes_of(item.id)] == [second.id]


def test_a_renewed_paper_stays_when_the_case_comes_back_with_the_old_one(world):
    case_id = world.waiting()
    person_id = world.ground.applicant.person_id
    old = Paper.objects.get(person_id=person_id, kind="passport")
    Paper.objects.filter(id=old.id).update(replaced_at=clock.now())
    new = Paper.objects.create(
        person_id=person_id, kind="passport", masked="••••9999", country="AF", language="ar",
        expires_on=old.expires_on + timedelta(days=2000), organisation_id=old.organisation_id,
        matter_id=case_id, known_at=clock.now(),
    )  # fmt: skip
    press(case_id, world.university.secretary, "back", comment="بازبینی")
    assert Paper.objects.get(person_id=person_id, kind="passport", replaced_at=None) == new


def test_a_paper_told_of_when_the_case_comes_back_is_in_the_language_of_the_request(world):
    case_id = world.waiting()
    Paper.objects.filter(matter_id=case_id).delete()
    with override("en"):
        press(case_id, world.university.secretary, "back", comment="بازبینی")
    languages = set(Paper.objects.filter(matter_id=case_id).values_list("language", flat=True))
    assert languages == {catalogue.language_of(case_id)}
    assert languages != {"en"}


def test_who_is_not_cleared_for_a_case_reads_neither_its_item_nor_its_name(world, client):
    commission, case_id = world.university, world.waiting()
    session = commission.session()
    item = commission.put(case_id, session)
    name = cases.case(case_id).applicant_name
    commission.decide(item, Verdict.AGREE, "reasons in full")
    sessions.conclude(session_id=session.id, note="", by=commission.actor(commission.secretary))
    chair = organisations.a_post(commission.place, Role.CHAIR, CODE)
    tree_api.clear_post(post_id=chair.id, clearance=Confidentiality.CONFIDENTIAL, by=Actor.system())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET confidentiality = 1 WHERE id = %s", [case_id])
    root = "/x/international-commission"
    seen = {}
    for who in (commission.chair, commission.members[0]):
        browser = signed_in_staff(client, who.id)
        listed = browser.get(f"{root}/sessions/{session.id}/").content.decode()
        minutes = text_of(browser.get(f"{root}/sessions/{session.id}/minutes.pdf").content)
        seen[who] = (
            name in listed, "محرمانه" in listed, "reasons in full" in minutes,
            browser.get(f"{root}/items/{item.id}/").status_code,
        )  # fmt: skip
    assert seen == {
        commission.chair: (True, False, True, 200),
        commission.members[0]: (False, True, False, 404),
    }
    looked = [
        one
        for one in audit.lines(target="case", target_id=case_id)
        if one.verb == audit.Seen.CASE.verb
    ]
    assert {one.account_id for one in looked} == {commission.chair.id}


@pytest.mark.django_db(transaction=True)
def test_votes_at_once_are_counted_once_and_closing_comes_once():
    world = World()
    case_id = world.waiting()
    item = opened(world, case_id)
    chair = world.university.actor(world.university.chair)
    actors = [world.university.actor(one) for one in world.university.voters]

    def many(number):
        try:
            voting.vote(item_id=item.id, ballot=Ballot.AGREE, by=actors[number % len(actors)])
        finally:
            connection.close()

    def close(_number):
        try:
            return voting.close_item(item_id=item.id, because="متن", by=chair)
        except errors.VotingClosed:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(many, range(32)))
        verdicts = list(pool.map(close, range(6)))
    assert Vote.objects.filter(item=item).count() == len(actors)
    assert [one for one in verdicts if one] == [Verdict.AGREE]
    assert len(catalogue.letters_of(case_id)) == 1
    assert SessionState(item.session.state) is SessionState.HELD
