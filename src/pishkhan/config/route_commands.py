"""`pishkhan check routes`: every role that a published process asks for and nobody holds; `check
batch` is beside it.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from pishkhan.config import record_commands


Add = Callable[[str, Callable[[argparse.Namespace], None], str], argparse.ArgumentParser]
DatabaseUp = Callable[[], AbstractContextManager[None]]


def add_to(add: Add, database_up: DatabaseUp) -> None:
    """Add the command to the parser of `pishkhan`."""

    def run(chosen: argparse.Namespace) -> None:
        if chosen.what == "batch":
            sys.exit(record_commands.check(chosen.file, sys.stdout.write))
        import django  # noqa: PLC0415 - slow to import

        with database_up():
            django.setup()
            unknown = strangers(chosen.service)
            found = [] if unknown else list(gaps(chosen.service))
        if unknown:
            sys.stderr.write(unknown + "\n")
            sys.exit(2)
        for line in found:
            sys.stdout.write(line + "\n")
        if found:
            sys.exit(1)

    check = add(
        "check",
        run,
        "routes: where a case would wait for somebody; batch: what would be refused of a file of"
        " records; exit code 1 if anything",
    )
    check.add_argument("what", choices=["routes", "batch"])
    check.add_argument("file", type=Path, nargs="?", help="of `batch`: CSV, XLSX or NDJSON")
    check.add_argument("--service", action="append", default=[], help="only this one (repeatable)")


def strangers(services: list[str]) -> str:
    """What is wrong where a service is named that there is not; else empty."""
    from pishkhan.kernel.catalogue import api as catalogue  # noqa: PLC0415 - after Django's setup

    known = sorted(one.code for one in catalogue.services())
    if unknown := sorted(set(services) - set(known)):
        return f"There is no service {', '.join(unknown)}. There are: {', '.join(known)}."
    return ""


def gaps(services: list[str]) -> Iterator[str]:
    """A line for each gap: service, slot, organisation (its code), role, and what is lacking."""
    from pishkhan.kernel.catalogue import api as catalogue  # noqa: PLC0415 - after Django's setup

    for route in catalogue.routes(services):
        office = route.row.organisation
        for cell in route.row.cells:
            if cell.is_gap and cell.lack is not None:
                yield f"{route.service}\t{route.row.slot}\t{office.code}\t{cell.role}\t{cell.lack.value}"
