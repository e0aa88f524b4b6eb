"""The ladder: only a right number with the same birth date and name is certain."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import jalali
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.records.actions.batches import take_record
from pishkhan.kernel.records.actions.facts import correct, learner, note_death
from pishkhan.kernel.records.actions.rolls import roll_open
from pishkhan.kernel.records.errors import (
    BecauseNeeded,
    CodeExists,
    NoSuchRecord,
    NotTheSamePerson,
    TwoPeople,
)
from pishkhan.kernel.records.models import Award, Document, FactVersion, Learner, LearnerName
from pishkhan.kernel.records.queries import matching
from pishkhan.kernel.records.queries.matching import find_matches, people_like
from pishkhan.kernel.records.queries.register import history_of, learner_of, learner_view
from pishkhan.kernel.records.rules.matching import (
    Degree,
    Known,
    by_likeness,
    by_number,
    compared,
    match_band,
)
from pishkhan.kernel.records.rules.names import block, likeness, name_key
from pishkhan.kernel.records.rules.rows import Found, Identity, PersonPart
from pishkhan.kernel.records.spec import Claim, SourceOf
from pishkhan.kernel.records.terms import Band, Fact, Finding, Level, Origin, Outcome
from pishkhan.kernel.records.testing import (
    FAMILY,
    FATHERS,
    GIVEN,
    a_national_id,
    a_record,
)


BORN = date(2003, 6, 22)
PERSON = PersonPart(
    identity=Identity(IdentifierKind.NATIONAL_ID, a_national_id(1)),
    given_name="علی‌رضا",
    family_name="بهرامی‌نیا",
    father_name="کیوان",
    birth_date=BORN,
)
BY_HAND = SourceOf(origin=Origin.OFFICE, place="جلد ۱")
letters = st.text(st.sampled_from("ابتسعلیرضمنک"), min_size=1, max_size=12)
people = st.builds(
    PersonPart,
    identity=st.just(PERSON.identity),
    given_name=st.sampled_from(GIVEN),
    family_name=st.sampled_from(FAMILY),
    father_name=st.sampled_from(("", *FATHERS)),
    birth_date=st.sampled_from([BORN, BORN + timedelta(1), None]),
    certificate=st.sampled_from(["", "12"]),
)


def known(person, **changes):
    return Known(
        given_key=person.given_key,
        family_key=person.family_key,
        father_key=person.father_key,
        birth_date=person.birth_date,
        certificate=person.certificate,
        **changes,
    )


def codes(found):
    return {one.code for one in found}


@pytest.mark.parametrize(
    "written", ["علی رضا", "علیرضا", "علي‌رضا", "سید علی‌رضا", "عَلی‌رضا", "علـی رضا"]
)
def test_all_ways_of_writing_a_name_are_one_key(written):
    assert name_key(written) == name_key("علی‌رضا")


def test_a_name_that_is_a_title_stays_a_name():
    assert name_key("سید") == "سید"
    assert block(name_key("بهرامی‌نیا")) == "بهر"


@given(letters, letters)
def test_likeness_is_a_measure(a, b):
    assert likeness(a, b) == pytest.approx(likeness(b, a))
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, a) == 1
    assert (likeness(a, b) == 1) == (a == b)


@given(people, people)
def test_only_the_same_number_birth_date_and_name_are_certain(claimed, recorded):
    rung = by_number(claimed, known(recorded))
    is_same = (
        claimed.birth_date is not None
        and claimed.birth_date == recorded.birth_date
        and claimed.given_key == recorded.given_key
        and claimed.family_key == recorded.family_key
    )
    assert (rung.band is Band.GREEN) == is_same


@given(people, people)
def test_without_a_number_nothing_is_certain(claimed, recorded):
    assert by_likeness(claimed, known(recorded)).band is not Band.GREEN


def test_twins_and_siblings_whose_numbers_were_swapped_are_not_linked():
    twin = replace(PERSON, given_name="امیررضا")
    sibling = replace(PERSON, given_name="سارا", birth_date=BORN - timedelta(700))
    assert by_number(twin, known(PERSON)).band is Band.AMBER
    assert codes(by_number(sibling, known(PERSON)).found) == {
        Finding.BIRTH_DATE,
        Finding.NAME_CIVIL,
    }


def test_an_earlier_name_is_the_person_with_a_note():
    before = frozenset({(name_key("علی‌رضا"), name_key("یگانه"))})
    rung = by_number(replace(PERSON, family_name="یگانه"), known(PERSON, earlier=before))
    assert (rung.band, codes(rung.found)) == (Band.GREEN, {Finding.NAME_HISTORY})


def test_another_father_is_a_note_and_a_misspelt_one_is_none():
    far, near = (replace(PERSON, father_name=one) for one in ("سیاوش", "کیوانی"))
    assert codes(by_number(far, known(PERSON)).found) == {Finding.FATHER}
    assert not by_number(near, known(PERSON)).found


def test_an_old_record_with_the_same_birth_certificate_is_likely():
    old = replace(PERSON, identity=None, certificate="812", given_name="علی", father_name="")
    rung = by_likeness(old, known(replace(PERSON, certificate="812")))
    assert rung.band is Band.AMBER


DEGREE = Degree(
    institution_id=5,
    level=Level.BACHELOR,
    field="مهندسی كامپيوتر",
    awarded_on=date(2025, 9, 16),
    average=Decimal("17.42"),
    serials=frozenset({"د1"}),
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"institution_id": 6}, Finding.INSTITUTION),
        ({"level": Level.MASTER}, Finding.LEVEL),
        ({"field": "برق"}, Finding.FIELD),
        ({"awarded_on": date(2025, 9, 17)}, Finding.AWARD_DATE),
        ({"average": Decimal("17.43")}, Finding.AVERAGE),
        ({"serials": frozenset({"د2"})}, Finding.SERIAL),
    ],
)
def test_each_difference_has_its_code_and_lowers_the_band(change, code):
    found = compared(replace(DEGREE, **change), DEGREE)
    assert codes(found) == {code}
    assert match_band(Band.GREEN, found) is not Band.GREEN


def test_what_a_claim_leaves_out_or_writes_otherwise_is_no_difference():
    assert compared(Degree(), DEGREE) == ()
    assert compared(replace(DEGREE, field="مهندسی کامپیوتر"), DEGREE) == ()
    assert match_band(Band.GREEN, ()) is Band.GREEN
    other = (Found(Finding.INSTITUTION), Found(Finding.LEVEL))
    assert match_band(Band.GREEN, other) is Band.NONE


# ------------------------------------------------------------------ in the register


def of_record(record, **changes):
    person = PersonPart(
        identity=Identity(IdentifierKind.NATIONAL_ID, record["person.identity"]),
        given_name=record["person.given_name"],
        family_name=record["person.family_name"],
        father_name=record["person.father_name"],
        birth_date=Learner.objects.get(given_name=record["person.given_name"]).birth_date,
    )
    return replace(person, **changes)


def test_a_claim_finds_the_award_it_means(campus):
    campus.sender.send("b-1", [a_record(1), a_record(2)])
    person = of_record(a_record(1))
    [match] = find_matches(Claim(person=person, degree=Degree(level=Level.BACHELOR)))
    assert (match.band, match.discrepancies) == (Band.GREEN, ())
    assert match.award_id == Award.objects.get(learner_id=match.learner_id).id
    [other] = find_matches(Claim(person=person, degree=Degree(level=Level.MASTER)))
    assert (other.band, other.award_id) == (Band.GREEN, None)
    [wrong] = find_matches(Claim(person=person, degree=Degree(field="شیمی")))
    assert (wrong.band, codes(wrong.discrepancies)) == (Band.AMBER, {Finding.FIELD})


def test_a_claim_without_a_number_finds_those_who_are_alike(campus):
    campus.sender.send("b-1", [a_record(1), a_record(2)])
    person = of_record(a_record(1), identity=None)
    [match] = find_matches(Claim(person=person))
    assert (match.band, codes(match.discrepancies)) == (Band.AMBER, {Finding.NO_IDENTITY})
    assert people_like(replace(person, birth_date=None)) == {}
    assert find_matches(Claim(person=replace(person, family_name="ناشناس"))) == []


def test_of_more_than_are_looked_at_whoever_agrees_in_most_comes_first(campus, monkeypatch):
    others = [
        a_record(2, **{"source_id": f"o-{n}", "person.identity": a_national_id(700 + n)})
        | {name: a_record(1)[name] for name in ("person.family_name", "person.birth_date")}
        for n in range(3)
    ]
    for n, one in enumerate(others):
        del one["enrolment.student_number"]
        one["person.given_name"] = ("نازنین", "پرستو", "ترانه")[n]
    campus.sender.send("b-1", [*others, a_record(1)])
    monkeypatch.setattr(matching, "MOST", 1)
    [found] = people_like(of_record(a_record(1), identity=None))
    assert Learner.objects.get(id=found).given_name == a_record(1)["person.given_name"]


def test_a_person_is_added_once_and_never_overwritten(campus):
    mine = learner(PERSON, origin=BY_HAND, by=campus.expert)
    again = learner(replace(PERSON, father_name=""), origin=BY_HAND, by=campus.expert, person_id=7)
    assert (again.id, again.father_name, again.person_id) == (mine.id, "کیوان", 7)
    with pytest.raises(NotTheSamePerson):
        learner(replace(PERSON, family_name="دیگری"), origin=BY_HAND, by=campus.expert)
    with pytest.raises(ValueError, match="matched by people"):
        learner(replace(PERSON, identity=None), origin=BY_HAND, by=campus.expert)


def test_a_corrected_name_stays_known_and_says_where_it_comes_from(campus):
    mine = learner(PERSON, origin=BY_HAND, by=campus.expert)
    civil = SourceOf(origin=Origin.CIVIL_REGISTER)
    told = {"because": "حکم دادگاه", "origin": civil, "by": campus.expert}
    assert correct(Fact.LEARNER, mine.id, {"family_name": "یگانه"}, **told) == 2
    assert correct(Fact.LEARNER, mine.id, {"family_name": "یگانه"}, **told) == 2
    [before] = history_of(Fact.LEARNER, mine.id)
    assert before.values["family_name"] == "بهرامی‌نیا"
    assert list(Learner.objects.get().provenance) == ["family_name"]
    [(_, rung)] = people_like(PERSON).items()
    assert (rung.band, codes(rung.found)) == (Band.GREEN, {Finding.NAME_HISTORY})
    assert LearnerName.objects.count() == 1
    with pytest.raises(BecauseNeeded):
        correct(Fact.LEARNER, mine.id, {}, **(told | {"because": ""}))
    with pytest.raises(NoSuchRecord):
        correct(Fact.AWARD, 1, {}, **told)
    with pytest.raises(Exception, match="append-only"):
        FactVersion.objects.update(because="x")


def test_what_has_a_code_is_corrected_by_two_people(campus):
    campus.sender.send("b-1", [a_record(1)])
    Document.objects.update(has_code=True)
    paper = Document.objects.get()
    told = {"because": "اشتباه", "origin": BY_HAND, "by": campus.expert}
    facts = {Fact.DOCUMENT: paper.id, Fact.AWARD: paper.award_id}
    facts[Fact.LEARNER] = paper.award.learner_id
    for fact, row_id in facts.items():
        with pytest.raises(CodeExists):
            correct(fact, row_id, {"version": 1}, **told)
        with pytest.raises(TwoPeople):
            correct(fact, row_id, {"version": 1}, **told, second=campus.expert)
    changes = {"field": "فیزیک", "awarded_on": date(2024, 6, 1)}
    correct(Fact.AWARD, paper.award_id, changes, **told, second=campus.signer)
    award = Award.objects.get()
    assert (award.field_key, award.year) == ("فیزیک", 1403)


# ------------------------------------------------------------------ attacks (research § 7)


def test_a_degree_after_the_death_of_its_holder_is_held(campus):
    person = replace(PERSON, given_name="آرش", family_name="سپهری‌فر", father_name="بهمن")
    row = a_record(1)
    mine = learner(replace(person, birth_date=jalali_day(row)), origin=BY_HAND, by=campus.expert)
    note_death(mine.id, date(2025, 1, 1), origin=BY_HAND, by=Actor.system())
    assert learner_view(mine.id).died_on == date(2025, 1, 1)
    [result] = campus.sender.send("b-1", [row])
    assert (result.outcome, codes(result.found)) == (Outcome.HELD, {Finding.AFTER_DEATH})
    with pytest.raises(NoSuchRecord):
        note_death(1, date(2025, 1, 1), origin=BY_HAND, by=Actor.system())


def jalali_day(record):
    return jalali.parse(record["person.birth_date"])


def test_two_identities_for_one_degree_are_stopped(campus):
    campus.sender.send("b-1", [a_record(1)])
    twice = a_record(1, source_id="s-77", person__identity=a_national_id(77))
    [result] = campus.sender.send("b-2", [twice])
    assert result.outcome is Outcome.REJECTED
    assert codes(result.found) == {Finding.SERIAL_REUSE, Finding.STUDENT_NUMBER_REUSE}
    other = a_record(1, source_id="s-78", person__identity=a_national_id(78), document__serial="x")
    [result] = campus.sender.send("b-3", [other])
    assert (result.outcome, codes(result.found)) == (Outcome.HELD, {Finding.STUDENT_NUMBER_REUSE})


def test_one_thesis_of_two_persons_is_held(campus):
    title = "بررسی شبکه‌های بی‌سیم"
    campus.sender.send("b-1", [a_record(1, award__thesis=title)])
    [result] = campus.sender.send("b-2", [a_record(2, award__thesis="بررسي شبكه های بی سیم")])
    assert (result.outcome, codes(result.found)) == (Outcome.HELD, {Finding.THESIS_REUSE})


def test_one_identity_is_not_given_to_two_persons(campus):
    campus.sender.send("b-1", [a_record(1)])
    thief = a_record(2, person__identity=a_national_id(1))
    [result] = campus.sender.send("b-2", [thief])
    assert result.outcome is Outcome.HELD
    assert codes(result.found) >= {Finding.NAME_CIVIL, Finding.BIRTH_DATE}
    assert learner_of(Identity(IdentifierKind.NATIONAL_ID, a_national_id(1))).given_name == "آرش"


def test_the_same_degree_twice_is_held_and_its_other_papers_belong_to_it(campus):
    campus.sender.send("b-1", [a_record(1)])
    other_day = a_record(1, source_id="a", document__serial="a", award__awarded_on="1404/06/20")
    same_paper = a_record(1, source_id="b", document__serial="b")
    results = campus.sender.send("b-2", [other_day]) + campus.sender.send("b-3", [same_paper])
    for result in results:
        assert (result.outcome, codes(result.found)) == (Outcome.HELD, {Finding.DUPLICATE_DEGREE})
    copy = a_record(1, source_id="c", document__serial="c", document__copy_number="1")
    [result] = campus.sender.send("b-4", [copy])
    assert result.outcome is Outcome.ACCEPTED
    assert Award.objects.count() == 1
    assert sorted(Document.objects.values_list("copy_number", flat=True)) == [0, 1]


def test_two_full_time_studies_at_once_are_held(campus):
    campus.sender.send("b-1", [a_record(1)])
    elsewhere = a_record(1)
    roll_open(campus.other.id, 1404, by=Actor.system())
    result = take_record(
        elsewhere, institution_id=campus.other.id, origin=BY_HAND, by=Actor.system()
    )
    assert result.outcome is Outcome.HELD
    assert Finding.OVERLAP in codes(result.found)


def test_an_award_without_any_study_before_it_is_held(campus):
    bare = {path: "" for path in a_record(1) if path.startswith(("admission", "enrolment"))}
    [result] = campus.sender.send("b-1", [a_record(1, **bare)])
    assert (result.outcome, codes(result.found)) == (Outcome.HELD, {Finding.NO_ADMISSION})


def test_a_pupil_stands_in_the_same_register(campus):
    pupil = {
        "source_id": "p-1",
        "person.identity": a_national_id(5),
        "person.given_name": "نگار",
        "person.family_name": "یگانه‌راد",
        "person.birth_date": "1394/05/01",
        "enrolment.level": "primary",
        "enrolment.grade": "4",
        "enrolment.school_year": "1404",
        "enrolment.began_on": "1404/07/01",
    }
    [result] = campus.sender.send("b-1", [pupil])
    assert result.outcome is Outcome.ACCEPTED
    assert result.award_id is None
