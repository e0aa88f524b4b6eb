"""A university is asked, introduces, the organisation above decides; cases that waited go on."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api as attachments, ports
from pishkhan.kernel.attachments.actions import receiving
from pishkhan.kernel.attachments.errors import Infected, TooManyUploads
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import Stale
from pishkhan.kernel.cases.terms import CaseStatus
from pishkhan.kernel.forms.errors import FormIncomplete
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.testing import outbox
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request import queries, tasks
from pishkhan.services.cartable_request.actions import requesting
from pishkhan.services.cartable_request.errors import (
    AlreadyIntroduced,
    NotOfThisService,
    UnderReview,
)
from pishkhan.services.cartable_request.tests.conftest import SERVICE, SYSTEM, TYPED, introduced


def deputy_of(ground):
    return organisations.holders(ground.tree.university.id, "expert", "e_request")


def test_the_applicant_is_the_organisation_and_its_liaison_has_the_task(ground):
    case_id = requesting.request(**ground.place, by=SYSTEM)
    view = cases.case(case_id)
    assert view.applicant_id == ground.tree.university.id
    assert view.organisations["above"] == ground.tree.headquarters.id
    assert {one.action.name for one in cases.offers(case_id, ground.liaison)} == {
        "introduce", "withdraw"
    }  # fmt: skip
    assert cases.open_asks()[tuple(ground.place.values())].case_id == case_id


def test_a_second_ask_joins_the_first(ground):
    first = requesting.request(**ground.place, by=SYSTEM)
    assert requesting.request(**ground.place, by=ground.liaison) == first
    tasks.ask(**ground.place)
    assert len(cases.cases_of(ground.tree.university.id)) == 1


def test_without_a_liaison_the_organisation_above_has_the_task_and_is_told_so(ground):
    place = {**ground.place, "organisation_id": ground.tree.other_university.id}
    case_id = requesting.request(**place, by=SYSTEM)
    view = cases.case(case_id)
    assert view.state == "introduce_above"
    assert cases.offers(case_id, ground.manager)
    asked = cases.open_asks()[tuple(place.values())]
    assert asked.told_name == ground.tree.headquarters.name


def test_approval_makes_account_post_holding_and_cartable_at_once(ground):
    case_id = introduced(ground)
    assert cases.case(case_id).state == "review"
    view = ground.press(case_id, ground.expert, "approve")
    assert view.outcome == "approved"
    [holder] = deputy_of(ground)
    assert holder.name == "پریسا نیک‌اندیش"
    person = identity.person_by_identifier(IdentifierKind.NATIONAL_ID, TYPED["national_id"])
    assert identity.account(holder.account_id).person_id == person.id
    live = {(one.role, one.service) for one in cases.cartables_at([ground.tree.university.id])}
    assert ("expert", "e_request") in live
    assert queries.is_held(*ground.place.values())
    assert tuple(ground.place.values()) not in cases.open_asks()


def test_the_new_account_is_told_by_sms_to_the_mobile_given_and_nowhere_else(ground):
    ground.press(introduced(ground), ground.expert, "approve")
    [said] = outbox("09120000031", event="cartable_request.account")
    assert "گذرواژه" in said


def test_two_approvals_of_one_cartable_at_once_have_one_winner(ground):
    case_id = introduced(ground)
    [offer] = [one for one in cases.offers(case_id, ground.expert) if one.action.name == "approve"]
    cases.act(task_id=offer.task_id, action="approve", by=ground.expert)
    with pytest.raises(Stale) as told:
        cases.act(task_id=offer.task_id, action="approve", by=ground.expert)
    assert told.value.data["by_name"] == ground.expert.name
    assert len(deputy_of(ground)) == 1


class Finder:
    """Finds something in every file; remembers how many transactions were open meanwhile."""

    def __init__(self):
        self.depths = []

    def scan(self, _file, /):
        self.depths.append(len(connection.savepoint_ids))
        return "Test.Malware"


@pytest.fixture
def finder():
    one, usual = Finder(), ports.scanner()
    ports.connect_scanner(one)
    yield one
    ports.connect_scanner(usual)


def test_a_letter_that_is_refused_leaves_its_line_and_its_count(ground, finder, monkeypatch):
    monkeypatch.setattr(receiving, "UPLOADS_AN_HOUR", 1)
    case_id = requesting.request(**ground.place, by=ground.liaison)
    outside = len(connection.savepoint_ids)

    def send():
        requesting.introduce(
            case_id=case_id, typed=TYPED, letter=io.BytesIO(a_jpeg()), by=ground.liaison
        )

    with pytest.raises(Infected):
        send()
    with pytest.raises(TooManyUploads):
        send()
    [line] = audit.lines(target="case", target_id=case_id, verb="attachments.infected")
    assert line.after["finding"] == "Test.Malware"
    assert finder.depths == [outside], "nothing is locked while the scanner looks"
    assert cases.case(case_id).state == "introduce"
    assert not attachments.of_case(case_id)
    assert queries.introduced(case_id) is None


def test_a_returned_introduction_is_corrected_and_sent_again(ground):
    case_id = introduced(ground)
    ground.press(case_id, ground.expert, "return", comment="شمارهٔ نامه خوانا نیست")
    assert cases.case(case_id).state == "introduce"
    assert queries.typed(case_id)["letter_number"] == TYPED["letter_number"]
    requesting.introduce(
        case_id=case_id,
        typed={**TYPED, "letter_number": "۱۲/۳۴۶"},
        letter=None,
        by=ground.liaison,
    )
    assert queries.introduced(case_id).text("letter_number") == "۱۲/۳۴۶"
    assert ground.press(case_id, ground.expert, "approve").outcome == "approved"


def test_a_rejection_has_a_reason_and_the_next_case_that_waits_asks_anew(ground):
    case_id = introduced(ground)
    ground.press(case_id, ground.expert, "reject", reason="bad_letter", comment="مهر ندارد")
    assert tuple(ground.place.values()) not in cases.open_asks()
    assert requesting.request(**ground.place, by=SYSTEM) != case_id


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"national_id": "0001010108"}, "national_id"),
        ({"to": "1405/08/01"}, "to"),
        ({"letter_on": "1420/01/01"}, "letter_on"),
        ({"email": "نشانی"}, "email"),
        ({"mobile": "123"}, "mobile"),
    ],
)
def test_what_is_wrong_is_said_at_its_question_and_nothing_is_kept(ground, changed, field):
    with pytest.raises(FormIncomplete) as refused:
        introduced(ground, **changed)
    assert field in refused.value.errors["holder"]
    [case] = cases.cases_of(ground.tree.university.id)
    assert (case.state, queries.introduced(case.id)) == ("introduce", None)


def test_the_letter_is_needed(ground):
    case_id = requesting.request(**ground.place, by=ground.liaison)
    with pytest.raises(FormIncomplete) as refused:
        requesting.introduce(case_id=case_id, typed=TYPED, letter=None, by=ground.liaison)
    assert "letter" in refused.value.errors["holder"]


def test_what_is_under_review_is_not_introduced_again(ground):
    case_id = introduced(ground)
    with pytest.raises(UnderReview):
        requesting.introduce(case_id=case_id, typed=TYPED, letter=None, by=ground.liaison)


MEMBER = {"role": Role.MEMBER.value, "service": "international_commission"}
PEOPLE = ("0001010107", "0001010204", "0001010301")


def members(ground, *people):
    """One request for each, sent for review one after the other."""
    made = []
    for number, national_id in enumerate(people):
        made.append(requesting.request(**{**ground.place, **MEMBER}, by=ground.liaison))
        requesting.introduce(
            case_id=made[-1],
            typed={**TYPED, "national_id": national_id, "mobile": f"0912000004{number}"},
            letter=io.BytesIO(a_jpeg()),
            by=ground.liaison,
        )
    return made


def seated(ground):
    return organisations.holders(ground.tree.university.id, Role.MEMBER, MEMBER["service"])


def test_the_members_of_a_commission_are_introduced_beside_each_other(ground):
    made = members(ground, *PEOPLE)
    assert len({*made}) == len(PEOPLE)
    assert {cases.case(one).state for one in made} == {"review"}
    for one in made:
        assert ground.press(one, ground.expert, "approve").outcome == "approved"
    assert len(seated(ground)) == len(PEOPLE)
    assert cases.open_asks() == {}


def test_the_same_person_is_not_introduced_twice_for_one_seat_while_they_are_examined(ground):
    first = members(ground, PEOPLE[0])
    second = requesting.request(**{**ground.place, **MEMBER}, by=ground.liaison)
    assert second not in first
    with pytest.raises(FormIncomplete) as refused:
        members(ground, PEOPLE[0])
    assert isinstance(refused.value.errors["holder"]["national_id"][0], AlreadyIntroduced)
    assert cases.case(second).state == "introduce"
    assert members(ground, PEOPLE[1]) == [second], "the one that waits is filled in first"


def test_the_platform_asks_for_one_member_however_many_are_under_review(ground):
    made = members(ground, *PEOPLE[:2])
    assert requesting.request(**{**ground.place, **MEMBER}, by=SYSTEM) in made


def test_one_rejected_member_leaves_the_others_and_what_was_asked(ground):
    first, second, _third = members(ground, *PEOPLE)
    place = tuple({**ground.place, **MEMBER}.values())
    ground.press(second, ground.expert, "reject", reason="bad_letter", comment="مهر ندارد")
    assert cases.open_asks()[place].case_id == first
    ground.press(first, ground.expert, "reject", reason="bad_letter", comment="مهر ندارد")
    assert place not in cases.open_asks()
    tasks.sweep()
    assert not seated(ground)


def test_a_role_that_the_process_does_not_use_cannot_be_asked_for(ground):
    with pytest.raises(NotOfThisService):
        requesting.request(**{**ground.place, "role": "commission_chair"}, by=SYSTEM)


def test_after_the_deadline_the_organisation_above_introduces(ground):
    case_id = requesting.request(**ground.place, by=SYSTEM)
    with clock.frozen(clock.now() + timedelta(days=40)):
        while cases.fire_due_timers(50):
            continue
    assert cases.case(case_id).state == "introduce_above"


def test_a_holder_who_came_otherwise_ends_the_request(ground):
    case_id = requesting.request(**ground.place, by=SYSTEM)
    post = organisations.create_post(
        organisation_id=ground.tree.university.id, role=Role.EXPERT, by=SYSTEM
    )
    organisations.appoint(post_id=post.id, account_id=ground.expert.account_id, by=SYSTEM)
    tasks.sweep()
    assert cases.case(case_id).status is CaseStatus.CLOSED
    assert cases.open_asks() == {}


def test_handover_ends_the_term_before_and_counts_what_was_released(ground):
    ground.press(introduced(ground), ground.expert, "approve")
    [before] = deputy_of(ground)
    second = introduced(
        ground,
        national_id="0001010204",
        first_name="بهار",
        mobile="09120000032",
        instead="1",
    )
    ground.press(second, ground.expert, "approve")
    [after] = deputy_of(ground)
    assert after.account_id != before.account_id
    assert cases.case(second).facts["is_succession"] is True


def test_a_renewal_lengthens_the_term_of_the_same_person(ground):
    ground.press(introduced(ground), ground.expert, "approve")
    [before] = deputy_of(ground)
    ground.press(introduced(ground, to="1412/08/01"), ground.expert, "approve")
    [after] = deputy_of(ground)
    assert after.account_id == before.account_id
    last = max(one.valid_to for one in organisations.holdings(after.post_id))
    assert last > clock.now() + timedelta(days=2000)


def test_the_sweep_asks_for_whom_a_case_still_waits_after_a_rejection(ground, monkeypatch):
    place = tuple(ground.place.values())
    monkeypatch.setattr(cases, "waiting_places", lambda: {place})
    tasks.sweep()
    assert place in cases.open_asks()


@pytest.mark.parametrize("broken", [0, 1])
def test_a_request_that_cannot_be_closed_does_not_stop_the_sweep(ground, broken):
    places = [ground.tree.university, ground.tree.other_university]
    asked = [
        requesting.request(**{**ground.place, "organisation_id": one.id}, by=SYSTEM)
        for one in places
    ]
    for one in places:
        tree_testing.give(cast.the_expert(), one, Role.EXPERT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET state = 'nowhere' WHERE id = %s", [asked.pop(broken)])
    tasks.sweep()
    assert cases.case(asked[0]).status is CaseStatus.CLOSED


def suspended_place(ground):
    """Somebody holds the place, and its cartable is suspended; its id."""
    tree_testing.give(cast.an_account("holder"), ground.tree.university, Role.EXPERT, SERVICE)
    cartable = cases.create_cartable(**ground.place, by=SYSTEM)
    cases.suspend_cartable(cartable, because="مأموریت", by=SYSTEM)
    return cartable


def test_the_ask_that_a_suspension_caused_is_withdrawn_when_it_is_lifted(ground):
    cartable = suspended_place(ground)
    case_id = requesting.request(**ground.place, by=SYSTEM)
    assert cases.open_asks()
    tasks.ask(**ground.place)
    assert cases.case(case_id).outcome == "", "still suspended"
    cases.lift_cartable(cartable, by=SYSTEM)
    tasks.ask(**ground.place)
    assert cases.case(case_id).outcome == "withdrawn"
    assert cases.open_asks() == {}


def test_an_ask_that_is_no_request_yet_is_closed_when_the_suspension_is_lifted(ground):
    cartable = suspended_place(ground)
    cases.ask(**ground.place, by=SYSTEM)
    cases.lift_cartable(cartable, by=SYSTEM)
    tasks.ask(**ground.place)
    assert cases.open_asks() == {}
    assert cases.open_cases_of([ground.tree.university.id], "cartable_request") == []


def test_what_is_asked_of_an_organisation_that_was_closed_since_is_withdrawn_by_the_sweep(ground):
    place = {**ground.place, "organisation_id": ground.tree.other_university.id}
    case_id = requesting.request(**place, by=SYSTEM)
    tasks.sweep()
    assert cases.open_asks()
    organisations.close_organisation(
        organisation_id=ground.tree.other_university.id, because="ادغام", by=SYSTEM
    )
    tasks.sweep()
    assert cases.case(case_id).outcome == "withdrawn"
    assert cases.open_asks() == {}


@override_settings(SMS_QUIET_HOURS="22:00-08:00")
def test_nobody_is_woken_to_introduce_somebody_and_not_at_all_once_it_is_needless(ground):
    person = cast.the_applicant()
    identity.link_person(account_id=ground.liaison.account_id, person_id=person.id, by=SYSTEM)
    cartable = suspended_place(ground)
    night = clock.start_of(clock.today() + timedelta(days=2)) + timedelta(hours=2)
    morning = clock.start_of(calendars.next_working_day(night.date())) + timedelta(hours=8)
    with clock.frozen(night):
        requesting.request(**ground.place, by=SYSTEM)
        [said] = Message.objects.filter(event="cartable_request.asked", channel="sms")
        assert (said.state, said.due_at) == ("waiting", morning)
        cases.lift_cartable(cartable, by=SYSTEM)
        tasks.ask(**ground.place)
    said.refresh_from_db()
    assert (said.state, said.reason, said.due_at) == ("dead", "overtaken", None)
