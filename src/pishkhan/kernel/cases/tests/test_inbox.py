"""Inboxes, counts, search: only one's own, the nearest deadline first, folded."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock
from pishkhan.kernel.cases import api, errors, testing
from pishkhan.kernel.cases.models import Case, Task
from pishkhan.kernel.cases.spec import Applicant, Defect
from pishkhan.kernel.cases.terms import DefectKind, View
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import an_account
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Confidentiality, Role
from pishkhan.kernel.organisations.testing import a_tree, give
from pishkhan.kernel.persistence.api import new_id


WIDE = {Role.OFFICE_MANAGER, Role.AUDITOR}  # who read below their own organisation too


def ids(page):
    return [row.case_id for row in page.rows]


def test_a_cartable_shows_its_own_tasks_only(office):
    first, second = office.open(), office.open()
    office.press(second, "refer", office.clerk)

    assert ids(api.inbox(office.clerk)) == [first.id]
    assert ids(api.inbox(office.expert)) == [second.id]
    assert ids(api.inbox(Actor.anonymous())) == []


def test_an_inbox_takes_two_statements_however_many_rows(office):
    for _ in range(4):
        office.open()
    with CaptureQueriesContext(connection) as captured:
        api.inbox(office.clerk)

    assert len(captured) == 2


def test_pages_follow_one_another_without_a_gap(office):
    opened = [office.open().id for _ in range(7)]
    seen, after = [], ""
    while True:
        page = api.inbox(office.clerk, after=after, limit=3)
        seen += ids(page)
        after = page.after
        if not after:
            break

    assert seen == opened


def test_a_made_up_cursor_gives_the_first_page(office):
    case = office.open()

    assert ids(api.inbox(office.clerk, after="nonsense|x")) == [case.id]


def test_views_find_what_they_are_named_for(office):
    late, back, done = office.open(), office.open(), office.open()
    defect = Defect(field="a.b", kind=DefectKind.INCORRECT, note="نه")
    office.press(back, "defect", office.clerk, comment="نه", defects=(defect,))
    api.answer_defects(case_id=back.id, answers={"a.b": "بله"}, by=office.applicant)
    office.press(back, "send", office.applicant)
    office.press(done, "refer", office.clerk)
    api.claim(task_id=office.task(late).id, by=office.clerk)

    assert ids(api.inbox(office.clerk, view=View.RETURNED)) == [back.id]
    assert done.id in ids(api.inbox(office.clerk, view=View.DONE))
    assert ids(api.inbox(office.clerk, view=View.MINE)) == [late.id]
    assert ids(api.inbox(office.clerk, view=View.OVERDUE)) == []
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert set(ids(api.inbox(office.clerk, view=View.OVERDUE))) == {late.id, back.id}
    with clock.frozen(office.task(late).due_at - timedelta(hours=1)):
        assert late.id in ids(api.inbox(office.clerk, view=View.DUE_TODAY))


def test_counts_belong_to_cartables(office):
    office.open()
    office.press(office.open(), "refer", office.clerk)

    counted = api.counts(office.clerk)

    assert [(c.role, c.open, c.overdue) for c in counted.cartables] == [("secretariat_clerk", 1, 0)]
    assert (counted.overdue, counted.returned, counted.mine) == (0, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "بهرامی",
        "مهسا بهرامی نیا",
        "بهرامینیا",
        "بهرامي",
        "0001010107",
        "۰۰۰۱۰۱۰۱۰۷",
        "172429/4",
        "4/172429",
    ],
)
def test_a_case_is_found_by_name_identifier_and_letter_number_both_ways(office, text):
    case = office.open()
    api.label(case.id, reference="172429/4")

    assert [found.id for found in api.search(office.clerk, text)] == [case.id]
    assert ids(api.inbox(office.clerk, search=text)) == [case.id]


def test_the_letter_number_is_written_on_the_open_task(office):
    case = office.open()
    api.label(case.id, reference="172429/4")

    assert office.task(case).reference == "172429/4"
    assert api.inbox(office.clerk).rows[0].reference == "172429/4"


def test_a_corrected_name_is_found_under_the_new_one(office):
    case = office.open()
    api.label(case.id, applicant=Applicant(person_id=700, name="پگاه دریانورد"))

    assert [found.id for found in api.search(office.clerk, "دریانورد")] == [case.id]
    assert api.search(office.clerk, "بهرامی") == []
    assert api.tasks(case.id)[0].applicant_name == "پگاه دریانورد"


def test_nobody_finds_the_cases_of_another_house(office):
    case = office.open()
    api.label(case.id, reference="172429/4")
    give(an_account("elsewhere"), office.other, Role.SECRETARIAT)
    stranger = organisations.actor_for_account(an_account("elsewhere").id)

    assert api.search(stranger, "بهرامی") == []
    assert not api.may_see(case.id, stranger)
    assert api.may_see(case.id, office.expert)
    assert [found.id for found in api.search(office.applicant, "172429")] == [case.id]


def test_percent_signs_are_not_wildcards(office):
    office.open()

    assert api.search(office.clerk, "%") == []


def test_a_task_handed_over_is_anothers(office):
    case = office.open()
    give(an_account("second-clerk"), office.organisation, Role.SECRETARIAT)
    second = organisations.actor_for_account(an_account("second-clerk").id)
    task_id = office.task(case).id
    with pytest.raises(errors.NotAHolder):
        api.reassign(task_id=task_id, to_account_id=office.signer.account_id, by=office.clerk)
    api.reassign(task_id=task_id, to_account_id=second.account_id, by=office.clerk)

    with pytest.raises(errors.NotYours):
        office.press(case, "refer", office.clerk)
    with pytest.raises(errors.Stale):
        api.claim(task_id=task_id, by=office.clerk)
    api.release(task_id=task_id, by=second)
    assert office.press(case, "refer", office.clerk).state == "expert"


def test_what_was_sent_is_taken_back_until_it_is_seen(office):
    case = office.open()
    office.press(case, "refer", office.clerk)
    assert api.take_back(case_id=case.id, by=office.clerk).state == "secretariat"
    office.press(case, "refer", office.clerk)
    api.mark_seen(task_id=office.task(case).id, by=office.clerk)
    api.mark_seen(task_id=office.task(case).id, by=office.expert)

    with pytest.raises(errors.TooLateToTakeBack):
        api.take_back(case_id=case.id, by=office.clerk)


def test_a_note_is_read_by_its_writer_alone(office):
    case = office.open()
    api.write_note(case_id=case.id, text="تماس بگیرم", by=office.clerk)

    assert api.note(case.id, office.clerk) == "تماس بگیرم"
    assert api.note(case.id, office.expert) == ""
    api.write_note(case_id=case.id, text="", by=office.clerk)
    assert api.note(case.id, office.clerk) == ""


@pytest.mark.parametrize("text", ["24/4", "4/24", "۲۴/۴"])
def test_the_letter_itself_comes_before_those_whose_numbers_contain_it(office, text):
    for reference in ("24/4", "240/4", "124/4"):
        api.label(office.open().id, reference=reference)
    assert api.search(office.clerk, text)[0].reference == "24/4"


def a_line(case, **changed):
    """Another task of a case, as some other step or a referral would have left it."""
    line = Task.objects.filter(case_id=case.id).order_by("id")[0]
    line.id = new_id()
    for name, value in changed.items():
        setattr(line, name, value)
    line.save(force_insert=True)


@pytest.mark.parametrize(
    ("service", "clearance"), [("", Confidentiality.ORDINARY), ("letter", list(Confidentiality)[2])]
)
@pytest.mark.parametrize("at_the_top", [False, True])
@pytest.mark.parametrize("role", list(Role))
def test_what_is_done_and_what_is_suspended_is_listed_as_it_may_be_opened(
    office, role, at_the_top, service, clearance
):
    tree = a_tree()
    place = tree.headquarters if at_the_top else office.organisation
    account = an_account("reader")
    post = give(account, place, role, service).post_id
    organisations.clear_post(post_id=post, clearance=clearance, by=Actor.system())
    elsewhere = {"office": office.other.id}
    cases = [office.open(), office.open(), office.open()]
    cases += [testing.an_open_case("letter", elsewhere) for _ in range(3)]
    here, secret, _own, _foreign, referred, kept = cases
    desk = {"role": role.value, "organisation_id": place.id}
    a_line(_own, **desk)
    a_line(referred, kind="referral", **desk)
    a_line(kept, kind="referral", **desk)
    for one in (secret, kept):
        Case.objects.filter(id=one.id).update(confidentiality=2)
        Task.objects.filter(case_id=one.id).update(confidentiality=2)
    at = clock.now()
    former = {"role": "former", "organisation_id": place.id}
    for one in cases:
        a_line(one, closed_by=account.id, closed_at=at, **former)
        a_line(one, suspended_at=at, cartable_id=None, **former)
    Task.objects.filter(case_id=here.id, role="former").update(organisation_id=office.other.id)
    reader = organisations.actor_for_account(account.id)
    readable = {one.id for one in cases if api.may_see(one.id, reader)}

    assert set(ids(api.inbox(reader, view=View.DONE))) == readable
    # Of what is suspended, what waits at a place of theirs.
    near = readable - ({here.id} if not at_the_top or role not in WIDE else set())
    assert set(ids(api.inbox(reader, view=View.SUSPENDED))) == near


def test_a_member_finds_what_they_decided_though_they_read_no_other_case_there(office):
    case, other = office.open(), office.open()
    account = an_account("member")
    give(account, office.organisation, Role.MEMBER)
    place = {"role": Role.MEMBER.value, "organisation_id": office.organisation.id}
    a_line(case, closed_by=account.id, closed_at=clock.now(), **place)
    member = organisations.actor_for_account(account.id)

    assert api.may_see(case.id, member)
    assert not api.may_see(other.id, member)
    assert ids(api.inbox(member, view=View.DONE)) == [case.id]
