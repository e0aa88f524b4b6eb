"""`ingest`: records of graduates taken into the register; beside it, the same rows by bare COPY.

`python -m pishkhan.config.bench.ingest` is the process that is measured: it takes in what waits.
"""

import os
import subprocess
import sys
import tempfile
import time

import django
import psycopg
from psycopg import sql

from pishkhan.config import worker
from pishkhan.config.bench import measuring
from pishkhan.config.bench.bare import SCHEMA, copy_tables
from pishkhan.config.bench.ground import BenchError, Ground
from pishkhan.config.bench.measuring import Measured


PEOPLE, SMALL_PEOPLE = 200_000, 1500
PIECE = 1 << 20
TABLES = (
    "records_learner", "records_learneridentifier", "records_admission", "records_enrolment",
    "records_award", "records_document", "records_senderrecord", "records_takenrecord",
)  # fmt: skip


def measure(on: Ground, *, small: bool) -> Measured:
    """Batches of all universities of the demonstration; taken in one after another."""
    on.fresh("ingest")
    count, receiving = _send(SMALL_PEOPLE if small else PEOPLE)
    taken, seconds, peak = _taken_in()
    if taken != count:
        raise BenchError(f"{taken} records were taken in of {count}.")
    rate = count / seconds
    copied = count / _bare_seconds(on.url("ingest"))
    return Measured(
        figures={
            "records_per_s": round(rate),
            "copy_ratio": round(rate / copied, 3),
            "peak_mb": round(peak),
            "receive_per_s": round(count / receiving),
            **_outcomes(),
        },
        limit={"copy_per_s": round(copied), "records": count},
    )


def _send(people: int) -> tuple[int, float]:
    """Send and commit everything; how many records in how many seconds, signing included."""
    from pishkhan.config.demo import graduates  # noqa: PLC0415 - models exist only after setup
    from pishkhan.kernel.identity.spec import Actor  # noqa: PLC0415 - the same
    from pishkhan.kernel.organisations import api as organisations  # noqa: PLC0415 - the same
    from simulators.university.places import UNIVERSITIES  # noqa: PLC0415 - with them
    from simulators.university.records import of_university  # noqa: PLC0415 - the same

    by, count, seconds = Actor.system(), 0, 0.0
    graduates.found_universities(by)
    for place in measuring.shown(UNIVERSITIES, "ingest", len(UNIVERSITIES)):
        found = organisations.organisation_by_code(place.code)
        if found is None:
            raise BenchError(f"There is no {place.code}.")
        graduates.let_in(place, found.id, by)
        every = list(of_university(place, people))
        with measuring.stopwatch() as watch:
            graduates.send(place, found.id, every, by)
        count, seconds = count + len(every), seconds + watch.seconds
    return count, seconds


def _taken_in() -> tuple[int, float, float]:
    """Records, seconds and most memory of a process that takes in whatever waits."""
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    connection.close()
    command = [sys.executable, "-m", "pishkhan.config.bench.ingest"]
    done = subprocess.run(  # noqa: S603 - ourselves
        command, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError(f"The batches were not taken in: {done.stderr.strip()[-500:]}")
    count, seconds, peak = done.stdout.split()
    return int(count), float(seconds), float(peak)


def _outcomes() -> dict[str, int]:
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, count(*) FROM records_takenrecord GROUP BY 1 ORDER BY 1")
        return {str(outcome): int(count) for outcome, count in cursor.fetchall()}


def _bare_seconds(url: str) -> float:
    """Seconds in which COPY alone writes the same rows, a transaction a table."""
    copy_tables(url, TABLES)
    seconds = 0.0
    with psycopg.connect(url, autocommit=True) as connection:
        for table in TABLES:
            with tempfile.TemporaryFile() as file:
                name = sql.Identifier(table)
                out = sql.SQL("COPY (SELECT * FROM {} ORDER BY id) TO STDOUT").format(name)
                with connection.cursor().copy(out) as rows:
                    for piece in rows:
                        file.write(piece)
                file.seek(0)
                back = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(SCHEMA, table))
                with measuring.stopwatch() as watch, connection.cursor().copy(back) as rows:
                    while piece := file.read(PIECE):
                        rows.write(piece)
                seconds += watch.seconds
    return seconds


def main() -> None:
    """Take in every batch that waits, oldest first."""
    django.setup()
    worker.collect_seldom()
    from pishkhan.kernel.records import api as records  # noqa: PLC0415 - models exist only after setup
    from pishkhan.kernel.records.models import RecordBatch  # noqa: PLC0415 - the same
    from pishkhan.kernel.records.terms import BatchState  # noqa: PLC0415 - the same

    waiting = RecordBatch.objects.filter(state=BatchState.CHECKING).order_by("id")
    ids = list(waiting.values_list("id", flat=True))
    began = time.perf_counter()
    for one in ids:
        records.take_batch(one)
    seconds = time.perf_counter() - began
    counts = RecordBatch.objects.filter(id__in=ids).values_list("done_count", flat=True)
    sys.stdout.write(f"{sum(counts)} {seconds} {measuring.most_held_mb()}")


if __name__ == "__main__":
    main()
