"""The registrar in a browser without JavaScript: a roll by two people, a file and what became of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.terms import RollState
from pishkhan.kernel.records.testing import a_record, as_csv


def press(browser, place, do, **more):
    return browser.post(f"/registrar/{place.id}/", {"do": do, **more})


def test_a_roll_is_opened_signed_and_closed_by_two(expert, signer, university):
    assert expert.get("/registrar/").url == f"/registrar/{university.id}/"
    press(expert, university, "open", year="۱۴۰۴")
    [roll] = records.rolls_of(university.id)
    assert press(signer, university, "sign", roll=roll.id).status_code == 403
    press(expert, university, "sign", roll=roll.id)
    assert press(expert, university, "close", roll=roll.id).status_code == 403
    shown = signer.get(f"/registrar/{university.id}/").content.decode()
    assert "امضا و بستن" in shown
    press(signer, university, "close", roll=roll.id)
    assert records.roll_by_id(roll.id).state is RollState.CLOSED
    assert "هما کوه‌نشین" in expert.get(f"/registrar/{university.id}/").content.decode()


@pytest.mark.parametrize(
    ("do", "more"),
    [("open", {"year": "99"}), ("open", {"year": "1499"}), ("file", {}), ("", {}),
     ("file", {"file": SimpleUploadedFile("a.csv", b"what,is,this\n1,2,3\n")})],
)  # fmt: skip
def test_what_cannot_be_done_is_said_on_the_page(expert, university, do, more):
    answer = press(expert, university, do, **more)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_a_file_leads_to_what_became_of_its_records(expert, university):
    records.roll_open(university.id, 1404, by=Actor.system())
    rows = [
        a_record(1),
        a_record(2, award__average="25"),
        a_record(3, person__birth_date="1392/01/01"),
    ]
    sent = SimpleUploadedFile("گروه.csv", as_csv(rows))
    address = press(expert, university, "file", file=sent).url
    assert "Refresh" in expert.get(address)
    [batch] = records.batches_of(university.id)
    records.take_batch(batch.id)
    shown = expert.get(address).content.decode()
    for words in ("E-AVERAGE", "معدل بیرون از مقیاس", "در انتظار بررسی", "s-3"):
        assert words in shown
    assert "E-AGE" in expert.get(f"/registrar/{university.id}/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_taken(expert, kind):
    answer = expert.get(f"/registrar/template.{kind}")
    assert answer["Content-Disposition"] == f'attachment; filename="records.{kind}"'


def test_nobody_else_comes_in(expert, university):
    other = a_tree().other_university
    assert expert.get(f"/registrar/{other.id}/").status_code == 404
    assert press(expert, university, "sign", roll=1).status_code == 404
    foreign = records.begin_batch(other.id, "b-1", door="api", by=Actor.system())
    assert expert.get(f"/registrar/{university.id}/batch/{foreign.id}/").status_code == 404
    assert Client().get("/registrar/").url.startswith("/staff/login/")
