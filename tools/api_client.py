"""Writes the description of the API into the documents, and makes a typed client from it.

`python tools/api_client.py` writes `docs/reference/api/openapi.json`, which is committed.
`python tools/api_client.py FOLDER` also makes the package `FOLDER/pishkhan_client`, which is not.
"""

import json
import os
import subprocess
import sys
from pathlib import Path


CHECKOUT = Path(__file__).resolve().parent.parent
COMMITTED = CHECKOUT / "docs" / "reference" / "api" / "openapi.json"
PACKAGE = "pishkhan_client"
# What the generator calls bytes; and nothing is run over what it writes.
SETTINGS = {
    "content_type_overrides": {
        "application/pdf": "application/octet-stream",
        "image/jpeg": "application/octet-stream",
        "application/offset+octet-stream": "application/octet-stream",
    },
    "post_hooks": [],
}


def write_description(path: Path = COMMITTED) -> None:
    """The description as it is now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.dev")
    import django  # noqa: PLC0415 - settings are named before

    django.setup()
    from pishkhan.surfaces.api.description import description  # noqa: PLC0415 - after setup

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(description(), ensure_ascii=False, indent=1) + "\n")


def make_client(folder: Path, *, source: Path = COMMITTED) -> Path:
    """A typed client from the committed description; the package's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "settings.json"
    settings.write_text(json.dumps(SETTINGS))
    target = folder / PACKAGE
    command = [
        sys.executable, "-m", "openapi_python_client", "generate", "--path", str(source),
        "--config", str(settings), "--meta", "none", "--output-path", str(target), "--overwrite",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own words
    return target


def main(arguments: list[str]) -> None:
    """What was asked for on the command line."""
    write_description()
    print(f"{COMMITTED.relative_to(CHECKOUT)} is up to date.")  # noqa: T201 - a tool
    for folder in arguments[:1]:
        print(f"The client is in {make_client(Path(folder))}.")  # noqa: T201 - a tool


if __name__ == "__main__":
    main(sys.argv[1:])
