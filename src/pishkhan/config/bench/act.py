"""`act`: one step of a clerk, from the row lock to the commit, beside its rows inserted bare."""

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.config.bench import applicants, bare, beside, measuring
from pishkhan.config.bench.ground import Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.config.demo.tree import EXAMS
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.models import Task
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.services.e_request.rules import SHEET_MARKS


CASES, SMALL_CASES = 1000, 20
CLERK = "secretariat"


def measure(on: Ground, *, small: bool) -> Measured:
    """Referral to an expert, the commonest step: CPU time of ours and of the database."""
    count = SMALL_CASES if small else CASES
    on.fresh("act")
    tasks = _tasks(count + 2)
    clerk = _clerk()
    _refer(tasks.pop(), clerk)  # the first step of a process reads what it then keeps
    with CaptureQueriesContext(connection) as queries:
        _refer(tasks.pop(), clerk)
    backend = connection.connection.info.backend_pid
    url, counted = on.url("act"), bare.rows_written(on.url("act"))
    spent, database = time.process_time(), measuring.cpu_seconds(backend)
    began = time.perf_counter()
    for task in measuring.shown(tasks, "act", count):
        _refer(task, clerk)
    seconds = time.perf_counter() - began
    spent, database = time.process_time() - spent, measuring.cpu_seconds(backend) - database
    connection.close()  # what it wrote is counted when it ends
    rows = bare.written(url, counted, count, most=count)
    floor = bare.per_second(url, rows, connections=1)
    others = {name: beside.cpu_ms(on, name, small=small) for name in beside.WANTED}
    return Measured(
        figures={
            "cpu_ms": round(1000 * spent / count, 2),
            "database_cpu_ms": round(1000 * database / count, 2),
            "statements": len(queries),
            "bare_ratio": round(count / seconds / floor, 3),
            "per_s": round(count / seconds, 1),
        }
        | {f"{name}_cpu_ms": spent for name, (spent, _why) in others.items()},
        limit={"bare_per_s": round(floor, 1), "connections": 1}
        | {name: why for name, (_spent, why) in others.items() if why},
    )


def _refer(task_id: int, clerk: Actor) -> None:
    cases.act(
        task_id=task_id, action="refer", by=clerk, comment="جهت بررسی",
        params=dict.fromkeys(SHEET_MARKS, True),
    )  # fmt: skip


def _tasks(count: int) -> list[int]:
    for one in applicants.applicants(count):
        catalogue.submit(one.token, by=Actor.citizen(one.person_id, ""))
    waiting = Task.objects.filter(closed_at=None, cartable_id__isnull=False)
    return list(waiting.values_list("id", flat=True))


def _clerk() -> Actor:
    account = identity.account_by_username(CLERK)
    if account is None:
        raise LookupError(f"no {CLERK} of {EXAMS}")
    return organisations.actor_for_account(account.id)
