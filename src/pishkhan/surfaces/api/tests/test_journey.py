"""A program files a documented request, an officer decides it by another, the first one follows."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.cases import api as cases, testing
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role


pytestmark = pytest.mark.django_db


def test_the_services_tell_what_they_ask(scene):
    offered = {one["code"] for one in scene.ours.get("/services").json()["services"]}
    assert "e_request" in offered
    assert "cartable_request" not in offered  # organisations ask for it at their own pages
    told = scene.ours.get("/services/e_request").json()
    keys = {question["key"] for page in told["pages"] for question in page["questions"]}
    assert set(scene.sample) <= keys
    assert told["files"][0]["kind"] == "letter"
    assert told["declaration"]


def test_what_is_missing_is_said_until_nothing_is(scene):
    draft = scene.ours.post("/requests", {"service": "e_request"}).json()
    assert {"person.kind", "request.subject"} <= set(draft["missing"])
    answers = {**scene.sample, "person.mobile": "12"}
    told = scene.ours.patch(f"/requests/{draft['id']}", {"answers": answers}).json()
    assert set(told["missing"]) == {"person.mobile", "documents.letter"}
    told = scene.ours.patch(
        f"/requests/{draft['id']}", {"answers": {"person.mobile": scene.sample["person.mobile"]}}
    ).json()
    assert set(told["missing"]) == {"documents.letter"}
    refused = scene.ours.post(f"/requests/{draft['id']}/submission", {"declaration_read": True})
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"documents.letter"}
    assert scene.a_file(draft["id"]).status_code == 201
    told = scene.ours.get(f"/requests/{draft['id']}").json()
    assert told["is_complete"]
    assert [one["kind"] for one in told["files"]] == ["letter"]


def test_a_request_goes_all_the_way(scene):  # noqa: PLR0915 - one way, many steps
    receipt = scene.a_filed()
    assert receipt["letter_number"]
    assert len(receipt["tracking_code"]) == 11
    case_id = receipt["case"]

    followed = scene.ours.get(f"/cases/{case_id}").json()
    assert followed["letter_number"] == receipt["letter_number"]
    assert receipt["tracking_code"] not in str(followed)
    assert followed["letters"] == []

    clerk, expert, signer = map(scene.desk, (Role.SECRETARIAT, Role.EXPERT, Role.SIGNER))
    [task] = clerk.get("/tasks").json()["tasks"]
    assert task["case"] == case_id
    opened = clerk.get(f"/office/cases/{case_id}").json()
    assert {"refer", "return"} <= {one["action"] for one in opened["actions"]}
    file_id = opened["files"][0]["id"]
    picture = clerk.get(f"/office/cases/{case_id}/files/{file_id}")
    assert picture["Content-Type"] == "image/jpeg"
    assert picture.getvalue()

    def act(program, action, **more):
        now = program.get(f"/office/cases/{case_id}").json()
        [offer] = [one for one in now["actions"] if one["action"] == action]
        body = {"action": action, "seen_version": now["version"], **more}
        answer = program.post(f"/tasks/{offer['task']}/acts", body)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    act(clerk, "refer", params=scene.tick())
    act(expert, "propose", params={"text": "با درخواست شما موافقت شد."}, comment="موافقم")
    assert act(signer, "sign")["state"] == scene.ours.get(f"/cases/{case_id}").json()["state"]

    [letter] = scene.ours.get(f"/cases/{case_id}").json()["letters"]
    pdf = scene.ours.get(f"/cases/{case_id}/letters/{letter['id']}")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")

    two = {name: receipt[name] for name in ("letter_number", "tracking_code")}
    assert scene.theirs.post("/tracking", two).json()["case"] == case_id
    assert scene.theirs.post("/tracking/answer", two).content.startswith(b"%PDF")

    with clock.frozen(clock.now() + timedelta(seconds=5)):
        seen, cursor = [], "0"
        while True:
            page = scene.ours.get(f"/changes?after={cursor}&limit=2").json()
            seen += [one["state"] for one in page["changes"]]
            cursor = page["cursor"]
            if not page["has_more"]:
                break
        assert scene.theirs.get("/changes").json()["changes"] == []
    assert seen == ["secretariat", "expert", "signature", "answered"]


def test_the_trail_names_the_key_and_the_organisation(scene):
    receipt = scene.a_filed()
    case_id = int(receipt["case"])
    [started] = [one for one in cases.events(case_id) if one.kind == "started"]
    assert scene.tree.university.name in started.actor_name
    caller = clients.caller_for(scene.ours.secret)
    acted = [one for one in lines(limit=200) if one.verb == "clients.acted"]
    mine = [one for one in acted if one.after["case_id"] == case_id]
    assert [(one.target_id, one.actor_kind) for one in mine] == [(caller.key_id, "program")]
    assert mine[0].after["organisation_id"] == scene.tree.university.id


def test_an_act_by_a_program_is_an_act_of_the_person(scene):
    case_id = int(scene.a_filed()["case"])
    clerk = scene.desk(Role.SECRETARIAT)
    now = clerk.get(f"/office/cases/{case_id}").json()
    [offer] = [one for one in now["actions"] if one["action"] == "refer"]
    body = {"action": "refer", "seen_version": now["version"], "params": scene.tick()}
    clerk.post(f"/tasks/{offer['task']}/acts", body)
    [event] = [one for one in cases.events(case_id) if one.action == "refer"]
    assert event.account_id == scene.staff[Role.SECRETARIAT].account_id
    acted = next(one for one in lines(limit=50) if one.verb == "clients.acted")
    assert acted.account_id == event.account_id
    assert acted.target_id == clients.caller_for(clerk.secret).key_id


def test_who_comes_second_is_told_who_was_first(scene):
    case_id = int(scene.a_filed()["case"])
    clerk = scene.desk(Role.SECRETARIAT)
    now = clerk.get(f"/office/cases/{case_id}").json()
    [offer] = [one for one in now["actions"] if one["action"] == "refer"]
    body = {"action": "refer", "seen_version": now["version"], "params": scene.tick()}
    path = f"/tasks/{offer['task']}/acts"
    assert clerk.post(path, body).status_code == 200
    stale = clerk.post(path, body)
    assert stale.status_code == 409
    problem = stale.json()
    assert problem["decided_by"] == scene.staff[Role.SECRETARIAT].name
    assert problem["decided_at"]


def test_a_case_is_returned_with_what_is_wrong(scene):
    case_id = int(scene.a_filed()["case"])
    clerk = scene.desk(Role.SECRETARIAT)
    now = clerk.get(f"/office/cases/{case_id}").json()
    [offer] = [one for one in now["actions"] if one["action"] == "return"]
    path = f"/tasks/{offer['task']}/acts"
    body = {"action": "return", "seen_version": now["version"]}
    assert clerk.post(path, body).status_code == 422
    wrong = {"field": "person.nothing", "kind": "incorrect", "note": "روشن نیست"}
    refused = clerk.post(path, body | {"defects": [wrong]})
    assert set(refused.json()["errors"]) == {"defects.person.nothing"}
    right = wrong | {"field": "person.father_name"}
    assert clerk.post(path, body | {"defects": [right]}).status_code == 200
    followed = scene.ours.get(f"/cases/{case_id}").json()
    assert followed["is_applicants_turn"]
    assert [one["field"] for one in followed["defects"]] == ["person.father_name"]


def test_what_a_service_asks_of_the_officer_is_checked(scene):
    case_id = int(scene.a_filed()["case"])
    clerk = scene.desk(Role.SECRETARIAT)
    now = clerk.get(f"/office/cases/{case_id}").json()
    [offer] = [one for one in now["actions"] if one["action"] == "refer"]
    path = f"/tasks/{offer['task']}/acts"
    body = {"action": "refer", "seen_version": now["version"], "params": {"nonsense": True}}
    assert set(clerk.post(path, body).json()["errors"]) == {"params.nonsense"}
    assert clerk.post(path, body | {"params": {}}).status_code == 422


def test_the_applicant_is_told_by_message_and_the_person_is_known_afterwards(scene):
    receipt = scene.a_filed()
    told = Message.objects.filter(event="e_request.registered")
    assert {message.case_id for message in told} == {int(receipt["case"])}
    second = scene.a_filed()
    first, last = (cases.case(int(one["case"])) for one in (receipt, second))
    assert first.applicant_id == last.applicant_id


def test_a_known_person_with_another_mobile_is_refused(scene):
    cast.the_applicant()
    draft = scene.a_draft(
        **{
            "person.national_id": cast.APPLICANT.national_id,
            "person.mobile": "09120009999",
        }
    )
    scene.a_file(draft)
    answer = scene.ours.post(f"/requests/{draft}/submission", {"declaration_read": True})
    assert answer.status_code == 422
    assert answer.json()["code"].endswith("mobile_differs")


def test_a_file_comes_in_pieces_over_a_cut_line(scene):
    draft, content = scene.a_draft(), a_jpeg(900, 700, "navy")
    promise = {
        "kind": "letter",
        "name": "نامه.jpg",
        "length": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    upload = scene.ours.post(f"/requests/{draft}/uploads", promise).json()
    path, half = f"/uploads/{upload['id']}", len(content) // 2
    first = scene.ours.send_bytes(path, content[:half], Upload_Offset="0")
    assert first.json()["offset"] == half
    again = scene.ours.send_bytes(path, content[:half], Upload_Offset="0")
    assert again.status_code == 409
    broken = scene.ours.send_bytes(
        path, content[half:], Upload_Offset=str(half), Upload_Sha256="0" * 64
    )
    assert broken.status_code == 400
    assert scene.ours.get(path).json()["offset"] == half
    assert scene.theirs.get(path).status_code == 404
    last = scene.ours.send_bytes(path, content[half:], Upload_Offset=str(half)).json()
    assert last["state"] == "received"
    [file] = scene.ours.get(f"/requests/{draft}").json()["files"]
    assert file["id"] == last["file"]
    assert scene.ours.delete(f"/requests/{draft}/files/{file['id']}").status_code == 204
    assert scene.ours.get(f"/requests/{draft}").json()["files"] == []


def test_bytes_of_another_file_are_refused_at_the_end(scene):
    draft, content = scene.a_draft(), a_jpeg(300, 300)
    promise = {"kind": "letter", "name": "x.jpg", "length": len(content), "sha256": "0" * 64}
    upload = scene.ours.post(f"/requests/{draft}/uploads", promise).json()
    told = scene.ours.send_bytes(f"/uploads/{upload['id']}", content, Upload_Offset="0").json()
    assert told["state"] == "refused"
    assert told["refused"]


def test_an_upload_is_given_up(scene):
    draft = scene.a_draft()
    promise = {"kind": "letter", "name": "x.jpg", "length": 10}
    upload = scene.ours.post(f"/requests/{draft}/uploads", promise).json()
    assert scene.ours.delete(f"/uploads/{upload['id']}").status_code == 204
    assert scene.ours.get(f"/uploads/{upload['id']}").status_code == 404


def test_another_organisation_sees_nothing_of_it(scene):
    draft = scene.a_draft()
    receipt = scene.a_filed()
    for path in (f"/requests/{draft}", f"/cases/{receipt['case']}"):
        assert scene.theirs.get(path).status_code == 404
        assert scene.ours.get(path).status_code == 200
    assert scene.theirs.patch(f"/requests/{draft}", {"answers": {}}).status_code == 404


def test_wrong_pairs_of_numbers_are_counted(scene):
    wrong = {"letter_number": "4/172429", "tracking_code": "00000000000"}
    statuses = [scene.ours.post("/tracking", wrong).status_code for _ in range(11)]
    assert statuses == [404] * 10 + [429]


@pytest.mark.parametrize("number", [2**60, 2**63 - 1, 2**63, 10**19 - 1])
def test_an_identifier_of_nineteen_digits_is_one_like_any_other(scene, number):
    assert scene.ours.get(f"/cases/{number}").status_code == 404
    assert scene.ours.get(f"/cases/{number}/letters/{number}").status_code == 404
    told = scene.ours.get(f"/changes?after={number}")
    assert (told.status_code, told.json()["changes"]) == (200, [])
    clerk = scene.desk(Role.SECRETARIAT)
    assert clerk.get(f"/tasks?cartable={number}").json()["tasks"] == []
    assert clerk.get(f"/office/cases/{number}").status_code == 404
    assert clerk.get(f"/office/cases/{number}/files/{number}").status_code == 404


def test_a_list_of_tasks_in_english_asks_no_more_queries_for_three_than_for_one(scene):
    organisations.rename_organisation(
        organisation_id=scene.tree.office.id, name="دفتر", name_en="An Office", because="نام",
        by=Actor.system(),
    )  # fmt: skip
    clerk = scene.desk(Role.SECRETARIAT)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            listed = clerk.get("/tasks", **{"Accept-Language": "en"}).json()["tasks"]
        assert {one["organisation"] for one in listed} == {"An Office"}
        return len(listed), len(asked)

    scene.a_filed()
    cost()  # processes are read once
    one = cost()
    for number in (1, 2):
        testing.an_open_case("e_request", {"office": scene.tree.office.id})
        assert cost() == (number + 1, one[1])
