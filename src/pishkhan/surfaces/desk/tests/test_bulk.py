"""One button on many lines, in a small service whose process lists it."""

import dataclasses

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.catalogue import api as catalogue, registry
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.desk import inbox


PROCESS = """
service: bulk_sample
version: 1
title: نمونه
orgs: [office]
start: check
states:
  check:
    title: بررسی
    kind: human
    assign: {role: secretariat_clerk, org: office}
    bulk: [approve]
    actions:
      approve: {title: تأیید, to: done, comment: required, kind: primary}
      refuse: {title: رد, to: done, comment: required, kind: danger}
  done: {title: پایان, kind: end, outcome: done}
"""


@pytest.fixture
def many(office, tmp_path):
    """Three cases of the service in the clerk's cartable."""
    folder = tmp_path / "bulk_sample"
    folder.mkdir()
    (folder / "process.yaml").write_text(PROCESS)
    inbox._bulk.cache_clear()
    definition = dataclasses.replace(
        catalogue.service("e_request"),
        code="bulk_sample",
        title="خدمت نمونه",
        messages=(),
        effects={},
        guards={},
        action_pages={},
    )
    known = registry.registry()
    registry.register(definition, folder)
    cases.publish("bulk_sample", by=Actor.system())
    yield [
        cases.open_case(
            service="bulk_sample",
            applicant=Applicant(person_id=office.applicant.person_id, name=name),
            organisations={"office": office.tree.office.id},
            reference=f"{number}/9",
            by=Actor.system(),
        ).id
        for number, name in enumerate(("یاس", "لاله", "نرگس"), start=1)
    ]
    known.definitions.pop("bulk_sample")
    known.folders.pop("bulk_sample")


def tasks_of(case_ids):
    return [str(cases.tasks(case_id)[0].id) for case_id in case_ids]


def test_the_list_has_boxes_to_tick(many, clerk):
    page = clerk.get("/desk/").content.decode()
    assert many
    assert "اقدام گروهی" in page
    assert page.count('type="checkbox" name="task"') == 3


def test_the_preview_counts_and_does_nothing(many, clerk):
    page = clerk.post("/desk/bulk/", {"task": tasks_of(many)}).content.decode()
    assert "روی ۳ پرونده از ۳ پروندهٔ برگزیده" in page
    assert 'value="approve"' in page
    assert 'value="refuse"' not in page
    assert {cases.case(one).state for one in many} == {"check"}


def test_each_line_has_its_own_result(many, clerk):
    tasks = tasks_of(many)
    cases.act_as_system(task_id=int(tasks[0]), action="approve", comment="x")
    typed = {"task": tasks, "action": "approve", "comment": "موافقم"}
    page = clerk.post("/desk/bulk/", typed).content.decode()
    assert "۲ از ۳ پرونده انجام شد" in page
    assert "پیش از شما" in page
    assert {cases.case(one).state for one in many} == {"done"}


def test_who_has_no_such_cartable_does_nothing(many, expert):
    typed = {"task": tasks_of(many), "action": "approve", "comment": "موافقم"}
    page = expert.post("/desk/bulk/", typed).content.decode()
    assert "۰ از ۳ پرونده انجام شد" in page
    assert {cases.case(one).state for one in many} == {"check"}


def test_a_case_without_receipt_or_answers_opens(many, clerk):
    assert "یاس" in clerk.get(f"/desk/case/{many[0]}/").content.decode()
