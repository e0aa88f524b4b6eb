"""Makes a fresh clone ready to run: standard library only, each step skipped while its inputs stay.

`python3 tools/setup.py` does what `make run` and `make test` share; with `--browser` it also finds
or installs a Chromium for the tests of pages.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NOTES = ROOT / "var" / "setup"  # what was done from which inputs, and each step's own output
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OLDEST = (3, 11)
NEWEST = (3, 14)
NO_NETWORK = ("resolve", "dns error", "timed out", "unreachable", "ENOTFOUND", "connection")


class SetupError(Exception):
    """Why set-up cannot go on, in one sentence."""


def main() -> None:
    """Do what has to be done, or say in one sentence what is missing."""
    try:
        NOTES.mkdir(parents=True, exist_ok=True)
        with (NOTES / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` at once: the second waits
            for name, inputs, step in _steps():
                _once(name, inputs, step)
    except SetupError as error:
        sys.exit(f"Set-up stopped. {error}")
    except OSError as error:
        sys.exit(f"Set-up stopped. {error.filename}: {error.strerror}.")
    except KeyboardInterrupt:
        sys.exit("Set-up was interrupted; run the same command again to go on.")


def _steps() -> Iterator[tuple[str, list[Path], Callable[[], None]]]:
    tools, src = ROOT / "tools", ROOT / "src"
    yield "environment", [], make_environment
    yield "packages", [ROOT / "requirements.lock"], install_packages
    yield "project", [ROOT / "pyproject.toml", tools / "build.lock"], install_project
    yield "npm", [ROOT / "package-lock.json", tools / "node.lock"], install_from_npm
    yield "vendor", [ROOT / "package-lock.json", tools / "vendor.py"], make_vendor
    yield "translations", [tools / "translations.py", *src.glob("**/*.po")], make_translations
    yield "static", _static_files(), collect_static
    if "--browser" in sys.argv:
        yield "browser", [tools / "browser.py"], find_browser
        yield "checkers", [tools / "checkers.py"], find_checkers


def _static_files() -> list[Path]:
    folders = ["src/pishkhan/**/static/**/*", "var/vendor/**/*", "requirements.lock"]
    return [path for folder in folders for path in ROOT.glob(folder) if path.is_file()]


def _once(name: str, inputs: list[Path], step: Callable[[], None]) -> None:
    """Run `step` unless it was done from the same inputs, in this place, with this environment."""
    stamp, mark = NOTES / name, _mark(inputs)
    if stamp.exists() and stamp.read_text() == mark and _results_exist(name):
        return
    sys.stdout.write(f"Setting up: {name} …\n")
    sys.stdout.flush()
    stamp.unlink(missing_ok=True)
    step()
    stamp.write_text(_mark(inputs))


def _mark(inputs: list[Path]) -> str:
    # A moved checkout has a broken .venv: the place is an input of everything.
    digest = hashlib.sha256(os.fsencode(ROOT))
    for path in sorted(inputs):
        digest.update(os.fsencode(path) + b"\0" + path.read_bytes() + b"\0")
    if PYTHON.exists():
        digest.update(os.fsencode(PYTHON.resolve()))
    return digest.hexdigest()


def _results_exist(name: str) -> bool:
    results = {
        "environment": PYTHON,
        "packages": VENV / "bin" / "uv",
        "project": VENV / "bin" / "pishkhan",
        "npm": ROOT / "node_modules" / "tus-js-client",
        "vendor": ROOT / "var" / "vendor" / "tus" / "tus.min.js",
        "static": ROOT / "var" / "static",
    }
    if name == "translations":
        return all(path.with_suffix(".mo").exists() for path in ROOT.glob("src/**/*.po"))
    return results.get(name, ROOT).exists()


def make_environment() -> None:
    """`.venv`, by the first Python on the PATH that is new enough and can make one."""
    python = _python()
    if VENV.exists():
        shutil.rmtree(VENV)
    for stamp in NOTES.iterdir():
        if stamp.suffix == "" and stamp.name != "lock":
            stamp.unlink()  # what was installed into the old one is gone
    _run("environment", [python, "-m", "venv", VENV], "The virtual environment was not made.")


def _python() -> str:
    newer = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    without_venv = ""
    for python in [sys.executable, *filter(None, map(shutil.which, newer))]:
        asked = "import sys; print('%d.%d' % sys.version_info[:2]); import venv, ensurepip"
        told = subprocess.run(  # noqa: S603 - a Python of the PATH, fixed words
            [python, "-c", asked], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
        version = told.stdout.decode().strip()
        if not version or tuple(map(int, version.split("."))) < OLDEST:
            continue
        if told.returncode == 0:
            return python
        without_venv = without_venv or version
    if without_venv:
        raise SetupError(
            f"Python {without_venv} is here but its venv module is not: install it "
            f"(Debian, Ubuntu: apt-get install python{without_venv}-venv)."
        )
    raise SetupError(
        "Python {}.{} or newer is needed and this one is {}.{}: install it and run again.".format(
            *OLDEST, *sys.version_info[:2]
        )
    )


def install_packages() -> None:
    """Exactly what requirements.lock says, each file checked by its hash."""
    lock = (ROOT / "requirements.lock").read_text()
    if not (VENV / "bin" / "uv").exists():
        only_uv = NOTES / "uv.txt"
        found = re.search(r"^uv==.*(?:\n    .*)*", lock, re.MULTILINE)
        only_uv.write_text(found.group() if found else "uv")
        _pip_install(only_uv)
    uv = [VENV / "bin" / "uv", "pip", "install", "--python", PYTHON]
    _run(
        "packages",
        [*uv, "--require-hashes", "-r", ROOT / "requirements.lock"],
        "The locked packages were not installed.",
    )


def _pip_install(requirements: Path) -> None:
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(
        "packages",
        [*pip, "--require-hashes", "--no-deps", "-r", requirements],
        "uv, the installer of the packages, was not installed.",
    )


def install_project() -> None:
    """The project itself, in place: a change of its files needs no new set-up."""
    _run(
        "project",
        [
            VENV / "bin" / "uv", "pip", "install", "--python", PYTHON, "--no-deps",
            "--build-constraints", ROOT / "tools" / "build.lock", "--editable", ROOT,
        ],
        "The project itself was not installed into .venv.",
    )  # fmt: skip


def install_from_npm() -> None:
    """The typeface, the sender of files, checkers of accessibility and of credentials; npm comes from the machine or from PyPI."""
    npm = shutil.which("npm")
    if npm is None:
        npm = str(VENV / "bin" / "npm")
        uv = [VENV / "bin" / "uv", "pip", "install", "--python", PYTHON]
        _run(
            "npm",
            [*uv, "--require-hashes", "-r", ROOT / "tools" / "node.lock"],
            "npm is not on this machine and its package for Python was not installed.",
        )
    _run(
        "npm",
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        "The packages from npm were not installed.",
    )


def make_vendor() -> None:
    """var/vendor: fonts cut to our letters, and the scripts of the tests."""
    _run("vendor", [PYTHON, ROOT / "tools" / "vendor.py"], "The fonts were not made.")


def make_translations() -> None:
    """A .mo beside each .po."""
    _run("translations", [PYTHON, ROOT / "tools" / "translations.py"], "A translation is broken.")


def collect_static() -> None:
    """var/static, from which the web server serves."""
    manage = [PYTHON, "-m", "pishkhan.config.cli", "manage"]
    _run(
        "static",
        [*manage, "collectstatic", "--no-input", "--clear", "--verbosity", "0"],
        "The static files were not collected.",
    )


def find_browser() -> None:
    """A Chromium for the tests of pages, installed if this user may."""
    _run("browser", [PYTHON, ROOT / "tools" / "browser.py"], "", show=True)


def find_checkers() -> None:
    """Programs that check signatures of ours, installed if this user may."""
    _run("checkers", [PYTHON, ROOT / "tools" / "checkers.py"], "", show=True)


def _run(step: str, command: list[object], failure: str, *, show: bool = False) -> None:
    """Run a command, its output kept in var/setup/<step>.log; raises SetupError if it fails."""
    log = NOTES / (step + ".log")
    environment = dict(os.environ, DJANGO_SETTINGS_MODULE="pishkhan.config.settings.dev")
    environment.pop("VIRTUAL_ENV", None)
    if (
        CERTIFICATES.exists()
    ):  # an office's own authority is known to its machines, not to uv or npm
        environment.setdefault("UV_SYSTEM_CERTS", "true")
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    environment["PATH"] = "{}{}{}".format(VENV / "bin", os.pathsep, os.environ.get("PATH", ""))
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 - commands of this file
            [str(word) for word in command],
            cwd=str(ROOT),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=None if show else output,
            stderr=None if show else subprocess.STDOUT,
            check=False,
        )
    if done.returncode == 0:
        return
    said = log.read_text(errors="replace")
    if any(word.lower() in said.lower() for word in NO_NETWORK):
        failure += " The package network may be out of reach: check the connection, then run again."
    lines = "\n".join("    " + line for line in said.strip().splitlines()[-8:])
    raise SetupError(f"{failure} Its last words ({log.relative_to(ROOT)}):\n{lines}")


if __name__ == "__main__":
    main()
