"""A university's own system sends its graduates over HTTP: cut off, again, wrongly signed."""

import base64
import hashlib

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, staff_of
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.terms import Refusal
from pishkhan.kernel.records.testing import Sender, a_record, permit_all
from pishkhan.surfaces.api.testing import a_program


@pytest.fixture
def university(db):  # noqa: ARG001 - of the tree
    place = a_tree().university
    permit_all(place)
    records.roll_open(place.id, 1404, by=Actor.system())
    return place


@pytest.fixture
def sender(university):
    made = Sender(institution=university)
    made.register()
    return made


@pytest.fixture
def program(university):
    return a_program(university.id, KeyScope.RECORDS)


def begun(program, key="spring-1404"):
    return program.post("/batches", {"key": key}).json()


def test_a_batch_goes_from_its_first_line_to_the_results(program, sender):
    bodies = [records.written([a_record(1), {"source_id": "x"}]), records.written([a_record(2)])]
    count, sha256, signature = sender.signature("spring-1404", bodies)
    batch = begun(program)
    path = f"/batches/{batch['id']}"
    program.put_lines(f"{path}/parts/2", bodies[1])
    assert begun(program)["parts"] == [2]  # after a cut: what arrived
    digest = hashlib.sha256(bodies[0]).hexdigest()
    assert program.put_lines(f"{path}/parts/1", bodies[0], Upload_Sha256=digest).json()[
        "parts"
    ] == [1, 2]
    commit = {"parts": 2, "records": count, "sha256": sha256, "signature": signature}
    assert program.post(f"{path}/commit", commit).json()["state"] == "checking"
    assert program.post(f"{path}/commit", commit).json()["state"] == "checking"
    [job] = ProcrastinateJob.objects.filter(task_name="records.take_batch")
    assert str(job.args["batch_id"]) == batch["id"]
    records.take_batch(job.args["batch_id"])
    done = program.get(path).json()
    assert (done["state"], done["outcomes"]) == ("done", {"accepted": 2, "rejected": 1})
    first = program.get(f"{path}/results?limit=2", **{"Accept-Language": "fa"}).json()
    assert [one["outcome"] for one in first["results"]] == ["accepted", "rejected"]
    found = {(one["code"], one["field"]): one for one in first["results"][1]["findings"]}
    assert "لازم" in found["E-MISSING", "person.given_name"]["message"]
    rest = program.get(f"{path}/results?limit=2&after={first['after']}").json()
    assert ([one["source_id"] for one in rest["results"]], rest["after"]) == (["s-2"], None)


def test_the_sender_reads_what_two_people_decided_about_a_held_record(program, sender, university):
    staff = staff_of(university)
    young = {"person__birth_date": "1392/01/01"}
    sender.send("spring-1404", [a_record(1, **young), a_record(2, **young), a_record(3, **young)])
    first, second, _third = records.held(university.id)
    by = staff[Role.EXPERT]
    records.propose_settling(first.id, accept=True, because="شناسنامه", by=by)
    records.propose_settling(second.id, accept=False, refusal=Refusal.NOT_OURS, by=by)
    for one in (first, second):
        records.approve_settling(one.id, by=staff[Role.SIGNER])
    told = program.get(f"/batches/{begun(program)['id']}/results").json()["results"]
    assert [(one["decision"], one["refusal"]) for one in told] == [
        ("let_in", None), ("refused", "R-NOT-OURS"), (None, None),
    ]  # fmt: skip
    assert told[0]["document"] is not None


def test_a_stolen_key_of_the_door_signs_nothing(program, sender, university):
    body = records.written([a_record(1)])
    path = f"/batches/{begun(program)['id']}"
    program.put_lines(f"{path}/parts/1", body)
    count, sha256, _ = sender.signature("spring-1404", [body])
    _, _, forged = Sender(institution=university).signature("spring-1404", [body])
    for signature in (forged, base64.b64encode(b"\0" * 64).decode()):
        commit = {"parts": 1, "records": count, "sha256": sha256, "signature": signature}
        answer = program.post(f"{path}/commit", commit)
        assert (answer.status_code, answer.json()["code"]) == (422, "records.signature_wrong")


def test_what_is_damaged_on_its_way_or_too_large_is_not_kept(program):
    path = f"/batches/{begun(program)['id']}/parts/1"
    wrong = program.put_lines(path, b"{}\n", Upload_Sha256="0" * 64)
    assert wrong.json()["code"] == "api.checksum_mismatch"
    assert program.put_lines(path, b"{}\n" * 400_000).status_code == 413
    program.put_lines(path, b"{}\n")
    assert program.put_lines(path, b"[]\n").json()["code"] == "records.batch_differs"
