"""What inquirers are told, what they are not, and how guessing is met."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import authenticity_code, clock
from pishkhan.foundation.authenticity_code import (
    DestroyedBySpreadsheet,
    NotAnAuthenticityCode,
    WrongLength,
)
from pishkhan.foundation.errors import FieldErrors
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.identity.testing import APPLICANT, SECOND_APPLICANT, the_applicant
from pishkhan.kernel.notifications.api import inbox_of
from pishkhan.kernel.persistence.api import hits, new_id
from pishkhan.kernel.verification import api as verification, errors
from pishkhan.kernel.verification.actions import inquiring, limiting, sweeping
from pishkhan.kernel.verification.models import Code, CodeVersion, Inquiry, Missed
from pishkhan.kernel.verification.rules.receipts import to_sign
from pishkhan.kernel.verification.spec import Client, Organisation, Question
from pishkhan.kernel.verification.terms import ClaimField, Ground, Purpose, Tier, VerdictState
from pishkhan.kernel.verification.testing import facts, issued, two_officers


pytestmark = pytest.mark.django_db
HERE = Client(address="a", prefix="p")
RIGHT = {"family_name": "بهرامي نيا", "last_four": "۰۱۰۷"}


@pytest.fixture(autouse=True)
def _looked_anew(monkeypatch):
    monkeypatch.setattr(inquiring._Legacy, "found", False)
    monkeypatch.setattr(inquiring._Legacy, "looked_at", -1e9)


@pytest.fixture
def valid(log):
    code = issued()
    log.publish()
    return code


def nobodys():
    return authenticity_code.new()


def ask(text, client=HERE):
    return verification.inquire(text, client=client)


def forged(valid, **changes):
    """A code put in behind our back, which names a place in the log that is another's."""
    real = Code.objects.get(id=valid.id)
    version = CodeVersion.objects.get(code_id=valid.id)
    code = Code.objects.get(id=valid.id)
    code.id, code.text, code.document_id = new_id(), authenticity_code.new(), new_id()
    code._state.adding = True
    for name, value in changes.items():
        setattr(code, name, value)
    code.save(force_insert=True)
    version.id, version.code, version.at = new_id(), code, code.issued_at
    version.entry_id = new_id()  # its column is unique; the code names the real one
    version._state.adding = True
    version.save(force_insert=True)
    assert code.entry_id == real.entry_id
    return code


def test_a_code_that_names_the_entry_of_another_is_not_valid(valid):
    code = forged(valid)
    assert ask(code.text).state is VerdictState.PENDING
    assert verification.standing_of(code.document_id).state is VerdictState.PENDING


@pytest.mark.parametrize(
    "change", [{"log_class": "legacy_verified"}, {"issued_at": datetime(2015, 7, 1, tzinfo=UTC)}]
)
def test_what_was_changed_behind_our_back_is_not_valid(valid, change):
    Code.objects.filter(id=valid.id).update(**change)
    assert ask(valid.code).state is VerdictState.PENDING


def test_an_older_date_of_what_was_corrected_is_not_valid(valid, log):
    one, two = two_officers()
    verification.correct(
        valid.document_id,
        facts=facts(grade="16.00", document_id=valid.document_id),
        ground=Ground.WRONG_DATA,
        by=one,
        second=two,
    )
    log.publish()
    assert ask(valid.code).is_valid
    Code.objects.update(issued_at=datetime(2015, 7, 1, tzinfo=UTC))
    assert ask(valid.code).state is VerdictState.PENDING


def test_a_code_alone_is_answered_without_any_name(valid):
    verdict = ask(valid.code)
    assert verdict.is_valid
    assert verdict.masked_name.startswith("م••• ب•••")
    told = str(Inquiry.objects.values().get())
    for hidden in (APPLICANT.first, APPLICANT.last, "17.42", "مهندسی عمران", APPLICANT.national_id):
        assert hidden not in f"{verdict}{told}"


def test_nothing_is_valid_before_it_is_witnessed():
    assert ask(issued().code).state is VerdictState.PENDING


