"""One button on many lines, in a small service whose process lists it."""

import dataclasses
import re

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.spec import Applicant
from pishkhan.kernel.catalogue import api as catalogue, registry
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk import runs


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
    page = clerk.post("/desk/bulk/", typed, follow=True).content.decode()
    assert "۲ از ۳ پرونده انجام شد" in page
    assert "پیش از شما" in page
    assert {cases.case(one).state for one in many} == {"done"}


def test_who_has_no_such_cartable_does_nothing(many, expert):
    typed = {"task": tasks_of(many), "action": "approve", "comment": "موافقم"}
    page = expert.post("/desk/bulk/", typed, follow=True).content.decode()
    assert "۰ از ۳ پرونده انجام شد" in page
    assert {cases.case(one).state for one in many} == {"check"}


def test_the_preview_says_why_a_line_is_left_out(many, clerk):
    tasks = tasks_of(many)
    cases.act_as_system(task_id=int(tasks[0]), action="approve", comment="x")
    page = clerk.post("/desk/bulk/", {"task": tasks}).content.decode()
    assert "روی ۲ پرونده از ۳" in page
    assert "۱ پرونده کنار می‌ماند" in page
    assert "پیش از شما" in page


def test_nobody_reads_the_names_of_what_they_may_not_see(many, other_clerk):
    answer = other_clerk.post("/desk/bulk/", {"task": tasks_of(many), "action": "approve"})
    assert answer.status_code == 400
    assert "یاس" not in answer.content.decode()


def a_run(many, clerk):
    typed = {"task": tasks_of(many), "action": "approve", "comment": "موافقم"}
    return clerk.post("/desk/bulk/", typed).headers["Location"]


def test_a_run_is_looked_at_again_taken_along_and_is_nobody_elses(many, clerk, expert):
    run = a_run(many, clerk)
    assert "۳ از ۳ پرونده انجام شد" in clerk.get(run).content.decode()
    assert run in clerk.get("/desk/runs/").content.decode()
    table = clerk.get(f"{run}results.csv").content.decode("utf-8-sig")
    assert table.splitlines()[1] == "1/9,یاس,شد,"
    assert expert.get(run).status_code == 404
    assert expert.get(f"{run}results.csv").status_code == 404
    assert expert.post(f"{run}undo/").status_code == 404


def test_a_long_run_is_read_page_by_page(many, clerk, monkeypatch):
    monkeypatch.setattr(runs, "PAGE", 2)
    run = a_run(many, clerk)
    page = clerk.get(run).content.decode()
    following = re.search(r'href="(\?[^"]*after=\d+)"', page)[1]
    assert "نرگس" not in page
    assert "نرگس" in clerk.get(run + following).content.decode()


def test_a_cell_that_would_be_a_formula_is_text(many, clerk):
    cases.label(many[0], reference="=1+1")
    table = clerk.get(f"{a_run(many, clerk)}results.csv").content.decode("utf-8-sig")
    assert "'=1+1" in table


def test_the_whole_list_is_taken_where_it_is_asked_for(many, clerk):
    page = clerk.post("/desk/bulk/", {"all": "1", "back": "/desk/?service=bulk_sample"})
    assert "۳ پرونده برگزیده‌اید" in page.content.decode()
    assert many


def test_lines_are_shared_among_colleagues(many, clerk, office):
    tasks = tasks_of(many)
    to = str(office.staff[Role.SECRETARIAT].account_id)
    page = clerk.post("/desk/bulk/", {"task": tasks, "deed": "share", "to": to}, follow=True)
    assert "۳ از ۳ پرونده انجام شد" in page.content.decode()
    assert {cases.tasks(one)[0].assignee_id for one in many} == {int(to)}


def test_a_case_without_receipt_or_answers_opens(many, clerk):
    assert "یاس" in clerk.get(f"/desk/case/{many[0]}/").content.decode()
