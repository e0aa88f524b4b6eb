"""What verifiers fetch, and the doors of conformance suites."""

import json

import pytest
from cryptography import x509

from pishkhan.kernel.credentials import api as credentials
from pishkhan.kernel.credentials.testing import a_credential, published
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.terms import Purpose
from pishkhan.kernel.signing.testing import a_vault


pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def university():
    return organisations.a_tree().university


@pytest.fixture
def list_id(university):
    with a_vault():
        yield published(university.id)


def post(client, what, body):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(f"/vc-api/credentials/{what}", text, content_type=JSON)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/.well-known/did.json", "application/did+json"),
        ("/.well-known/jwks.json", "application/jwk-set+json"),
        ("/issuers/list.json", JSON),
        ("/issuers/list.jwt", "application/jwt"),
        ("/issuers/authority.pem", "application/x-pem-file"),
        ("/issuers/{number}/did.json", "application/did+json"),
        ("/issuers/trial/did.json", "application/did+json"),
        ("/credentials/status/{list}/revocation", "application/vc+jwt"),
        ("/credentials/status/{list}/suspension", "application/vc+jwt"),
    ],
)
def test_each_may_be_kept_by_any_cache_and_read_by_any_program(
    client, list_id, university, address, kind
):
    answer = client.get(address.format(number=university.id, list=list_id))
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


def test_the_document_of_an_institution_is_where_its_name_leads(client, list_id, university):  # noqa: ARG001 - it must be there
    document = client.get(f"/issuers/{university.id}/did.json").json()
    assert document["id"] == f"did:web:localhost%3A8000:issuers:{university.id}"
    (method,) = document["verificationMethod"]
    assert document["assertionMethod"] == [method["id"]]
    assert method["controller"] == document["id"]
    assert set(method["publicKeyJwk"]) == {"crv", "kty", "x", "y", "kid", "use", "alg"}


@pytest.mark.parametrize(
    "address",
    [
        "/issuers/1/did.json",
        "/credentials/status/1/revocation",
        "/credentials/status/{list}/message",
        "/credentials/status/99999999999999999999999/revocation",
        "/issuers/99999999999999999999999/did.json",
    ],
)
def test_what_is_not_there_is_not_found(client, list_id, address):
    assert client.get(address.format(list=list_id)).status_code == 404


def test_the_authority_is_a_file_of_certificates(client, list_id):  # noqa: ARG001 - keys in memory
    assert client.get("/issuers/authority.pem").content == b""
    signing.new_key(signing.NATIONAL, Purpose.SEAL, by=None)
    found = x509.load_pem_x509_certificates(client.get("/issuers/authority.pem").content)
    assert len(found) == 1


def test_the_doors_of_conformance_suites_are_shut(client, list_id):  # noqa: ARG001 - the same
    for what, body in (("issue", {"credential": a_credential()}), ("verify", {})):
        assert post(client, what, body).status_code == 404


@pytest.fixture
def doors(client, settings, list_id):  # noqa: ARG001 - the same
    settings.VC_API = True
    return client


def test_a_suite_has_a_credential_signed_and_verified(doors):
    body = {"credential": a_credential(), "options": {"credentialStatus": True}}
    issued = post(doors, "issue", body)
    assert issued.status_code == 201
    envelope = issued.json()["verifiableCredential"]
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    for shown in (envelope, envelope["id"].partition(",")[2]):
        answer = post(doors, "verify", {"verifiableCredential": shown})
        assert (answer.status_code, answer.json()["verified"]) == (200, True)


def test_what_is_altered_is_refused_with_its_reason(doors):
    token = credentials.issue_trial(a_credential(), with_status=False)
    altered = token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB")
    answer = post(doors, "verify", {"verifiableCredential": altered})
    assert answer.status_code == 400
    assert answer.json()["problemDetails"][0]["title"] in {"wrong_signature", "malformed"}


@pytest.mark.parametrize("what", ["issue", "verify"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        "[]",
        "5",
        "[" * 100_000,
        " " * 200_001,
        {},
        {"credential": [], "verifiableCredential": []},
        {"credential": {}, "verifiableCredential": {"type": "EnvelopedVerifiableCredential"}},
        {"credential": a_credential(type=[]), "verifiableCredential": "a.b.c"},
        '{"credential": {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "\\ud800:x"}}',
        {"credential": a_credential(id="urn:x", n=2**70), "verifiableCredential": {"id": 5}},
    ],
)
def test_whatever_is_sent_is_refused_in_words(doors, what, body):
    answer = post(doors, what, body)
    assert answer.status_code == 400
    assert answer.json()["problemDetails"]


@pytest.mark.parametrize("what", ["issue", "verify"])
def test_nothing_is_there_to_be_read(doors, what):
    assert doors.get(f"/vc-api/credentials/{what}").status_code == 405
