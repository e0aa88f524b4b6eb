"""An identifier as a person writes it, to the one form that is kept."""

import re
from collections.abc import Mapping

from pishkhan.foundation import identifiers
from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.identity.errors import BadIdentifier
from pishkhan.kernel.identity.terms import IdentifierKind


CHECKED = {
    IdentifierKind.NATIONAL_ID: identifiers.national_id,
    IdentifierKind.LEGAL_ID: identifiers.legal_id,
}
# Sources disagree about foreigners (domain.md § 6.1), so an installation may say otherwise.
PATTERNS: Mapping[str, str] = {
    IdentifierKind.PASSPORT: "[A-Z0-9]{6,12}",
    IdentifierKind.UNIQUE_ID: "[0-9]{10}|[0-9]{12}",
    IdentifierKind.FIDA: "[0-9]{8,13}",
}


def written(kind: IdentifierKind, text: str, patterns: Mapping[str, str] = PATTERNS) -> str:
    """The kept form of `text`; the kinds of foreigners follow `patterns` (kind → expression).

    Raises the refusals of `foundation.identifiers`, or BadIdentifier.
    """
    if kind in CHECKED:
        return CHECKED[kind](text)
    value = re.sub(r"[\s\-–]", "", to_latin(text)).upper()
    if not re.fullmatch(patterns.get(kind, r"(?!)"), value):
        raise BadIdentifier(label=kind.label)
    return value
