"""Decision tables as data: read, checked for holes and contradictions, and asked. Pure.

A body says: `title`; `facts` (each name, title, and either `values`, the options with their titles,
or `min`, `max` and `places` of a number); `outcomes` (name → title); `rows` (`when`: fact → list of
options, or bounds of {at_least, above, at_most, below}; `then`; `because`: article, circular).
A fact that a row does not name may be anything. Numbers are exact decimals, written as text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from math import prod

from pishkhan.foundation import decision_table
from pishkhan.foundation.decision_table import Row
from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.cases.errors import FactMissing, FactUnreadable
from pishkhan.kernel.cases.rules.node import Node


BOUNDS = ("at_least", "above", "at_most", "below")
MOST_CELLS = 200_000  # elementary cells that are tried; a larger table is to be split
MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """What a table asks: one of `values`, else a number from `low` to `high`."""

    name: str
    title: str
    values: Mapping[str, str] = field(default_factory=dict)
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    places: int = 0

    @property
    def is_number(self) -> bool:
        """Whether it is a number, and not one of some options."""
        return not self.values

    def read(self, said: object) -> object:
        """A value of this fact as the table compares it; raises FactMissing, FactUnreadable.

        Persian digits and text are read; what is outside of the known is refused, not guessed.
        """
        if said is None or said == "":
            raise FactMissing(fact=self.title)
        if not self.is_number:
            if not isinstance(said, str) or said not in self.values:
                raise FactUnreadable(fact=self.title, value=said)
            return said
        try:
            number = Decimal(to_latin(str(said)).replace("٫", "."))
        except InvalidOperation as error:
            raise FactUnreadable(fact=self.title, value=said) from error
        if isinstance(said, bool) or not self._is_known(number):
            raise FactUnreadable(fact=self.title, value=said)
        return number

    def _is_known(self, number: Decimal) -> bool:
        """Within the bounds, and no finer than the table was checked for."""
        if not number.is_finite() or not self.low <= number <= self.high:
            return False
        return number == round(number, self.places)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Numbers between two bounds, each of which belongs to it or not."""

    low: Decimal | None = None
    high: Decimal | None = None
    with_low: bool = True
    with_high: bool = True

    def __call__(self, value: object) -> bool:
        """Whether a number lies in it."""
        if not isinstance(value, Decimal):
            return False
        above = self.low is None or value > self.low or (self.with_low and value == self.low)
        below = self.high is None or value < self.high or (self.with_high and value == self.high)
        return above and below


