"""One button on many lines, in a small service whose process lists it."""

import dataclasses
import re

import pytest
from ruamel.yaml import YAML

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import NoAddressee
from pishkhan.kernel.cases.spec import Addressee, Applicant
from pishkhan.kernel.cases.terms import LabelColour, ReferralKind
from pishkhan.kernel.catalogue import api as catalogue, registry
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk import runs
from pishkhan.surfaces.desk.referring import UnknownKind


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


@pytest.mark.parametrize("to", [[], ["1"], ["x"]])
def test_lines_that_are_given_to_nobody_stay_and_it_is_said(many, clerk, to):
    sent = {"task": tasks_of(many), "deed": "share", "to": to}
    answer = clerk.post("/desk/bulk/", sent, follow=True)
    assert answer.status_code < 500
    assert "۳ پرونده برگزیده‌اید" in answer.content.decode(), "the preview again"
    assert "دست‌کم یک کار و یک همکار را برگزینید" in answer.content.decode()


def test_lines_are_shared_among_colleagues(many, clerk, office):
    tasks = tasks_of(many)
    to = str(office.staff[Role.SECRETARIAT].account_id)
    page = clerk.post("/desk/bulk/", {"task": tasks, "deed": "share", "to": to}, follow=True)
    assert "۳ از ۳ پرونده انجام شد" in page.content.decode()
    assert {cases.tasks(one)[0].assignee_id for one in many} == {int(to)}


def test_a_case_without_receipt_or_answers_opens(many, clerk):
    assert "یاس" in clerk.get(f"/desk/case/{many[0]}/").content.decode()


def done(client, tasks, deed, **more):
    """The page of the run."""
    typed = {"task": tasks, "deed": deed, **more}
    answer = client.post("/desk/bulk/", typed)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def assignees(many):
    return {cases.tasks(one)[0].assignee_name for one in many}


def test_claiming_is_for_many_in_every_process_and_undone_where_it_was_done(many, clerk, office):
    tasks, me = tasks_of(many), office.staff[Role.SECRETARIAT]
    cases.claim(task_id=int(tasks[0]), by=me)
    page = clerk.post("/desk/bulk/", {"task": tasks}).content.decode()
    assert 'name="deed" value="claim"' in page
    assert "این کار از پیش نزد شماست." in page
    run = done(clerk, tasks, "claim")
    assert "۲ از ۳ پرونده انجام شد" in clerk.get(run).content.decode()
    assert assignees(many) == {me.name}
    page = clerk.post(f"{run}undo/", follow=True).content.decode()
    assert "۲ پرونده بازپس گرفته شد" in page
    assert [cases.tasks(one)[0].assignee_name for one in many] == [me.name, "", ""]


def test_what_is_ones_own_is_put_back_for_good(many, clerk, office):
    tasks = tasks_of(many)
    for task in tasks[:2]:
        cases.claim(task_id=int(task), by=office.staff[Role.SECRETARIAT])
    run = done(clerk, tasks, "release")
    page = clerk.get(run).content.decode()
    assert "۲ از ۳ پرونده انجام شد" in page
    assert f"{run}undo/" not in page
    assert assignees(many) == {""}


def test_many_are_referred_to_one_place_and_taken_back_before_anybody_looks(many, clerk, office):
    to = {
        "r0-organisation": str(office.tree.office.id), "r0-role": "expert", "r0-kind": "opinion",
        "r0-order": "نظر دهید", "r0-days": "۳",
    }  # fmt: skip
    tasks = tasks_of(many)
    run = done(clerk, tasks, "refer", **to)
    assert "۳ از ۳ پرونده انجام شد" in clerk.get(run).content.decode()
    for one in many:
        [sent] = cases.referrals(one)
        assert (sent.order, sent.outcome) == ("نظر دهید", None)
        assert sent.due_at is not None
    seen = cases.referrals(many[0])[0].task_id
    cases.mark_seen(task_id=seen, by=office.staff[Role.EXPERT])
    page = clerk.post(f"{run}undo/", follow=True).content.decode()
    assert "۲ پرونده بازپس گرفته شد" in page
    assert "۱ پرونده بازپس گرفته نشد" in page


def test_a_referral_of_many_without_a_place_is_asked_for_again_at_its_field(many, clerk, office):
    tasks = tasks_of(many)
    here = str(office.tree.office.id)
    wrong = {NoAddressee.message: {"r0-organisation": ""},
             UnknownKind.message: {"r0-organisation": here, "r0-kind": "x"}}  # fmt: skip
    for said, typed in wrong.items():
        answer = clerk.post("/desk/bulk/", {"task": tasks, "deed": "refer", **typed})
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert cases.runs_of(office.staff[Role.SECRETARIAT]) == []
    find = {"task": tasks, "deed": "refer", "find": "1", "r0-find": office.tree.university.name}
    page = clerk.post("/desk/bulk/", find).content.decode()
    assert f'value="{office.tree.university.id}"' in page


def test_what_came_only_to_be_read_is_noted_together_and_what_asks_is_left(many, expert, office):
    by = office.staff[Role.SECRETARIAT]
    for one, kind in zip(many, ("information", "copy", "opinion"), strict=True):
        to = Addressee(
            organisation_id=office.tree.office.id, role="expert", kind=ReferralKind(kind)
        )
        cases.refer(task_id=cases.tasks(one)[0].id, to=[to], by=by)
    tasks = [str(cases.referrals(one)[0].task_id) for one in many]
    page = expert.post("/desk/bulk/", {"task": tasks}).content.decode()
    assert "این کار فقط برای اطلاع نیست" in page
    run = done(expert, tasks, "note")
    assert "۲ از ۳ پرونده انجام شد" in expert.get(run).content.decode()
    assert [cases.referrals(one)[0].ended_at is None for one in many] == [False, False, True]


def test_a_label_is_put_on_many_and_taken_only_from_those_that_had_it_not(many, clerk, office):
    by = office.staff[Role.SECRETARIAT]
    label = cases.make_label(name="فوری", colour=LabelColour.RED, by=by)
    cases.put_labels(case_id=many[0], label_ids={label}, by=by)
    run = done(clerk, tasks_of(many), "label", label=str(label))
    assert set(cases.labels_on(many, by)) == set(many)
    clerk.post(f"{run}undo/")
    assert set(cases.labels_on(many, by)) == {many[0]}
    unknown = {"task": tasks_of(many), "deed": "label", "label": "7"}
    assert clerk.post("/desk/bulk/", unknown).status_code == 400


def test_a_verb_is_nobodys_who_has_not_the_cartable(many, expert):
    answer = expert.post("/desk/bulk/", {"task": tasks_of(many), "deed": "claim"}, follow=True)
    assert "۰ از ۳ پرونده انجام شد" in answer.content.decode()
    assert assignees(many) == {""}


def test_every_process_with_work_of_the_staff_lists_something_for_many():
    """What a service leaves out it leaves out here, by name."""
    for service in catalogue.services():
        text = (catalogue.folder(service.code) / service.process).read_text()
        process = YAML(typ="safe", pure=True).load(text)
        assert any(state.get("bulk") for state in process["states"].values()), service.code
