"""Persons are found by their identifiers and keep their names and numbers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from pishkhan.foundation import clock
from pishkhan.foundation.identifiers import BadNationalId
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity import api as identity, errors, testing
from pishkhan.kernel.identity.models import Identifier, IdentifierPattern, Person
from pishkhan.kernel.identity.spec import Actor, Names, TypedIdentifier
from pishkhan.kernel.identity.terms import ActorKind, IdentifierKind, Ownership, PersonKind


pytestmark = pytest.mark.django_db
CLERK = Actor.staff(7, "کارمند")


def national_id(value=testing.APPLICANT.national_id):
    return TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=value)


def passport(value="P12345678", issuer="AF"):
    return TypedIdentifier(kind=IdentifierKind.PASSPORT, value=value, issuer=issuer)


def asks(*identifiers, mobile=testing.APPLICANT.mobile, first="مهسا", last="بهرامی‌نیا", **more):
    return identity.person_for(
        kind=PersonKind.NATURAL,
        identifiers=identifiers or (national_id(),),
        names=Names(first=first, last=last),
        father_name="کیوان",
        mobile=mobile,
        **more,
    )


def test_a_person_is_added_once_and_found_ever_after():
    first, second = asks(), asks(national_id("۰۰۰۱۰۱۰۱۰۷"))
    assert first == second
    assert first.identifier(IdentifierKind.NATIONAL_ID) == "0001010107"
    assert first.identifier(IdentifierKind.FIDA) == ""
    assert first.name == "مهسا بهرامی‌نیا"
    assert Person.objects.count() == 1


def test_names_are_never_overwritten_silently():
    person = asks()
    again = asks(first="مینا", last="دیگری")
    assert again.names == person.names
    assert lines(verb="identity.names_differ")[0].after == {"written": "مینا دیگری"}


def test_arabic_letters_in_a_name_are_no_difference():
    asks(first="علي", last="کریمی")
    asks(first="علی", last="كريمی")
    assert lines(verb="identity.names_differ") == []


def test_a_stranger_with_another_mobile_is_not_let_into_a_known_person():
    asks()
    with pytest.raises(errors.MobileDiffers):
        asks(mobile="09120000009")


def test_a_proven_owner_moves_the_number():
    asks()
    assert asks(mobile="09120000009", ownership=Ownership.MATCH).mobile == "09120000009"
    line = lines(verb="identity.mobile_changed")[0]
    assert (line.before, line.after) == ({"mobile": "091•••••001"}, {"mobile": "091•••••009"})


def test_a_clerk_files_for_a_known_person_without_touching_the_number():
    asks()
    assert asks(mobile="09120000009", by=CLERK).mobile == testing.APPLICANT.mobile


def test_identifiers_of_two_persons_together_are_refused():
    asks(national_id())
    asks(passport(), mobile="09120000009", first="نجیب", last="نورزی")
    with pytest.raises(errors.IdentifiersDisagree):
        asks(national_id(), passport())


def test_a_known_person_gains_an_identifier():
    person = asks()
    assert len(asks(national_id(), passport()).identifiers) == 2
    assert (
        identity.person_by_identifier(IdentifierKind.PASSPORT, "p-12345678", "AF").id == person.id
    )


def test_the_same_passport_number_of_another_state_is_another_person():
    one = asks(passport(issuer="AF"))
    other = asks(passport(issuer="IQ"), mobile="09120000009")
    assert one.id != other.id


def test_a_legal_person_has_one_name():
    person = identity.person_for(
        kind=PersonKind.LEGAL,
        identifiers=[TypedIdentifier(kind=IdentifierKind.LEGAL_ID, value="00012345674")],
        names=Names(organisation="مؤسسهٔ آموزشی نمونه"),
        mobile="09120000009",
    )
    assert person.name == "مؤسسهٔ آموزشی نمونه"
    assert identity.actor_for_person(person.id).name == person.name


def test_wrong_identifiers_and_none_are_refused():
    with pytest.raises(BadNationalId):
        asks(national_id("0001010108"))
    with pytest.raises(ValueError, match="at least one"):
        identity.person_for(
            kind=PersonKind.NATURAL, identifiers=[], names=Names(first="ا"), mobile=""
        )


def test_the_database_refuses_a_person_without_name_and_a_number_twice():
    person = asks()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(kind=PersonKind.LEGAL, created_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(
            person_id=person.id, kind=IdentifierKind.NATIONAL_ID, value="0001010107"
        )


def test_lost_codes_are_given_only_to_identifier_and_mobile_together():
    person = asks()
    ask = identity.person_by_identifier_and_mobile
    assert ask(IdentifierKind.NATIONAL_ID, "0001010107", "9120000001").id == person.id
    assert ask(IdentifierKind.NATIONAL_ID, "0001010107", "09120000009") is None
    assert ask(IdentifierKind.NATIONAL_ID, "0932833810", "09120000001") is None


def test_a_shared_mobile_is_known_as_such():
    person = asks()
    assert not identity.mobile_is_shared(person.mobile, besides=person.id)
    asks(national_id("0932833810"), first="سارا")
    assert identity.mobile_is_shared(person.mobile, besides=person.id)
    assert identity.mobile_is_shared(person.mobile)


def test_a_mobile_is_changed_on_evidence_once_in_a_while(frozen_now):
    person = asks()
    changed = identity.change_mobile(
        person_id=person.id, mobile="09120000009", evidence="تصویر کارت ملی", by=CLERK
    )
    assert (changed.old, changed.new) == ("09120000001", "09120000009")
    assert lines(verb="identity.mobile_changed")[0].because == "تصویر کارت ملی"
    change = {"person_id": person.id, "mobile": "09120000008", "evidence": "باز", "by": CLERK}
    with pytest.raises(errors.MobileChangedLately):
        identity.change_mobile(**change)
    with clock.frozen(frozen_now + timedelta(days=30)):
        identity.change_mobile(**change)
    assert identity.person(person.id).mobile == "09120000008"


def test_a_change_of_mobile_needs_evidence_and_a_person():
    with pytest.raises(errors.EvidenceNeeded):
        identity.change_mobile(person_id=1, mobile="09120000009", evidence=" ", by=CLERK)
    with pytest.raises(errors.NoSuchPerson):
        identity.change_mobile(person_id=1, mobile="09120000009", evidence="سند", by=CLERK)


def test_persons_are_found_by_folded_name_or_number(django_assert_num_queries):
    person = asks(first="كيان", last="بهرامی‌نیا")
    asks(national_id("0932833810"), first="سارا", last="دیگری")
    for text in ("کیان بهرامی نیا", "بهرامي", "۰۰۰۱۰۱۰۱۰۷"):
        with django_assert_num_queries(2):
            assert [found.id for found in identity.find_persons(text)] == [person.id]
    assert identity.find_persons(" ") == []


def test_actors_are_known_by_their_kind():
    person = asks()
    assert identity.actor_for_person(person.id) == Actor.citizen(person.id, person.name)
    assert identity.actor_for_person(1) == Actor.anonymous()
    assert identity.person(1) is None
    assert Actor.system().kind == ActorKind.SYSTEM


def test_a_pattern_in_a_row_stands_above_the_one_in_code():
    IdentifierPattern.objects.create(kind=IdentifierKind.PASSPORT, pattern="X[0-9]", example="X1")
    assert asks(passport("x1")).identifier(IdentifierKind.PASSPORT) == "X1"


def test_the_cast_has_numbers_nobody_has_and_comes_once():
    cast = [testing.the_applicant(), testing.the_second_applicant(), testing.the_stranger()]
    assert testing.the_applicant() == cast[0]
    assert all(one.identifiers[0].value.startswith("000") for one in cast)
    assert cast[0].identifiers[0].masked == "000••••107"


def test_rows_name_themselves_without_numbers():
    person = asks()
    row = Identifier.objects.select_related("person").get()
    assert str(row.person) == person.name
    assert "0001010107" not in str(row)
    assert str(IdentifierPattern(kind="fida", pattern="x")) == "fida: x"
