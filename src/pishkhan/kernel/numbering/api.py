"""Verbs of letter numbers.

`register` must be the last statement but the commit: it holds the book's counter until then.
"""

from pishkhan.kernel.numbering.actions.books import book, open_book
from pishkhan.kernel.numbering.actions.registration import register, void
from pishkhan.kernel.numbering.models import Letter, LetterBook
from pishkhan.kernel.numbering.queries import (
    BookPage,
    books_of,
    by_pair,
    find,
    letters_of_case,
    pages_of_book,
)
from pishkhan.kernel.numbering.rules.display import parts_of


__all__ = [
    "BookPage",
    "Letter",
    "LetterBook",
    "book",
    "books_of",
    "by_pair",
    "find",
    "letters_of_case",
    "open_book",
    "pages_of_book",
    "parts_of",
    "register",
    "void",
]
