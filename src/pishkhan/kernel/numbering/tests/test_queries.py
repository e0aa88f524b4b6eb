"""Finding letters by what people write."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from pishkhan.foundation import tracking_code
from pishkhan.foundation.clock import TEHRAN
from pishkhan.kernel.numbering import api
from pishkhan.kernel.numbering.models import Letter, LetterCounter
from pishkhan.kernel.numbering.terms import Direction


AT = datetime(2023, 4, 16, 9, 30, tzinfo=TEHRAN)  # 27 Farvardin 1402
pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    return the_letter(office_id=7, year=1402, at=AT)


def the_letter(*, office_id, year, at):
    api.open_book(office_id=office_id, direction=Direction.INCOMING, unit="4", by=None)
    LetterCounter.objects.create(
        office_id=office_id, direction=Direction.INCOMING, year=year, last=172428
    )
    return api.register(
        office_id=office_id, direction=Direction.INCOMING, case_id=3, subject="اعتراض", at=at
    )


@pytest.mark.parametrize(
    "written",
    ["172429/4", "4/172429", "۱۷۲۴۲۹/۴", "٤/١٧٢٤٢٩", " 172429 / 4 ", "172429-4",
     "\u2066172429/4\u2069", "0172429/04", "172429"],
)  # fmt: skip
def test_a_letter_is_found_in_either_reading_order(letter, written):
    assert api.find(written) == [letter]


@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize(
    "written", ["", "/", "172429/5", "172430/4", "4", "172429/4/4", "علی", "9" * 40, "'; --"]
)
def test_another_number_finds_nothing(written):
    assert api.find(written) == []


def test_numbers_that_repeat_in_years_and_offices_are_all_found(letter):
    others = [
        the_letter(office_id=7, year=1403, at=AT.replace(year=2024)),
        the_letter(office_id=8, year=1402, at=AT),
    ]
    assert api.find("4/172429") == [*reversed(others), letter]


def test_a_pair_finds_its_letter_in_either_order(letter):
    code = tracking_code.grouped(letter.tracking_code)
    assert api.by_pair("172429/4", code) == letter
    assert api.by_pair("۴/۱۷۲۴۲۹", code) == letter


@pytest.mark.usefixtures("letter")
def test_the_tracking_code_tells_letters_of_one_number_apart():
    other = the_letter(office_id=8, year=1402, at=AT)
    assert api.by_pair("172429/4", other.tracking_code) == other


def wrong_pairs(letter):
    code = letter.tracking_code
    return [
        ("172429/4", "00000000000"),  # right number, a code of right form
        ("172429/4", code[:-1] + str((int(code[-1]) + 1) % 10)),
        ("172429/4", ""),
        ("172430/4", code),
        ("", code),
        ("علی", "علی"),
    ]


def test_wrong_pairs_all_get_the_same_answer(letter):
    assert {api.by_pair(*pair) for pair in wrong_pairs(letter)} == {None}


def test_wrong_pairs_all_cost_one_statement(letter, django_assert_num_queries):
    for pair in wrong_pairs(letter):
        with django_assert_num_queries(1):
            api.by_pair(*pair)


def test_an_outgoing_letter_has_no_pair():
    sent = api.register(office_id=7, direction=Direction.OUTGOING, case_id=3, subject="پاسخ", at=AT)
    assert api.by_pair(sent.display, "") is None
    assert api.by_pair(sent.display, "-" * 11) is None


def test_the_letters_of_a_case_come_in_order(letter):
    answer = api.register(
        office_id=7, direction=Direction.OUTGOING, case_id=3, subject="پاسخ", at=AT,
        reply_to=letter.id,
    )  # fmt: skip
    assert api.letters_of_case(3) == [letter, answer]
    assert answer.reply_to_id == letter.id


def test_the_book_is_printed_in_pages_with_its_void_letters():
    for _ in range(5):
        last = api.register(
            office_id=7, direction=Direction.INTERNAL, case_id=3, subject="یادداشت", at=AT
        )
    api.void(last.id, because="اشتباه", by=None)
    pages = list(api.pages_of_book(office_id=7, direction=Direction.INTERNAL, year=1402, lines=2))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [letter.number for page in pages for letter in page.letters] == [1, 2, 3, 4, 5]


def test_the_database_refuses_a_number_given_twice(letter):
    letter.id += 1
    letter.tracking_code = tracking_code.new()
    with pytest.raises(IntegrityError, match="number_given_once"):
        Letter.objects.bulk_create([letter])
