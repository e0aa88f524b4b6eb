"""Files of records on one's own machine, without a database: `check batch` and the template."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pishkhan.foundation import clock


Record = tuple[int, Mapping[str, str] | None]
Add = Callable[[str, Callable[[argparse.Namespace], None], str], argparse.ArgumentParser]
UNREADABLE = 2
OF_SHEETS = {".csv", ".xlsx"}


def add_to(add: Add) -> None:
    """Add the command to the parser of `pishkhan`."""

    def run(chosen: argparse.Namespace) -> None:
        from pishkhan.kernel.records.rules import sheets  # noqa: PLC0415 - slow to import

        is_xlsx = chosen.file.suffix.lower() == ".xlsx"
        octets = sheets.template_xlsx() if is_xlsx else sheets.template_csv()
        chosen.file.write_bytes(octets)
        sys.stdout.write(f"{chosen.file} is written.\n")

    command = add("records-template", run, "write the template of records, as CSV or XLSX")
    command.add_argument("file", type=Path)


def check(file: Path | None, write: Callable[[str], object]) -> int:
    """Judge a file as the register would, but for what only the register knows; the exit code."""
    from pishkhan.kernel.records.rules import outcomes, sheets  # noqa: PLC0415 - as above
    from pishkhan.kernel.records.terms import Outcome  # noqa: PLC0415 - as above

    if file is None or not file.is_file():
        sys.stderr.write("Name a file: CSV, XLSX or NDJSON.\n")
        return UNREADABLE
    counts: Counter[Outcome] = Counter()
    try:
        for one in outcomes.check(lambda: records_in(file), today=clock.today()):
            counts[one.outcome] += 1
            if one.outcome in {Outcome.HELD, Outcome.REJECTED}:
                write(f"{one.line}\t{one.source_id}\t{one.outcome}\n")
            for found in one.found:
                write(f"{one.line}\t{found.code}\t{found.field}\t{found.code.label}\n")
    except sheets.SheetUnreadable as error:
        sys.stderr.write(f"{file} cannot be read: {error}\n")
        return UNREADABLE
    told = ", ".join(f"{outcome}: {count}" for outcome, count in sorted(counts.items()))
    write(f"{sum(counts.values())} records. {told}\n")
    return 1 if counts[Outcome.REJECTED] else 0


def records_in(file: Path) -> Iterable[Record]:
    """The records of a file with their lines, one at a time."""
    from pishkhan.kernel.records.rules import lines, sheets  # noqa: PLC0415 - as above

    with file.open("rb") as stream:
        if file.suffix.lower() in OF_SHEETS:
            yield from sheets.records_of(stream, file.name)
        else:
            for number, octets in enumerate(stream, start=1):
                if octets.strip():
                    yield number, lines.line(octets.strip())
