"""Every failure is problem+json in the caller's language, and nothing is read that is too large."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.api.edge import CEILING
from pishkhan.surfaces.api.testing import ROOT, Program
from pishkhan.web.testing import a_browser, signed_in_staff


pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "instance", "code"}


def problem(answer, status):
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    assert not answer.cookies
    told = answer.json()
    assert set(told) >= MEMBERS
    assert told["status"] == status
    assert told["title"]
    return told


def raw(scene, body, content_type="application/json", path="/requests", **headers):
    return scene.ours.client.post(
        ROOT + path,
        body,
        content_type=content_type,
        headers={
            "Authorization": f"Bearer {scene.ours.secret}",
            "Idempotency-Key": "a-mark-of-its-own",
            **headers,
        },
    )


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v2/", "/api/v1", "/api/v1/nothing", "/api/v1/cases/1/x"]
)
def test_an_address_that_is_none(scene, path):
    told = problem(scene.ours.client.get(path), 404)
    assert told["instance"] == path


def test_a_method_that_is_none(scene):
    answer = scene.ours.delete("/services")
    problem(answer, 405)
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("", "fa"),
        ("en-GB,en;q=0.8", "en"),
        ("de, ar;q=0.5", "ar"),
        ("de", "fa"),
        ("x" * 5_000, "fa"),
    ],
)
def test_the_language_is_the_callers(language, told):
    answer = Client(headers={"Accept-Language": language}).get("/api/v1/services")
    problem(answer, 401)
    assert answer["Content-Language"] == told
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"service": "e_request", "service": "e_request"}', "api.repeated_name"),
        ('{"service": NaN}', "api.not_a_number"),
        ("[" * 200_000, "api.too_deep"),
        ('{"service": "\\u0000"}', "api.bad_text"),
        ("service=e_request", "api.not_json"),
        ("{", "api.not_json"),
    ],
)
def test_json_that_is_dishonest(scene, body, code):
    assert problem(raw(scene, body), 400)["code"] == code


def test_no_body_and_no_object(scene):
    problem(raw(scene, ""), 422)
    problem(raw(scene, "[]"), 422)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", ""])
def test_a_body_of_another_type(scene, content_type):
    problem(raw(scene, "{}", content_type), 415)


def test_a_body_in_another_charset(scene):
    problem(raw(scene, "{}", "application/json; charset=utf-16"), 400)


def test_ten_megabytes_of_nesting_are_not_even_read(scene):
    told = problem(raw(scene, "[" * 10_000_000), 413)
    assert told["code"] == "api.too_large"


def test_the_ceiling_of_json_is_under_that_of_django(scene, settings):
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE > CEILING
    problem(raw(scene, json.dumps({"service": "x" * (CEILING - 100)})), 422)


def test_fields_are_named_with_their_faults(scene):
    told = problem(scene.ours.post("/requests", {"service": 7, "colour": "blue"}), 422)
    assert set(told["errors"]) == {"service", "colour"}
    told = problem(scene.ours.post("/requests", {}), 422)
    assert set(told["errors"]) == {"service"}
    told = problem(
        scene.ours.post("/requests", {"service": "e_request", "answers": {"person.x": "1"}}), 422
    )
    assert set(told["errors"]) == {"person.x"}


def test_a_write_without_a_mark_is_refused(scene):
    answer = raw(scene, '{"service": "e_request"}', **{"Idempotency-Key": ""})
    told = problem(answer, 422)
    assert any("Idempotency-Key" in name or "mark" in name for name in told["errors"])


def test_a_service_that_is_none_or_is_closed(scene):
    problem(scene.ours.get("/services/nothing"), 404)
    problem(scene.ours.post("/requests", {"service": "nothing"}), 404)
    draft = scene.a_draft()
    scene.a_file(draft)
    catalogue.switch("e_request", is_on=False, because="آزمایش", by=Actor.system())
    told = problem(
        scene.ours.post(f"/requests/{draft}/submission", {"declaration_read": True}), 409
    )
    assert told["code"] == "catalogue.service_off"


def test_the_declaration_must_have_been_read(scene):
    problem(
        scene.ours.post(f"/requests/{scene.a_draft()}/submission", {"declaration_read": False}), 422
    )


def test_the_same_call_again_is_answered_as_before(scene):
    body = {"service": "e_request"}
    first = scene.ours.post("/requests", body, Idempotency_Key="one-mark")
    again = scene.ours.post("/requests", body, Idempotency_Key="one-mark")
    assert again.status_code == 201
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    other = scene.ours.post("/requests", {**body, "language": "en"}, Idempotency_Key="one-mark")
    assert problem(other, 422)["code"] == "clients.idempotency_key_reused"
    assert scene.theirs.post("/requests", body, Idempotency_Key="one-mark").json() != first.json()


def test_a_submission_sent_twice_is_one_letter(scene):
    draft = scene.a_draft()
    scene.a_file(draft)
    body, path = {"declaration_read": True}, f"/requests/{draft}/submission"
    first = scene.ours.post(path, body, Idempotency_Key="mark-of-one-letter")
    again = scene.ours.post(path, body, Idempotency_Key="mark-of-one-letter")
    other = scene.ours.post(path, body)
    assert first.json() == again.json() == other.json()
    assert first.status_code == again.status_code == 201
    assert problem(scene.ours.get(f"/requests/{draft}"), 409)


def test_a_file_sent_twice_is_one_file(scene):
    draft, content = scene.a_draft(), a_jpeg(200, 200)

    def send(content):
        file = SimpleUploadedFile("a.jpg", content, "image/jpeg")
        form = {"kind": "letter", "file": file}
        return scene.ours.send(f"/requests/{draft}/files", form, Idempotency_Key="mark-of-a-file")

    first = send(content)
    assert first.json() == send(content).json()
    problem(send(a_jpeg(210, 200)), 422)
    assert len(scene.ours.get(f"/requests/{draft}").json()["files"]) == 1


def test_a_file_that_is_none(scene):
    draft = scene.a_draft()
    form = {"kind": "letter", "file": SimpleUploadedFile("a.jpg", b"not a picture")}
    problem(scene.ours.send(f"/requests/{draft}/files", form), 415)
    form = {"kind": "nothing", "file": SimpleUploadedFile("a.jpg", b"x")}
    problem(scene.ours.send(f"/requests/{draft}/files", form), 404)


def test_calls_are_counted_and_told(scene):
    issued = clients.issue(
        organisation_id=scene.tree.university.id,
        title="کم‌حوصله",
        scopes=[clients.KeyScope.SUBMIT],
        per_minute=2,
        by=Actor.system(),
    )
    program = Program(secret=issued.secret)
    left = [program.get("/services")["RateLimit-Remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    answer = program.get("/services")
    assert problem(answer, 429)["code"] == "clients.quota_exhausted"
    assert 0 < int(answer["Retry-After"]) <= 60


def test_the_database_is_away(scene, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(catalogue, "services_on", away)
    answer = scene.ours.get("/services")
    problem(answer, 503)
    assert answer["Retry-After"] == "60"


def test_a_bug_of_ours_has_a_reference(scene, monkeypatch):
    def broken():
        raise RuntimeError("with the national id 0001010107")

    monkeypatch.setattr(catalogue, "services_on", broken)
    told = problem(scene.ours.get("/services"), 500)
    assert len(told["reference"].replace(" ", "")) == 8
    assert "0001010107" not in str(told)


def test_no_answer_sets_a_cookie_or_may_be_cached(scene):
    answer = scene.ours.get("/services")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_a_browser_with_a_session_is_nobody_here(scene):
    browser = signed_in_staff(a_browser(), scene.staff[Role.SECRETARIAT].account_id)
    assert browser.get("/api/v1/tasks").status_code == 401
