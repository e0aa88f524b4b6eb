"""From a known person to answers, and how a mobile is shown."""

from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.spec import Page, Question
from pishkhan.kernel.forms.terms import QuestionKind
from pishkhan.kernel.identity.spec import PersonView
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.web.applicants import identifying


KINDS = {
    IdentifierKind.NATIONAL_ID: QuestionKind.NATIONAL_ID,
    IdentifierKind.LEGAL_ID: QuestionKind.LEGAL_ID,
    IdentifierKind.PASSPORT: QuestionKind.FOREIGN_ID,
    IdentifierKind.UNIQUE_ID: QuestionKind.FOREIGN_ID,
    IdentifierKind.FIDA: QuestionKind.FOREIGN_ID,
}


def mobile_key(draft: Draft) -> tuple[Page, Question]:
    """The page and question where the mobile number is asked."""
    return next(
        (page, question)
        for page, question in identifying(forms.pages(draft.service))
        if question.kind is QuestionKind.MOBILE
    )


def known_answers(service: str, person: PersonView) -> dict[str, str]:
    """What the form asks and the platform knows of a signed-in person."""
    by_code = {
        "kind": person.kind.value,
        "first_name": person.names.first,
        "last_name": person.names.last,
        "foreign_first_name": person.names.first,
        "foreign_last_name": person.names.last,
        "father_name": person.father_name,
        "organisation_name": person.names.organisation,
    }
    by_kind = {KINDS[one.kind]: one.value for one in person.identifiers if one.kind in KINDS}
    by_kind[QuestionKind.MOBILE] = person.mobile
    pairs = (
        (page.key(question), by_kind.get(question.kind) or by_code.get(question.code, ""))
        for page, question in identifying(forms.pages(service))
    )
    return {key: text for key, text in pairs if text}


def masked(mobile: str) -> str:
    """A number as its owner knows it again: 0912***4567."""
    return f"{mobile[:4]}***{mobile[-4:]}"
