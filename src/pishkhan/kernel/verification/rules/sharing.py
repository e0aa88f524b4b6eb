"""What a share link shows, and for how long it may."""

from collections.abc import Callable, Mapping, Sequence

from pishkhan.kernel.verification.rules.document import DocumentFacts
from pishkhan.kernel.verification.terms import ShareField


MOST_DAYS, MOST_TIMES = 365, 1000
_VALUES: Mapping[ShareField, Callable[[DocumentFacts], str]] = {
    ShareField.NAME: lambda facts: facts.holder.name,
    ShareField.FATHER_NAME: lambda facts: facts.holder.father_name,
    ShareField.BIRTH_DATE: lambda facts: (
        facts.holder.birth_date.isoformat() if facts.holder.birth_date else ""
    ),
    ShareField.IDENTITY: lambda facts: facts.holder.last_four,
    ShareField.FIELD: lambda facts: " ".join(filter(None, (facts.field, facts.orientation))),
    ShareField.AWARD_DATE: lambda facts: facts.award_date.isoformat(),
    ShareField.GRADE: lambda facts: " ".join(filter(None, (facts.grade, facts.grade_class))),
}


def shown(facts: DocumentFacts, fields: Sequence[ShareField]) -> list[tuple[ShareField, str]]:
    """The ticked fields that are known, in the order of the list; dates as ISO texts."""
    told = [(one, _VALUES[one](facts)) for one in ShareField if one in fields and one in _VALUES]
    return [(one, value) for one, value in told if value]
