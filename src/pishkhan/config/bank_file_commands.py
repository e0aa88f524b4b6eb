"""`pishkhan take-bank-file`: a bank's file that is too large for a page."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path


Add = Callable[[str, Callable[[argparse.Namespace], None], str], argparse.ArgumentParser]
DatabaseUp = Callable[[], AbstractContextManager[None]]


def add_to(add: Add, database_up: DatabaseUp) -> None:
    """Add the command to the parser of `pishkhan`."""

    def run(chosen: argparse.Namespace) -> None:
        import django  # noqa: PLC0415 - slow to import

        with database_up():
            django.setup()
            said = take(chosen.gateway, chosen.day, chosen.file, chosen.officer)
        sys.stdout.write(said + "\n")

    command = add(
        "take-bank-file", run, "read a bank's file of a day; a worker lays it beside the books"
    )
    command.add_argument("gateway", help="mellat, saman or zarinpal")
    command.add_argument("day", help="a Jalali day: 1405/08/30")
    command.add_argument("file", type=Path)
    command.add_argument("--as", dest="officer", required=True, metavar="USERNAME")


def take(gateway: str, day: str, file: Path, officer: str) -> str:
    """Read the file in the name of a finance officer; what came of it, in a sentence.

    Exits with a sentence where it is refused.
    """
    from pishkhan.foundation import jalali  # noqa: PLC0415 - after Django's setup
    from pishkhan.foundation.errors import DomainError  # noqa: PLC0415 - as above
    from pishkhan.kernel.identity import api as identity  # noqa: PLC0415 - as above
    from pishkhan.kernel.organisations import api as organisations  # noqa: PLC0415 - as above
    from pishkhan.kernel.payments import api as payments  # noqa: PLC0415 - as above

    account = identity.account_by_username(officer)
    if account is None:
        sys.exit(f"Nobody has the user name {officer}.")
    try:
        with file.open("rb") as stream:
            taken = payments.take_bank_file(
                gateway=gateway,
                day=jalali.parse(day),
                name=file.name,
                stream=stream,
                by=organisations.actor_for_account(account.id),
            )
    except DomainError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{file} cannot be read: {error.strerror}")
    found = payments.bank_file(taken.file_id)
    rows = found.rows if found else 0
    return (
        f"{rows} rows read." if taken.is_new else f"{rows} rows were read before; nothing changed."
    )
