"""The page of figures: a table with the goals, how it was measured, pictures of growth beside it."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TypedDict

from pishkhan.config.bench.goals import BENCHES, Bench, Goal, is_met
from pishkhan.config.bench.measuring import Figure


WIDTH, ROW, LABEL, BAR = 560, 34, 150, 300
HEAD = """\
# Performance

Written by `make bench` ([how to read and repeat it](../reference/commands.md)); every row is also \
`pishkhan bench NAME --json`. Goals are of two cores, the load generator included. The database is \
our embedded PostgreSQL with `fsync` and `synchronous_commit` on, as in production; the web server \
is granian as `pishkhan run` starts it, a worker a core.
"""


class Result(TypedDict):
    """What `--json` prints."""

    bench: str
    figures: dict[str, Figure]
    limit: dict[str, Figure]
    machine: dict[str, str | int | float]
    commit: str


def write(path: Path, results: Sequence[Result], *, small: bool) -> None:
    """Write the page, and the pictures into a folder beside it."""
    pictures = path.parent / "performance"
    pictures.mkdir(parents=True, exist_ok=True)
    parts = [HEAD]
    if small:
        parts.append(
            "**A run at the small scale: it shows that everything works, its figures mean nothing.**\n"
        )
    parts += [_machine(results[0]), _table(results)]
    for result in results:
        parts.append(_section(result, pictures))
    path.write_text("\n".join(parts), encoding="utf-8")


def _machine(result: Result) -> str:
    machine = result["machine"]
    return (
        f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, PostgreSQL "
        f"{machine['postgres']}; commit `{result['commit']}`; load of the machine before the first "
        f"row: {machine['load_before']}.\n"
    )


def _table(results: Sequence[Result]) -> str:
    lines = ["| bench | figure | measured | goal | met |", "|---|---|---:|---:|---|"]
    for result in results:
        goals = BENCHES[result["bench"]].goals
        for name, goal in goals.items():
            value = result["figures"][name]
            lines.append(
                f"| {result['bench']} | `{name}` | {_shown(value)} | {_goal(goal)} | {_met(goal, value)} |"
            )
    return "\n".join([*lines, ""])


def _section(result: Result, pictures: Path) -> str:
    bench = BENCHES[result["bench"]]
    lines = [f"## {bench.name}: {bench.does}\n", f"{bench.how}\n"]
    rest = {**result["figures"], **{f"limit: {k}": v for k, v in result["limit"].items()}}
    lines.append("; ".join(f"`{name}` {_shown(value)}" for name, value in rest.items()) + ".\n")
    if bench.growth:
        (pictures / f"{bench.name}.svg").write_text(_picture(bench, result["figures"]))
        lines.append(f"![{bench.does}](performance/{bench.name}.svg)\n")
    return "\n".join(lines)


def _picture(bench: Bench, figures: Mapping[str, Figure]) -> str:
    """Bars to one scale, as SVG of our own."""
    values = {name: float(figures[name] or 0) for name in bench.growth}
    most = max([*values.values(), 1e-9])
    height = ROW * len(values) + 16
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="14"><title>{escape(bench.does)}</title>'
    )
    parts = [head]
    for place, (name, value) in enumerate(values.items()):
        y, long = 8 + place * ROW, BAR * value / most
        parts.append(
            f'<text x="{LABEL - 8}" y="{y + 20}" text-anchor="end" fill="#44546a">{escape(name)}</text>'
            f'<rect x="{LABEL}" y="{y + 4}" width="{long:.1f}" height="22" rx="3" fill="#1f6f8b"/>'
            f'<text x="{LABEL + long + 8:.1f}" y="{y + 20}" fill="#44546a">{_shown(value)}</text>'
        )
    return "".join([*parts, "</svg>\n"])


def _goal(goal: Goal) -> str:
    return f"{goal[0].value} {goal[1]:g}"


def _met(goal: Goal, value: Figure) -> str:
    if not isinstance(value, int | float):
        return "–"
    return "yes" if is_met(goal, value) else "**no**"


def _shown(value: Figure) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
