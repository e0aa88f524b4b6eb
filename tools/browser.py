"""Finds a Chromium for the tests of pages; where there is none, gets one or says how."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Path of a Chromium: PISHKHAN_CHROMIUM, one on the PATH, or Playwright's own."""
    chosen = os.environ.get("PISHKHAN_CHROMIUM")
    if chosen:
        return chosen
    return next(filter(None, map(shutil.which, NAMES)), None) or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and seldom needed

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    """Make sure that `find` finds one."""
    if find():
        return
    if os.getuid() == 0 and shutil.which("apt-get"):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "--quiet=2", *words], env=environment, check=False)  # noqa: S603, S607 - Debian's own tool, fixed words
    if not find():
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, check=False)  # noqa: S603 - our own interpreter, fixed words
    if not find():
        sys.exit(
            "The tests of pages need Chromium and none could be installed: install it "
            "(Debian, Ubuntu: apt-get install chromium), or set PISHKHAN_CHROMIUM to its path."
        )


if __name__ == "__main__":
    main()
