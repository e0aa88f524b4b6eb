"""Commands of the keys that sign credentials, receipts and seals: made, put aside, listed."""

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from pishkhan.config.audit_commands import Add, DatabaseUp, say, with_database
from pishkhan.foundation.errors import DomainError


PURPOSES = ("credential", "receipt", "seal", "authority")
SENTENCES = {
    "genuine": "Genuine, and nothing was altered. Its code tells whether it is valid today.",
    "altered": "NOT GENUINE: altered after it was sealed, or no whole PDF.",
    "not_ours": "NOT GENUINE: sealed by somebody else.",
    "unsigned": "NOT GENUINE: nobody sealed it.",
}
Command = Callable[[argparse.Namespace], None]


def add_to(add: Add, database_up: DatabaseUp) -> None:
    """Add the commands to the parser of `pishkhan`."""
    new = add(
        "new-signing-key",
        with_database(_in_words(_new), database_up),
        "make a key that signs from now on; the one before it is retired",
    )
    new.add_argument("owner", help="national, or institution: and the number of the organisation")
    new.add_argument("purpose", choices=PURPOSES)
    retire = add(
        "retire-signing-key",
        with_database(_in_words(_retire), database_up),
        "put a key aside; what it signed stays good unless it is compromised",
    )
    retire.add_argument("key")
    retire.add_argument("--because", required=True, help="why; the trail keeps it")
    retire.add_argument(
        "--compromised",
        action="store_true",
        help="others may have it: only what was recorded before this moment still counts",
    )
    listed = add(
        "signing-keys",
        with_database(_list, database_up),
        "print the keys, whose, for what, until when",
    )
    listed.add_argument("--owner", default="")
    install = add(
        "install-certificate",
        with_database(_in_words(_install), database_up),
        "put another authority's certificate of a key for seals in place of our own",
    )
    install.add_argument("key")
    install.add_argument(
        "file", type=Path, help="PEM: the key's own certificate, then those above it"
    )

    check = add(
        "check-confirmation",
        with_database(_check, database_up),
        "whether a PDF is a confirmation of ours that nobody altered, or a token a credential that is good",
    )
    check.add_argument("file", type=Path)


def _in_words(command: Command) -> Command:
    """A refusal is a sentence and exit code 1."""

    @wraps(command)
    def run(chosen: argparse.Namespace) -> None:
        try:
            command(chosen)
        except DomainError as error:
            sys.exit(f"{error} {error.hint}".strip())

    return run


def _new(chosen: argparse.Namespace) -> None:
    from pishkhan.kernel.signing import api as signing  # noqa: PLC0415 - brings models
    from pishkhan.kernel.signing.terms import Purpose  # noqa: PLC0415 - the same

    made = signing.new_key(chosen.owner, Purpose(chosen.purpose), by=None)
    say(f"{made.key_id} signs for {made.owner} from now on.")


def _retire(chosen: argparse.Namespace) -> None:
    from pishkhan.kernel.signing import api as signing  # noqa: PLC0415 - brings models

    ended = signing.retire(
        chosen.key, because=chosen.because, is_compromised=chosen.compromised, by=None
    )
    say(
        f"{ended.key_id} signs nothing more. Make the next one: "
        f"pishkhan new-signing-key {ended.owner} {ended.purpose.value}"
    )


def _list(chosen: argparse.Namespace) -> None:
    from pishkhan.kernel.signing import api as signing  # noqa: PLC0415 - brings models

    for one in signing.keys(chosen.owner):
        end = one.compromised_at or one.retired_at
        until = f" {end:%Y-%m-%d}" if end else ""
        say(
            f"{one.key_id}\t{one.owner}\t{one.algorithm}\t{one.made_at:%Y-%m-%d}\t{one.state}{until}"
        )


def _check(chosen: argparse.Namespace) -> None:
    from pishkhan.kernel.credentials import api as credentials  # noqa: PLC0415 - brings models

    try:
        octets = chosen.file.read_bytes()
    except OSError as error:
        sys.exit(f"Cannot read it: {error}.")
    if octets.startswith(b"%PDF-"):
        verdict = credentials.verdict(octets)
        say(SENTENCES[verdict])
        sys.exit(0 if verdict == "genuine" else 1)
    found = credentials.check(octets.decode("ascii", errors="replace"))
    problems = ", ".join(found.problems)
    said = " ".join(one for one in (problems, found.detail) if one)
    say(f"Good, by {found.issuer}." if found.is_good else f"NOT GOOD: {said}.")
    sys.exit(0 if found.is_good else 1)


def _install(chosen: argparse.Namespace) -> None:
    from pishkhan.kernel.signing import api as signing  # noqa: PLC0415 - brings models

    try:
        text = chosen.file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"Not a file of certificates: {error}.")
    installed = signing.install_chain(chosen.key, text, by=None)
    say(f"{installed.key_id} seals with the certificate of {chosen.file.name}.")
