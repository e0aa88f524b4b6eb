"""An answer of a form as it is read on a page."""

from pishkhan.foundation import digits
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.web import places
from pishkhan.web.sentences import language, translated


def shown(text: str, kind: QuestionKind) -> str:
    """The answer in the language of the page, with its digits.

    The number of a foreign paper stays as it is printed there: in Latin letters and digits.
    """
    if kind is QuestionKind.FOREIGN_ID:
        return text
    if kind is QuestionKind.ORGANISATION:
        return places.spoken(text)
    return digits.for_language(translated(text), language())
