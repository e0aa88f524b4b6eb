"""How the numbers of foreigners are written here: set by an administrator."""

import re

from django.db import transaction

from pishkhan.kernel.audit.api import record
from pishkhan.kernel.identity.errors import BadIdentifierPattern, ExampleDoesNotFit
from pishkhan.kernel.identity.models import IdentifierPattern
from pishkhan.kernel.identity.queries import patterns
from pishkhan.kernel.identity.rules.identifiers import written
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind


@transaction.atomic
def set_pattern(*, kind: IdentifierKind, pattern: str, example: str, by: Actor) -> None:
    """From now on numbers of `kind` match `pattern` (a whole-match expression over A–Z and 0–9).

    Raises BadIdentifierPattern, or ExampleDoesNotFit.
    """
    try:
        re.compile(pattern)
    except re.error as error:
        raise BadIdentifierPattern from error
    if not re.fullmatch(pattern, re.sub(r"[\s\-–]", "", example).upper()):
        raise ExampleDoesNotFit
    before = patterns().get(kind)
    row, _created = IdentifierPattern.objects.update_or_create(
        kind=kind,
        defaults={"pattern": pattern, "example": written(kind, example, {kind: pattern})},
    )
    record(
        "identity.pattern_set",
        target="identifier_pattern",
        target_id=row.id,
        by=by,
        before={"kind": kind, "pattern": before},
        after={"kind": kind, "pattern": pattern, "example": row.example},
    )
