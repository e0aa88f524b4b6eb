"""What each benchmark is for and what it should reach; the goals are of two cores, generator included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Is(Enum):
    """How a figure is held against its goal."""

    AT_MOST = "≤"
    AT_LEAST = "≥"
    EXACTLY = "="


Goal = tuple[Is, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """A benchmark: its module's name, what it does in a line, the goals of its figures, how it measures.

    `growth` names figures that are drawn beside one another.
    """

    name: str
    does: str
    how: str
    goals: Mapping[str, Goal] = field(default_factory=dict)
    growth: tuple[str, ...] = ()


BENCHES = {
    one.name: one
    for one in (
        Bench(
            name="tracking",
            does="the page of a request, whole, at 200 requests a second",
            how="16 connections kept alive; requests leave by the clock and a late answer counts "
            "from when it was due. Each browser has its own session with the proved request. "
            "`cpu_ratio`: CPU time of web server and database for a page ÷ the database's for the "
            "page's own statements alone.",
            goals={"p95_ms": (Is.AT_MOST, 50), "cpu_ratio": (Is.AT_MOST, 12)},
        ),
        Bench(
            name="submit",
            does="final registrations over HTTP, distinct persons",
            how="8 connections, closed loop: the last press of a complete draft with session and "
            "CSRF token, up to the letter number and the message in the outbox. `bare_ratio`: the "
            "rate ÷ that of the same rows inserted into empty copies of the tables, a prepared "
            "statement a row and a transaction a registration, by as many connections as the web "
            "server has workers. Updates and reads are ours alone.",
            goals={"per_s": (Is.AT_LEAST, 150), "bare_ratio": (Is.AT_LEAST, 0.25)},
        ),
        Bench(
            name="inbox",
            does="a clerk's first page with its counts, to 10 million tasks",
            how="The whole page over HTTP, one connection; time inside the server, a mean of a window, "
            "the median of windows. Five thousand tasks are open in ten cartables at every size, a "
            "third of them late: what grows is the history. In the small scale the sizes are 10, 20, "
            "40 thousand.",
            goals={"page_ms_10m": (Is.AT_MOST, 15), "growth": (Is.AT_MOST, 1.5)},
            growth=("page_ms_10k", "page_ms_1m", "page_ms_10m"),
        ),
        Bench(
            name="numbering",
            does="letter numbers without gaps",
            how="64 writers, a transaction a letter with its audit line: one book, then a thousand. "
            "Gaps and duplicates are counted over all letters afterwards.",
            goals={
                "hot_per_s": (Is.AT_LEAST, 600),
                "spread_per_s": (Is.AT_LEAST, 2000),
                "gaps": (Is.EXACTLY, 0),
                "duplicates": (Is.EXACTLY, 0),
            },
            growth=("hot_per_s", "spread_per_s"),
        ),
        Bench(
            name="outbox",
            does="messages carried by one worker, and kill -9 in the middle",
            how="A carrier that only writes the key down. Then a worker is killed at 40 % and another "
            "takes over once the lease is out; what the carrier saw is compared with what was due.",
            goals={
                "per_s": (Is.AT_LEAST, 5000),
                "lost": (Is.EXACTLY, 0),
                "repeated": (Is.AT_MOST, 200),
            },
        ),
        Bench(
            name="act",
            does="one step of a clerk",
            how="Referral to an expert in one process; CPU time of ours and of its backend. Beside it "
            "five steps of persons in SpiffWorkflow (state as text, a row of the event) and in "
            "django-viewflow (assign, start, execute), each in an environment of its own; a dash "
            "where they could not be installed.",
            goals={"cpu_ms": (Is.AT_MOST, 4), "statements": (Is.AT_MOST, 12)},
        ),
        Bench(
            name="timers",
            does="deadlines fired by four workers",
            how="Every timer is due at once, on a working morning: of each task one that tells the "
            "superior and one that moves it there. Events written twice are counted afterwards.",
            goals={"per_s": (Is.AT_LEAST, 2000), "duplicates": (Is.EXACTLY, 0)},
        ),
        Bench(
            name="cartables",
            does="the inbox of somebody with thirty cartables, at 10 million tasks",
            how="400,000 tasks are open in 300 cartables. Of each a thousand are closed and opened "
            "again just before, without a vacuum of ours. Time in statements, median.",
            goals={"page_ms": (Is.AT_MOST, 5), "counts_ms": (Is.AT_MOST, 20)},
        ),
        Bench(
            name="migrate",
            does="100,000 running cases to another version of their process, and back",
            how="A registered case with its task and timers, copied; the state has another name there. "
            "`due_changed`: tasks whose deadline, alarms or whose case's day is another than before.",
            goals={"seconds": (Is.AT_MOST, 10), "due_changed": (Is.EXACTLY, 0)},
        ),
        Bench(
            name="payments",
            does="browsers back from the bank, until what they paid for is given; a bank's file of a "
            "million rows",
            how="8 connections post what a browser brings from the bank; the clock runs from the first "
            "of a window until the last is served: web server, a worker as it always runs (teller, "
            "jobs, seals, messages), and the simulated bank in its own process, which is asked to "
            "verify and to settle each over SOAP. `reconcile_mb` is the most memory of the process "
            "that takes the file and lays it beside the books; one row in a thousand does not agree.",
            goals={
                "callbacks_per_s": (Is.AT_LEAST, 200),
                "reconcile_mb": (Is.AT_MOST, 300),
            },
        ),
        Bench(
            name="trail",
            does="the audit trail: added to, sealed, verified",
            how="Lines in transactions of a thousand; then sealed block by block, then verified whole.",
            goals={"append_per_s": (Is.AT_LEAST, 20_000), "verify_per_s": (Is.AT_LEAST, 50_000)},
            growth=("append_per_s", "seal_per_s", "verify_per_s"),
        ),
        Bench(
            name="log",
            does="the public log: entries placed, tiled and signed; all of it verified",
            how="Entered by `enter_all` in transactions of two thousand (`enter_per_s`); then the "
            "sequencer's own rounds: places in the table, counts of days, tiles on the disk with "
            "fsync, a signed checkpoint each round. Verification reads every row, file, checkpoint "
            "and count. `limit`: the same tree in memory, and its hashing alone.",
            goals={"append_per_s": (Is.AT_LEAST, 20_000), "verify_per_s": (Is.AT_LEAST, 50_000)},
            growth=("enter_per_s", "append_per_s", "verify_per_s"),
        ),
        Bench(
            name="ingest",
            does="records of graduates taken into the register",
            how="What forty universities send, with the defects of the demonstration: signed batches "
            "in parts (`receive_per_s`), then each judged and taken in by one process, whose most "
            "memory is `peak_mb`. `copy_ratio`: the rate ÷ that of the same rows by bare COPY into "
            "empty copies of the tables.",
            goals={"records_per_s": (Is.AT_LEAST, 5000), "peak_mb": (Is.AT_MOST, 400)},
        ),
        Bench(
            name="inquiry",
            does="a code scanned from a document, in a register of twenty million",
            how="The page that the QR opens, each answer with its line in the holder's log; 16 "
            "connections, requests leave by the clock. `codes`: how many the disk took, of twenty "
            "million, with their versions and places in the public log. `growth`: the median there "
            "÷ that among `codes_before`. `fast_per_s`: the same asked by machines in JSON, as fast as "
            "it goes, two cores for all; `page_per_s`: the page so. `bare_ratio`: the former ÷ reading the rows and writing the line alone. `junk_reads`: how "
            "often a table of codes was read for thousands of texts that cannot be a code.",
            goals={
                "p99_ms": (Is.AT_MOST, 50),
                "growth": (Is.AT_MOST, 1.2),
                "bare_ratio": (Is.AT_LEAST, 0.3),
                "junk_reads": (Is.EXACTLY, 0),
            },
        ),
    )
}


def is_met(goal: Goal, figure: float) -> bool:
    """Whether the figure reaches the goal."""
    how, bound = goal
    if how is Is.AT_MOST:
        return figure <= bound
    return figure >= bound if how is Is.AT_LEAST else figure == bound
