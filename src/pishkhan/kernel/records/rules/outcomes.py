"""What becomes of a record by what was found in it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pishkhan.kernel.records.rules.clashes import Clashes
from pishkhan.kernel.records.rules.plausible import Around, judged
from pishkhan.kernel.records.rules.reading import Flat, read, refuses
from pishkhan.kernel.records.rules.rows import Found
from pishkhan.kernel.records.terms import HOLDS, Finding, LogClass, Outcome, Recognised


def outcome_of(found: Iterable[Found], passed: frozenset[Finding] = frozenset()) -> Outcome:
    """The worst that was found decides; `passed` are findings that two people let pass."""
    every = {one.code for one in found}
    codes = every - passed
    if any(refuses(code) for code in codes):
        return Outcome.REJECTED
    if codes & HOLDS:
        return Outcome.HELD
    return Outcome.NOTED if every else Outcome.ACCEPTED


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a record without the register."""

    line: int
    source_id: str
    outcome: Outcome
    found: tuple[Found, ...]


# Nothing of the register is known; what it would add is not guessed.
NOWHERE = Around(
    institution_id=0, recognised=Recognised.RECOGNISED, log_class=LogClass.LEGACY_VERIFIED
)
Numbered = tuple[int, Flat | None]


def check(records: Callable[[], Iterable[Numbered]], *, today: date) -> Iterator[Checked]:
    """Judge the records of a file as the register would, but for what only the register knows.

    `records` goes through them with their lines and is called twice.
    """
    clashes = Clashes()
    for _line, flat in records():
        if flat is not None:
            clashes.add(flat)
    clashes.done()
    for line, flat in records():
        yield _checked(line, flat, clashes, today)


def _checked(line: int, flat: Flat | None, clashes: Clashes, today: date) -> Checked:
    if flat is None:
        return Checked(line, "", Outcome.REJECTED, (Found(Finding.NOT_A_RECORD),))
    reading = read(flat, today=today)
    found = list(reading.found)
    if reading.row is not None:
        found += [*clashes.of(reading.row, flat), *judged(reading.row, NOWHERE)]
    return Checked(line, reading.source_id, outcome_of(found), tuple(dict.fromkeys(found)))
