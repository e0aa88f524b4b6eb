"""Checking what somebody shows, with every way of forging that we know."""

import json
from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.credentials import api
from pishkhan.kernel.credentials.models import Credential
from pishkhan.kernel.credentials.rules import jose
from pishkhan.kernel.credentials.site import site
from pishkhan.kernel.credentials.terms import Problem
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.terms import Purpose


pytestmark = pytest.mark.django_db


@pytest.fixture
def token(code, holder):
    return api.credential_of(code.document_id, by=holder).token


def signed_by(key, payload, *, type_=jose.CREDENTIAL_TYPE, name=""):
    return jose.token(
        payload,
        key=name or site().key_name(key.owner, key.key_id),
        type_=type_,
        sign=lambda told: signing.sign_by(key, told).value,
    )


def test_what_we_issued_is_good(token):
    assert api.check(f" {token}\n").is_good


@pytest.mark.parametrize("text", ["", "a.b.c", "هیچ", "..", "e30.e30.e30"])
def test_what_is_no_token_is_malformed(text):
    assert api.check(text).problems == (Problem.MALFORMED,)


def test_a_changed_word_breaks_the_signature(token):
    head, payload, signature = token.split(".")
    told = json.loads(signing.unbase64url(payload))
    told["credentialSubject"]["achievement"]["achievementType"] = "DoctoralDegree"
    altered = signing.base64url(json.dumps(told).encode())
    assert api.check(f"{head}.{altered}.{signature}").problems == (Problem.WRONG_SIGNATURE,)


def test_a_signature_of_another_key_under_the_right_name_is_wrong(token, university):
    right = signing.key_in_use(signing.institution(university.id), Purpose.CREDENTIAL)
    thief = signing.needed_key(signing.NATIONAL, Purpose.CREDENTIAL)
    forged = signed_by(
        thief, jose.read(token).payload, name=site().key_name(right.owner, right.key_id)
    )
    assert api.check(forged).problems == (Problem.WRONG_SIGNATURE,)


@pytest.mark.parametrize("purpose", [Purpose.CREDENTIAL, Purpose.SEAL])
def test_nobody_signs_in_the_name_of_another_nor_with_a_key_for_something_else(
    token, university, purpose
):
    owner = (
        signing.NATIONAL if purpose is Purpose.CREDENTIAL else signing.institution(university.id)
    )
    thief = signing.needed_key(owner, purpose)
    assert api.check(signed_by(thief, jose.read(token).payload)).problems == (
        Problem.UNKNOWN_ISSUER,
    )


def test_an_issuer_elsewhere_is_unknown(token):
    payload = {
        **jose.read(token).payload,
        "issuer": "did:web:evil.example",
        "iss": "did:web:evil.example",
    }
    thief = signing.needed_key(signing.TRIAL, Purpose.CREDENTIAL)
    forged = signed_by(thief, payload, name="did:web:evil.example#a")
    assert api.check(forged).problems == (Problem.UNKNOWN_ISSUER,)


def test_a_token_of_another_kind_is_none(token, university):
    key = signing.key_in_use(signing.institution(university.id), Purpose.CREDENTIAL)
    other = signed_by(key, jose.read(token).payload, type_="JWT")
    assert api.check(other).problems == (Problem.MALFORMED,)
    assert api.check(api.trusted_list()).problems == (Problem.MALFORMED,)


def test_of_a_compromised_key_only_what_was_recorded_before_is_good(token, university):
    owner = signing.institution(university.id)
    key = signing.key_in_use(owner, Purpose.CREDENTIAL)
    payload = jose.read(token).payload
    forged = signed_by(key, {**payload, "name": "دکتری"})
    assert api.check(forged).is_good  # until somebody knows that it was stolen
    with clock.frozen(clock.now() + timedelta(days=1)):
        signing.retire(key.key_id, because="دزدیده شد", is_compromised=True, by=None)
        assert api.check(token).is_good
        assert api.check(forged).problems == (Problem.COMPROMISED_KEY,)
        nowhere = signed_by(
            key, {name: payload[name] for name in payload if name != "credentialStatus"}
        )
        assert api.check(nowhere).problems == (Problem.COMPROMISED_KEY,)
    Credential.objects.update(issued_at=clock.now() + timedelta(days=2))
    assert api.check(token).problems == (Problem.COMPROMISED_KEY,)


def test_before_its_time_it_is_not_good(token):
    with clock.frozen(clock.now() - timedelta(days=1)):
        assert Problem.NOT_YET_VALID in api.check(token).problems


@pytest.mark.parametrize(
    "status", ["x", [], {"statusListIndex": "1"}, [{"statusListCredential": 5}]]
)
def test_a_status_that_is_no_entry_of_ours_is_no_error(university, status):
    key = signing.needed_key(signing.institution(university.id), Purpose.CREDENTIAL)
    shown = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": site().did_of(key.owner),
        "credentialSubject": {"a": "b"},
        "credentialStatus": status,
    }
    assert set(api.check(signed_by(key, shown)).problems) <= {Problem.MALFORMED}
