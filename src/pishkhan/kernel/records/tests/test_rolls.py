"""Rolls: opened, signed by two, closed; what comes after is late and everybody sees it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.identity.models import Account
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import the_applicant
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.records.actions.facts import correct, record_document
from pishkhan.kernel.records.actions.issuing import issue_code, issue_roll
from pishkhan.kernel.records.actions.recognising import recognise, set_window
from pishkhan.kernel.records.actions.rolls import roll_close, roll_open, roll_sign
from pishkhan.kernel.records.actions.settling import settle_held
from pishkhan.kernel.records.errors import (
    BecauseNeeded,
    DoorClosed,
    RollChanged,
    RollClosed,
    RollNotOpen,
    RollNotYet,
    RollOpenAlready,
    RollUnsigned,
    Settled,
    TwoPeople,
)
from pishkhan.kernel.records.models import Award, Document, Recognition, Roll
from pishkhan.kernel.records.queries.batches import held, held_record
from pishkhan.kernel.records.queries.doors import require_open
from pishkhan.kernel.records.queries.facts import facts_of, facts_of_all, grade_class
from pishkhan.kernel.records.queries.logged import LOGGED
from pishkhan.kernel.records.queries.register import recognition_of
from pishkhan.kernel.records.queries.rolls import roll, roll_by_id, rolls_of, sealed_as
from pishkhan.kernel.records.rules.rows import DocumentPart
from pishkhan.kernel.records.spec import SourceOf
from pishkhan.kernel.records.terms import (
    DocumentKind,
    Door,
    Fact,
    Finding,
    Level,
    LogClass,
    Origin,
    Outcome,
    Recognised,
    RollState,
)
from pishkhan.kernel.records.testing import a_record
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.terms import LogFaultKind
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification import api as verification


PAPER = DocumentPart(
    kind=DocumentKind.TEMPORARY_CERTIFICATE, issued_on=datetime(2025, 10, 1, tzinfo=UTC).date()
)
ORIGIN = SourceOf(origin=Origin.OFFICE, place="جلد ۳")


def closed(campus):
    found = roll(campus.institution.id, 1404)
    roll_sign(found.id, by=campus.expert)
    return roll_close(found.id, by=campus.signer)


def test_two_accounts_close_a_roll_with_its_count_and_root(campus):
    campus.sender.send("b-1", [a_record(n) for n in range(1, 6)])
    done = closed(campus)
    assert (done.state, done.count) == (RollState.CLOSED, 5)
    assert done.root == sealed_as(campus.institution.id, 1404)[1]
    assert (done.signed_by, done.closed_by) == (campus.expert.account_id, campus.signer.account_id)
    assert rolls_of(campus.institution.id) == [done] == [roll_by_id(done.id)]


def test_two_accounts_of_one_person_are_one_signature(campus):
    both = [campus.expert.account_id, campus.signer.account_id]
    Account.objects.filter(id__in=both).update(person_id=the_applicant().id)
    with pytest.raises(TwoPeople):
        closed(campus)


def test_one_account_cannot_be_both_signatures_not_even_by_sql(campus):
    found = roll(campus.institution.id, 1404)
    with pytest.raises(RollUnsigned):
        roll_close(found.id, by=campus.signer)
    both = Actor.staff(campus.expert.account_id, "", campus.signer.grants)
    roll_sign(found.id, by=campus.expert)
    with pytest.raises(TwoPeople):
        roll_close(found.id, by=both)
    with pytest.raises(NotAllowed):
        roll_close(found.id, by=campus.expert)
    with pytest.raises(TwoPeople):
        roll_sign(found.id, by=Actor.system())
    with pytest.raises(IntegrityError), transaction.atomic():
        Roll.objects.filter(id=found.id).update(closed_by=campus.expert.account_id)


def test_what_changes_after_the_first_signature_is_signed_anew(campus):
    campus.sender.send("b-1", [a_record(1)])
    found = roll(campus.institution.id, 1404)
    roll_sign(found.id, by=campus.expert)
    campus.sender.send("b-2", [a_record(2)])
    with pytest.raises(RollChanged):
        roll_close(found.id, by=campus.signer)
    assert closed(campus).count == 2


def test_a_roll_is_opened_once_for_a_year_that_has_begun_and_never_again(campus):
    with pytest.raises(RollOpenAlready):
        roll_open(campus.institution.id, 1404, by=campus.expert)
    with pytest.raises(RollNotYet):
        roll_open(campus.institution.id, 1406, by=campus.expert)
    with pytest.raises(NotAllowed):
        roll_open(campus.other.id, 1404, by=campus.expert)
    done = closed(campus)
    for again in (roll_sign, roll_close):
        with pytest.raises(RollClosed):
            again(done.id, by=campus.expert if again is roll_sign else campus.signer)


def test_rolls_and_permits_are_in_the_public_log_and_a_back_dated_one_is_found(campus):
    with a_log() as made:
        log.begin_first()
        closed(campus)
        roll_open(campus.institution.id, 1405, by=campus.expert)
        recognise(
            campus.other.id,
            level=Level.MASTER,
            valid_from=datetime(2000, 1, 1, tzinfo=UTC).date(),
            decree="مصوبهٔ ۱",
            by=Actor.system(),
        )
        made.publish()
        told = {word for one in LOGGED.read() for word in one.where.split()}
        assert told >= {"opened", "closed"}
        assert log.verify_log().is_whole
        with connection.cursor() as cursor:
            cursor.execute("UPDATE records_roll SET count = count + 1 WHERE state = 'closed'")
        assert not log.verify_log().is_whole


@pytest.mark.parametrize(
    "done",
    [
        "UPDATE records_award SET average = 19.99",
        "UPDATE records_learner SET family_name = 'دیگری'",
        "UPDATE records_document SET issued_on = issued_on - 1",
        "UPDATE records_document SET is_withdrawn = true",
        "UPDATE records_document SET log_class = 'late'",
    ],
)
def test_what_is_changed_in_a_closed_roll_past_the_register_is_found(campus, done):
    campus.sender.send("b-1", [a_record(1)])
    with a_log() as made:
        log.begin_first()
        closed(campus)
        made.publish()
        assert log.verify_log().is_whole
        with connection.cursor() as cursor:
            cursor.execute(done)
        [fault] = log.verify_log().faults
        assert fault.kind is LogFaultKind.RECORD_CHANGED
        assert f"{campus.institution.id}/1404" in fault.where


def test_what_is_put_into_a_closed_roll_past_the_register_is_found(campus):
    campus.sender.send("b-1", [a_record(1)])
    with a_log() as made:
        log.begin_first()
        closed(campus)
        made.publish()
        campus.sender.send("b-2", [a_record(2)])
        [waiting] = held(campus.institution.id)
        settle_held(
            waiting.id, accept=True, because="دیر رسید", by=campus.expert, second=campus.signer
        )
        assert log.verify_log().is_whole, "late is late, and told as such"
        Document.objects.filter(log_class="late").update(log_class="in_roll")
        assert not log.verify_log().is_whole


def test_what_is_corrected_after_the_closing_leaves_the_roll_as_it_was_signed(campus):
    campus.sender.send("b-1", [a_record(1)])
    with a_log() as made:
        log.begin_first()
        closed(campus)
        made.publish()
        learner = Award.objects.get().learner_id
        for days, name in enumerate(("نام نخست", "نام دوم"), start=1):
            with clock.frozen(clock.now() + timedelta(days=days)):
                correct(
                    Fact.LEARNER, learner, {"family_name": name}, because="رأی دادگاه",
                    origin=ORIGIN, by=Actor.system(),
                )  # fmt: skip
        assert log.verify_log().is_whole
        Award.objects.update(average=Decimal("19.99"))
        assert not log.verify_log().is_whole


# ------------------------------------------------------------------ late records


def test_a_record_after_the_closing_is_held_and_is_late_for_everybody(campus):
    closed(campus)
    [result] = campus.sender.send("b-1", [a_record(1)])
    assert (result.outcome, result.found[0].code) == (Outcome.HELD, Finding.LATE_ROLL)
    [waiting] = held(campus.institution.id)
    assert held_record(waiting.id) == waiting
    by = {"by": campus.expert, "second": campus.signer}
    with pytest.raises(BecauseNeeded):
        settle_held(waiting.id, accept=True, because=" ", **by)
    same = Actor.staff(campus.expert.account_id, "", campus.signer.grants)
    with pytest.raises(TwoPeople):
        settle_held(waiting.id, accept=True, because="x", by=campus.expert, second=same)
    settle_held(waiting.id, accept=True, because="نامهٔ دانشکده دیر رسید", **by)
    paper = Document.objects.get()
    assert paper.log_class == LogClass.LATE
    assert issue_code(paper.id, by=campus.signer).log_class == LogClass.LATE
    with pytest.raises(Settled):
        settle_held(waiting.id, accept=True, because="باز", **by)
    assert sealed_as(campus.institution.id, 1404)[0] == 0


def test_a_held_record_may_be_refused(campus):
    closed(campus)
    campus.sender.send("b-1", [a_record(1)])
    [waiting] = held(campus.institution.id)
    by = {"by": campus.expert, "second": campus.signer}
    assert settle_held(waiting.id, accept=False, because="دانشجوی ما نیست", **by) is None
    assert not held(campus.institution.id)
    assert not Document.objects.exists()


def test_a_paper_by_hand_needs_an_open_roll_or_a_reason_for_being_late(campus):
    campus.sender.send("b-1", [a_record(1)])
    award = Award.objects.get()
    closed(campus)
    with pytest.raises(RollClosed):
        record_document(award.id, PAPER, origin=ORIGIN, by=campus.expert)
    late = record_document(award.id, PAPER, origin=ORIGIN, by=campus.expert, late="گم شده بود")
    assert late.log_class is LogClass.LATE
    Award.objects.update(year=1399)
    with pytest.raises(RollNotOpen):
        record_document(award.id, PAPER, origin=ORIGIN, by=campus.expert)


def test_a_roll_of_old_books_is_told_as_such(campus):
    roll_open(campus.institution.id, 1390, by=campus.expert)
    old = a_record(
        1,
        person__birth_date="1365/01/01",
        admission__admitted_on="",
        admission__exam="",
        admission__mode="",
        enrolment__level="",
        enrolment__field="",
        enrolment__student_number="",
        enrolment__began_on="",
        enrolment__ended_on="",
        award__awarded_on="1390/06/25",
        document__issued_on="1390/07/10",
    )
    [result] = campus.sender.send("b-1", [old])
    assert result.outcome is Outcome.NOTED
    assert Document.objects.get().log_class == LogClass.LEGACY_VERIFIED


# ------------------------------------------------------------------ codes


def test_closing_gives_each_document_its_code_once(campus):
    campus.sender.send("b-1", [a_record(n) for n in range(1, 4)])
    paper = Document.objects.first()
    with pytest.raises(RollUnsigned):
        issue_code(paper.id, by=Actor.system())
    assert issue_roll(roll(campus.institution.id, 1404).id) == 0
    done = closed(campus)
    assert issue_roll(done.id) == 3
    assert issue_roll(done.id) == 0
    codes = [verification.code_of(one.id) for one in Document.objects.all()]
    assert {one.log_class for one in codes} == {LogClass.IN_ROLL}
    assert len({one.code for one in codes}) == 3
    assert issue_code(paper.id, by=Actor.system()).code in {one.code for one in codes}


def test_a_document_with_a_code_is_not_changed_by_a_batch(campus):
    campus.sender.send("b-1", [a_record(1)])
    Document.objects.update(has_code=True)
    for change in ({"award__average": "20"}, {"op": "withdraw"}):
        [result] = campus.sender.send(f"b-{change}", [a_record(1, version="2", **change)])
        assert (result.outcome, result.found[-1].code) == (Outcome.HELD, Finding.HAS_CODE)
    assert str(Award.objects.get().average) == "17.42"


def test_verification_is_told_of_a_document_what_stood_in_the_register(campus):
    campus.sender.send("b-1", [a_record(1)])
    facts = facts_of(Document.objects.get().id)
    assert (facts.grade, facts.grade_class, facts.year, facts.copy_no) == ("17.42", "الف", 1404, 1)
    assert facts.recognition is Recognised.RECOGNISED
    assert facts.holder.identity.startswith("000")
    assert facts.institution["fa"] == campus.institution.name
    assert facts_of_all([]) == []
    assert (grade_class(None, 20), grade_class(Decimal(80), 100)) == ("", "")


# ------------------------------------------------------------------ doors and permits


def test_a_door_is_closed_to_whom_no_window_lets_in(campus):
    today = clock.today()
    place = campus.institution.id
    require_open(Door.FILE, place, by=campus.expert)
    set_window(
        Door.FILE, role="expert", opens_on=today - timedelta(9), closes_on=today,
        because="بخشنامهٔ تیر", by=Actor.system(),
    )  # fmt: skip
    require_open(Door.FILE, place, by=campus.expert)
    with pytest.raises(DoorClosed):
        require_open(Door.FILE, place, by=campus.signer)
    with clock.frozen(clock.now() + timedelta(days=1)), pytest.raises(DoorClosed):
        require_open(Door.FILE, place, by=campus.expert)
    with pytest.raises(NotAllowed):
        set_window(Door.API, opens_on=today, because="خودم", by=campus.expert)


def test_an_institution_awards_what_its_permit_says_from_its_first_day_to_its_last(campus):
    first, last = day_in(2010), day_in(2020)
    with pytest.raises(BecauseNeeded):
        recognise(
            campus.other.id, level=Level.MASTER, valid_from=first, decree="", by=Actor.system()
        )
    recognise(
        campus.other.id, level=Level.MASTER, field="فیزیک", valid_from=first, valid_to=last,
        decree="مصوبهٔ ۱", by=Actor.system(),
    )  # fmt: skip

    def asked(on, level=Level.MASTER, field="فيزيك"):
        return recognition_of(campus.other.id, level=level, field=field, on=on)

    assert asked(first) is asked(last) is Recognised.RECOGNISED
    assert asked(first - timedelta(1)) is asked(last + timedelta(1)) is Recognised.NOT_RECOGNISED
    assert asked(first, level=Level.DOCTORATE) is asked(first, field="شیمی")
    assert recognition_of(0, level=Level.MASTER, field="فیزیک", on=first) is Recognised.UNKNOWN


def test_an_award_outside_the_permits_is_held(campus):
    Recognition.objects.filter(institution_id=campus.institution.id, level="bachelor").delete()
    [result] = campus.sender.send("b-1", [a_record(1)])
    assert result.outcome is Outcome.HELD
    assert Finding.NOT_RECOGNISED in {one.code for one in result.found}


def day_in(year):
    return datetime(year, 6, 1, tzinfo=UTC).date()
