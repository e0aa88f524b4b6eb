"""`timers`: deadlines that four workers fire, each once."""

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

from django.db import connection

from pishkhan.config.background import BATCH
from pishkhan.config.bench import applicants, measuring
from pishkhan.config.bench.ground import Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor


CASES, SMALL_CASES, WORKERS = 3000, 20, 4
# A working morning, whatever the hour is: at night and on Fridays reminders wait.
MORNING = datetime(2027, 5, 15, 10, 0, tzinfo=clock.TEHRAN)
DUE = "UPDATE cases_timer SET fire_at = %s, next_at = %s"
FIRED = "SELECT count(*) FROM cases_timer WHERE fired_at IS NOT NULL"
TWICE = """
    SELECT count(*) - count(DISTINCT (case_id, action)) FROM cases_caseevent
    WHERE kind = 'timer'"""


def measure(on: Ground, *, small: bool) -> Measured:
    """Overdue tasks escalate: each timer claims, locks its case, writes its event."""
    count = SMALL_CASES if small else CASES
    on.fresh("timers")
    with clock.frozen(MORNING):
        for one in measuring.shown(applicants.applicants(count), "timers", count):
            catalogue.submit(one.token, by=Actor.citizen(one.person_id, ""))
        with connection.cursor() as cursor:
            cursor.execute(DUE, [MORNING, MORNING])
        connection.close()  # a fork must not share it
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as pool:
            began = time.perf_counter()
            spent = sum(done.result() for done in [pool.submit(_fire) for _one in range(WORKERS)])
            seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(FIRED)
        fired = cursor.fetchone()[0]
        cursor.execute(TWICE)
        twice = cursor.fetchone()[0]
    return Measured(
        figures={
            "per_s": round(fired / seconds, 1),
            "duplicates": twice,
            "fired": fired,
            "cpu_ms": round(1000 * spent / max(1, fired), 2),
        },
        limit={"workers": WORKERS},
    )


def _fire() -> float:
    """Work until nothing is due; the CPU seconds it took."""
    spent = time.process_time()
    with clock.frozen(MORNING):
        while cases.fire_due_timers(BATCH):
            pass
    connection.close()
    return time.process_time() - spent
