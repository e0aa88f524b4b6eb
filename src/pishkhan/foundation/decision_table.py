"""Decision tables: rows over named facts, each of which says because of what.

The checks `gaps` and `overlaps` are a test for a table in code, and a refusal to save for a
table in data.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Generic, TypeVar


Answer = TypeVar("Answer")
# A condition is a value (equal to it), a set (one of it), or a question asked of the value.
Condition = object | frozenset[object] | Callable[[object], bool]
Facts = Mapping[str, object]


class UndecidedError(LookupError):
    """No row covers these facts: the table has a gap, which is a bug of the table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row(Generic[Answer]):
    """If every condition in `when` holds, the answer is `then`; a fact not named may be anything."""

    when: Facts = field(default_factory=dict)
    then: Answer
    because: str

    def covers(self, facts: Facts) -> bool:
        """Whether this row speaks about `facts`; KeyError if a fact it needs is not given."""
        return all(_holds(condition, facts[name]) for name, condition in self.when.items())


Table = tuple[Row[Answer], ...]


def decide(table: Table[Answer], facts: Facts) -> Row[Answer]:
    """The first row that covers `facts`, with its answer and its reason; else UndecidedError."""
    for row in table:
        if row.covers(facts):
            return row
    raise UndecidedError(dict(facts))


def gaps(table: Table[Answer], domain: Mapping[str, Sequence[object]]) -> list[dict[str, object]]:
    """Combinations of the facts' possible values (`domain`) that no row covers."""
    return [facts for facts in _combinations(domain) if not any(row.covers(facts) for row in table)]


def overlaps(
    table: Table[Answer], domain: Mapping[str, Sequence[object]]
) -> list[tuple[dict[str, object], list[Row[Answer]]]]:
    """Combinations that get two different answers, each with the rows that cover it."""
    found = []
    for facts in _combinations(domain):
        rows = [row for row in table if row.covers(facts)]
        if any(row.then != rows[0].then for row in rows[1:]):
            found.append((facts, rows))
    return found


def _combinations(domain: Mapping[str, Sequence[object]]) -> Iterator[dict[str, object]]:
    for values in product(*domain.values()):
        yield dict(zip(domain, values, strict=True))


def _holds(condition: Condition, value: object) -> bool:
    if isinstance(condition, set | frozenset):
        return value in condition
    if callable(condition):
        return bool(condition(value))
    return condition == value
