"""Faults of a service are found by a machine."""

from dataclasses import replace

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api, checks
from pishkhan.kernel.catalogue.spec import DeskFacts
from pishkhan.kernel.catalogue.tests.sample import FOLDER, SAMPLE
from pishkhan.kernel.forms.spec import When


PERSON = SAMPLE.pages[0]


def with_question(**changes):
    wrong = replace(PERSON.questions[0], **changes)
    page = replace(PERSON, questions=(wrong, *PERSON.questions[1:]))
    return replace(SAMPLE, pages=(page, *SAMPLE.pages[1:]))


def test_a_right_service_has_no_faults(sample_service):
    assert list(api.faults_of(sample_service)) == []
    assert not [m for m in checks.check_services(None) if m.msg.startswith("sample_service")]


@pytest.mark.parametrize(
    ("definition", "fault"),
    [
        (replace(SAMPLE, summary=" "), "summary"),
        (replace(SAMPLE, desk_facts=DeskFacts(working_days=0, stages=())), "desk_facts"),
        (replace(SAMPLE, sample={}), "sample"),
        (replace(SAMPLE, letter_subject="request.nothing"), "request.nothing"),
        (replace(SAMPLE, pages=(*SAMPLE.pages, PERSON)), "one name"),
        (replace(SAMPLE, pages=SAMPLE.pages[:-1]), "REVIEW"),
        (replace(SAMPLE, pages=(*SAMPLE.pages[:3], SAMPLE.pages[4])), "ATTACHMENTS"),
        (replace(SAMPLE, pages=(SAMPLE.pages[1], SAMPLE.pages[0], *SAMPLE.pages[2:])), "MOBILE"),
        (replace(SAMPLE, office_slot="university"), "university"),
        (replace(SAMPLE, action_pages={"registered.fly": PERSON}), "registered.fly"),
        (replace(SAMPLE, done_at={"registered.walk": str}), "registered.walk"),
        (replace(SAMPLE, staff_titles={"nowhere": "جایی"}), "nowhere"),
        (with_question(label=""), "no label"),
        (with_question(choices=()), "options"),
        (with_question(when=When("person.age", "1")), "person.age"),
    ],
)
def test_each_fault_is_named(sample_service, definition, fault):  # noqa: ARG001 - registers it
    assert any(fault in found for found in api.faults_of(definition))


def test_an_effect_that_is_not_bound_is_a_fault(sample_service):
    cases.register(sample_service.code, FOLDER / "process.yaml", effects={})
    assert any("tell_defect" in found for found in api.faults_of(sample_service))


def test_a_process_file_that_cannot_be_read_is_a_fault(sample_service, tmp_path):
    (tmp_path / "process.yaml").write_text("service: [", encoding="utf-8")
    cases.register(sample_service.code, tmp_path / "process.yaml")
    assert list(api.faults_of(sample_service))


def test_a_list_of_reasons_that_nobody_declared_is_a_fault(sample_service, tmp_path):
    text = (FOLDER / "process.yaml").read_text(encoding="utf-8")
    text = text.replace("to: answered,", "to: answered, reason: WHY,")
    (tmp_path / "process.yaml").write_text(text, encoding="utf-8")
    cases.register(sample_service.code, tmp_path / "process.yaml", effects=sample_service.effects)
    assert "reasons has no list WHY" in list(api.faults_of(sample_service))
