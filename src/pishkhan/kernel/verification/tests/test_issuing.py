"""One code for one document, in the public log, told to whose name stands on it."""

from dataclasses import replace

import pytest

from pishkhan.foundation import authenticity_code
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import APPLICANT, SECOND_APPLICANT, the_applicant
from pishkhan.kernel.notifications.api import inbox_of
from pishkhan.kernel.transparency.models import PendingEntry
from pishkhan.kernel.verification import api as verification, errors
from pishkhan.kernel.verification.models import Code, CodeVersion
from pishkhan.kernel.verification.terms import LogClass, VerdictState
from pishkhan.kernel.verification.testing import facts, issued


pytestmark = pytest.mark.django_db


def issue(one):
    return verification.issue(one, log_class=LogClass.IN_ROLL, by=Actor.system())


def test_a_document_gets_one_code_however_often_it_is_asked_for():
    one = facts()
    first, again = issue(one), issue(replace(one, field="حقوق"))
    assert first == again
    assert authenticity_code.is_right(first.code)
    assert CodeVersion.objects.count() == PendingEntry.objects.count() == 1


def test_it_is_valid_only_once_a_witness_has_seen_it(log):
    code = issued()
    assert verification.standing_of(code.document_id).state is VerdictState.PENDING
    log.publish()
    stands = verification.standing_of(code.document_id)
    assert (stands.state, stands.is_witnessed) == (VerdictState.VALID, True)


def test_without_a_quorum_nothing_is_valid(log):
    code = issued()
    log.witnesses[0].is_silent = True
    log.publish()
    assert verification.standing_of(code.document_id).state is VerdictState.PENDING


def test_a_late_record_is_late_in_the_log():
    issued(log_class=LogClass.LATE)
    assert PendingEntry.objects.get().event == "late"


def test_the_number_of_the_holder_is_kept_nowhere():
    issued()
    kept = f"{list(Code.objects.values())} {list(CodeVersion.objects.values())}"
    assert APPLICANT.national_id not in kept
    assert APPLICANT.national_id[-4:] in kept


def test_the_log_shows_neither_name_nor_code_nor_number():
    code = issued()
    entry = PendingEntry.objects.get().entry
    for secret in (code.code, APPLICANT.last, APPLICANT.national_id, str(code.document_id)):
        assert secret not in entry


def test_facts_come_back_as_they_were_given_but_for_the_number():
    given = facts()
    issue(given)
    back = verification.facts_of(given.document_id)
    holder = replace(given.holder, identity="", last_four="0107")
    assert back == replace(given, holder=holder)


def test_a_roll_is_issued_in_its_order_and_draws_anew_where_a_code_is_taken(monkeypatch):
    taken = issued().code
    free = [authenticity_code.new() for _ in range(3)]
    drawn = iter([taken, free[0], free[0], *free[1:]])
    monkeypatch.setattr(authenticity_code, "new", lambda: next(drawn))
    roll = [facts(document_id=number) for number in (1, 2, 3)]
    codes = verification.issue_all(roll, log_class=LogClass.IN_ROLL, by=Actor.system())
    assert [one.document_id for one in codes] == [1, 2, 3]
    assert sorted(one.code for one in codes) == sorted(free)


def test_the_holder_is_told_of_any_degree_in_their_name():
    person = the_applicant()
    issued()
    issued(SECOND_APPLICANT)
    [told] = inbox_of(person.id)
    assert "دانشنامه" in told.text
    assert "دانشگاه نمونه" in told.text


def test_who_signs_up_later_is_told_once_of_what_was_recorded_before():
    one, _other = issued(), issued(SECOND_APPLICANT)
    person = the_applicant()
    assert inbox_of(person.id) == []
    assert (verification.welcome(person.id), verification.welcome(person.id)) == (1, 0)
    assert len(inbox_of(person.id)) == 1
    assert [row.document_id for row in verification.codes_of_person(person.id)] == [one.document_id]


def test_a_legacy_code_is_taken_over_whatever_its_check_digits_say():
    one = facts()
    code = verification.import_legacy("12345678901234567890", one, by=Actor.system())
    again = verification.import_legacy("۱۲۳۴-۵۶۷۸-۹۰۱۲-۳۴۵۶-۷۸۹۰", one, by=Actor.system())
    assert code == again
    assert code.is_legacy
    assert code.log_class is LogClass.LEGACY_VERIFIED


def test_a_legacy_code_names_one_document():
    verification.import_legacy("12345678901234567890", facts(), by=Actor.system())
    with pytest.raises(errors.CodeTaken):
        verification.import_legacy("12345678901234567890", facts(), by=Actor.system())


def test_issuing_stands_in_the_trail_without_the_code():
    code = issued()
    [line] = [one for one in lines(limit=20) if one.verb == "verification.issued"]
    assert line.target_id == code.id
    assert code.code not in str(line)
