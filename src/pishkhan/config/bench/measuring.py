"""What every benchmark measures with: windows, medians, CPU time of process trees, a progress bar."""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pishkhan.config.paths import CHECKOUT


Figure = float | int | str | bool | None
Figures = Mapping[str, Figure]
Item = TypeVar("Item")
TICKS = os.sysconf("SC_CLK_TCK")
BAR = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What a benchmark found: its figures by their published names, and the limit beside them."""

    figures: Figures
    limit: Figures = field(default_factory=dict)


def median(values: Iterable[float], digits: int = 2) -> float:
    """The median, rounded for reading."""
    return round(statistics.median(values), digits)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 … 1) of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(slots=True)
class Watch:
    """Seconds of wall time."""

    seconds: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Watch]:
    """How long the block takes, known after it."""
    watch, began = Watch(), time.perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = time.perf_counter() - began


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its descendants, living and waited for, in seconds (Linux)."""
    below: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                words = (folder / "stat").read_text().rpartition(") ")[2].split()
                below.setdefault(int(words[1]), []).append(int(folder.name))
                spent[int(folder.name)] = sum(map(int, words[11:15])) / TICKS
    tree, total = [pid], 0.0
    while tree:
        one = tree.pop()
        total += spent.get(one, 0.0)
        tree += below.get(one, [])
    return total


def most_held_mb() -> float:
    """The most memory that this process has held since its program began.

    Not `ru_maxrss`: that begins with what the process held that started this one.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def parent_of(pid: int) -> int:
    """The process that started `pid`."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])


def machine(postgres: str) -> dict[str, str | int | float]:
    """The machine, and how busy it was with other things when the measuring began."""
    cpu = platform.processor() or platform.machine()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    return {
        "cpu": cpu,
        "cores": cores(),
        "python": platform.python_version(),
        "postgres": postgres,
        "load_before": round(os.getloadavg()[0], 1),
    }


def cores() -> int:
    """Cores that this process may use; as many workers the web server gets."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def commit() -> str:
    """The commit that was measured; a `+` says that files were changed since."""
    done = subprocess.run(
        ["git", "describe", "--always", "--abbrev=10", "--dirty=+"],  # noqa: S607 - whichever git
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def shown(items: Iterable[Item], told: str, total: int) -> Iterator[Item]:
    """The items, with a bar for whoever watches at a terminal; nothing is printed elsewhere."""
    began = time.monotonic()
    for number, item in enumerate(items, start=1):
        yield item
        _bar(told, number, total, time.monotonic() - began)


def _bar(told: str, number: int, total: int, seconds: float) -> None:
    if not sys.stderr.isatty():
        return
    done = BAR * number // max(1, total)
    end = "\n" if number >= total else ""
    sys.stderr.write(f"\r{told:<34} {'█' * done:<{BAR}} {number}/{total} {seconds:4.0f} s{end}")
    sys.stderr.flush()
