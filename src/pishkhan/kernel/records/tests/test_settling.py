"""Held records by two: one proposes, another decides; nothing is lost where it is refused."""

from dataclasses import replace

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.errors import (
    BecauseNeeded,
    CodeExists,
    DoorClosed,
    Implausible,
    NoSuchRecord,
    NothingProposed,
    NumberOfAnother,
    OwnRecord,
    PaperThere,
    ProposedAlready,
    ProposerLeft,
    RefusalNeeded,
    Settled,
    TwoPeople,
)
from pishkhan.kernel.records.models import Document, Learner, TakenRecord
from pishkhan.kernel.records.spec import HeldAsked
from pishkhan.kernel.records.terms import Decision, Door, Finding, Outcome, Refusal
from pishkhan.kernel.records.testing import a_national_id, a_record


YOUNG = {"person__birth_date": "1392/01/01"}


def a_held(campus, number=1, **changes):
    """A record that was held since its person would have been too young."""
    campus.sender.send(f"held-{number}", [a_record(number, **(YOUNG | changes))])
    return records.held(campus.institution.id)[-1]


def let_in(campus, held, learner_id=None, because="شناسنامه دیده شد"):
    return records.propose_settling(
        held.id, accept=True, learner_id=learner_id, because=because, by=campus.expert
    )


def refuse(campus, held, refusal=Refusal.NOT_OURS, because=""):
    return records.propose_settling(
        held.id, accept=False, refusal=refusal, because=because, by=campus.expert
    )


def test_what_one_proposes_another_approves_and_a_new_person_stands_in_the_register(campus):
    held = a_held(campus)
    let_in(campus, held)
    assert not Document.objects.exists()
    result = records.approve_settling(held.id, by=campus.signer)
    assert result.outcome is Outcome.NOTED
    assert records.learner_view(result.learner_id).identities[0].value == a_national_id(1)
    [settled] = records.held_among(
        HeldAsked(institution_ids=frozenset({campus.institution.id}), standing="settled")
    )
    assert settled.id == held.id
    [told] = records.settlements_of(held.id)
    assert (told.decision, told.proposed_by, told.decided_by) == (
        Decision.APPROVED, campus.expert.account_id, campus.signer.account_id,
    )  # fmt: skip
    for again in (lambda: let_in(campus, held), lambda: records.approve_settling(held.id, by=campus.signer)):  # fmt: skip
        with pytest.raises(Settled):
            again()


def test_a_record_is_linked_to_the_person_whom_both_chose(campus):
    campus.sender.send("good", [a_record(1)])
    known = Learner.objects.get()
    held = a_held(campus, 2, person__identity="", person__birth_date="1382/03/03",
                  document__serial="د/2", enrolment__student_number="9", award__level="master",
                  enrolment__level="master", admission__admitted_on="1401/07/01",
                  enrolment__began_on="1401/07/01")  # fmt: skip
    assert Finding.NO_IDENTITY in {one.code for one in held.found}
    let_in(campus, held, learner_id=known.id)
    records.approve_settling(held.id, by=campus.signer)
    assert {one.level.value for one in records.awards_of(known.id)} == {"bachelor", "master"}


def test_a_refusal_has_a_code_and_the_words_of_the_other_one(campus):
    held = a_held(campus)
    with pytest.raises(RefusalNeeded):
        refuse(campus, held, refusal=None)
    with pytest.raises(BecauseNeeded):
        refuse(campus, held, Refusal.OTHER)
    refuse(campus, held)
    assert records.approve_settling(held.id, by=campus.signer) is None
    assert not records.held(campus.institution.id)
    assert records.last_settlements([held.id])[held.id].refusal is Refusal.NOT_OURS
    [told] = records.results(held.batch_id)
    assert (told.outcome, told.is_let_in, told.refusal) == (Outcome.HELD, False, Refusal.NOT_OURS)


def test_what_goes_back_may_be_proposed_otherwise_and_all_of_it_stays_as_history(campus):
    held = a_held(campus)
    refuse(campus, held)
    with pytest.raises(BecauseNeeded):
        records.return_settling(held.id, because=" ", by=campus.signer)
    records.return_settling(held.id, because="دانشجوی ماست", by=campus.signer)
    with pytest.raises(NothingProposed):
        records.approve_settling(held.id, by=campus.signer)
    refuse(campus, held)
    let_in(campus, held)  # thought better of
    told = [(one.decision, one.answer) for one in records.settlements_of(held.id)]
    assert told == [
        (Decision.OPEN, ""), (Decision.WITHDRAWN, ""), (Decision.RETURNED, "دانشجوی ماست"),
    ]  # fmt: skip


def test_nobody_does_both_and_nobody_without_the_post_does_either(campus):
    held = a_held(campus)
    with pytest.raises(NotAllowed):
        records.propose_settling(held.id, accept=False, refusal=Refusal.NO_PAPER, by=campus.signer)
    refuse(campus, held)
    with pytest.raises(NotAllowed):
        records.approve_settling(held.id, by=campus.expert)
    with pytest.raises(NotAllowed):
        records.return_settling(held.id, because="x", by=campus.expert)
    both = replace(campus.expert, grants=campus.expert.grants + campus.signer.grants)
    with pytest.raises(TwoPeople):
        records.approve_settling(held.id, by=both)
    with pytest.raises(NoSuchRecord):
        records.approve_settling(1, by=campus.signer)
    assert records.open_settlements([held.id])


