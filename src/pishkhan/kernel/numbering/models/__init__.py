"""Letter books, their counters and the letters written in them; the aggregate is the office."""

from pishkhan.kernel.numbering.models.book import LetterBook, LetterCounter
from pishkhan.kernel.numbering.models.letter import Letter


__all__ = ["Letter", "LetterBook", "LetterCounter"]