@pytest.mark.parametrize("write", [
    authenticity_code.grouped,
    lambda code: authenticity_code.grouped(code).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    lambda code: authenticity_code.address("localhost:8000", code),
    lambda code: f"\u2066{authenticity_code.grouped_for_text(code)}\u2069",
])  # fmt: skip
def test_a_code_is_read_as_people_write_it(write, valid):
    assert ask(write(valid.code)).is_valid


@pytest.mark.parametrize(
    ("junk", "refusal"),
    [
        ("سلام", NotAnAuthenticityCode),
        ("1" * 30, WrongLength),
        ("7.4839E+19", DestroyedBySpreadsheet),
        ("74839201845612300000", DestroyedBySpreadsheet),
        ("HTTPS://TASDIGH.EXAMPLE/V/10000000000000000048", errors.OtherHost),
    ],
)
def test_junk_is_refused_before_any_sql(junk, refusal, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(refusal):
        ask(junk)


def test_mistyped_digits_ask_the_database_nothing_where_there_are_no_older_codes(
    valid, django_assert_num_queries
):
    wrong = valid.code[:-1] + str((int(valid.code[-1]) + 1) % 10)
    with pytest.raises(errors.Mistyped):
        ask(wrong)
    with django_assert_num_queries(0), pytest.raises(errors.Mistyped):
        ask(wrong)


def test_groups_read_from_the_right_are_said_and_never_accepted(valid):
    turned = "".join(reversed(authenticity_code.groups(valid.code)))
    while authenticity_code.is_right(turned):  # one code in a hundred
        valid = issued()
        turned = "".join(reversed(authenticity_code.groups(valid.code)))
    with pytest.raises(errors.GroupsReversed):
        ask(turned)


def test_a_legacy_code_answers_whatever_its_check_digits_say(log):
    verification.import_legacy("12345678901234567890", facts(), by=Actor.system())
    log.publish()
    verdict = ask("12345678901234567890")
    assert verdict.is_valid
    assert verdict.is_legacy
    with pytest.raises(errors.Mistyped):
        ask("12345678901234567891")


def test_unknown_and_closed_are_one_answer_by_the_same_statements(valid):
    person = the_applicant()
    verification.freeze(valid.document_id, person_id=person.id, by=Actor.system())
    said = []
    for code in (nobodys(), valid.code):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            verdict = ask(code)
        shapes = [one["sql"].replace(code, "…").split("VALUES")[0][:60] for one in asked]
        said.append((verdict.state, verdict.receipt, verdict.kind, shapes))
    assert said[0] == said[1]
    assert verification.compare(valid.code, RIGHT, client=HERE) is None
    assert verification.compare(nobodys(), RIGHT, client=HERE) is None
    verification.thaw(valid.document_id, person_id=person.id, by=Actor.system())
    assert ask(valid.code).is_valid


def test_who_guesses_must_prove_to_be_human_and_hits_cost_nothing(valid):
    for _ in range(20):
        assert ask(valid.code).is_valid
    for _ in range(10):
        assert ask(nobodys()).state is VerdictState.UNKNOWN
    with pytest.raises(errors.StepUpNeeded):
        ask(nobodys())
    with pytest.raises(errors.StepUpNeeded):
        ask(valid.code)
    assert ask(valid.code, Client(address="a", prefix="p", has_passed=True)).is_valid
    assert ask(valid.code, Client(address="b", prefix="q")).is_valid


def test_addresses_of_one_network_are_counted_together():
    for number in range(30):
        ask(nobodys(), Client(address=str(number), prefix="p"))
    with pytest.raises(errors.StepUpNeeded):
        ask(nobodys(), Client(address="another", prefix="p"))


def test_a_network_has_a_hundred_a_day(frozen_now):
    for minute in range(10):
        with clock.frozen(frozen_now + timedelta(minutes=2 * minute)):
            for number in range(10):
                ask(nobodys(), Client(address=str(number), prefix="p"))
    with clock.frozen(frozen_now + timedelta(hours=2)), pytest.raises(errors.StepUpNeeded):
        ask(nobodys())
    with clock.frozen(frozen_now + timedelta(hours=25)):
        ask(nobodys())


def test_all_together_have_a_budget():
    for _ in range(limiting.OF_EVERYBODY):
        hits(limiting.EVERYBODY, per=limiting.MOMENT)
    with pytest.raises(errors.StepUpNeeded):
        ask(nobodys())


def test_comparing_tells_right_and_wrong_and_no_value_that_was_not_typed(valid):
    typed = {**RIGHT, "field": "پزشکی", "level": "کارشناسی", "father_name": "كيوان"}
    compared = verification.compare(valid.code, typed, client=HERE)
    assert not compared.is_match
    assert {one for one, right in compared.fields.items() if not right} == {ClaimField.FIELD}
    assert (compared.name, compared.study_field, compared.award_date) == ("", "", None)
    assert "عمران" not in str(compared)


def test_a_full_match_tells_name_field_and_date(valid):
    typed = {
        **RIGHT,
        "given_name": "مهسا",
        "institution": "Sample University",
        "award_date": "۱۳۹۸/۶/۳۱",
        "grade_class": "ممتاز",
    }
    compared = verification.compare(valid.code, typed, client=HERE)
    assert compared.is_match
    assert compared.name == "مهسا بهرامی‌نیا"
    assert compared.study_field == "مهندسی عمران سازه"


def test_who_claims_nothing_is_told_nothing(valid):
    nothing = [Question(code=valid.code, claim={}, reference="R-1")]
    [told] = verification.inquire_for(organisation(), nothing)
    assert (told.is_match, told.name, told.award_date) == (False, "", None)


def test_comparing_needs_name_and_four_digits(valid):
    for typed in ({}, {"family_name": "x"}, {**RIGHT, "last_four": "107"}):
        with pytest.raises(FieldErrors):
            verification.compare(valid.code, typed, client=HERE)


def test_after_five_wrong_comparisons_only_the_holder_helps(valid, frozen_now):
    wrong = {**RIGHT, "last_four": "9999"}
    for _ in range(limiting.WRONG_CLAIMS):
        verification.compare(valid.code, wrong, client=HERE)
    with pytest.raises(errors.TooManyWrongClaims):
        verification.compare(valid.code, RIGHT, client=HERE)
    assert ask(valid.code).is_valid
    with clock.frozen(frozen_now + timedelta(hours=25)):
        assert verification.compare(valid.code, RIGHT, client=HERE).is_match


def organisation(purpose=Purpose.EMPLOYMENT):
    return Organisation(id=77, name="شرکت نمونه", purpose=purpose.value)


def question(code, **claim):
    return Question(code=code, claim={ClaimField(n): v for n, v in claim.items()}, reference="R-1")


def test_an_organisation_compares_many_with_a_purpose_and_the_holder_sees_it(valid):
    person = the_applicant()
    both = [question(valid.code, **RIGHT), question(nobodys(), **RIGHT)]
    first, second = verification.inquire_for(organisation(), both)
    assert first.is_match
    assert second is None
    [line] = verification.holder_log(person.id)
    assert (line.who, line.purpose, line.tier) == ("شرکت نمونه", "استخدام", Tier.ORGANISATION)


def test_an_organisation_says_why(valid):
    with pytest.raises(errors.PurposeMissing):
        verification.inquire_for(
            Organisation(id=7, name="", purpose="curiosity"), [question(valid.code, **RIGHT)]
        )
    with pytest.raises(errors.PurposeMissing):
        verification.inquire_for(
            organisation(), [Question(code=valid.code, claim={}, reference=" ")]
        )
    assert not Inquiry.objects.exists()


def test_an_organisation_is_told_that_the_holder_closed_it_and_nothing_else(valid):
    person = the_applicant()
    verification.freeze(valid.document_id, person_id=person.id, by=Actor.system())
    [told] = verification.inquire_for(organisation(), [question(valid.code, **RIGHT)])
    assert told.verdict.state is VerdictState.FROZEN
    assert (told.fields, told.name, told.verdict.kind) == ({}, "", None)
    assert Inquiry.objects.get().told == {"state": "frozen"}


def test_by_national_id_an_organisation_finds_all_documents_of_that_person(valid, log):
    second, _other = issued(), issued(SECOND_APPLICANT)
    log.publish()
    found = verification.inquire_by_identity(
        organisation(),
        kind=IdentifierKind.NATIONAL_ID,
        number=APPLICANT.national_id,
        claim={ClaimField.FAMILY_NAME: "بهرامی‌نیا"},
        reference="consent 5",
    )
    assert [one.is_match for one in found] == [True, True]
    assert {row.code_id for row in Inquiry.objects.all()} == {valid.id, second.id}


def test_every_inquiry_is_in_the_holders_log_also_those_that_met_a_closed_code(valid):
    person = the_applicant()
    ask(valid.code)
    verification.compare(valid.code, RIGHT, client=HERE)
    verification.freeze(valid.document_id, person_id=person.id, by=Actor.system())
    ask(valid.code)
    lines = verification.holder_log(person.id)
    assert [one.state for one in lines] == [
        VerdictState.FROZEN,
        VerdictState.VALID,
        VerdictState.VALID,
    ]
    assert [one.tier for one in lines] == [Tier.CODE, Tier.COMPARE, Tier.CODE]
    assert verification.holder_log(person.id, before=lines[0].id) == lines[1:]


def test_whoever_was_told_more_than_a_mask_is_told_of_a_revocation(valid):
    asker = the_applicant()
    by, second = two_officers()
    client = Client(address="a", prefix="p", person_id=asker.id)
    verification.compare(valid.code, RIGHT, client=client)
    verification.inquire(valid.code, client=client)
    before = len(inbox_of(asker.id))
    verification.revoke(valid.document_id, ground=Ground.FRAUD, by=by, second=second)
    told = inbox_of(asker.id)[: len(inbox_of(asker.id)) - before]
    assert any("باطل" in one.text and "رسید" in one.text for one in told)


def test_a_receipt_is_signed_and_holds_what_was_told(valid):
    verdict = ask(valid.code)
    receipt = verification.receipt(verdict.receipt)
    assert receipt.told["state"] == "valid"
    assert receipt.told["code"] == valid.code
    key = bytes.fromhex(verification.receipt_keys()[receipt.signed.key_id])
    Ed25519PublicKey.from_public_bytes(key).verify(receipt.signed.value, to_sign(receipt.told))
    with pytest.raises(errors.NoSuchReceipt):
        verification.receipt("0" * 16)


def test_misses_are_forgotten_after_a_week(valid):
    person = the_applicant()
    verification.freeze(valid.document_id, person_id=person.id, by=Actor.system())
    ask(valid.code)
    ask(nobodys())
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert sweeping.sweep() == 1
    assert Missed.objects.get().code_id == valid.id


@pytest.mark.parametrize("change", [{"state": "revoked"}, {"name": "م••• ن•••"}])
def test_a_receipt_of_what_was_never_told_is_not_signed(valid, change):
    number = ask(valid.code).receipt
    assert verification.receipt(number).told["state"] == "valid"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE verification_inquiry DISABLE TRIGGER ALL")
    row = Inquiry.objects.get(receipt=number)
    Inquiry.objects.filter(id=row.id).update(told=row.told | change)
    with pytest.raises(errors.NoSuchReceipt):
        verification.receipt(number)


@pytest.mark.parametrize("number", ["", "abc", "1" * 15, "1" * 17, "\0" * 16])
def test_what_cannot_be_the_number_of_a_receipt_asks_nobody(number):
    with CaptureQueriesContext(connection) as asked, pytest.raises(errors.NoSuchReceipt):
        verification.receipt(number)
    assert not asked.captured_queries


def test_a_date_that_is_none_is_said_at_its_field_and_counts_for_nothing(valid):
    with pytest.raises(FieldErrors) as refused:
        verification.compare(valid.code, RIGHT | {"award_date": "1403/13/45"}, client=HERE)
    assert set(refused.value.errors) == {"award_date"}
    assert not Inquiry.objects.exists()
