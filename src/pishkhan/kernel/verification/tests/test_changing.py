"""What becomes of documents: by two people, in the log, told to the holder and to inquirers."""

import os
from dataclasses import replace
from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from pishkhan.foundation.sealing import Keys
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import APPLICANT, SECOND_APPLICANT, the_applicant
from pishkhan.kernel.notifications.api import inbox_of
from pishkhan.kernel.transparency import api as log_api
from pishkhan.kernel.transparency.terms import LogFaultKind
from pishkhan.kernel.verification import api as verification, errors, ports
from pishkhan.kernel.verification.actions import changing
from pishkhan.kernel.verification.models import Code, CodeVersion
from pishkhan.kernel.verification.terms import DocumentKind, DocumentState, Ground, VerdictState
from pishkhan.kernel.verification.testing import facts, issued, two_officers


pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    by, second = two_officers()
    return {"by": by, "second": second}


def state(code):
    return verification.standing_of(code.document_id).state


def test_a_correction_is_a_new_version_and_the_old_one_stays(two, log):
    code = issued()
    new = facts(document_id=code.document_id, field="مهندسی عمران، آب")
    view = verification.correct(code.document_id, facts=new, ground=Ground.WRONG_DATA, **two)
    assert (view.version, view.state) == (2, DocumentState.ACTIVE)
    assert view.corrected_at is not None
    assert verification.facts_of(code.document_id).field == "مهندسی عمران، آب"
    assert verification.facts_of(code.document_id, version=1).field == "مهندسی عمران"
    assert state(code) is VerdictState.PENDING
    log.publish()
    assert state(code) is VerdictState.VALID


def test_a_correction_does_not_hand_the_document_to_somebody_else(two):
    code = issued()
    other = facts(SECOND_APPLICANT, document_id=code.document_id)
    for given in (other, facts(document_id=code.document_id, institution_id=41)):
        with pytest.raises(errors.OtherDocument):
            verification.correct(code.document_id, facts=given, ground=Ground.WRONG_DATA, **two)


def numberless(citizen, last_four="", **other):
    given = facts(citizen, **other)
    return replace(given, holder=replace(given.holder, identity="", last_four=last_four))


@pytest.mark.parametrize("digits", [("", ""), ("0107", "0215")])
def test_nobody_without_a_number_is_taken_for_another_without_one(digits, two):
    first, second = (
        issued(holder=numberless(who, four).holder)
        for who, four in zip((APPLICANT, SECOND_APPLICANT), digits, strict=True)
    )
    with pytest.raises(errors.OtherDocument):
        verification.replace(first.document_id, by_document_id=second.document_id, by=two["by"])
    given = numberless(SECOND_APPLICANT, digits[1], document_id=first.document_id)
    with pytest.raises(errors.OtherDocument):
        verification.correct(first.document_id, facts=given, ground=Ground.WRONG_DATA, **two)


def test_a_correction_leaves_why_a_document_is_suspended(two, log):
    code = issued()
    verification.suspend(code.document_id, ground=Ground.UNDER_EXAMINATION, **two)
    given = facts(document_id=code.document_id, field="مهندسی عمران، آب")
    view = verification.correct(code.document_id, facts=given, ground=Ground.NAME_CHANGED, **two)
    assert (view.state, view.ground) == (DocumentState.SUSPENDED, Ground.UNDER_EXAMINATION)
    verification.resume(code.document_id, **two)
    log.publish()
    assert not log_api.verify_log().faults


def test_a_revoked_paper_still_names_what_took_its_place(two, log):
    paper, degree = issued(kind=DocumentKind.TEMPORARY_CERTIFICATE), issued()
    verification.supersede(paper.document_id, by_document_id=degree.document_id, by=two["by"])
    view = verification.revoke(paper.document_id, ground=Ground.FRAUD, **two)
    assert (view.state, view.by_document_id) == (DocumentState.REVOKED, degree.document_id)
    log.publish()
    assert not log_api.verify_log().faults


def test_suspended_resumed_revoked(two, log):
    code = issued()
    log.publish()
    verification.suspend(code.document_id, ground=Ground.UNDER_EXAMINATION, **two)
    assert state(code) is VerdictState.SUSPENDED  # at once: what speaks against it waits for nobody
    verification.resume(code.document_id, **two)
    log.publish()
    assert state(code) is VerdictState.VALID
    verification.revoke(code.document_id, ground=Ground.FRAUD, **two)
    assert state(code) is VerdictState.REVOKED
    with pytest.raises(errors.NotFromThisState):
        verification.resume(code.document_id, **two)
    with pytest.raises(errors.NotFromThisState):
        verification.revoke(code.document_id, ground=Ground.FRAUD, **two)


@pytest.mark.parametrize("verb", ["correct", "suspend", "resume", "revoke"])
def test_one_person_alone_changes_nothing(verb, two):
    code = issued()
    by = two["by"]
    own = replace(two["second"], person_id=9)
    alone = [
        (by, by),
        (by, Actor.system()),
        (Actor.citizen(3, ""), two["second"]),
        (replace(by, person_id=9), own),
    ]
    said = {} if verb == "resume" else {"ground": Ground.FRAUD}
    if verb == "correct":
        said["facts"] = facts(document_id=code.document_id)
    for first, second in alone:
        with pytest.raises(errors.SecondPersonNeeded):
            getattr(verification, verb)(code.document_id, by=first, second=second, **said)
    assert Code.objects.get().version == 1


