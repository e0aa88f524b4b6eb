"""Other workflow engines over the same five steps, each in an environment of its own in var/bench."""

import subprocess
import sys
from pathlib import Path

from pishkhan.config.bench.ground import FOLDER, Ground


SCRIPTS = Path(__file__).parent / "peers"
WANTED = {
    "spiff": ("SpiffWorkflow==3.2.0", "psycopg[binary]"),
    "viewflow": ("django-viewflow==2.4.0", "psycopg[binary]"),
}
DATABASE = "beside"
CASES, SMALL_CASES = 200, 5
LONGEST = 300


def cpu_ms(on: Ground, name: str, *, small: bool) -> tuple[float | None, str]:
    """CPU milliseconds a step, or None and why it could not be measured."""
    try:
        python = _environment(name)
        on.blank(DATABASE)
        count = str(SMALL_CASES if small else CASES)
        said = _run(python, str(SCRIPTS / f"{name}_steps.py"), on.url(DATABASE), count)
        return round(float(said), 2), ""
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        told = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
        return None, told.strip()[-300:] or type(error).__name__


def _environment(name: str) -> str:
    """The Python of the engine, installed where the network allows; it is no dependency of ours."""
    folder = FOLDER / name
    python, done = folder / "bin" / "python", folder / "installed"
    if not done.exists():
        _run(sys.executable, "-m", "uv", "venv", "--quiet", "--clear", str(folder))
        _run(
            sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python),
            *WANTED[name],
        )  # fmt: skip
        done.touch()
    return str(python)


def _run(*command: str) -> str:
    done = subprocess.run(  # noqa: S603 - ours
        command, capture_output=True, text=True, check=True, cwd=SCRIPTS, timeout=LONGEST
    )
    return done.stdout
