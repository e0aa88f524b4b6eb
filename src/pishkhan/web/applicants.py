"""Who the answers of a form say that the applicant is.

Which answer is what follows from the kind of its question, and for names from its code:
first_name or foreign_first_name, last_name or foreign_last_name, father_name, organisation_name.
Only questions before the one-time code count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.api import Draft
from pishkhan.kernel.forms.spec import Page, Question
from pishkhan.kernel.forms.terms import PageKind, QuestionKind
from pishkhan.kernel.identity.spec import Names, TypedIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind, PersonKind


UNIQUE_ID = re.compile(r"[0-9]{10}|[0-9]{12}")
FIDA = re.compile(r"[0-9]{8,13}")


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
    for page, question in identifying(forms.pages(draft.service)):
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


def identifying(pages: tuple[Page, ...]) -> Iterator[tuple[Page, Question]]:
    """The questions before the one-time code, each with its page."""
    for page in pages:
        if page.kind is PageKind.MOBILE_CHECK:
            return
        for question in page.questions:
            yield page, question
