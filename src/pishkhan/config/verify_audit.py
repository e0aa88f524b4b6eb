"""`pishkhan verify audit`, `export-audit` and `prune-audit`, in words."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from pathlib import Path

from pishkhan.foundation import clock, jalali
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit import api as audit, ports
from pishkhan.kernel.audit.rules.chain import Fault, sentence
from pishkhan.kernel.audit.spec import Verified
from pishkhan.kernel.persistence.api import moment_of


SHOWN = 50
MONTHS = 12
Say = Callable[[str], None]


class NoSuchMonthError(ValueError):
    """Which month cannot be taken out, and why."""


def verify_audit(say: Say, *, after: int = 0, earlier: Sequence[Path] = ()) -> int:
    """Verify and tell; the exit code: 0 whole, 1 not, 2 where `after` is no block.

    Raises NotAnExport, OSError for a file in `earlier`.
    """
    try:
        found = audit.verify(after=after, earlier=[_checked(file, say) for file in earlier])
    except audit.NoSuchBlock:
        say(f"There is no block {after}.")
        return 2
    per_second = found.lines / found.seconds if found.seconds else 0
    say(
        f"{found.lines:,} lines in {found.blocks:,} blocks read in {found.seconds:.1f} s "
        f"({per_second:,.0f} lines/s)."
    )
    _say_waiting(found, say)
    if found.is_whole:
        say(f"Whole up to block {found.head.seq}, head {found.head.value.hex()}.")
        return 0
    say(f"NOT WHOLE: {found.fault_count} faults. The first: {_where(found.faults[0])}.")
    lines = [fault for fault in found.faults if fault.line is not None]
    if lines:
        first = min(lines, key=lambda fault: fault.line or 0)
        last = max(lines, key=lambda fault: fault.line or 0)
        say(f"Bad lines: first {_where(first)}; last {_where(last)}.")
    for fault in found.faults[:SHOWN]:
        say(f"- {_where(fault)}")
    if found.fault_count > SHOWN:
        say(f"- and {found.fault_count - SHOWN} more")
    return 1


def _checked(file: Path, say: Say) -> audit.Checked:
    found = audit.check_export(_texts(file), ports.signer().check)
    state = "whole" if found.is_whole else "NOT WHOLE"
    say(f"{file}: blocks {found.after.seq + 1}–{found.head.seq}, {found.lines:,} lines, {state}.")
    return found


def _texts(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", newline="\n") as opened:
        yield from opened


def _where(fault: Fault) -> str:
    made = f", made {moment_of(fault.line):%Y-%m-%d %H:%M:%S} UTC" if fault.line else ""
    return sentence(fault) + made


def _say_waiting(found: Verified, say: Say) -> None:
    for one in found.waiting:
        age = (clock.now() - moment_of(one.oldest)).total_seconds()
        say(
            f"{one.lines:,} lines of {one.table} are not sealed yet, the oldest for {age:.0f} s: "
            "a removal among them would not show."
        )


def export_audit(file: Path, *, after: int = 0, month: str = "") -> str:
    """Write the file at once or not at all; what to tell. Raises NoSuchMonthError."""
    upto = None
    if month:
        after, upto = audit.sealed_between(*_month(month))
    unfinished = file.with_name(file.name + ".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as opened:
        for text in audit.export(after=after, upto=upto):
            opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(file)
    end = audit.head()
    return (
        f"{file}: the trail after block {after}{f' up to block {upto}' if upto else ''}. It holds personal data: keep it closed. "
        f"The chain is at block {end.seq} now, head {end.value.hex()}."
    )


def prune_audit(file: Path) -> str:
    """Take the lines of this export out of the database; what to tell.

    Raises CannotPrune, NotAnExport, OSError; django.db.Error without the right.
    """
    found, gone = audit.prune(lambda: _texts(file))
    return (
        f"{gone:,} lines of blocks {found.after.seq + 1}–{found.head.seq} are only in {file} now: "
        f"keep it, and verify with `pishkhan verify audit --earlier {file}`."
    )


def _month(text: str) -> tuple[datetime, datetime]:
    """From the first moment of a Jalali month to its end, which must be past."""
    year, _dash, month = text.partition("-")
    try:
        first = jalali.to_date(int(year), int(month), 1)
        there = (int(year) + 1, 1) if int(month) == MONTHS else (int(year), int(month) + 1)
        last = jalali.to_date(*there, 1)
    except (ValueError, DomainError) as error:
        message = f"--month is like 1405-07, not {text}."
        raise NoSuchMonthError(message) from error
    begin, end = (datetime.combine(day, time(), clock.TEHRAN) for day in (first, last))
    if end > clock.now():
        message = f"{text} is not over yet."
        raise NoSuchMonthError(message)
    return begin, end
