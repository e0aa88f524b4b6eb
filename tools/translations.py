"""Compiles every .po under src/ to the .mo beside it, without GNU gettext."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po


SOURCE = Path(__file__).resolve().parents[1] / "src"


def main() -> None:
    """Compile all; stop with the file's name at the first that cannot be read."""
    for path in sorted(SOURCE.glob("**/*.po")):
        compile_one(path)


def compile_one(path: Path) -> None:
    """Write the .mo beside `path`; fuzzy entries are left out, as people must see them first."""
    try:
        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parents[1].name, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        sys.exit(f"{path}: {error}")
    with path.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)


if __name__ == "__main__":
    main()
