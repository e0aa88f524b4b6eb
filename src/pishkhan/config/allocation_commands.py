"""`pishkhan allocate`: an allocation of files on one's own machine, and its check; no database."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pishkhan.config.audit_commands import Add


NOT_GOOD, UNREADABLE = 1, 2
MOST_TOLD = 50
VERIFY = "verify"


def add_to(add: Add) -> None:
    """Add the command to the parser of `pishkhan`."""
    command = add(
        "allocate",
        _run,
        "allocate places from the files of a folder, or verify a published allocation",
    )
    command.add_argument("words", nargs="+", metavar="[verify] FOLDER")
    command.add_argument("--out", type=Path, metavar="FOLDER", help="an empty or new folder")
    command.add_argument(
        "--public-value",
        default="",
        metavar="TEXT",
        help="the public event after the freezing that seeds the lottery",
    )
    command.add_argument(
        "--freeze",
        action="store_true",
        help="only write the inputs and print their root, to publish it before the draw",
    )
    command.add_argument(
        "--key",
        metavar="FILE|HEX",
        help="sign with the Ed25519 key of this PEM file; verify: the public key that must have signed",
    )


def _run(chosen: argparse.Namespace) -> None:
    if find_spec("pyarrow") is None or find_spec("numpy") is None:
        sys.exit("numpy and pyarrow are needed: install pishkhan[allocation].")
    if chosen.words[0] == VERIFY and len(chosen.words) == len((VERIFY, "FOLDER")):
        sys.exit(verify(Path(chosen.words[1]), chosen.key))
    if len(chosen.words) > 1 or chosen.out is None:
        sys.stderr.write("Say: allocate FOLDER --out FOLDER, or: allocate verify FOLDER.\n")
        sys.exit(UNREADABLE)
    sys.exit(
        allocate(
            Path(chosen.words[0]),
            chosen.out,
            public_value=chosen.public_value,
            key_file=chosen.key,
            only_freeze=chosen.freeze,
        )
    )


def allocate(
    folder: Path, out: Path, *, public_value: str, key_file: str | None, only_freeze: bool
) -> int:
    """Allocate the inputs of `folder` into a package in `out`; the exit code."""
    from pishkhan.kernel.allocation.folder import package, reading  # noqa: PLC0415 - numpy
    from pishkhan.kernel.allocation.folder.tables import TableUnreadable  # noqa: PLC0415 - the same
    from pishkhan.kernel.allocation.rules.schemes import UnsoundScheme  # noqa: PLC0415 - the same

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        sys.stderr.write(f"{out} is not an empty folder.\n")
        return UNREADABLE
    try:
        key = _private_key(key_file)
        inputs = reading.read_folder(folder)
        out.mkdir(parents=True, exist_ok=True)
        package.write_rejected(out, inputs.rejected)
        if only_freeze:
            root, _ = package.freeze(inputs, out)
            _say(f"The root of the inputs is {root.hex()}.")
        else:
            made = package.publish(inputs, out, public_value=public_value, key=key, say=_say)
            _say(f"{out}: {made['inputs']} {made['outcome']}")
    except (TableUnreadable, UnsoundScheme) as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    for one in inputs.rejected[:MOST_TOLD]:
        _say(f"{one.file}, line {one.line}: {one.reason}")
    if inputs.rejected:
        _say(f"{len(inputs.rejected)} rows do not count; {out / package.REJECTED} lists them.")
    return NOT_GOOD if inputs.rejected else 0


def verify(folder: Path, key: str | None) -> int:
    """Derive a published package again, and say whether and where it differs; the exit code."""
    from pishkhan.kernel.allocation.folder import verifying  # noqa: PLC0415 - numpy
    from pishkhan.kernel.allocation.folder.tables import TableUnreadable  # noqa: PLC0415 - the same

    try:
        verified = verifying.verify(folder, key=key, say=_say)
    except TableUnreadable as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    for fault in verified.faults:
        _say(fault)
    if verified.faults:
        _say("NO MATCH.")
        return NOT_GOOD
    by = f"signed with {verified.signer}" if verified.signer else "not signed"
    _say(f"MATCH: places, cutoffs, reasons and manifest are what the inputs give; {by}.")
    return 0


def _private_key(file: str | None) -> Ed25519PrivateKey | None:
    from pishkhan.kernel.allocation.folder.tables import TableUnreadable  # noqa: PLC0415 - numpy

    if file is None:
        return None
    try:
        key = serialization.load_pem_private_key(Path(file).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise TableUnreadable(f"{file} is no key without a password: {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise TableUnreadable(f"{file} is no Ed25519 key.")
    return key


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
