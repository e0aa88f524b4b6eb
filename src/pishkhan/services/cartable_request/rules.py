"""Rules of introducing: who fills in, which terms are possible, cells safe for a spreadsheet. Pure."""

import re
from collections.abc import Mapping
from datetime import date

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.organisations.terms import Role
from pishkhan.services.cartable_request.errors import BadEmail, BadTerm, LetterFromTheFuture


EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
# Roles that several people hold beside each other: of these many are introduced at once.
SHARED = frozenset({Role.MEMBER.value})
REVIEW = "review"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def term_faults(
    *, from_: date | None, to: date | None, letter_on: date | None, today: date
) -> dict[str, DomainError]:
    """What is wrong with the days, by question."""
    faults: dict[str, DomainError] = {}
    if to is not None and (to <= today or (from_ is not None and to <= from_)):
        faults["to"] = BadTerm()
    if letter_on is not None and letter_on > today:
        faults["letter_on"] = LetterFromTheFuture()
    return faults


def email_faults(email: str) -> dict[str, DomainError]:
    """What is wrong with an address; an empty one is right."""
    return {"email": BadEmail()} if email and not EMAIL.fullmatch(email) else {}


def who_introduces(facts: Mapping[str, object]) -> str:
    """`liaison`, or `nobody` at an organisation without one: the organisation above then does."""
    return "liaison" if facts.get("has_liaison") is True else "nobody"


def is_shared(role: str) -> bool:
    """Whether several people hold the role at once, so that one who is examined bars nobody else."""
    return role in SHARED


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
