"""Batches as universities send them: whole, twice, in any order, cut off, broken in every way."""

import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock, digits
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.records.actions import batches
from pishkhan.kernel.records.actions.batches import (
    add_part,
    begin_batch,
    commit_batch,
    take_batch,
    take_record,
)
from pishkhan.kernel.records.errors import (
    BatchCommitted,
    BatchDiffers,
    BatchIncomplete,
    BatchTooLarge,
    NoSuchRecord,
    SignatureWrong,
)
from pishkhan.kernel.records.models import (
    Award,
    BatchPart,
    Document,
    FactVersion,
    Learner,
    RecordBatch,
    SenderRecord,
    TakenRecord,
)
from pishkhan.kernel.records.queries.around import around
from pishkhan.kernel.records.queries.batches import all_results, batch
from pishkhan.kernel.records.queries.register import awards_of, history_of, learner_of
from pishkhan.kernel.records.rules import lines
from pishkhan.kernel.records.rules.reading import read
from pishkhan.kernel.records.rules.rows import Identity
from pishkhan.kernel.records.spec import SourceOf
from pishkhan.kernel.records.terms import BatchState, Door, Fact, Finding, Origin, Outcome
from pishkhan.kernel.records.testing import Sender, a_national_id, a_record


def outcomes(results):
    return [one.outcome for one in results]


def codes(result):
    return {one.code for one in result.found}


def register():
    """What stands in the register, without ids and moments."""
    people = Learner.objects.order_by("family_key", "given_key", "birth_date")
    awards = Award.objects.order_by(
        "learner__given_key", "learner__birth_date", "level", "awarded_on"
    )
    papers = Document.objects.order_by("serial_key", "kind")
    return (
        list(people.values_list("given_name", "family_name", "birth_date")),
        list(
            awards.values_list("learner__family_name", "level", "field", "average", "is_withdrawn")
        ),
        list(papers.values_list("kind", "serial", "log_class", "is_withdrawn")),
        sorted(SenderRecord.objects.values_list("sender_id", "version")),
    )


def test_a_batch_of_sound_records_is_accepted_whole(campus):
    results = campus.sender.send("b-1", [a_record(n) for n in range(1, 26)], a_part=10)
    assert outcomes(results) == [Outcome.ACCEPTED] * 25
    assert [one.line for one in results] == list(range(1, 26))
    assert Learner.objects.count() == Document.objects.count() == 25
    assert [bytes(one.body) for one in BatchPart.objects.all()] == [b"", b"", b""]
    kept = RecordBatch.objects.get()
    assert (kept.state, kept.outcomes) == (BatchState.DONE, {"accepted": 25})


def test_every_field_of_a_record_says_where_it_comes_from(campus):
    campus.sender.send("b-1", [a_record(1)])
    [award] = Award.objects.all()
    assert award.source_id == RecordBatch.objects.get().source_id


def test_the_same_batch_twice_is_the_same_batch(campus):
    records = [a_record(n) for n in range(1, 6)]
    first = campus.sender.send("b-1", records)
    before = register()
    again = campus.sender.send("b-1", records)
    assert again == first
    assert register() == before
    assert RecordBatch.objects.count() == 1


def test_the_same_records_in_another_batch_change_nothing(campus):
    records = [a_record(n) for n in range(1, 6)]
    campus.sender.send("b-1", records)
    before = register()
    assert outcomes(campus.sender.send("b-2", records)) == [Outcome.UNCHANGED] * 5
    assert register() == before
    assert not FactVersion.objects.exists()


def shuffled_batches():
    newer = a_record(1, version="2", award__average="18.01")
    older = a_record(1)
    records = [a_record(n) for n in range(2, 8)] + [newer, older]
    records += [
        a_record(8, document__serial="تکراری"),
        a_record(9, document__serial="تکراری"),
        a_record(10),
        a_record(11, person__identity=a_national_id(10)),
        a_record(12, source_id="twice"),
        a_record(13, source_id="twice"),
    ]
    return records


@pytest.mark.parametrize("seed", range(4))
def test_the_order_within_a_batch_decides_nothing(campus, seed):
    records = shuffled_batches()
    with transaction.atomic():
        campus.sender.send("b-1", records)
        expected = register()
        transaction.set_rollback(True)
    random.Random(seed).shuffle(records)  # noqa: S311 - an order, no secret
    campus.sender.send("b-1", records, a_part=3)
    assert register() == expected
    assert Learner.objects.count() == 7


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1), (3, 2, 1)])
def test_versions_that_come_out_of_order_end_at_the_newest(campus, order):
    for number in order:
        sent = a_record(1, version=str(number), award__average=f"1{number}.00")
        campus.sender.send(f"b-{number}", [sent])
    [award] = Award.objects.all()
    assert award.average == 13
    assert SenderRecord.objects.get().version == 3


