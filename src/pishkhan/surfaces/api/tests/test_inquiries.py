"""Organisations inquire with a purpose; the holder sees each; nobody else's key opens it."""

import pytest

from pishkhan.foundation import authenticity_code
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import APPLICANT, SECOND_APPLICANT, the_applicant
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.models import Inquiry
from pishkhan.kernel.verification.testing import issued
from pishkhan.surfaces.api.testing import Program, a_program


pytestmark = pytest.mark.django_db
CLAIM = {"family_name": "بهرامی‌نیا", "last_four": "۰۱۰۷"}


@pytest.fixture
def code():
    with a_log() as log:
        made = issued()
        log.publish()
        yield made


@pytest.fixture
def employer():
    return a_program(a_tree().other_university.id, KeyScope.INQUIRE)


def asked(code, **claim):
    return {"code": code, "reference": "R-5", "claim": {**CLAIM, **claim}}


def inquire(program, *several, purpose="employment", **headers):
    body = {"purpose": purpose, "inquiries": list(several)}
    return program.post("/verification/inquiries", body, **headers)


def test_a_batch_is_answered_in_its_order_with_the_reason_of_each_refusal(code, employer):
    person = the_applicant()
    answer = inquire(
        employer,
        asked(code.code),
        asked("7.4839E+19"),
        asked(authenticity_code.new()),
        asked(authenticity_code.grouped(code.code), field="پزشکی"),
    )
    assert answer.status_code == 200, answer.content.decode()
    right, broken, unknown, wrong = answer.json()["answers"]
    assert (right["state"], right["is_match"], right["name"]) == ("valid", True, "مهسا بهرامی‌نیا")
    assert broken["error"] == "authenticity_code_spreadsheet"
    assert unknown["error"] == "verification.no_answer"
    assert (wrong["is_match"], wrong["name"], wrong["field"]) == (False, "", "")
    assert wrong["fields"] == {"family_name": True, "last_four": True, "field": False}
    lines = verification.holder_log(person.id)
    assert [one.purpose for one in lines] == ["استخدام", "استخدام"]
    assert lines[0].who == a_tree().other_university.name


def test_a_call_that_is_sent_twice_is_one_inquiry(code, employer):
    first, second = (
        inquire(employer, asked(code.code), Idempotency_Key="inquiry-0001") for _ in range(2)
    )
    assert first.content == second.content
    assert Inquiry.objects.count() == 1


def test_without_the_scope_nothing_is_told(code):
    program = a_program(a_tree().university.id, KeyScope.SUBMIT)
    assert inquire(program, asked(code.code)).status_code == 403
    assert inquire(Program(), asked(code.code)).status_code == 401
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"purpose": "curiosity", "inquiries": [asked("1")]},
        {"purpose": "employment", "inquiries": []},
        {"purpose": "employment", "inquiries": [{"code": "1", "claim": CLAIM}]},
        {"purpose": "employment", "inquiries": [{**asked("1"), "reference": " "}]},
        {"purpose": "employment", "inquiries": [asked("1")] * 101},
    ],
)
def test_purpose_and_reference_are_asked_and_a_call_has_an_end(employer, body):
    assert employer.post("/verification/inquiries", body).status_code == 422


def test_each_inquiry_of_a_call_counts_against_the_quota(code):
    key = clients.issue(
        organisation_id=a_tree().university.id,
        title="کارگزینی",
        scopes=[KeyScope.INQUIRE],
        per_minute=5,
        by=Actor.system(),
    )
    program = Program(secret=key.secret)
    assert inquire(program, *[asked(code.code)] * 4).status_code == 200
    assert inquire(program, *[asked(code.code)] * 2).status_code == 429
    assert Inquiry.objects.count() == 4


def test_a_code_that_its_holder_closed_is_told_as_closed(code, employer):
    person = the_applicant()
    verification.freeze(code.document_id, person_id=person.id, by=Actor.system())
    [told] = inquire(employer, asked(code.code)).json()["answers"]
    assert (told["state"], told["name"], told["kind"], told["institution"]) == (
        "frozen",
        "",
        "",
        {},
    )


def test_by_national_id_all_documents_of_that_person_and_no_others(code, employer):
    issued(SECOND_APPLICANT)
    body = {
        "purpose": "admission",
        "national_id": APPLICANT.national_id,
        "reference": "consent 12",
        "claim": {"family_name": "بهرامی نیا"},
    }
    answers = employer.post("/verification/people", body).json()["answers"]
    assert [(one["state"], one["is_match"]) for one in answers] == [("valid", True)]
    assert Inquiry.objects.get().code_id == code.id
    wrong = employer.post("/verification/people", body | {"national_id": "1234567890"})
    assert wrong.json()["answers"][0]["error"] == "bad_national_id"
    assert Inquiry.objects.get().reference == "consent 12"
