"""Who is given a credential, of what, how often; and what becomes of it."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.credentials import api, ports
from pishkhan.kernel.credentials.actions import places
from pishkhan.kernel.credentials.errors import NotACredential, NotValidNow, NotYours
from pishkhan.kernel.credentials.models import Credential, StatusList
from pishkhan.kernel.credentials.rules import bits, jose
from pishkhan.kernel.credentials.terms import CredentialState, Problem, StatusPurpose
from pishkhan.kernel.credentials.testing import a_credential
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import APPLICANT, the_stranger
from pishkhan.kernel.signing import api as signing
from pishkhan.kernel.signing.terms import Purpose
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.terms import Ground
from pishkhan.kernel.verification.testing import facts, issued, two_officers


pytestmark = pytest.mark.django_db


def issue(code, holder):
    return api.credential_of(code.document_id, by=holder)


def test_the_holder_is_given_the_same_credential_as_often_as_they_ask(code, holder):
    first, second = issue(code, holder), issue(code, holder)
    assert first.number == second.number
    assert jose.read(first.token).payload == jose.read(second.token).payload
    row = Credential.objects.get()
    assert [one.verb for one in lines(target="credential", target_id=row.id)] == [
        "credentials.issued"
    ]


def test_giving_and_marking_wait_for_each_other_before_they_look(code, holder):
    one, two = two_officers()
    with CaptureQueriesContext(connection) as given:
        issue(code, holder)
    with CaptureQueriesContext(connection) as marked:
        verification.suspend(code.document_id, ground=Ground.UNDER_EXAMINATION, by=one, second=two)
    for asked, looks in ((given, "verification_code"), (marked, "credentials_credential")):
        said = [query["sql"] for query in asked.captured_queries]
        locks = next(at for at, sql in enumerate(said) if "pg_advisory_xact_lock" in sql)
        last = max if looks.startswith("credentials") else min
        assert locks < last(at for at, sql in enumerate(said) if looks in sql)
    assert Credential.objects.get().state == CredentialState.SUSPENDED.value


def test_to_anybody_else_the_document_does_not_exist(code):
    stranger = identity.actor_for_person(the_stranger().id)
    for by in (stranger, Actor.anonymous(), two_officers()[0]):
        with pytest.raises(NotYours):
            issue(code, by)
    with pytest.raises(NotYours):
        api.credential_of(1, by=stranger)


@pytest.mark.usefixtures("code")
def test_before_the_witnesses_have_seen_it_there_is_none(log, university, holder):
    fresh = issued(APPLICANT, institution_id=university.id)
    with pytest.raises(NotValidNow):
        issue(fresh, holder)
    log.publish()
    assert issue(fresh, holder).state is CredentialState.ACTIVE


def test_of_a_document_that_was_withdrawn_there_is_none(code, log, holder):
    one, two = two_officers()
    verification.revoke(code.document_id, ground=Ground.FRAUD, by=one, second=two)
    log.publish()
    with pytest.raises(NotValidNow):
        issue(code, holder)
    with pytest.raises(NotValidNow):
        api.confirmation(code.document_id, by=holder)


def test_the_number_of_the_holder_stands_nowhere_in_it(code, holder):
    token = issue(code, holder).token
    payload = str(jose.read(token).payload)
    assert APPLICANT.national_id not in payload
    assert APPLICANT.national_id[-4:] in payload
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials_credential::text FROM credentials_credential")
        assert APPLICANT.last not in str(cursor.fetchall())


def test_two_credentials_of_one_person_have_no_name_in_common(log, university, holder, code):
    other = issued(APPLICANT, institution_id=university.id, field="شیمی")
    log.publish()
    subjects = {
        jose.read(issue(one, holder).token).payload["credentialSubject"]["id"]
        for one in (code, other)
    }
    assert len(subjects) == 2


def test_after_a_correction_the_old_one_is_revoked_and_the_new_one_says_the_new(
    code, log, holder, university
):
    old = issue(code, holder)
    one, two = two_officers()
    corrected = facts(
        APPLICANT,
        document_id=code.document_id,
        institution_id=university.id,
        field="مهندسی نقشه‌برداری",
    )
    verification.correct(
        code.document_id, facts=corrected, ground=Ground.WRONG_DATA, by=one, second=two
    )
    log.publish()
    assert api.check(old.token).problems == (Problem.REVOKED,)
    new = issue(code, holder)
    assert new.number != old.number
    assert "نقشه‌برداری" in jose.read(new.token).payload["name"]
    assert api.check(new.token).is_good


def test_a_resumed_document_has_its_old_credential_back(code, log, holder):
    token = issue(code, holder).token
    one, two = two_officers()
    verification.suspend(code.document_id, ground=Ground.UNDER_EXAMINATION, by=one, second=two)
    assert api.check(token).problems == (Problem.SUSPENDED,)
    verification.resume(code.document_id, by=one, second=two)
    log.publish()
    assert api.check(token).is_good
    assert jose.read(issue(code, holder).token).payload == jose.read(token).payload


def test_a_temporary_certificate_ends_by_itself_and_by_its_degree(log, university, holder, code):
    until = clock.today() + timedelta(days=30)
    temporary = issued(APPLICANT, institution_id=university.id, valid_until=until)
    log.publish()
    token = issue(temporary, holder).token
    with clock.frozen(clock.now() + timedelta(days=40)):
        assert api.check(token).problems == (Problem.EXPIRED,)
    verification.supersede(
        temporary.document_id, by_document_id=code.document_id, by=Actor.system()
    )
    assert api.check(token).problems == (Problem.REVOKED,)


@pytest.mark.usefixtures("code")
def test_its_place_in_the_list_tells_nothing_of_order(holder, log, university):
    documents = [
        issued(APPLICANT, institution_id=university.id, field=f"رشته {n}") for n in range(5)
    ]
    log.publish()
    indexes = [
        issue(one, holder) and Credential.objects.order_by("-id")[0].index for one in documents
    ]
    assert len(set(indexes)) == 5
    assert indexes != sorted(indexes) or max(indexes) - min(indexes) > 100
    assert StatusList.objects.get().taken == 5
    assert StatusList.objects.get().size >= 131_072


@pytest.mark.usefixtures("vault")
def test_a_list_that_is_half_full_is_left_for_another(university):
    owner = signing.institution(university.id)
    first, _ = places.draw(owner)
    StatusList.objects.filter(id=first.id).update(taken=first.size // 2)
    second, _ = places.draw(owner)
    assert second.id != first.id
    assert places.draw(owner)[0].id == second.id
    assert places.draw(signing.NATIONAL)[0].id not in {first.id, second.id}


@pytest.mark.usefixtures("vault")
def test_a_list_of_a_number_that_is_none_is_not_there():
    assert api.status_list(1, StatusPurpose.REVOCATION) is None


def test_a_list_is_signed_by_the_issuer_of_its_credentials_and_hides_who_is_marked(
    code, holder, university
):
    issue(code, holder)
    row = Credential.objects.get()
    shown = jose.read(api.status_list(row.status_list_id, StatusPurpose.REVOCATION))
    assert shown.payload["issuer"].endswith(f":issuers:{university.id}")
    assert not bits.is_marked(shown.payload["credentialSubject"]["encodedList"], row.index)
    key = signing.key_in_use(signing.institution(university.id), Purpose.CREDENTIAL)
    assert signing.is_signed(key.public, shown.signed, shown.signature)


def test_the_list_of_trusted_issuers_names_whoever_has_a_key_and_no_conformance_suite(
    code, holder, university
):
    issue(code, holder)
    api.issue_trial(a_credential(), with_status=False)
    (line,) = api.trusted_issuers()["issuers"]
    assert line["name"]["fa"] == university.name
    assert line["keys"][0]["kid"].startswith(f"{line['id']}#credential-")
    shown = jose.read(api.trusted_list())
    assert shown.payload["issuers"] == [line]
    key = signing.key_in_use(signing.NATIONAL, Purpose.CREDENTIAL)
    assert signing.is_signed(key.public, shown.signed, shown.signature)
    assert not any("trial" in one["kid"] for one in api.jwks()["keys"])


@pytest.mark.usefixtures("vault")
def test_what_a_conformance_suite_brings_is_signed_in_nobodys_name():
    token = api.issue_trial(
        a_credential(issuer={"id": "did:web:u.example", "name": "U"}), with_status=True
    )
    shown = jose.read(token)
    assert shown.payload["issuer"] == {"id": "did:web:localhost%3A8000:issuers:trial", "name": "U"}
    assert api.check(token).is_good
    assert {one["statusPurpose"] for one in shown.payload["credentialStatus"]} == {
        "revocation",
        "suspension",
    }


@pytest.mark.usefixtures("vault")
def test_what_is_no_credential_is_not_signed():
    for wrong in (
        {},
        a_credential(type=["Other"]),
        a_credential(issuer="nobody"),
        a_credential(issuer=[]),
        a_credential(n=2**60),
        a_credential(n="\ud800"),
    ):
        with pytest.raises(NotACredential):
            api.issue_trial(wrong, with_status=False)


@pytest.mark.usefixtures("vault")
def test_the_award_and_the_end_are_told_as_they_are(log, holder, university):
    until = date(2050, 1, 1)
    dated = issued(APPLICANT, institution_id=university.id, valid_until=until, field="ب")
    log.publish()
    payload = jose.read(issue(dated, holder).token).payload
    assert payload["awardedDate"] == "2019-09-22T00:00:00Z"
    assert payload["validUntil"] == "2050-01-01T20:29:59Z"
    assert payload["credentialSubject"]["licenseNumber"] == dated.code
    assert payload["evidence"][0]["id"].startswith("http://localhost:8000/log/1/#")


@dataclass(frozen=True)
class Permit:
    level: str = "bachelor"
    field_key: str = ""
    valid_from: date = date(1990, 3, 21)
    valid_to: date | None = None


def test_the_list_of_issuers_says_what_each_may_award_since_when_until_when(
    code, holder, university
):
    issue(code, holder)
    assert api.trusted_issuers()["issuers"][0]["recognised"] == []  # the register knows of none
    known = {university.id: [Permit(), Permit("master", "شیمی", valid_to=date(2010, 3, 20))]}
    with ports.wired(lambda number: known.get(number, [])):
        (line,) = api.trusted_issuers()["issuers"]
    assert line["recognised"] == [
        {"level": "bachelor", "field": "", "from": "1990-03-21", "until": None},
        {"level": "master", "field": "شیمی", "from": "1990-03-21", "until": "2010-03-20"},
    ]
