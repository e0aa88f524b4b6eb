"""`pishkhan bench`: one benchmark, or all of them into docs/explanation/performance.md."""

import argparse
import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

from pishkhan.config import supervisor
from pishkhan.config.bench import ground, measuring, page
from pishkhan.config.bench.goals import BENCHES, is_met
from pishkhan.config.bench.ground import BenchError, Ground
from pishkhan.config.bench.measuring import Measured


Command = Callable[[argparse.Namespace], None]
Add = Callable[[str, Command, str], argparse.ArgumentParser]


def add_to(add: Add) -> None:
    """Add the command to the parser of `pishkhan`."""
    bench = add("bench", _bench, "measure, on a database of its own in var/bench")
    bench.add_argument("name", nargs="?", choices=[*BENCHES, "all"])
    bench.add_argument("--list", action="store_true", help="name the benchmarks")
    bench.add_argument("--json", action="store_true", help="the last line is one JSON object")
    bench.add_argument("--scale", choices=["small", "full"], default="full")
    bench.add_argument("--page", type=Path, help="write all figures into this page")


def _bench(chosen: argparse.Namespace) -> None:
    if chosen.list or chosen.name is None:
        for one in BENCHES.values():
            sys.stdout.write(f"{one.name:10} {one.does}\n")
        return
    names = list(BENCHES) if chosen.name == "all" else [chosen.name]
    try:
        with supervisor.stopping_on_signals(), ground.up() as on:
            results = [_run(name, on, chosen) for name in names]
    except supervisor.StoppedError:
        sys.exit(130)
    except BenchError as error:
        raise supervisor.CannotRunError(str(error)) from error
    if chosen.page:
        page.write(chosen.page, results, small=chosen.scale == "small")


def _run(name: str, on: Ground, chosen: argparse.Namespace) -> page.Result:
    machine = measuring.machine(on.version())
    row = importlib.import_module(f"pishkhan.config.bench.{name}")
    measured: Measured = row.measure(on, small=chosen.scale == "small")
    result: page.Result = {
        "bench": name,
        "figures": dict(measured.figures),
        "limit": dict(measured.limit),
        "machine": machine,
        "commit": measuring.commit(),
    }
    if not chosen.json:
        _tell(name, measured)
    else:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return result


def _tell(name: str, measured: Measured) -> None:
    sys.stdout.write(f"{name}: {BENCHES[name].does} (fsync on)\n")
    for figure, value in measured.figures.items():
        goal = BENCHES[name].goals.get(figure)
        said = ""
        if goal is not None and isinstance(value, int | float):
            said = (
                f"goal {goal[0].value} {goal[1]:g}: {'met' if is_met(goal, value) else 'not met'}"
            )
        sys.stdout.write(f"  {figure:24} {value!s:>12}  {said}\n")
    for figure, value in measured.limit.items():
        sys.stdout.write(f"  limit: {figure:17} {value!s:>12}\n")
