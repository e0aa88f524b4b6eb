"""Ask whether what we depend on has known weaknesses. Exit 0: none, 1: some, 3: could not be asked.

The packages and their hashes are those of the lock files; nothing is installed and nothing resolved.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
SECONDS = 180
CLEAN, WEAK, NOT_ASKED = 0, 1, 3


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one service said: `weak` names what is known, `why` why it could not be asked."""

    of: str
    weak: tuple[str, ...] = ()
    why: str = ""

    @property
    def code(self) -> int:
        """The exit code of this one."""
        return WEAK if self.weak else NOT_ASKED if self.why else CLEAN


def main() -> None:
    """Ask for Python's and for JavaScript's packages; some known weakness outweighs a silence."""
    findings = [of_python(), of_javascript()]
    for finding in findings:
        sys.stdout.write(f"{finding.of}: {told(finding)}\n")
    codes = {finding.code for finding in findings}
    sys.exit(WEAK if WEAK in codes else max(codes))


def told(finding: Finding) -> str:
    """A finding for the person at the terminal."""
    weak = "\n  ".join(["known weaknesses:", *finding.weak]) if finding.weak else ""
    not_asked = f"NOT ASKED, so nothing is known. {finding.why}" if finding.why else ""
    return "\n  ".join(one for one in (weak, not_asked) if one) or "none known."


def of_python() -> Finding:
    """What the advisory service says of requirements.lock."""
    words = ["--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--no-deps"]
    words += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    return read_python(*_run([sys.executable, "-m", "pip_audit", *words]))


def read_python(said: str, complained: str) -> Finding:
    """The answer of pip-audit."""
    try:
        packages = json.loads(said)["dependencies"]
        skipped = [one["name"] for one in packages if "skip_reason" in one]
        weak = tuple(
            f"{one['name']} {one['version']}: {hole['id']}"
            f" (mended in {', '.join(hole['fix_versions']) or 'no version'})"
            for one in packages
            for hole in one.get("vulns", [])
        )
    except (ValueError, KeyError, TypeError):
        return Finding(of="Python packages", why=_last(complained))
    why = f"The advisory service knew nothing of {len(skipped)} of {len(packages)} packages."
    return Finding(of="Python packages", weak=weak, why=why if skipped else "")


def of_javascript() -> Finding:
    """What the registry says of package-lock.json."""
    npm = shutil.which("npm")
    if npm is None:
        return Finding(of="JavaScript packages", why="npm is not installed.")
    return read_javascript(*_run([npm, "audit", "--json", "--package-lock-only"]))


def read_javascript(said: str, complained: str) -> Finding:
    """The answer of npm."""
    try:
        answer = json.loads(said)
        if "vulnerabilities" not in answer:
            return Finding(of="JavaScript packages", why=str(answer["message"])[:300])
        weak = tuple(
            f"{name}: {one['severity']} ({one['range']})"
            for name, one in answer["vulnerabilities"].items()
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Finding(of="JavaScript packages", why=_last(complained or said))
    return Finding(of="JavaScript packages", weak=weak)


def _run(command: list[str]) -> tuple[str, str]:
    try:
        done = subprocess.run(  # noqa: S603 - programs of ours with words of ours
            command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "", f"No answer within {SECONDS} seconds."
    return done.stdout, done.stderr


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "No reason was given."


if __name__ == "__main__":
    main()
