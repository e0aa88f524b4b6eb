"""The register of the demonstration, and a university's system that sends to it over HTTP."""

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.config.demo import graduates, loading, tree
from pishkhan.config.setup_database import seed
from pishkhan.foundation import jalali
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.actions.issuing import issue_code
from pishkhan.kernel.records.models import Learner, RecordBatch
from pishkhan.kernel.records.rules.rows import PersonPart
from pishkhan.kernel.records.spec import Claim, Degree, Identity
from pishkhan.kernel.records.terms import Band, BatchState, Level, LogClass, RollState
from pishkhan.kernel.verification import api as verification
from simulators.university import client
from simulators.university.client import Manner, System
from simulators.university.office import Content, Office
from simulators.university.places import UNIVERSITIES


PEOPLE = 400


@pytest.fixture
def register(transactional_db, monkeypatch, tmp_path):  # noqa: ARG001 - of all tables
    """The demonstration with few people; what its worker would do is done by `work`."""
    monkeypatch.setattr(graduates, "PEOPLE", PEOPLE)
    monkeypatch.setattr(settings, "UNIVERSITY_KEY_FILE", tmp_path / "university.key")
    seed()
    loading._settle()
    graduates.load()
    return organisations.organisation_by_code(graduates.HOME)


def work() -> None:
    for batch in RecordBatch.objects.filter(state=BatchState.CHECKING):
        records.take_batch(batch.id)


def claim(one: graduates.Graduate) -> Claim:
    person = PersonPart(
        identity=Identity(IdentifierKind.NATIONAL_ID, one.national_id),
        given_name=one.given,
        family_name=one.family,
        father_name=one.father,
        birth_date=jalali.to_date(*one.born),
    )
    degree = Degree(
        level=Level(one.level), field=one.field, awarded_on=jalali.to_date(*one.awarded)
    )
    return Claim(person=person, degree=degree)


@pytest.mark.slow
def test_whoever_signs_in_finds_the_record_that_is_promised(register):
    right, wrong, coded, without = graduates.GRADUATES
    [match] = records.find_matches(claim(right))
    assert (match.band, match.discrepancies) == (Band.GREEN, ())
    papers = records.award(match.award_id).documents
    assert papers
    assert all(not paper.has_code for paper in papers)
    assert records.roll(register.id, right.awarded[0]).state is RollState.CLOSED
    assert issue_code(papers[0].id, by=Actor.system()).log_class is LogClass.LATE
    [match] = records.find_matches(claim(wrong))
    assert match.band is Band.AMBER
    assert {one.code for one in match.discrepancies} == {"E-NAME-CIVIL"}
    [code] = verification.codes_of_person(coded.person().id)
    assert any(coded.national_id in line and code.code[:4] in line for line in graduates.told())
    assert [match.award_id for match in records.find_matches(claim(without))] == []
    assert without.given in {one.sent["person.given_name"] for one in records.held(register.id)}


@pytest.mark.slow
@pytest.mark.usefixtures("register")
def test_the_worker_brings_the_other_universities_and_nothing_comes_twice():
    assert RecordBatch.objects.count() == 1
    [job] = ProcrastinateJob.objects.filter(task_name=graduates.REST)
    assert job.args == {}
    graduates.load_rest()
    work()
    batches, people = RecordBatch.objects.count(), Learner.objects.count()
    assert batches == len(UNIVERSITIES)
    assert people > 0.9 * PEOPLE
    graduates.load_rest()
    graduates.load()
    work()
    assert (RecordBatch.objects.count(), Learner.objects.count()) == (batches, people)
    names = {one.names[0] for one in tree.places()}
    assert {one.name for one in UNIVERSITIES[:3]} <= names


@pytest.fixture
def office(register, live_server, monkeypatch):  # noqa: ARG001 - its key lies in the file
    """The system of that university; while it waits, the worker works."""
    monkeypatch.setattr(client.time, "sleep", lambda _seconds: work())
    secret = settings.UNIVERSITY_KEY_FILE.read_text().strip()
    return Office(System(code=graduates.HOME, address=live_server.url, secret=secret), run="test")


@pytest.mark.slow
def test_a_batch_arrives_whole_however_it_is_sent(office):
    for manner in (Manner.WELL, Manner.TWICE, Manner.OUT_OF_ORDER, Manner.CUT):
        outcome = office.send(Content.GOOD, manner, count=12)
        assert (outcome.refused, outcome.state) == ("", "done"), manner
        assert sum(outcome.outcomes.values()) == 12
        assert outcome.outcomes["accepted"] >= 8


@pytest.mark.slow
def test_what_was_changed_forged_or_left_is_not_taken_in(office):
    before = Learner.objects.count()
    for manner in (Manner.ALTERED, Manner.FORGED, Manner.FEWER):
        assert office.send(Content.GOOD, manner, count=12).refused, manner
    left = office.send(Content.GOOD, Manner.LEFT, count=12)
    assert (left.state, left.outcomes) == ("receiving", {})
    assert Learner.objects.count() == before


@pytest.mark.slow
def test_of_a_batch_with_every_defect_each_line_is_answered(office):
    outcome = office.send(Content.BROKEN, Manner.WELL, count=80)
    assert outcome.state == "done"
    assert sum(outcome.outcomes.values()) == 85
    codes = {code for code, _field, _source in outcome.findings}
    assert codes >= {
        "E-NOT-A-RECORD", "E-SPREADSHEET", "E-NID-LENGTH", "E-NID-CHECKSUM", "E-DATE", "E-DATE-ORDER",
        "E-MISSING", "E-NO-IDENTITY", "E-TEXT", "E-UNKNOWN-FIELD", "E-AVERAGE", "E-NOT-RECOGNISED",
        "E-TOO-FAST",
    }  # fmt: skip


def test_nobody_at_the_other_end_is_said_and_not_raised():
    system = System(code=graduates.HOME, address="http://127.0.0.1:9", secret="pk_x")
    assert "refused" in Office(system, run="test").send(Content.GOOD, Manner.WELL, count=1).refused
