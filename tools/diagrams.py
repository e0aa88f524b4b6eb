"""Draw the processes that are shipped into docs/reference/services/, one picture a service."""

import sys
from pathlib import Path

from ruamel.yaml import YAML

from pishkhan.kernel.cases.diagram import svg
from pishkhan.kernel.cases.rules.parsing import parse


ROOT = Path(__file__).parent.parent
SERVICES = ROOT / "src/pishkhan/services"
PICTURES = ROOT / "docs/reference/services"


def pictures() -> dict[Path, str]:
    """Where each picture belongs, and what it should say."""
    found: dict[Path, str] = {}
    for path in sorted(SERVICES.glob("*/process.yaml")):
        process, _faults = parse(YAML(typ="safe", pure=True).load(path))
        found[PICTURES / f"{path.parent.name}.svg"] = svg(process) + "\n"
    return found


def main() -> int:
    """Write all pictures; how many have changed is said."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = pictures()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        path.write_text(wanted[path])
    for path in set(PICTURES.glob("*.svg")) - wanted.keys():
        path.unlink()
    sys.stdout.write(f"{len(stale)} of {len(wanted)} pictures written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
