"""`cartables`: the first page and the counts of somebody with thirty cartables, after much was done."""

import statistics
from collections.abc import Callable

from django.db import connection

from pishkhan.config.bench import backlog, measuring
from pishkhan.config.bench.ground import Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.identity.spec import Actor, Grant
from pishkhan.kernel.persistence.api import first_id_at


VERSION = "1"
OWN, PLACES, EVERY = 30, 300, 25
TASKS, SMALL_TASKS = 10_000_000, 60_000
CHURN, SMALL_CHURN = 1000, 5  # of each cartable
ROUNDS, SMALL_ROUNDS = 60, 5
ACCOUNT = 1


class _Spent:
    """Seconds in statements."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: object,
        many: bool,  # noqa: FBT001 - as Django calls it
        context: object,
    ) -> object:
        with measuring.stopwatch() as watch:
            answer = execute(sql, params, many, context)
        self.seconds += watch.seconds
        return answer


def measure(on: Ground, *, small: bool) -> Measured:
    """Time in statements only; the tasks are closed and opened again in every run."""
    count = SMALL_TASKS if small else TASKS
    name = "small_cartables" if small else "cartables"
    on.kept(name, f"{VERSION} {count}", lambda: _fill(count))
    own = list(Cartable.objects.filter(role=backlog.ROLE).order_by("id"))
    keys = [one.id for one in own] + list(range(OWN, PLACES))
    each, first = SMALL_CHURN if small else CHURN, first_id_at(clock.now())
    done = sum(
        backlog.churn(key, each, first=first + number * each)
        for number, key in enumerate(measuring.shown(keys, "cartables", len(keys)))
    )
    actor = Actor.staff(
        ACCOUNT,
        "کارشناس",
        tuple(
            Grant(role=one.role, organisation_id=one.organisation_id,
                  organisation_path=f"/{one.organisation_id}/", service=one.service)
            for one in own
        ),
    )  # fmt: skip
    rounds = SMALL_ROUNDS if small else ROUNDS
    backend = _backend()
    page, page_cpu = _milliseconds(lambda: cases.inbox(actor), rounds, backend)
    counts, counts_cpu = _milliseconds(lambda: cases.counts(actor), rounds, backend)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE closed_at IS NULL) FROM cases_task")
        total, is_open = cursor.fetchone()
    return Measured(
        figures={
            "page_ms": page,
            "counts_ms": counts,
            "page_cpu_ms": page_cpu,
            "counts_cpu_ms": counts_cpu,
        },
        limit={"cartables": len(own), "tasks": total, "open": is_open, "churn": done},
    )


def _milliseconds(ask: Callable[[], object], rounds: int, backend: int) -> tuple[float, float]:
    """The median of time in statements, and CPU time of the database, a call."""
    took = []
    cpu = measuring.cpu_seconds(backend)
    for _round in range(rounds):
        spent = _Spent()
        with connection.execute_wrapper(spent):
            ask()
        took.append(spent.seconds * 1000)
    cpu = measuring.cpu_seconds(backend) - cpu
    return round(statistics.median(took), 2), round(cpu * 1000 / rounds, 2)


def _backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _fill(count: int) -> None:
    own = [
        Cartable.objects.create(
            organisation_id=number,
            role=backlog.ROLE,
            service=backlog.SERVICE,
            title="دبیرخانه",
            organisation_name=f"سازمان {number}",
        ).id
        for number in range(1, OWN + 1)
    ]
    backlog.fill(count, every=EVERY, places=PLACES, own=own, office=1)
