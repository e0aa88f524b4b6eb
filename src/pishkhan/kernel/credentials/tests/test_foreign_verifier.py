"""Verifiers of others accept what we issue, and see what became of it; they run unmodified."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pishkhan.kernel.credentials import api
from pishkhan.kernel.credentials.rules import jose
from pishkhan.kernel.credentials.site import site
from pishkhan.kernel.credentials.terms import StatusPurpose
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.terms import Purpose
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.terms import Ground
from pishkhan.kernel.verification.testing import two_officers


pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).with_name("verify.mjs")
ENTRIES = {"revocation": False, "suspension": False}


def foreign(token, **other):
    """What they find in a token, given what we publish."""
    ran = run(token, **other)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def refused(token, **other):
    """Why they refuse a token."""
    ran = run(token, **other)
    assert ran.returncode != 0, ran.stdout
    return ran.stderr


def run(token, **other):
    payload = jose.read(token).payload
    lists = {}
    for entry in payload["credentialStatus"]:
        address = entry["statusListCredential"]
        *_, number, purpose = address.split("/")
        lists[address] = api.status_list(int(number), StatusPurpose(purpose))
    did = payload["issuer"]["id"]
    given = {
        "token": token,
        "lists": lists,
        "jwks": api.jwks(),
        "dids": {did: api.did_document(site().owner_of(did))},
        **other,
    }
    node = shutil.which("node") or Path(sys.prefix) / "bin" / "node"
    return subprocess.run(  # noqa: S603 - our own script
        [node, SCRIPT], input=json.dumps(given), capture_output=True, text=True, check=False
    )


def marked(token):
    return {one["purpose"]: one["marked"] for one in foreign(token)["results"]}


def test_a_credential_is_accepted_and_every_word_in_it_is_of_the_standards(code, holder):
    token = api.credential_of(code.document_id, by=holder).token
    said = foreign(token)
    assert said["error"] is None
    assert (said["typ"], said["alg"]) == ("vc+jwt", "ES256")
    assert "https://www.w3.org/2018/credentials#VerifiableCredential" in said["types"]
    assert any("OpenBadgeCredential" in one for one in said["types"])
    assert marked(token) == ENTRIES


def test_one_letter_changed_is_seen(code, holder):
    head, payload, signature = api.credential_of(code.document_id, by=holder).token.split(".")
    told = json.loads(signing.unbase64url(payload))
    told["name"] += "!"
    altered = signing.base64url(json.dumps(told).encode())
    assert "signature verification failed" in refused(f"{head}.{altered}.{signature}")


def test_a_suspension_its_end_and_a_revocation_are_seen(code, log, holder):
    token = api.credential_of(code.document_id, by=holder).token
    one, two = two_officers()
    verification.suspend(code.document_id, ground=Ground.UNDER_EXAMINATION, by=one, second=two)
    assert marked(token) == {**ENTRIES, "suspension": True}
    verification.resume(code.document_id, by=one, second=two)
    assert marked(token) == ENTRIES
    verification.revoke(code.document_id, ground=Ground.FRAUD, by=one, second=two)
    assert marked(token) == {**ENTRIES, "revocation": True}
    log.publish()


def test_after_a_change_of_the_key_what_the_old_one_signed_is_accepted(code, holder, university):
    token = api.credential_of(code.document_id, by=holder).token
    signing.new_key(signing.institution(university.id), Purpose.CREDENTIAL, by=None)
    again = api.credential_of(code.document_id, by=holder).token
    assert jose.read(token).key != jose.read(again).key
    for one in (token, again):
        assert foreign(one)["error"] is None


def test_what_a_compromised_key_signed_is_not(code, holder, university):
    token = api.credential_of(code.document_id, by=holder).token
    owner = signing.institution(university.id)
    key = signing.key_in_use(owner, Purpose.CREDENTIAL)
    signing.retire(key.key_id, because="دزدیده شد", is_compromised=True, by=None)
    assert "no applicable key found" in refused(token)
    document = api.did_document(owner)
    (method,) = [one for one in document["verificationMethod"] if key.key_id in one["id"]]
    assert method["revoked"]
    assert method["id"] not in document["assertionMethod"]


def test_another_institution_cannot_sign_in_its_name(code, holder):
    token = api.credential_of(code.document_id, by=holder).token
    payload = jose.read(token).payload
    thief = signing.needed_key(signing.TRIAL, Purpose.CREDENTIAL)
    forged = jose.token(
        payload,
        key=site().key_name(signing.TRIAL, thief.key_id),
        type_=jose.CREDENTIAL_TYPE,
        sign=lambda told: signing.sign_by(thief, told).value,
    )
    keys = {"keys": [{**thief.jwk, "kid": site().key_name(signing.TRIAL, thief.key_id)}]}
    dids = {site().did_of(signing.TRIAL): api.did_document(signing.TRIAL)}
    assert "signed by somebody else" in refused(forged, jwks=keys, dids=dids)