def test_the_same_content_again_counts_as_the_newer_version_that_it_is(campus):
    campus.sender.send("b-1", [a_record(1)])
    [same] = campus.sender.send("b-3", [a_record(1, version="3")])
    [late] = campus.sender.send("b-2", [a_record(1, version="2", award__average="12.00")])
    assert (same.outcome, late.outcome) == (Outcome.UNCHANGED, Outcome.UNCHANGED)
    assert str(Award.objects.get().average) == "17.42"
    assert SenderRecord.objects.get().version == 3


@pytest.mark.parametrize("is_known", [True, False])
def test_a_newer_version_under_anothers_number_rewrites_nobodys_degree(campus, is_known):
    campus.sender.send("b-1", [a_record(1), *([a_record(2)] if is_known else [])])
    before = list(Award.objects.order_by("id").values_list("learner_id", "average"))
    other = a_record(2) | {"source_id": "s-1", "version": "2", "award.average": "12.00"}
    del other["enrolment.student_number"]
    [result] = campus.sender.send("b-2", [other])
    assert result.outcome == Outcome.REJECTED
    assert Finding.OTHER_PERSON in {one.code for one in result.found}
    assert list(Award.objects.order_by("id").values_list("learner_id", "average")) == before


def test_a_newer_version_keeps_the_one_before(campus):
    campus.sender.send("b-1", [a_record(1)])
    campus.sender.send("b-2", [a_record(1, version="2", award__average="18.01")])
    [award] = Award.objects.all()
    [before] = history_of(Fact.AWARD, award.id)
    assert (before.number, before.values["average"], str(award.average)) == (1, "17.42", "18.01")
    second = RecordBatch.objects.get(key="b-2").source_id
    assert award.provenance == {"average": second}
    assert before.provenance["average"] == RecordBatch.objects.get(key="b-1").source_id


def test_one_version_with_two_contents_is_refused(campus):
    campus.sender.send("b-1", [a_record(1)])
    [result] = campus.sender.send("b-2", [a_record(1, award__average="19.99")])
    assert (result.outcome, codes(result)) == (Outcome.REJECTED, {Finding.SOURCE_TWICE})


def test_a_record_can_be_withdrawn_and_its_serial_is_free_again(campus):
    campus.sender.send("b-1", [a_record(1)])
    campus.sender.send("b-2", [a_record(1, version="2", op="withdraw")])
    assert Document.objects.get().is_withdrawn
    [result] = campus.sender.send("b-3", [a_record(2, document__serial="د/۱۴۰۴/1")])
    assert result.outcome is Outcome.ACCEPTED


# ------------------------------------------------------------------ sending


def test_parts_may_come_in_any_order_and_a_cut_line_goes_on(campus):
    sender = campus.sender
    bodies = [lines.written([a_record(n)]) for n in (1, 2, 3)]
    count, sha256, signed = sender.signature("b-1", bodies)
    begun = begin_batch(campus.institution.id, "b-1", door=Door.API, by=sender.by)
    add_part(begun.id, 3, bodies[2], by=sender.by)
    commit = {"parts": 3, "records": count, "sha256": sha256, "signature": signed, "by": sender.by}
    with pytest.raises(BatchIncomplete) as refused:
        commit_batch(begun.id, **commit)
    assert refused.value.data["missing"] == "1, 2"
    again = begin_batch(campus.institution.id, "b-1", door=Door.API, by=sender.by)
    assert (again.id, again.parts) == (begun.id, (3,))
    for number in (2, 1, 3):
        add_part(begun.id, number, bodies[number - 1], by=sender.by)
    assert commit_batch(begun.id, **commit).state is BatchState.CHECKING
    assert commit_batch(begun.id, **commit).state is BatchState.CHECKING
    take_batch(begun.id)
    assert batch(begun.id).outcomes == {"accepted": 3}


