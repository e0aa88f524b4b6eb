"""From the answers of a form to a person, and from a known person to answers.

Which answer is what follows from the kind of its question, and for names from its code:
first_name or foreign_first_name, last_name or foreign_last_name, father_name, organisation_name. Only questions before the one-time code count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.spec import Page, Question
from pishkhan.kernel.forms.terms import PageKind, QuestionKind
from pishkhan.kernel.identity.spec import Names, PersonView, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind


UNIQUE_ID = re.compile(r"[0-9]{10}|[0-9]{12}")
FIDA = re.compile(r"[0-9]{8,13}")
KINDS = {
    IdentifierKind.NATIONAL_ID: QuestionKind.NATIONAL_ID,
    IdentifierKind.LEGAL_ID: QuestionKind.LEGAL_ID,
    IdentifierKind.PASSPORT: QuestionKind.FOREIGN_ID,
    IdentifierKind.UNIQUE_ID: QuestionKind.FOREIGN_ID,
    IdentifierKind.FIDA: QuestionKind.FOREIGN_ID,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Who the answers say the applicant is; `national_id` is that of the human who writes."""

    kind: PersonKind
    identifier: TypedIdentifier
    names: Names
    father_name: str
    mobile: str
    national_id: str


def described(draft: Draft) -> Described:
    """The person of the answers, which must be right."""
    facts = forms.facts(draft)
    by_kind: dict[QuestionKind, str] = {}
    by_code: dict[str, str] = {}
    for page, question in _identifying(forms.pages(draft.service)):
        value = facts.values.get(page.key(question))
        if isinstance(value, str) and value:
            by_kind.setdefault(question.kind, value)
            by_code.setdefault(question.code, value)
    kind, identifier = _identity(by_kind)
    return Described(
        kind=kind,
        identifier=identifier,
        names=Names(
            first=by_code.get("first_name") or by_code.get("foreign_first_name", ""),
            last=by_code.get("last_name") or by_code.get("foreign_last_name", ""),
            organisation=by_code.get("organisation_name", ""),
        ),
        father_name=by_code.get("father_name", ""),
        mobile=by_kind.get(QuestionKind.MOBILE, ""),
        national_id=by_kind.get(QuestionKind.NATIONAL_ID, ""),
    )


def mobile_key(draft: Draft) -> tuple[Page, Question]:
    """The page and question where the mobile number is asked."""
    return next(
        (page, question)
        for page, question in _identifying(forms.pages(draft.service))
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
        for page, question in _identifying(forms.pages(service))
    )
    return {key: text for key, text in pairs if text}


def masked(mobile: str) -> str:
    """A number as its owner knows it again: 0912***4567."""
    return f"{mobile[:4]}***{mobile[-4:]}"


def _identity(by_kind: dict[QuestionKind, str]) -> tuple[PersonKind, TypedIdentifier]:
    if legal := by_kind.get(QuestionKind.LEGAL_ID):
        return PersonKind.LEGAL, TypedIdentifier(kind=IdentifierKind.LEGAL_ID, value=legal)
    if foreign := by_kind.get(QuestionKind.FOREIGN_ID):
        return PersonKind.FOREIGN, TypedIdentifier(kind=foreign_kind(foreign), value=foreign)
    national = by_kind.get(QuestionKind.NATIONAL_ID, "")
    return PersonKind.NATURAL, TypedIdentifier(kind=IdentifierKind.NATIONAL_ID, value=national)


def foreign_kind(text: str) -> IdentifierKind:
    """What sort of number a foreign national has written (domain.md § 6.1)."""
    if UNIQUE_ID.fullmatch(text):
        return IdentifierKind.UNIQUE_ID
    return IdentifierKind.FIDA if FIDA.fullmatch(text) else IdentifierKind.PASSPORT


def _identifying(pages: tuple[Page, ...]) -> Iterator[tuple[Page, Question]]:
    for page in pages:
        if page.kind is PageKind.MOBILE_CHECK:
            return
        for question in page.questions:
            yield page, question
