"""Reading the letter book; one statement each, unless it says otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from pishkhan.foundation import secret, tracking_code
from pishkhan.kernel.numbering.models import Letter, LetterBook
from pishkhan.kernel.numbering.rules import display


MOST_FOUND = 200
LINES_OF_A_PAGE = 25
# Right in form, so that a mistyped code costs the same look-up; too short to be anybody's.
NOBODYS_CODE = "-" * tracking_code.LENGTH


@dataclass(frozen=True, kw_only=True, slots=True)
class BookPage:
    """One page of the printed book; `number` counts from 1."""

    number: int
    letters: tuple[Letter, ...]


def find(text: str) -> list[Letter]:
    """All letters of this number, newest first, written in either order and in any digits.

    Offices and years repeat numbers. A lone sequence number finds every letter that has it.
    """
    asked = display.parts_of(text)
    found = Letter.objects.filter(number__in=display.possible_numbers(asked)).order_by("-id")
    return [
        letter
        for letter in found[:MOST_FOUND]
        if asked == (str(letter.number),)
        or display.same_number(asked, display.parts_of(letter.display))
    ]


def by_pair(letter_number: str, code: str) -> Letter | None:
    """The letter that has both this number and this tracking code, else None.

    The work is the same whether or not the number exists: the index is asked for both together,
    so a right number with a wrong code brings no row, just as a wrong number does.
    """
    try:
        asked_code = tracking_code.parse(code)
    except tracking_code.BadTrackingCode:
        asked_code = NOBODYS_CODE
    asked = display.parts_of(letter_number)
    # Never an empty list: Django would then not ask the database at all, which is quicker.
    numbers = display.possible_numbers(asked) or {0}
    row = Letter.objects.filter(number__in=numbers, tracking_code=asked_code).order_by("-id")
    answer = None
    for letter in [*row[:MOST_FOUND]] or [Letter(number=0, pattern="{seq}", year=0)]:
        code_fits = secret.equal(letter.tracking_code or NOBODYS_CODE[1:], asked_code)
        number_fits = display.same_number(asked, display.parts_of(letter.display))
        if code_fits and number_fits:
            answer = letter
    return answer


def letters_of_case(case_id: int) -> list[Letter]:
    """The letters of a case, in the order they were registered."""
    return list(Letter.objects.filter(case_id=case_id).order_by("id"))


def books_of(office_id: int) -> list[LetterBook]:
    """The letter books that an office has opened."""
    return list(LetterBook.objects.filter(office_id=office_id).order_by("direction"))


def pages_of_book(
    *, office_id: int, direction: str, year: int, lines: int = LINES_OF_A_PAGE
) -> Iterator[BookPage]:
    """The book of a year for printing, void letters included; one statement a page."""
    book = Letter.objects.filter(office_id=office_id, direction=direction, year=year)
    last, page = 0, 1
    while letters := tuple(book.filter(number__gt=last).order_by("number")[:lines]):
        yield BookPage(number=page, letters=letters)
        last, page = letters[-1].number, page + 1
