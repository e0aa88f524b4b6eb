"""Every operation of the description with every kind of key: who is let in, and what they see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from pishkhan.foundation import clock
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.models import AccessKey
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.terms import Door
from pishkhan.kernel.records.testing import Sender, a_record
from pishkhan.surfaces.api.description import description
from pishkhan.surfaces.api.testing import Program


OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation["x-scope"])
    for path, methods in description()["paths"].items()
    for method, operation in methods.items()
}
# Where the address or the body names something that is not everybody's.
HIDDEN_FROM_OTHERS = {
    "look_at_request",
    "answer_questions",
    "submit_request",
    "send_file",
    "remove_file",
    "begin_upload",
    "look_at_upload",
    "send_bytes",
    "give_up_upload",
    "follow_case",
    "read_letter",
    "look_at_batch",
    "send_part",
    "commit_batch",
    "read_results",
    "read_case",
    "read_file",
    "act",
}
FOR_ALL = {
    "list_services",
    "describe_service",
    "start_request",
    "begin_batch",
    "list_changes",
    "list_tasks",
    "track",
    "read_tracked_letter",
    "inquire",
    "inquire_person",
}
MALFORMED = ("pk_nothing", "", "\x01", "ک", "x" * 5_000)


def test_every_operation_is_in_the_table():
    assert set(OPERATIONS) == HIDDEN_FROM_OTHERS | FOR_ALL


def key(place, scopes, account_id=None, **more):
    return clients.issue(
        organisation_id=place.id,
        title="آزمون",
        scopes=scopes,
        account_id=account_id,
        per_minute=100_000,
        per_day=100_000,
        by=Actor.system(),
        **more,
    )


@pytest.fixture
def objects(scene):
    """Something real behind every address, filed by our program, decided at the office."""
    draft, receipt, answered = scene.a_draft(), scene.a_filed(), scene.a_filed()
    file = scene.a_file(draft).json()
    content = a_jpeg(300, 200, "red")
    second = scene.a_draft()
    promise = {"kind": "letter", "name": "x.jpg", "length": len(content)}
    upload = scene.ours.post(f"/requests/{second}/uploads", promise).json()
    for role, action, more in (
        (Role.SECRETARIAT, "refer", {"params": scene.tick()}),
        (Role.EXPERT, "propose", {"params": {"text": "پاسخ"}, "comment": "موافقم"}),
        (Role.SIGNER, "sign", {}),
    ):
        desk = scene.desk(role)
        now = desk.get(f"/office/cases/{answered['case']}").json()
        [offer] = [one for one in now["actions"] if one["action"] == action]
        body = {"action": action, "seen_version": now["version"], **more}
        assert desk.post(f"/tasks/{offer['task']}/acts", body).status_code == 200
    now = scene.desk(Role.SECRETARIAT).get(f"/office/cases/{receipt['case']}").json()
    [offer] = [one for one in now["actions"] if one["action"] == "refer"]
    sender = Sender(institution=scene.tree.university)
    sender.register()
    lines = records.written([a_record(1)])
    batch = records.begin_batch(
        scene.tree.university.id, "batch-1", door=Door.API, by=Actor.system()
    )
    records.add_part(batch.id, 1, lines, by=Actor.system())
    count, sha256, signature = sender.signature("batch-1", [lines])
    return {
        "batch": str(batch.id),
        "lines": lines,
        "commit": {"parts": 1, "records": count, "sha256": sha256, "signature": signature},
        "draft": draft,
        "file": file["id"],
        "upload": upload["id"],
        "content": content,
        "case": receipt["case"],
        "answered": answered["case"],
        "letter": str(catalogue.letters_of(int(answered["case"]))[0].id),
        "numbers": {name: answered[name] for name in ("letter_number", "tracking_code")},
        "case_file": now["files"][0]["id"],
        "task": offer["task"],
        "version": now["version"],
        "tick": scene.tick(),
    }


def call(program, name, o):
    """The operation on the real thing; nothing of it remains."""
    picture = SimpleUploadedFile("b.jpg", a_jpeg(120, 90, "blue"), "image/jpeg")
    asked = {"purpose": "employment"}
    claimed = {"reference": "A-1", "claim": {"family_name": "کسی"}}
    act = {"action": "refer", "seen_version": o["version"], "params": o["tick"]}
    calls = {
        "list_services": lambda: program.get("/services"),
        "describe_service": lambda: program.get("/services/e_request"),
        "start_request": lambda: program.post("/requests", {"service": "e_request"}),
        "look_at_request": lambda: program.get(f"/requests/{o['draft']}"),
        "answer_questions": lambda: program.patch(f"/requests/{o['draft']}", {"answers": {}}),
        "submit_request": lambda: program.post(
            f"/requests/{o['draft']}/submission", {"declaration_read": True}
        ),
        "send_file": lambda: program.send(
            f"/requests/{o['draft']}/files", {"kind": "other", "file": picture}
        ),
        "remove_file": lambda: program.delete(f"/requests/{o['draft']}/files/{o['file']}"),
        "begin_upload": lambda: program.post(
            f"/requests/{o['draft']}/uploads", {"kind": "other", "name": "x", "length": 9}
        ),
        "look_at_upload": lambda: program.get(f"/uploads/{o['upload']}"),
        "send_bytes": lambda: program.send_bytes(
            f"/uploads/{o['upload']}", o["content"], Upload_Offset="0"
        ),
        "give_up_upload": lambda: program.delete(f"/uploads/{o['upload']}"),
        "list_changes": lambda: program.get("/changes"),
        "follow_case": lambda: program.get(f"/cases/{o['case']}"),
        "read_letter": lambda: program.get(f"/cases/{o['answered']}/letters/{o['letter']}"),
        "track": lambda: program.post("/tracking", o["numbers"]),
        "read_tracked_letter": lambda: program.post("/tracking/answer", o["numbers"]),
        "list_tasks": lambda: program.get("/tasks"),
        "read_case": lambda: program.get(f"/office/cases/{o['case']}"),
        "read_file": lambda: program.get(f"/office/cases/{o['case']}/files/{o['case_file']}"),
        "begin_batch": lambda: program.post("/batches", {"key": "new-batch"}),
        "look_at_batch": lambda: program.get(f"/batches/{o['batch']}"),
        "send_part": lambda: program.put_lines(f"/batches/{o['batch']}/parts/1", o["lines"]),
        "commit_batch": lambda: program.post(f"/batches/{o['batch']}/commit", o["commit"]),
        "read_results": lambda: program.get(f"/batches/{o['batch']}/results"),
        "act": lambda: program.post(f"/tasks/{o['task']}/acts", act),
        "inquire": lambda: program.post(
            "/verification/inquiries", asked | {"inquiries": [claimed | {"code": "1" * 20}]}
        ),
        "inquire_person": lambda: program.post(
            "/verification/people", asked | claimed | {"national_id": "0012345679"}
        ),
    }
    with transaction.atomic():
        answer = calls[name]()
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    return answer


def test_only_the_right_key_opens_an_operation_and_only_to_its_own(scene, objects):  # noqa: PLR0915 - a table
    clerk = scene.staff[Role.SECRETARIAT].account_id
    stranger = cast.an_account("clerk-elsewhere", "کارمند جای دیگر").id
    give(cast.an_account("clerk-elsewhere"), scene.tree.other_university, Role.SECRETARIAT)
    every = list(KeyScope)
    revoked = key(scene.tree.office, every, clerk)
    clients.revoke(revoked.key.id, because="آزمون", by=Actor.system())
    expired = key(scene.tree.office, every, clerk)
    AccessKey.objects.filter(id=expired.key.id).update(expires_at=clock.now())
    closed_out = [Program(secret=one) for one in (*MALFORMED, revoked.secret, expired.secret)]
    others = Program(secret=key(scene.tree.other_university, every, stranger).secret)
    wrong = []
    for name, (_method, _path, scope) in OPERATIONS.items():
        home = scene.tree.office if scope.startswith("tasks") else scene.tree.university
        right = Program(
            secret=key(home, [scope], clerk if home is scene.tree.office else None).secret
        )
        unfit = Program(secret=key(home, [one for one in every if one != scope], clerk).secret)
        found = {call(one, name, objects).status_code for one in closed_out}
        if found != {401}:
            wrong.append(f"{name} without a live key: {found}")
        if (status := call(unfit, name, objects).status_code) != 403:
            wrong.append(f"{name} with every scope but {scope}: {status}")
        answer = call(others, name, objects)
        if answer.status_code not in ({404} if name in HIDDEN_FROM_OTHERS else {200, 201}):
            wrong.append(f"{name} by another organisation: {answer.status_code}")
        if name in {"list_changes", "list_tasks"} and objects["case"] in answer.content.decode():
            wrong.append(f"{name} tells another organisation of the case")
        if (status := call(right, name, objects).status_code) not in {200, 201, 204}:
            wrong.append(f"{name} by the right key: {status}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_told_apart_from_what_is_not_there(scene, objects):
    nothing = {**objects, "draft": "x" * 43, "upload": "x" * 43, "case": "1", "answered": "1"}
    nothing["batch"] = "1"
    nothing |= {"task": "1"}
    stranger = cast.an_account("clerk-elsewhere", "کارمند جای دیگر")
    give(stranger, scene.tree.other_university, Role.SECRETARIAT)
    others = Program(secret=key(scene.tree.other_university, list(KeyScope), stranger.id).secret)
    for name in HIDDEN_FROM_OTHERS:
        real, none = (call(others, name, one).json() for one in (objects, nothing))
        assert (real["code"], real["title"]) == (none["code"], none["title"]), name
