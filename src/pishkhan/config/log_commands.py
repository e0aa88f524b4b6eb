"""Commands of the public log: its keys, and beginning another one. `verify log` is beside `audit`."""

import argparse
import sys

from pishkhan.config.audit_commands import Add, DatabaseUp, say, with_database


def add_to(add: Add, database_up: DatabaseUp) -> None:
    """Add the commands to the parser of `pishkhan`."""
    add("new-log-key", _new_key, "make the key that signs the public log, or the next one")
    add(
        "log-keys",
        with_database(_keys, database_up),
        "print the keys of the public log, for witnesses and monitors",
    )
    new = add(
        "new-log",
        with_database(_begin, database_up),
        "freeze the public log and begin the next, joined to its last good checkpoint",
    )
    new.add_argument("--because", required=True, help="why; everybody reads it")
    new.add_argument(
        "--good",
        type=int,
        metavar="SIZE",
        help="the checkpoint to join to, by its size; else the last that witnesses saw",
    )


def _new_key(_: argparse.Namespace) -> None:
    from pishkhan.config import verify_log  # noqa: PLC0415 - brings Django

    verify_log.new_log_key(say)


def _keys(_: argparse.Namespace) -> None:
    from pishkhan.config import verify_log  # noqa: PLC0415 - brings Django

    verify_log.say_keys(say)


def _begin(chosen: argparse.Namespace) -> None:
    from pishkhan.config import verify_log  # noqa: PLC0415 - brings Django

    sys.exit(verify_log.begin_next(say, because=chosen.because, good=chosen.good))
