"""Assert and compare: what somebody read on a paper against what is known.

Spelling, half-spaces, Arabic letters, digits and titles of respect make no difference; a name may
also be typed in Latin letters, a date in either calendar.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from pishkhan.foundation import digits, jalali
from pishkhan.foundation.errors import DomainError, FieldErrors
from pishkhan.foundation.text import fold
from pishkhan.kernel.verification.errors import ClaimMissing, NotFourDigits
from pishkhan.kernel.verification.rules.document import DocumentFacts
from pishkhan.kernel.verification.terms import ClaimField


NEEDED = (ClaimField.FAMILY_NAME, ClaimField.LAST_FOUR)
LONGEST = 120
_BETWEEN = re.compile(r"[\s\-\u200b-\u200f\u2066-\u2069]")
_TITLES = re.compile(r"^(?:سیده?|السیده?)\s+")
Claim = Mapping[ClaimField, str]


def read(typed: Mapping[str, str]) -> dict[ClaimField, str]:
    """The claim of a form or of a call; raises FieldErrors. What was left empty is not claimed."""
    claim = {
        one: typed.get(one.value, "").strip()[:LONGEST]
        for one in ClaimField
        if typed.get(one.value, "").strip()
    }
    errors: dict[str, list[DomainError]] = {
        one.value: [ClaimMissing(label=one.label)] for one in NEEDED if one not in claim
    }
    if ClaimField.LAST_FOUR in claim:
        four = _four(claim[ClaimField.LAST_FOUR])
        claim[ClaimField.LAST_FOUR] = four
        if not re.fullmatch(r"[0-9]{4}", four):
            errors[ClaimField.LAST_FOUR.value] = [NotFourDigits()]
    if ClaimField.AWARD_DATE in claim:  # a slip of the pen is no charge against a document
        try:
            jalali.parse_either(claim[ClaimField.AWARD_DATE])
        except DomainError as error:
            errors[ClaimField.AWARD_DATE.value] = [error]
    if errors:
        raise FieldErrors(errors)
    return claim


def compare(claim: Claim, facts: DocumentFacts) -> dict[ClaimField, bool]:
    """What of the claim is right."""
    return {one: _TESTS[one](typed, facts) for one, typed in claim.items()}


def _four(typed: str) -> str:
    return _BETWEEN.sub("", digits.to_latin(typed))


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def _name_key(text: str) -> str:
    return _key(_TITLES.sub("", fold(text)))


def _is_name(typed: str, name: str, latin: str = "") -> bool:
    key = _name_key(typed)
    return bool(key) and (key == _name_key(name) or (bool(latin) and key == _key(latin)))


def _family(typed: str, facts: DocumentFacts) -> bool:
    words = facts.holder.latin_name.split()
    endings = (" ".join(words[start:]) for start in range(1, len(words)))
    return _is_name(typed, facts.holder.family_name) or any(
        _key(typed) == _key(one) for one in endings
    )


def _given(typed: str, facts: DocumentFacts) -> bool:
    words = facts.holder.latin_name.split()
    beginnings = (" ".join(words[:end]) for end in range(1, len(words)))
    return _is_name(typed, facts.holder.given_name) or any(
        _key(typed) == _key(one) for one in beginnings
    )


def _level(typed: str, facts: DocumentFacts) -> bool:
    return typed == facts.level.value or _key(typed) == _key(facts.level.label)


def _field(typed: str, facts: DocumentFacts) -> bool:
    full = f"{facts.field} {facts.orientation}"
    return _key(typed) in {_key(one) for one in (facts.field, full, facts.field_en) if one}


def _institution(typed: str, facts: DocumentFacts) -> bool:
    return _key(typed) in {_key(name) for name in facts.institution.values() if name}


def _award_date(typed: str, facts: DocumentFacts) -> bool:
    return _day(typed) == facts.award_date


def _day(typed: str) -> date | None:
    try:
        return jalali.parse_either(typed)
    except DomainError:
        return None


_TESTS: Mapping[ClaimField, Callable[[str, DocumentFacts], bool]] = {
    ClaimField.FAMILY_NAME: _family,
    ClaimField.LAST_FOUR: lambda typed, facts: _four(typed) == facts.holder.last_four,
    ClaimField.GIVEN_NAME: _given,
    ClaimField.FATHER_NAME: lambda typed, facts: _is_name(typed, facts.holder.father_name),
    ClaimField.LEVEL: _level,
    ClaimField.FIELD: _field,
    ClaimField.INSTITUTION: _institution,
    ClaimField.AWARD_DATE: _award_date,
    ClaimField.GRADE_CLASS: lambda typed, facts: _key(typed) == _key(facts.grade_class),
}
