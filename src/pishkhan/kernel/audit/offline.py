"""`python -m pishkhan.kernel.audit.offline FILE [KEY …]`: check a cold export, without a database.

KEY is a public key in hex that you hold from elsewhere. Without one, the keys named in the file
are believed, which proves only that the file fits itself.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pishkhan.kernel.audit.keys import name_of, signed
from pishkhan.kernel.audit.rules.chain import sentence
from pishkhan.kernel.audit.rules.exported import Checked, NotAnExport, check_export


def check(file: Path, keys: Sequence[str] = ()) -> Checked:
    """Check an export against these public keys, or those it names; raises NotAnExport."""
    try:
        with file.open(encoding="utf-8", newline="\n") as opened:
            trusted = {name_of(one): one for one in map(bytes.fromhex, keys or _named(file))}

            def by(key: str, message: bytes, signature: bytes) -> bool | None:
                return signed(trusted[key], message, signature) if key in trusted else None

            return check_export(opened, by)
    except UnicodeDecodeError as error:
        raise NotAnExport(str(error)) from error


def _named(file: Path) -> list[str]:
    with file.open(encoding="utf-8") as opened:
        try:
            return list(json.loads(opened.readline())["keys"].values())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotAnExport("this is not an export of the trail") from error


def main() -> None:
    """Check, say what was found, exit with 1 if anything is wrong."""
    words = sys.argv[1:]
    if not words:
        sys.exit(__doc__)
    try:
        sys.exit(tell(check(Path(words[0]), words[1:]), trusted=len(words) > 1))
    except NotAnExport as error:
        sys.exit(f"Not a whole export: {error}.")


def tell(found: Checked, *, trusted: bool) -> int:
    """Print what was found; the exit code."""
    said = [f"{found.lines} lines in {found.blocks} blocks, up to block {found.head.seq}."]
    said += [f"- {sentence(one)}" for one in found.faults]
    said += [f"- {found.file_fault}"] if found.file_fault else []
    said += ["Whole: nothing was edited, removed or inserted."] if found.is_whole else []
    said += [] if trusted else ["The keys were taken from the file itself: compare them."]
    sys.stdout.write("\n".join(said) + "\n")
    return 0 if found.is_whole else 1


if __name__ == "__main__":
    main()
