"""A decision table as a grid: from the row to the form, from the form or a CSV file to the body.

The grid is text in cells, so that nothing typed is lost where it is wrong. A condition on a number
is bounds (`≥ 13 , < 20`), on options their names; an empty cell means anything.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.http import QueryDict

from pishkhan.foundation.digits import to_latin
from pishkhan.kernel.cases import api as cases
from pishkhan.surfaces.manage.errors import UnreadableCell, UnreadableSheet


SIGNS = {"≥": "at_least", ">=": "at_least", ">": "above", "≤": "at_most", "<=": "at_most", "<": "below"}  # fmt: skip
SHOWN = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}
BOUND = re.compile(r"(>=|<=|≥|≤|>|<)\s*(\S+)")
MOST_ROWS, MOST_FACTS = 200, 20
Cells = dict[str, list[str]]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A question of the table, as typed: `options` are `name = title`, one a line."""

    name: str = ""
    title: str = ""
    options: str = ""
    low: str = ""
    high: str = ""
    places: str = ""

    @property
    def values(self) -> dict[str, str]:
        """The options; none for a number."""
        return pairs_of(self.options)

    @property
    def is_number(self) -> bool:
        """Whether bounds are typed and not options."""
        return not self.values


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row as typed: one text for a number, the chosen names for options."""

    cells: Cells = field(default_factory=dict)
    then: str = ""
    because: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """Everything that was typed."""

    title: str = ""
    outcomes: str = ""
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def answers(self) -> dict[str, str]:
        """The outcomes with their titles."""
        return pairs_of(self.outcomes)

    def body(self) -> dict[str, object]:
        """The body of the table; raises UnreadableCell."""
        return {
            "title": self.title,
            "facts": [_fact(column) for column in self.columns],
            "outcomes": self.answers,
            "rows": [
                {"when": dict(self._when(line, number)), "then": line.then, "because": line.because}
                for number, line in enumerate(self.lines, start=1)
            ],
        }

    def _when(self, line: Line, number: int) -> Iterator[tuple[str, object]]:
        for column in self.columns:
            typed = [text.strip() for text in line.cells.get(column.name, []) if text.strip()]
            if not typed:
                continue
            if column.is_number:
                yield column.name, _bounds(typed[0], number, column.title)
            else:
                yield column.name, typed

    def pressed(self, deed: str) -> "Grid":
        """After a button of the grid: add, remove-3, up-3, down-3, add_fact, remove_fact-2."""
        name, _dash, place = deed.partition("-")
        at = int(place) if place.isdecimal() and len(place) < len("1000") else -1
        act: Callable[[], Grid] | None = {
            "add": lambda: replace(self, lines=(*self.lines, Line())),
            "add_fact": lambda: replace(self, columns=(*self.columns, Column())),
            "remove": lambda: replace(self, lines=_without(self.lines, at)),
            "remove_fact": lambda: replace(self, columns=_without(self.columns, at)),
            "up": lambda: replace(self, lines=_swapped(self.lines, at - 1)),
            "down": lambda: replace(self, lines=_swapped(self.lines, at)),
        }.get(name)
        grid = act() if act else self
        is_small = len(grid.lines) <= MOST_ROWS and len(grid.columns) <= MOST_FACTS
        return grid if is_small else self


def of_table(table: cases.DataTable) -> Grid:
    """The grid of a table that was saved."""
    return Grid(
        title=table.title,
        outcomes=_listed(table.outcomes),
        columns=tuple(
            Column(
                name=fact.name,
                title=fact.title,
                options=_listed(fact.values),
                low=str(fact.low) if fact.is_number else "",
                high=str(fact.high) if fact.is_number else "",
                places=str(fact.places or "") if fact.is_number else "",
            )
            for fact in table.facts
        ),
        lines=tuple(
            Line(
                cells={fact.name: _typed(fact, row.when.get(fact.name)) for fact in table.facts},
                then=row.then,
                because=row.because,
            )
            for row in table.rows
        ),
    )


def of_form(form: QueryDict) -> Grid:
    """What was typed into the page."""
    count, wide = (min(_count(form.get(name, "")), most)
                   for name, most in (("rows", MOST_ROWS), ("facts", MOST_FACTS)))  # fmt: skip
    columns = tuple(
        Column(**{part: form.get(f"fact-{n}-{part}", "").strip() for part in
                  ("name", "title", "options", "low", "high", "places")})
        for n in range(wide)
    )  # fmt: skip
    lines = tuple(
        Line(
            cells={
                column.name: form.getlist(f"row-{n}-{place}")
                for place, column in enumerate(columns)
            },
            then=form.get(f"row-{n}-then", ""),
            because=form.get(f"row-{n}-because", "").strip(),
        )
        for n in range(count)
    )
    return Grid(title=form.get("title", "").strip(), outcomes=form.get("outcomes", ""),
                columns=columns, lines=lines)  # fmt: skip


def sheet_of(grid: Grid) -> Iterator[list[str]]:
    """The rows as a spreadsheet: a heading of names, then the cells as they are typed."""
    yield [*(column.name for column in grid.columns), "then", "because"]
    for line in grid.lines:
        cells = (" | ".join(line.cells.get(column.name, [])) for column in grid.columns)
        yield [*cells, line.then, line.because]


def with_sheet(grid: Grid, rows: Iterable[list[str]]) -> Grid:
    """The grid with the rows of a spreadsheet in place of its own; raises UnreadableSheet."""
    listed = [row for row in rows if any(row)]
    names = [column.name for column in grid.columns]
    if not listed or listed[0] != [*names, "then", "because"] or len(listed) > MOST_ROWS:
        raise UnreadableSheet
    if any(len(row) != len(names) + 2 for row in listed):
        raise UnreadableSheet
    lines = tuple(
        Line(
            cells={name: [part.strip() for part in cell.split("|") if part.strip()]
                   for name, cell in zip(names, row, strict=False)},
            then=row[-2],
            because=row[-1],
        )
        for row in listed[1:]
    )  # fmt: skip
    return replace(grid, lines=lines)


def shown(fact: cases.Fact, condition: object) -> str:
    """A condition as people read it."""
    names = _typed(fact, condition)
    return "، ".join(fact.values.get(name, name) for name in names)


def pairs_of(text: str) -> dict[str, str]:
    """`name = title`, one a line."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, _sign, title = line.partition("=")
        if name.strip():
            found[name.strip()] = title.strip() or name.strip()
    return found


