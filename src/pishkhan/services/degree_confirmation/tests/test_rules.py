"""What a request claims, and when a record answers it alone."""

from datetime import date
from decimal import Decimal

from hypothesis import given, strategies as st

from pishkhan.kernel.identity.terms import Ownership
from pishkhan.kernel.records.spec import AwardView, DocumentView, Match
from pishkhan.kernel.records.terms import Band, DocumentKind, Level, LogClass
from pishkhan.services.degree_confirmation import rules
from pishkhan.services.degree_confirmation.questions import SAMPLE


FACTS = {
    **SAMPLE,
    "study.university": 40,
    "person.born_on": "1997-05-03",
    "degree.awarded_on": "2019-09-22",
    "degree.issued_on": "2019-10-07",
}
matches = st.lists(
    st.builds(
        Match,
        band=st.sampled_from(Band),
        learner_id=st.integers(1, 9),
        award_id=st.none() | st.integers(1, 9),
        discrepancies=st.just(()),
        score=st.floats(0, 1),
    )
)


def paper(number, kind=DocumentKind.DEGREE, *, copy=0, serial="98/4127", is_withdrawn=False):
    return DocumentView(
        id=number, award_id=1, institution_id=40, kind=kind, copy_number=copy, serial=serial,
        issued_on=date(2019, 10, 7), valid_until=None, year=1398, log_class=LogClass.IN_ROLL,
        has_code=False, is_withdrawn=is_withdrawn, version=1,
    )  # fmt: skip


def award(*papers):
    return AwardView(
        id=1, learner_id=1, institution_id=40, level=Level.BACHELOR, field="مهندسی عمران",
        orientation="", awarded_on=date(2019, 9, 22), average=Decimal("17.42"), scale=20,
        is_withdrawn=False, version=1, documents=papers,
    )  # fmt: skip


@given(matches)
def test_only_one_sure_award_answers_alone(found):
    sure = [one for one in found if one.band is Band.GREEN and one.award_id is not None]
    assert rules.the_same(found) == (sure[0] if len(sure) == 1 else None)


@given(st.sampled_from([*Ownership]) | st.none())
def test_nobody_is_oneself_but_by_the_mobile_of_that_very_number(outcome):
    said = {} if outcome is None else {"mobile_ownership": outcome.value}
    assert rules.is_oneself(said) == (outcome is Ownership.MATCH)


def test_the_claim_says_what_was_typed():
    claim = rules.claim_of(FACTS)
    assert claim.person.identity.value == SAMPLE["person.national_id"]
    assert claim.degree.average == Decimal("17.42")
    assert claim.degree.institution_id == 40
    foreign = {key: text for key, text in FACTS.items() if key != "person.national_id"}
    assert rules.claim_of({**foreign, "person.foreign_id": "A12345678"}).person.identity is None


def test_the_latest_live_paper_of_the_kind_that_was_said():
    certificate = paper(1, DocumentKind.TEMPORARY_CERTIFICATE)
    papers = (certificate, paper(2), paper(3, copy=1), paper(4, copy=2, is_withdrawn=True))
    assert rules.paper_of(award(*papers), FACTS).id == 3
    temporary = {**FACTS, "degree.paper": "temporary_certificate"}
    assert rules.paper_of(award(*papers), temporary).id == 1
    assert rules.paper_of(award(certificate), FACTS) is None
    soon = {**FACTS, "study.class": "about_to_graduate", "degree.paper": None}
    assert rules.paper_of(award(certificate), soon).id == 1


@given(st.sampled_from(["۹۸/۴۱۲۷", "98/4127", "98-4127", " 98 / 4127"]))
def test_a_serial_is_the_same_however_it_is_written(serial):
    assert rules.has_this_serial(paper(1), {**FACTS, "degree.serial": serial})
    assert not rules.has_this_serial(paper(1, serial="98/4128"), {**FACTS, "degree.serial": serial})


def test_the_record_out_of_the_book_has_its_place_and_no_empty_field():
    said = {"volume": "12", "page": "47", "admitted_on": "1394/07/01"}
    flat = rules.book_record(FACTS, said, case_id=9)
    assert (flat["document.volume"], flat["document.page"]) == ("12", "47")
    assert flat["source_id"].endswith("-9")
    assert all(flat.values())
