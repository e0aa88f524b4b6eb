"""Every benchmark runs at the smallest scale, on real servers, and prints what its page promises."""

import json
import os
import subprocess
import sys

import pytest

from pishkhan.config.bench import beside, page
from pishkhan.config.bench.goals import BENCHES, Is, is_met


# One worker runs them all: two would want one cluster, and measure one another.
pytestmark = pytest.mark.xdist_group("benchmarks")
COMMAND = [sys.executable, "-m", "pishkhan.config.cli", "bench"]


def run(*words: str) -> str:
    """What the command prints; it takes no setting of the tests."""
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    environment["DJANGO_SETTINGS_MODULE"] = "pishkhan.config.settings.dev"
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict[str, page.Result]:
    """All rows, run one after another on one cluster, and the page beside them."""
    written = tmp_path_factory.mktemp("page") / "performance.md"
    said = run("all", "--scale", "small", "--json", "--page", str(written))
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    rows.append({"bench": "page", "figures": {"text": written.read_text(encoding="utf-8")}})
    return {row["bench"]: row for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("name", BENCHES)
def test_a_row_prints_the_figures_that_have_goals_and_says_where_it_ran(results, name):
    row = results[name]
    assert set(row) == {"bench", "figures", "limit", "machine", "commit"}
    assert set(BENCHES[name].goals) | set(BENCHES[name].growth) <= set(row["figures"])
    # Other engines are installed where the network allows; without them there is no figure.
    others = {f"{name}_cpu_ms" for name in beside.WANTED}
    ours = {name: figure for name, figure in row["figures"].items() if name not in others}
    assert all(isinstance(figure, int | float) for figure in ours.values())
    assert {"cpu", "cores", "python", "postgres"} <= set(row["machine"])


@pytest.mark.slow
def test_nothing_is_lost_skipped_or_given_twice_while_it_is_measured(results):
    assert results["numbering"]["figures"]["gaps"] == 0
    assert results["numbering"]["figures"]["duplicates"] == 0
    assert results["outbox"]["figures"]["lost"] == 0
    assert results["outbox"]["figures"]["repeated"] <= results["outbox"]["figures"]["batch"]
    assert results["timers"]["figures"]["duplicates"] == 0
    assert results["migrate"]["figures"]["due_changed"] == 0
    assert results["inquiry"]["figures"]["junk_reads"] == 0
    ingested = results["ingest"]
    outcomes = ("accepted", "accepted_with_note", "held", "rejected")
    ended = sum(ingested["figures"].get(one, 0) for one in outcomes)
    assert ended == ingested["limit"]["records"]
    assert results["migrate"]["figures"]["moved"] == results["migrate"]["limit"]["cases"]


@pytest.mark.slow
def test_the_page_has_every_goal_beside_its_figure_and_says_that_the_scale_was_small(results):
    text = str(results["page"]["figures"]["text"])
    assert "small scale" in text
    for bench in BENCHES.values():
        for figure in bench.goals:
            assert f"| {bench.name} | `{figure}` |" in text


def test_the_list_names_every_benchmark():
    assert [line.split()[0] for line in run("--list").splitlines()] == list(BENCHES)


@pytest.mark.parametrize(
    ("goal", "met", "missed"),
    [((Is.AT_MOST, 5), 5, 6), ((Is.AT_LEAST, 5), 5, 4), ((Is.EXACTLY, 0), 0, 1)],
)
def test_a_goal_is_met_at_its_bound_and_missed_beyond_it(goal, met, missed):
    assert is_met(goal, met)
    assert not is_met(goal, missed)