def _listed(titles: Mapping[str, str]) -> str:
    return "\n".join(f"{name} = {title}" for name, title in titles.items())


def _fact(column: Column) -> dict[str, object]:
    named: dict[str, object] = {"name": column.name, "title": column.title}
    if not column.is_number:
        return {**named, "values": column.values}
    bounds = {"min": to_latin(column.low), "max": to_latin(column.high)}
    places = _count(column.places)
    return {**named, **{k: v for k, v in bounds.items() if v}, "places": places}


def _bounds(typed: str, number: int, fact: str) -> dict[str, str]:
    text = to_latin(typed).replace("٫", ".").replace("،", " ").replace(",", " ").strip()
    found = {SIGNS[sign]: value for sign, value in BOUND.findall(text)}
    if not found and " " not in text:
        return {"at_least": text, "at_most": text}
    if BOUND.sub("", text).strip() or not found:
        raise UnreadableCell(row=number, fact=fact, cell=typed)
    return found


def _typed(fact: cases.Fact, condition: object) -> list[str]:
    if isinstance(condition, frozenset):
        return [name for name in fact.values if name in condition]
    if not isinstance(condition, cases.NumberSpan):
        return []
    parts = []
    if condition.low is not None:
        parts.append(f"{SHOWN['at_least' if condition.with_low else 'above']} {condition.low}")
    if condition.high is not None:
        parts.append(f"{SHOWN['at_most' if condition.with_high else 'below']} {condition.high}")
    return [" , ".join(parts)] if parts else []


def _count(text: str) -> int:
    plain = to_latin(text).strip()
    return int(plain) if plain.isdecimal() and len(plain) < len("1000") else 0


def _without(several: tuple[T, ...], at: int) -> tuple[T, ...]:
    return tuple(one for place, one in enumerate(several) if place != at)


def _swapped(several: tuple[T, ...], at: int) -> tuple[T, ...]:
    """`at` and the one after it change places."""
    if not 0 <= at < len(several) - 1:
        return several
    return (*several[:at], several[at + 1], several[at], *several[at + 2 :])