def test_the_degree_takes_the_place_of_the_temporary_certificate(two):
    certificate = issued(kind=DocumentKind.TEMPORARY_CERTIFICATE)
    degree = issued()
    view = verification.supersede(
        certificate.document_id, by_document_id=degree.document_id, by=two["by"]
    )
    assert (view.state, view.by_document_id) == (DocumentState.SUPERSEDED, degree.document_id)


def test_a_duplicate_takes_the_place_of_the_lost_one_of_the_same_person_only(two):
    lost, duplicate, foreign = issued(), issued(copy_no=2), issued(SECOND_APPLICANT)
    with pytest.raises(errors.OtherDocument):
        verification.replace(lost.document_id, by_document_id=foreign.document_id, by=two["by"])
    view = verification.replace(
        lost.document_id, by_document_id=duplicate.document_id, by=two["by"]
    )
    assert view.state is DocumentState.REPLACED
    assert view.code != duplicate.code


def test_after_the_keys_were_rotated_the_same_person_is_still_the_same(two):
    certificate = issued(kind=DocumentKind.TEMPORARY_CERTIFICATE)
    wired = ports.wiring()
    old, new = wired.keys(), os.urandom(32)
    ring = Keys(keys={**old.keys, "new": new}, current="new")
    with ports.wired(replace(wired, keys=lambda: ring)):
        degree = issued()
        verification.supersede(
            certificate.document_id, by_document_id=degree.document_id, by=two["by"]
        )
        person = the_applicant()
        assert len(verification.codes_of_person(person.id)) == 2
    assert len({row.identity_digest for row in Code.objects.all()}) == 2


def test_a_certificate_whose_time_is_over_has_expired(log):
    code = issued(kind=DocumentKind.TEMPORARY_CERTIFICATE, valid_until=date(2020, 1, 1))
    log.publish()
    assert state(code) is VerdictState.EXPIRED


def test_the_holder_is_told_of_each_change(two):
    person = the_applicant()
    code = issued()
    verification.suspend(code.document_id, ground=Ground.COURT, **two)
    assert "تعلیق" in inbox_of(person.id)[0].text


def test_others_hear_of_changes_in_the_same_transaction(two, monkeypatch):
    heard = []
    monkeypatch.setattr(changing, "_listeners", [])
    verification.on_change(heard.append)
    code = issued()
    verification.suspend(code.document_id, ground=Ground.COURT, **two)
    assert heard == [code.document_id]


def test_there_is_nothing_to_change_of_an_unknown_document(two):
    with pytest.raises(errors.NoSuchDocument):
        verification.suspend(1, ground=Ground.COURT, **two)
    with pytest.raises(errors.NoSuchDocument):
        verification.standing_of(1)
    with pytest.raises(errors.NoSuchDocument):
        verification.facts_of(1)


def test_verification_of_the_log_reads_the_records_again(two, log):
    code, _other = issued(), issued(SECOND_APPLICANT)
    verification.suspend(code.document_id, ground=Ground.COURT, **two)
    verification.resume(code.document_id, **two)
    log.publish()
    result = log_api.verify_log()
    assert (result.is_whole, result.records) == (True, 4)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE verification_code SET state = 'active', ground = '' WHERE document_id = %s",
        "UPDATE verification_code SET last_four = last_four, identity_digest = 'x' WHERE document_id = %s",
        "UPDATE verification_code SET text = '10000000000000000000' WHERE document_id = %s",
        "UPDATE verification_code SET log_class = 'late' WHERE document_id = %s",
        "UPDATE verification_code SET version = 9 WHERE document_id = %s",
    ],
)
def test_a_changed_record_is_found(change, two, log):
    code = issued()
    verification.revoke(code.document_id, ground=Ground.FRAUD, **two)
    log.publish()
    with connection.cursor() as cursor:
        cursor.execute(change, [code.document_id])
    assert {one.kind for one in log_api.verify_log().faults} >= {LogFaultKind.RECORD_CHANGED}


def test_a_revocation_that_was_taken_out_behind_our_back_is_found(two, log):
    code = issued()
    verification.revoke(code.document_id, ground=Ground.FRAUD, **two)
    log.publish()
    first = CodeVersion.objects.get(number=1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM verification_codeversion WHERE number = 2")
        cursor.execute(
            "UPDATE verification_code SET state = 'active', ground = '', version = 1, entry_id = %s",
            [first.entry_id],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert {one.kind for one in log_api.verify_log().faults} == {LogFaultKind.ENTRY_UNVOUCHED}
    assert code.document_id


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE verification_codeversion SET facts = '{}'",
        "UPDATE verification_codeversion SET salt = NULL, state = 'revoked'",
        "DELETE FROM verification_codeversion",
        "DELETE FROM verification_inquiry",
    ],
)
def test_what_is_written_is_not_changed(statement):
    issued()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_salt_may_be_erased_by_order_of_a_court_and_the_log_stays_whole(log):
    issued()
    log.publish()
    CodeVersion.objects.update(salt=None)
    result = log_api.verify_log()
    assert (result.is_whole, result.erased) == (True, 1)
