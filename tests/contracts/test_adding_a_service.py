"""A copy of a service folder under another name is a live service, with no edit outside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pishkhan.kernel.catalogue import api as catalogue


CHECKOUT = Path(__file__).parents[2]
COPY = "copied_service"
# `services/` is a package; the temporary folder becomes a second place where it is looked for.
RUN = """
import sys, pytest, pishkhan.services
pishkhan.services.__path__.append(sys.argv[1])
sys.exit(pytest.main([
    "-q", "-p", "no:randomly", "-p", "no:xdist", "-k", sys.argv[2], "tests/contracts/test_every_service.py",
]))
"""


def copy_service(code, target):
    """Copy the folder and write the new name wherever the folder itself has the old one."""
    shutil.copytree(
        catalogue.folder(code), target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    for path in sorted(target.rglob("*"), key=lambda found: -len(found.parts)):
        if path.is_file():
            body = path.read_bytes()
            body = body.replace(code.encode(), COPY.encode())
            path.write_bytes(body.replace(_dashed(code).encode(), _dashed(COPY).encode()))
        if code in path.name:
            path.rename(path.with_name(path.name.replace(code, COPY)))


def _dashed(code):
    return code.replace("_", "-")


@pytest.mark.slow
def test_a_copied_folder_is_a_service_that_passes_every_contract(tmp_path):
    first = next(one.code for one in catalogue.services() if one.is_public)
    copy_service(first, tmp_path / COPY)
    slot = f"{os.environ.get('TEST_SLOT', 'main')}_copy"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", RUN, str(tmp_path), COPY],
        cwd=CHECKOUT,
        env={**os.environ, "TEST_SLOT": slot},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
