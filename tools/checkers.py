"""Programs of others by which tests check what we sign; where there is none, gets it or says how."""

import os
import shutil
import subprocess
import sys


# The program, and the package of Debian that brings it.
PACKAGES = {"pdfsig": "poppler-utils", "softhsm2-util": "softhsm2"}


def missing() -> list[str]:
    """Packages whose program is not on the PATH."""
    return [package for program, package in PACKAGES.items() if shutil.which(program) is None]


def main() -> None:
    """Make sure that all are there."""
    wanted = missing()
    if wanted and os.getuid() == 0 and shutil.which("apt-get"):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for words in (["update"], ["install", "--yes", "--no-install-recommends", *wanted]):
            subprocess.run(["apt-get", "--quiet=2", *words], env=environment, check=False)  # noqa: S603, S607 - Debian's own tool, our words
    if missing():
        sys.exit(
            "Tests check signatures with programs that could not be installed: "
            f"install them (Debian, Ubuntu: apt-get install {' '.join(missing())})."
        )


if __name__ == "__main__":
    main()