def test_taking_in_goes_on_after_the_last_chunk_that_was_finished(campus, monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 4)
    sender, write = campus.sender, batches._write_chunk
    calls = []

    def dies_at_the_third(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write(*arguments)

    monkeypatch.setattr(batches, "_write_chunk", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        sender.send("b-1", [a_record(n) for n in range(1, 11)])
    begun = RecordBatch.objects.get()
    assert (begun.state, begun.done_count, Learner.objects.count()) == ("checking", 8, 8)
    monkeypatch.setattr(batches, "_write_chunk", write)
    take_batch(begun.id)
    take_batch(begun.id)
    assert Learner.objects.count() == TakenRecord.objects.count() == 10
    assert batch(begun.id).outcomes == {"accepted": 10}


def test_a_batch_that_another_key_signed_is_not_taken(campus):
    begun = begin_batch(campus.institution.id, "b-1", door=Door.API, by=Actor.system())
    body = lines.written([a_record(1)])
    add_part(begun.id, 1, body, by=Actor.system())
    count, sha256, signed = Sender(institution=campus.institution).signature("b-1", [body])
    with pytest.raises(SignatureWrong):
        commit_batch(
            begun.id, parts=1, records=count, sha256=sha256, signature=signed, by=Actor.system()
        )
    _, _, other = campus.sender.signature("b-2", [body])
    with pytest.raises(SignatureWrong):
        commit_batch(
            begun.id, parts=1, records=count, sha256=sha256, signature=other, by=Actor.system()
        )


def test_a_part_with_other_lines_or_after_the_end_is_refused(campus):
    campus.sender.send("b-1", [a_record(1)])
    begun = RecordBatch.objects.get()
    with pytest.raises(BatchCommitted):
        add_part(begun.id, 2, lines.written([a_record(2)]), by=Actor.system())
    other = begin_batch(campus.institution.id, "b-2", door=Door.API, by=Actor.system())
    add_part(other.id, 1, lines.written([a_record(2)]), by=Actor.system())
    with pytest.raises(BatchDiffers):
        add_part(other.id, 1, lines.written([a_record(3)]), by=Actor.system())


def test_parts_and_batches_have_an_end(campus, monkeypatch):
    begun = begin_batch(campus.institution.id, "b-1", door=Door.API, by=Actor.system())
    with pytest.raises(BatchTooLarge):
        add_part(begun.id, 1, b"{}\n" * 2_000_000, by=Actor.system())
    monkeypatch.setattr(batches, "MOST_RECORDS", 3)
    with pytest.raises(BatchTooLarge):
        add_part(begun.id, 1, b"{}\n" * 4, by=Actor.system())


def test_nobody_of_another_institution_reaches_a_batch(campus):
    begun = begin_batch(campus.other.id, "b-1", door=Door.API, by=Actor.system())
    with pytest.raises(NoSuchRecord):
        add_part(begun.id, 1, b"{}\n", by=campus.expert)


# ------------------------------------------------------------------ broken rows


BROKEN = {
    b"not json": Finding.NOT_A_RECORD,
    b'["a list"]': Finding.NOT_A_RECORD,
    b'{"source_id": "a", "source_id": "b"}': Finding.NOT_A_RECORD,
    b"\xff\xfe{}": Finding.NOT_A_RECORD,
    b"[" * 5000: Finding.NOT_A_RECORD,
    b'{"source_id": "' + b"x" * 30_000 + b'"}': Finding.NOT_A_RECORD,
}
WRONG = [
    ({"source_id": ""}, Finding.MISSING),
    ({"source_id": "x" * 81}, Finding.TOO_LONG),
    ({"source_id": "a\0b"}, Finding.BAD_TEXT),
    ({"person__colour": "سبز"}, Finding.UNKNOWN_FIELD),
    ({"person__identity": "0001010108"}, Finding.ID_CHECKSUM),
    ({"person__identity": "0000000000"}, Finding.ID_CHECKSUM),
    ({"person__identity": "12345"}, Finding.ID_LENGTH),
    ({"person__identity": "1.01010E+07"}, Finding.SPREADSHEET),
    ({"person__identity": "abc"}, Finding.ID_FORMAT),
    ({"person__identity_kind": "legal_id"}, Finding.BAD_CHOICE),
    ({"person__given_name": "Mahsa مهسا"}, Finding.BAD_NAME),
    ({"person__family_name": ""}, Finding.MISSING),
    ({"person__birth_date": ""}, Finding.MISSING),
    ({"person__birth_date": "1382/13/01"}, Finding.BAD_DATE),
    ({"award__awarded_on": "1420/01/01"}, Finding.FUTURE_DATE),
    ({"award__average": "20.5"}, Finding.BAD_AVERAGE),
    ({"award__average": "هفده"}, Finding.BAD_NUMBER),
    ({"award__scale": "7"}, Finding.BAD_CHOICE),
    ({"award__level": "wizard"}, Finding.BAD_CHOICE),
    ({"award__field": ""}, Finding.MISSING),
    ({"document__serial": "1.40412E+15"}, Finding.SPREADSHEET),
    ({"document__copy_number": "-1"}, Finding.BAD_NUMBER),
    ({"enrolment__student_number": "4E+8"}, Finding.SPREADSHEET),
    ({"op": "destroy"}, Finding.BAD_CHOICE),
    ({"award__awarded_on": "1399/01/01"}, Finding.DATE_ORDER),
    ({"document__issued_on": "1404/01/01"}, Finding.DATE_ORDER),
    ({"award__awarded_on": "1403/06/25", "document__issued_on": "1403/07/01"}, Finding.NO_ROLL),
]


def test_a_batch_with_every_kind_of_broken_row_takes_the_sound_ones(campus):
    wrong = [a_record(100 + n, **changes) for n, (changes, _) in enumerate(WRONG)]
    body = b"\n".join(
        [
            lines.written([a_record(1)]),
            *BROKEN,
            b"",
            lines.written(wrong),
            lines.written([a_record(2)]),
        ]
    )
    begun = begin_batch(campus.institution.id, "b-1", door=Door.API, by=Actor.system())
    add_part(begun.id, 1, body, by=Actor.system())
    count, sha256, signed = campus.sender.signature("b-1", [body])
    commit_batch(
        begun.id, parts=1, records=count, sha256=sha256, signature=signed, by=Actor.system()
    )
    take_batch(begun.id)
    first, *middle, last = all_results(begun.id)
    assert (first.outcome, last.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert outcomes(middle) == [Outcome.REJECTED] * (len(BROKEN) + len(WRONG))
    for result, expected in zip(
        middle, [*BROKEN.values(), *(code for _, code in WRONG)], strict=True
    ):
        assert expected in codes(result), result
    assert Learner.objects.count() == 2


HELD = [
    ({"person__birth_date": "1392/01/01"}, Finding.TOO_YOUNG),
    (
        {"admission__admitted_on": "1404/01/01", "enrolment__began_on": "1404/01/01"},
        Finding.TOO_FAST,
    ),
    ({"person__identity": ""}, Finding.NO_IDENTITY),
]


@pytest.mark.parametrize(("changes", "code"), HELD)
def test_what_is_hardly_possible_is_held_for_people(campus, changes, code):
    [result] = campus.sender.send("b-1", [a_record(1, **changes)])
    assert result.outcome is Outcome.HELD
    assert code in codes(result)
    assert not Learner.objects.exists()


def test_numbers_in_persian_digits_and_dates_of_both_calendars_are_one_content(campus):
    campus.sender.send("b-1", [a_record(1)])
    same = a_record(
        1,
        award__awarded_on="2025-09-16",
        award__average="۱۷٫۴۲",
        person__identity=digits.to_persian(a_national_id(1).lstrip("0").zfill(8)),
        award__level="کارشناسی",
    )
    [result] = campus.sender.send("b-2", [same])
    assert result.outcome is Outcome.UNCHANGED


def test_one_record_can_be_taken_in_alone(campus):
    origin = SourceOf(
        origin=Origin.OFFICE, institution_id=campus.institution.id, place="جلد ۳، صفحهٔ ۱۲"
    )
    result = take_record(
        a_record(1), institution_id=campus.institution.id, origin=origin, by=campus.expert
    )
    assert result.outcome is Outcome.ACCEPTED
    person = learner_of(Identity(IdentifierKind.NATIONAL_ID, a_national_id(1)))
    [award] = awards_of(person.id)
    assert award.documents[0].serial == "د/1404/1"


def test_what_is_known_around_a_chunk_costs_the_same_for_any_number(campus):
    records = [a_record(n, award__thesis=f"پایان‌نامهٔ {n}") for n in range(1, 41)]
    campus.sender.send("b-1", records)
    rows = [read(one, today=clock.today()).row for one in records]
    counted = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            known = around(campus.institution.id, some)
        assert len(known.people) == len(known.sender) == len(some)
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert around(campus.institution.id, []).people == {}
