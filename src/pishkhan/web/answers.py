"""An answer of a form as it is read on a page."""

import re
from datetime import date

from pishkhan.foundation import digits, jalali
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.web import places
from pishkhan.web.sentences import language, translated


GREGORIAN = re.compile(r"\((\d{4}-\d\d-\d\d)\)$")  # beside the Persian day of an answer


def shown(text: str, kind: QuestionKind) -> str:
    """The answer in the language of the page, with its digits.

    The number of a foreign paper stays as it is printed there: in Latin letters and digits.
    """
    if kind is QuestionKind.FOREIGN_ID:
        return text
    if kind is QuestionKind.ORGANISATION:
        return places.spoken(text)
    if kind is QuestionKind.DATE and language() != "fa" and (day := GREGORIAN.search(text)):
        return jalali.format_date(date.fromisoformat(day[1]), language())
    return digits.for_language(translated(text), language())
