"""Commands of the audit trail: verify it (and the public log), take it out, make its key, harden its database."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from pishkhan.config.paths import APPLICATION_ROLE


Command = Callable[[argparse.Namespace], None]
Add = Callable[[str, Command, str], argparse.ArgumentParser]
DatabaseUp = Callable[[], AbstractContextManager[None]]


def add_to(add: Add, database_up: DatabaseUp) -> None:
    """Add the commands to the parser of `pishkhan`."""

    verify = add(
        "verify",
        with_database(_verify, database_up),
        "audit, log: find what was edited, removed or inserted; payments: find what does not add up",
    )
    verify.add_argument("what", choices=["audit", "log", "payments"])
    verify.add_argument("--after", type=int, default=0, metavar="BLOCK", help="a block known good")
    verify.add_argument(
        "--known",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="of the log: a checkpoint that somebody kept elsewhere (as often as there are)",
    )
    verify.add_argument(
        "--earlier",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a cold export that holds lines taken out since (as often as there are)",
    )
    export = add(
        "export-audit",
        with_database(_export, database_up),
        "write the sealed trail, signed, as NDJSON",
    )
    export.add_argument("file", type=Path)
    which = export.add_mutually_exclusive_group()
    which.add_argument("--after", type=int, default=0, metavar="BLOCK")
    which.add_argument("--month", default="", help="only a Jalali month that is over: 1405-07")
    prune = add(
        "prune-audit",
        with_database(_prune, database_up),
        "take the lines of a cold export out of the database; for the owner of the tables",
    )
    prune.add_argument("file", type=Path)
    check = add("check-export", _check, "check such a file; needs no database")
    check.add_argument("file", type=Path)
    check.add_argument("--key", action="append", default=[], help="public key in hex that you hold")
    add("new-audit-key", _new_key, "make the key that seals the trail, or the next one")
    harden = add(
        "harden-database",
        with_database(_harden, database_up),
        "make the role that only adds to trails",
    )
    harden.add_argument("--role", default=APPLICATION_ROLE)
    harden.add_argument("--print", action="store_true", help="only print the SQL, for its owner")


def with_database(command: Command, database_up: DatabaseUp) -> Command:
    """The command with Django set up and the database answering."""

    def run(chosen: argparse.Namespace) -> None:
        import django  # noqa: PLC0415 - slow to import

        with database_up():
            django.setup()
            command(chosen)

    return run


def _verify(chosen: argparse.Namespace) -> None:
    if chosen.what == "log":
        _verify_log(chosen)
        return
    from pishkhan.config import verify_audit, verify_payments  # noqa: PLC0415 - brings Django

    if chosen.what == "payments":
        sys.exit(verify_payments.verify_payments(say))
    try:
        sys.exit(verify_audit.verify_audit(say, after=chosen.after, earlier=chosen.earlier))
    except (ValueError, OSError) as error:
        sys.exit(f"Not a whole export: {error}.")


def _verify_log(chosen: argparse.Namespace) -> None:
    from pishkhan.config import verify_log  # noqa: PLC0415 - brings Django

    try:
        sys.exit(verify_log.verify_log(say, known=chosen.known))
    except (OSError, ValueError) as error:
        sys.exit(f"Not a checkpoint: {error}.")


def _export(chosen: argparse.Namespace) -> None:
    from pishkhan.config import verify_audit  # noqa: PLC0415 - brings Django

    try:
        say(verify_audit.export_audit(chosen.file, after=chosen.after, month=chosen.month))
    except verify_audit.NoSuchMonthError as error:
        sys.exit(str(error))


def _prune(chosen: argparse.Namespace) -> None:
    from django.db import Error  # noqa: PLC0415 - brings Django

    from pishkhan.config import verify_audit  # noqa: PLC0415 - brings Django
    from pishkhan.kernel.audit.api import CannotPrune  # noqa: PLC0415 - brings Django

    try:
        say(verify_audit.prune_audit(chosen.file))
    except (CannotPrune, ValueError, OSError) as error:
        sys.exit(f"Nothing was taken out: {error}")
    except Error as error:
        sys.exit(
            f"The connection may not do that ({str(error).strip().splitlines()[0]}): "
            "only the owner of the tables takes lines out."
        )


def _check(chosen: argparse.Namespace) -> None:
    from pishkhan.kernel.audit import offline  # noqa: PLC0415 - brings cryptography
    from pishkhan.kernel.audit.rules.exported import NotAnExport  # noqa: PLC0415 - as above

    try:
        sys.exit(offline.tell(offline.check(chosen.file, chosen.key), trusted=bool(chosen.key)))
    except (NotAnExport, OSError) as error:
        sys.exit(f"Not a whole export: {error}.")


def _new_key(_: argparse.Namespace) -> None:
    from django.conf import settings  # noqa: PLC0415 - reads the environment

    from pishkhan.kernel.audit.keys import new_key  # noqa: PLC0415 - brings cryptography

    say(f"{new_key(settings.AUDIT_FOLDER)} is in {settings.AUDIT_FOLDER}: restart the worker.")


def _harden(chosen: argparse.Namespace) -> None:
    from django.db import Error  # noqa: PLC0415 - brings Django

    from pishkhan.config import hardening  # noqa: PLC0415 - brings Django

    if chosen.print:
        say(";\n".join([*hardening.statements(chosen.role), ""]).rstrip())
        return
    try:
        hardening.harden(chosen.role)
    except hardening.CannotHardenError as error:
        sys.exit(str(error))
    except Error as error:
        sys.exit(
            f"The connection may not do that ({str(error).strip().splitlines()[0]}): let the "
            "owner of the tables run what `pishkhan harden-database --print` prints."
        )
    say(
        f"{chosen.role} may only add to the trails. Give it a password (ALTER ROLE), and start web "
        "and worker with its name in DATABASE_URL; migrate and set up as the owner."
    )


def say(text: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(text + "\n")