@dataclass(frozen=True, kw_only=True, slots=True)
class DataTable:
    """A table that was read without faults."""

    title: str
    facts: tuple[Fact, ...]
    outcomes: Mapping[str, str]
    rows: decision_table.Table[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """The row that decided: its number from 1, its answer, why, and the facts it saw."""

    row: int
    outcome: str
    because: str
    facts: Mapping[str, str]


def read_table(body: Mapping[str, object]) -> tuple[DataTable, list[str]]:
    """Read a body; the second value lists what is misspelt, unknown or of a wrong type."""
    faults: list[str] = []
    top = Node(body, "table", faults)
    top.only("title", "facts", "outcomes", "rows")
    top.missing(("title", "facts", "outcomes", "rows"))
    facts = tuple(_fact(node) for node in top.nodes("facts"))
    outcomes = top.pairs("outcomes")
    known = {fact.name: fact for fact in facts}
    rows = tuple(_row(node, known, outcomes) for node in top.nodes("rows"))
    return DataTable(title=top.text("title"), facts=facts, outcomes=outcomes, rows=rows), faults


def holes(table: DataTable) -> list[str]:
    """What forbids saving: combinations without an answer or with two, outcomes never given.

    Every number is tried at its own boundaries and between them, so that no cell is passed over.
    """
    domain = {fact.name: tuple(_cells(table, fact)) for fact in table.facts}
    cells = prod(len(values) for values in domain.values())
    if cells > MOST_CELLS:
        return [f"جدول {cells} خانه دارد؛ بیش از {MOST_CELLS} را باید به چند جدول بخش کرد"]
    found = [
        f"برای {_said(table, facts)} پاسخی نیست"
        for facts in decision_table.gaps(table.rows, domain)[:MOST_SHOWN]
    ]
    found += [
        f"برای {_said(table, facts)} چند پاسخ هست: "
        + "، ".join(f"ردیف {table.rows.index(row) + 1}" for row in rows)
        for facts, rows in decision_table.overlaps(table.rows, domain)[:MOST_SHOWN]
    ]
    never = sorted(table.outcomes.keys() - {row.then for row in table.rows})
    return found + [f"هیچ ردیفی این نتیجه را نمی‌دهد: {table.outcomes[name]}" for name in never]


def row_faults(table: DataTable) -> dict[int, list[str]]:
    """By the number of a row, from 1: with which others it disagrees, and where."""
    domain = {fact.name: tuple(_cells(table, fact)) for fact in table.facts}
    if prod(len(values) for values in domain.values()) > MOST_CELLS:
        return {}
    found: dict[int, list[str]] = {}
    for facts, rows in decision_table.overlaps(table.rows, domain)[:MOST_SHOWN]:
        numbers = sorted({table.rows.index(row) + 1 for row in rows})
        for number in numbers:
            others = "، ".join(str(one) for one in numbers if one != number)
            found.setdefault(number, []).append(f"{_said(table, facts)}: ناسازگار با ردیف {others}")
    return found


def ask(table: DataTable, facts: Mapping[str, object]) -> Hit:
    """The row that covers `facts`; raises FactMissing, FactUnreadable."""
    read = {fact.name: fact.read(facts.get(fact.name)) for fact in table.facts}
    row = decision_table.decide(table.rows, read)
    return Hit(
        row=table.rows.index(row) + 1,
        outcome=row.then,
        because=row.because,
        facts={name: str(value) for name, value in read.items()},
    )


def _fact(node: Node) -> Fact:
    node.only("name", "title", "values", "min", "max", "places")
    node.missing(("name", "title"))
    name, values = node.text("name"), node.pairs("values")
    low, high = _decimal(node, "min"), _decimal(node, "max")
    if not values and (low is None or high is None or low > high):
        node.fault("گزینه‌ها یا کمینه و بیشینه لازم است")
    return Fact(
        name=name,
        title=node.text("title"),
        values=values,
        low=low or Decimal(0),
        high=high or Decimal(0),
        places=node.number("places"),
    )


def _row(node: Node, known: Mapping[str, Fact], outcomes: Mapping[str, str]) -> Row[str]:
    node.only("when", "then", "because")
    node.missing(("then", "because"))
    when: dict[str, object] = {}
    asked = node.node("when")
    for name in asked.names():
        fact = known.get(name)
        if fact is None:
            node.fault(f"پرسش ناشناخته: {name}")
        elif fact.is_number:
            when[name] = _span(asked.node(name))
        else:
            options = frozenset(asked.texts(name))
            for strange in sorted(options - fact.values.keys()):
                node.fault(f"گزینهٔ ناشناخته: {strange}")
            when[name] = options
    then = node.text("then")
    if then not in outcomes:
        node.fault(f"نتیجهٔ ناشناخته: {then}")
    return Row(when=when, then=then, because=node.text("because"))


def _span(node: Node) -> Span:
    node.only(*BOUNDS)
    found = {name: _decimal(node, name) for name in BOUNDS}
    low = found["at_least"] if found["at_least"] is not None else found["above"]
    high = found["at_most"] if found["at_most"] is not None else found["below"]
    return Span(
        low=low,
        high=high,
        with_low=found["at_least"] is not None,
        with_high=found["at_most"] is not None,
    )


def _decimal(node: Node, name: str) -> Decimal | None:
    if name not in node:
        return None
    try:
        number = Decimal(to_latin(node.written(name)))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        node.fault(f"{name} عدد نیست")
        return None
    return number


def _cells(table: DataTable, fact: Fact) -> Iterator[object]:
    """Values that stand for all: every option, or every boundary and one number between two."""
    if not fact.is_number:
        yield from fact.values
        return
    bounds = {fact.low, fact.high}
    for row in table.rows:
        span = row.when.get(fact.name)
        if isinstance(span, Span):
            bounds |= {bound for bound in (span.low, span.high) if bound is not None}
    inside = sorted(bound for bound in bounds if fact.low <= bound <= fact.high)
    step = Decimal(1).scaleb(-fact.places)
    for bound, after in pairwise(inside):
        yield bound
        if after - bound > step:  # a number that can be written lies between
            yield bound + step
    yield inside[-1]


def _said(table: DataTable, facts: Mapping[str, object]) -> str:
    named = {fact.name: fact for fact in table.facts}
    return "، ".join(
        f"{named[name].title} = {named[name].values.get(str(value), str(value))}"
        for name, value in facts.items()
    )