def test_another_colleague_waits_until_the_first_proposal_is_decided(campus):
    held = a_held(campus)
    refuse(campus, held)
    other = Actor.staff(campus.signer.account_id, "", campus.expert.grants)
    with pytest.raises(ProposedAlready):
        records.propose_settling(held.id, accept=False, refusal=Refusal.NO_PAPER, by=other)


def test_it_does_not_stand_on_one_who_has_left(campus):
    held = a_held(campus)
    left = give(cast.an_account("leaver", "رفته"), campus.institution, Role.MEMBER)
    records.propose_settling(
        held.id, accept=False, refusal=Refusal.NOT_OURS,
        by=Actor.staff(left.account_id, "", campus.expert.grants),
    )  # fmt: skip
    with pytest.raises(ProposerLeft):
        records.approve_settling(held.id, by=campus.signer)


def test_nobody_decides_about_their_own_record(campus):
    number = cast.the_applicant().identifier(IdentifierKind.NATIONAL_ID)
    held = a_held(campus, 1, person__identity=number)
    person = identity.person_by_identifier(IdentifierKind.NATIONAL_ID, number)
    with pytest.raises(OwnRecord):
        records.propose_settling(
            held.id, accept=True, because="x", by=replace(campus.expert, person_id=person.id)
        )
    let_in(campus, held)
    with pytest.raises(OwnRecord):
        records.approve_settling(held.id, by=replace(campus.signer, person_id=person.id))


def test_a_number_that_somebody_has_makes_no_new_person(campus):
    campus.sender.send("good", [a_record(1)])
    held = a_held(campus, 2, person__identity=a_national_id(1))
    with pytest.raises(NumberOfAnother):
        let_in(campus, held)
    with pytest.raises(NoSuchRecord):
        let_in(campus, held, learner_id=1)


def test_a_document_with_a_code_is_not_changed_by_this_way(campus):
    campus.sender.send("good", [a_record(1)])
    Document.objects.update(has_code=True)
    campus.sender.send("again", [a_record(1, version="2", award__average="20")])
    [held] = records.held(campus.institution.id)
    with pytest.raises(CodeExists):
        let_in(campus, held, learner_id=Learner.objects.get().id)
    refuse(campus, held)


def test_what_contradicts_the_register_meanwhile_stays_held_with_its_proposal(campus):
    held = a_held(campus)
    let_in(campus, held)
    campus.sender.send("meanwhile", [a_record(2, document__serial="د/۱۴۰۴/1")])
    with pytest.raises(Implausible):
        records.approve_settling(held.id, by=campus.signer)
    assert records.held_record(held.id) == held
    assert records.open_settlements([held.id])


def test_a_paper_that_the_person_has_is_not_let_in_once_more(campus):
    campus.sender.send("good", [a_record(1)])
    campus.sender.send(
        "twin", [a_record(2, person__identity=a_national_id(1), document__serial="د/2")]
    )
    [held] = records.held(campus.institution.id)
    let_in(campus, held, learner_id=Learner.objects.get().id)
    with pytest.raises(PaperThere):
        records.approve_settling(held.id, by=campus.signer)
    assert records.open_settlements([held.id])


def test_after_the_access_of_a_university_has_ended_nothing_is_let_in_by_hand(campus):
    held = a_held(campus)
    records.set_window(
        Door.OFFICE, role="deputy", opens_on=clock.today(), because="x", by=Actor.system()
    )
    with pytest.raises(DoorClosed):
        let_in(campus, held)
    refuse(campus, held)
    records.approve_settling(held.id, by=campus.signer)


def test_held_records_are_found_by_batch_finding_and_how_far_they_are(campus):
    first, second = a_held(campus, 1), a_held(campus, 2, award__thesis="", enrolment__began_on="1403/07/01", admission__admitted_on="1403/07/01")  # fmt: skip
    place = frozenset({campus.institution.id})

    def found(**more):
        return [one.id for one in records.held_among(HeldAsked(institution_ids=place, **more))]

    assert found() == [first.id, second.id]
    assert found(batch_id=second.batch_id) == [second.id]
    assert found(finding=Finding.TOO_FAST) == [second.id]
    assert found(finding="no such") == []
    refuse(campus, first)
    assert (found(standing="proposed"), found(standing="waiting")) == ([first.id], [second.id])
    assert found(standing="settled") == []
    assert records.held_among(HeldAsked(institution_ids=frozenset({campus.other.id}))) == []
    assert records.count_held([campus.institution.id]) == {campus.institution.id: 2}
    assert list(records.all_held_among(HeldAsked(institution_ids=place)))[1].id == second.id
    assert records.held_by_line(first.batch_id, [1, 2]) == {1: first}


def test_what_was_held_before_under_the_same_id_is_history(campus):
    first = a_held(campus, 1)
    campus.sender.send("again", [a_record(1, version="2", **YOUNG)])
    second = records.held(campus.institution.id)[-1]
    assert [one.id for one in records.before(second)] == [first.id]
    assert TakenRecord.objects.count() == 2
