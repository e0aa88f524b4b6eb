"""The inquiry for machines: masked as the page, and as silent."""

import json

import pytest
from django.test import Client

from pishkhan.foundation import authenticity_code
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import APPLICANT, the_applicant
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.models import Inquiry
from pishkhan.surfaces.verify.json_inquiry import PATH


pytestmark = pytest.mark.django_db


def ask(code, **more):
    answer = Client().post(PATH, json.dumps({"code": code}), "application/json", **more)
    assert answer["Cache-Control"] == "no-store"
    return answer


def test_a_code_is_answered_masked_and_stands_in_the_holders_log(valid):
    said = ask(authenticity_code.grouped(valid.code)).json()
    assert said["state"] == "valid"
    assert said["is_valid"] is True
    assert said["title"] == "این مدرک معتبر است"
    assert said["institution"]["fa"] == "دانشگاه نمونه"
    assert APPLICANT.last not in json.dumps(said, ensure_ascii=False)
    assert Inquiry.objects.get(receipt=said["receipt"]).code_id


def test_it_speaks_the_callers_language(valid):
    said = ask(valid.code, headers={"Accept-Language": "en"}).json()
    assert said["title"] == "This document is valid"


def test_no_code_and_a_closed_code_are_one_answer(valid):
    none = ask(authenticity_code.new())
    person = the_applicant()
    verification.freeze(valid.document_id, person_id=person.id, by=Actor.system())
    closed = ask(valid.code)
    assert (none.status_code, closed.status_code) == (200, 200)
    one, other = (answer.json() | {"asked_at": ""} for answer in (none, closed))
    assert one == other
    assert len(none.content) == len(closed.content)


@pytest.mark.parametrize(
    ("code", "error"),
    [("73910482650173948217", "verification.mistyped"), ("9" * 30, None), ("7.39E+19", None)],
)
def test_what_cannot_be_a_code_is_told_without_a_line(code, error):
    answer = ask(code)
    assert answer.status_code == 422
    said = answer.json()
    assert said["title"]
    assert error is None or said["code"] == error
    assert not Inquiry.objects.exists()


def test_whoever_guesses_waits(valid):
    for _ in range(10):
        ask(authenticity_code.new())
    answer = ask(valid.code)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"


def test_numbers_do_not_belong_in_addresses_nor_in_forms():
    assert Client().get(PATH).status_code == 405
    assert Client().post(PATH, {"code": authenticity_code.new()}).status_code == 415


@pytest.mark.parametrize("body", ["[]", '{"code": 7}', '{"code": "  "}', "{", '"x"'])
def test_another_body_is_refused(body):
    answer = Client().post(PATH, body, "application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "json.not_json"
