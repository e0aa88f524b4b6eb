"""`pishkhan verify audit` and `pishkhan export-audit`, in words."""

import os
from collections.abc import Callable
from pathlib import Path

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.audit.rules.chain import Fault, sentence
from pishkhan.kernel.audit.spec import Verified
from pishkhan.kernel.persistence.api import moment_of


SHOWN = 50
Say = Callable[[str], None]


def verify_audit(say: Say, *, after: int = 0) -> int:
    """Verify and tell; the exit code: 0 whole, 1 not, 2 where `after` is no block."""
    try:
        found = audit.verify(after=after)
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


def export_audit(file: Path, *, after: int = 0) -> str:
    """Write the file at once or not at all; what to tell."""
    unfinished = file.with_name(file.name + ".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as opened:
        for text in audit.export(after=after):
            opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(file)
    end = audit.head()
    return (
        f"{file}: the trail after block {after}. It holds personal data: keep it closed. "
        f"The chain is at block {end.seq} now, head {end.value.hex()}."
    )
