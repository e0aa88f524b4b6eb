"""`outbox`: messages a second of one worker, and what a kill -9 in the middle loses or repeats."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from django.db import connection

from pishkhan.config.background import BATCH
from pishkhan.config.bench import measuring
from pishkhan.config.bench.ground import BenchError, Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import clock
from pishkhan.kernel.persistence.api import first_id_at


MESSAGES, SMALL_MESSAGES, WINDOWS = 40_000, 1000, 3
LEASE, SHORT_LEASE = 60.0, 2.0  # seconds; the short one so that what was killed is taken up soon
KILLED_AT, LONGEST_WAIT = 0.4, 60.0
FILL = """
    INSERT INTO notifications_message (
        id, event, channel, language, dedupe_key, address, title, text, filled, secret, at_any_hour,
        parts, state, created_at, wanted_at, due_at, tries, checks, provider, provider_id, cost,
        reason)
    SELECT %(first)s + n, 'e_request.registered', 'sms', 'fa', 'bench:' || %(first)s + n,
        '0900' || lpad(n::text, 7, '0'), '', 'درخواست شما ثبت شد. شماره نامه: ' || n,
        '{}', false, true, 2, 'waiting', %(now)s, %(now)s, %(now)s, 0, 0, '', '', 0, ''
    FROM generate_series(1, %(count)s) AS n"""


def measure(on: Ground, *, small: bool) -> Measured:
    """One worker against a carrier that costs nothing; then one killed, and one that takes over."""
    count, windows = (SMALL_MESSAGES, 1) if small else (MESSAGES, WINDOWS)
    on.fresh("outbox")
    with tempfile.TemporaryDirectory() as folder:
        rates = [
            _rate(Path(folder) / str(window), count)
            for window in measuring.shown(range(windows), "outbox", windows)
        ]
        lost, repeated = _killed(Path(folder) / "killed", count)
    return Measured(
        figures={
            "per_s": measuring.median(rates, 0),
            "lost": lost,
            "repeated": repeated,
            "batch": BATCH,
        }
    )


def _fill(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE notifications_message")
        now = clock.now()
        cursor.execute(FILL, {"count": count, "first": first_id_at(now), "now": now})
        cursor.execute("VACUUM (ANALYZE) notifications_message")


def _worker(record: Path, lease: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "pishkhan.config.bench.carrying", str(record), str(lease)]
    return subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves


def _rate(record: Path, count: int) -> float:
    _fill(count)
    said, _ = _worker(record, LEASE).communicate()
    taken, seconds = said.split()
    if int(taken) != count:
        raise BenchError(f"The worker took {taken} of {count} messages.")
    return count / float(seconds)


def _killed(record: Path, count: int) -> tuple[int, int]:
    """How many messages never reached the carrier, and how many reached it twice."""
    _fill(count)
    record.touch()
    first = _worker(record, SHORT_LEASE)
    until = time.monotonic() + LONGEST_WAIT
    while record.read_bytes().count(b"\n") < count * KILLED_AT:
        if first.poll() is not None or time.monotonic() > until:
            message = "The worker ended before it could be killed."
            raise BenchError(message)
        time.sleep(0.002)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    time.sleep(SHORT_LEASE + 0.5)
    _worker(record, SHORT_LEASE).communicate()
    seen = Counter(record.read_text().split())
    return count - len(seen), seen.total() - len(seen)
