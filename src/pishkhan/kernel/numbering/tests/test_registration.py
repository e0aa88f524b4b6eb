"""Registering letters, on a real PostgreSQL and with real threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from pishkhan.foundation import tracking_code
from pishkhan.foundation.clock import TEHRAN
from pishkhan.kernel.numbering import api, errors
from pishkhan.kernel.numbering.models import Letter, LetterBook
from pishkhan.kernel.numbering.terms import Direction


NEW_YEAR = datetime(2027, 3, 21, tzinfo=TEHRAN)  # midnight before 1 Farvardin 1406
LAST_SECOND = NEW_YEAR - timedelta(seconds=1)


def a_letter(*, office_id=7, direction=Direction.INCOMING, at=LAST_SECOND, case_id=1):
    return api.register(
        office_id=office_id, direction=direction, case_id=case_id, subject="اعتراض", at=at
    )


def _in_a_thread(job):
    office_id, at = job
    try:
        with transaction.atomic():
            a_letter(office_id=office_id, at=at)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_hundred_parallel_registrations_over_two_offices_and_the_turn_of_the_year():
    jobs = [(office, at) for _ in range(25) for office in (7, 8) for at in (LAST_SECOND, NEW_YEAR)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(_in_a_thread, jobs))
    for office in (7, 8):
        for year in (1405, 1406):
            numbers = Letter.objects.filter(office_id=office, year=year).order_by("number")
            assert list(numbers.values_list("number", flat=True)) == list(range(1, 26))


@pytest.mark.django_db
def test_the_number_restarts_at_midnight_in_tehran():
    assert (a_letter().number, a_letter().number, a_letter(at=NEW_YEAR).number) == (1, 2, 1)


@pytest.mark.django_db
def test_a_letter_that_arrives_late_still_gets_a_number_of_its_own_year():
    a_letter(at=LAST_SECOND)
    a_letter(at=NEW_YEAR)
    late = a_letter(at=LAST_SECOND)
    assert (late.year, late.number) == (1405, 2)


@pytest.mark.django_db
def test_a_registration_that_is_rolled_back_leaves_no_gap():
    a_letter()
    with transaction.atomic():
        a_letter()
        transaction.set_rollback(True)
    assert a_letter().number == 2


@pytest.mark.django_db
def test_each_direction_has_its_own_book():
    a_letter()
    assert a_letter(direction=Direction.OUTGOING).number == 1


@pytest.mark.django_db
def test_only_incoming_letters_have_a_tracking_code():
    assert a_letter(direction=Direction.OUTGOING).tracking_code == ""
    code = a_letter().tracking_code
    assert tracking_code.parse(code) == code


@pytest.mark.django_db
def test_the_letter_returned_is_the_letter_kept():
    letter = a_letter()
    kept = Letter.objects.get(id=letter.id)
    assert (kept.display, kept.tracking_code) == (letter.display, letter.tracking_code)
    assert kept.registered_at == letter.registered_at


@pytest.mark.django_db
def test_a_new_pattern_holds_for_coming_letters_only():
    api.open_book(office_id=7, direction=Direction.INCOMING, unit="4", by=None)
    old = a_letter()
    api.open_book(
        office_id=7, direction=Direction.INCOMING, unit="41", pattern="{seq}/{unit}/{year}", by=None
    )
    assert Letter.objects.get(id=old.id).display == "1/4"
    assert a_letter().display == "2/41/1405"


@pytest.mark.django_db
def test_a_book_opened_twice_is_one_book():
    assert api.book(7, Direction.INCOMING).id == api.book(7, Direction.INCOMING).id
    assert LetterBook.objects.count() == 1


@pytest.mark.django_db
def test_a_void_letter_keeps_its_number():
    first = a_letter()
    api.void(first.id, because="دو بار ثبت شده", by=None)
    assert a_letter().number == 2
    assert Letter.objects.get(id=first.id).number == 1


@pytest.mark.django_db
def test_a_letter_is_voided_once():
    letter = a_letter()
    api.void(letter.id, because="اشتباه", by=None)
    with pytest.raises(errors.AlreadyVoid):
        api.void(letter.id, because="اشتباه", by=None)


@pytest.mark.django_db
def test_a_letter_that_does_not_exist_cannot_be_voided():
    with pytest.raises(errors.NoSuchLetter):
        api.void(1, because="اشتباه", by=None)


@pytest.mark.django_db
def test_the_number_and_the_letter_are_one_statement_and_the_last(django_assert_num_queries):
    api.book(7, Direction.INCOMING)
    with django_assert_num_queries(2) as queries:  # the audit line first
        a_letter()
    assert "numbering_lettercounter" in queries.captured_queries[-1]["sql"]


@pytest.mark.django_db
def test_a_tracking_code_that_is_taken_is_drawn_again(monkeypatch):
    taken = a_letter().tracking_code
    drawn = iter(taken[:-1] + "1234567890")
    monkeypatch.setattr("secrets.choice", lambda _: next(drawn))
    code = a_letter(office_id=8).tracking_code
    assert code[:-1] == "1234567890"
