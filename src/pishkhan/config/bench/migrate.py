"""`migrate`: running cases moved to another version of their process, and back."""

import hashlib
import json
import time
from typing import TypeAlias

from django.db import connection

from pishkhan.config.bench import applicants
from pishkhan.config.bench.ground import Ground
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import clock
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.actions.version_move import continue_version_move
from pishkhan.kernel.cases.models import Case, Definition, Task, Timer
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor


Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"
CASES, SMALL_CASES = 100_000, 200
APART = 1 << 34
STATE, RENAMED = "secretariat", "front_office"
ALARMS = """
    SELECT task_id, array_agg(fire_at ORDER BY fire_at) AS alarms FROM cases_timer
    WHERE NOT is_cancelled GROUP BY task_id"""
DUE = f"""
    CREATE TABLE bench_due AS
    SELECT task.id AS task_id, task.due_at AS task_due, whole.due_at AS case_due, rung.alarms
    FROM cases_task AS task JOIN cases_case AS whole ON whole.id = task.case_id
    LEFT JOIN ({ALARMS}) AS rung ON rung.task_id = task.id"""  # noqa: S608 - constants
CHANGED = f"""
    SELECT count(*) FROM bench_due JOIN cases_task AS task ON task.id = bench_due.task_id
    JOIN cases_case AS whole ON whole.id = task.case_id
    LEFT JOIN ({ALARMS}) AS rung ON rung.task_id = task.id
    WHERE task.due_at IS DISTINCT FROM task_due OR whole.due_at IS DISTINCT FROM case_due
       OR bench_due.alarms IS DISTINCT FROM rung.alarms"""  # noqa: S608 - constants


def measure(on: Ground, *, small: bool) -> Measured:
    """A registered case, copied; its state has another name in the other version."""
    count = SMALL_CASES if small else CASES
    on.fresh("migrate")
    old, new = _definitions()
    _cases(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(DUE)
    by = Actor.system()
    plan = cases.plan_version_move(
        applicants.SERVICE, from_definition_id=old, to_definition_id=new, mapping={STATE: RENAMED}
    )
    began = time.perf_counter()
    move = cases.start_version_move(plan, by=by)
    moved = continue_version_move(move.id).moved
    there = time.perf_counter() - began
    changed = _changed()
    began = time.perf_counter()
    cases.roll_back_version_move(move.id, by=by)
    returned = continue_version_move(move.id).returned
    seconds = there + time.perf_counter() - began
    return Measured(
        figures={
            "seconds": round(seconds, 2),
            "due_changed": max(changed, _changed()),
            "there_seconds": round(there, 2),
            "moved": moved,
            "returned": returned,
        },
        limit={"cases": count},
    )


def _changed() -> int:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED)
        return int(cursor.fetchone()[0])


def _definitions() -> tuple[int, int]:
    """The version in force, and a later one where a state has another name."""
    old = Definition.objects.get(service=applicants.SERVICE, is_active=True)
    body: dict[str, Json] = json.loads(old.body)
    renamed = _renamed(body)
    text = json.dumps(renamed | {"version": old.version + 1}, ensure_ascii=False)
    new = Definition.objects.create(
        service=old.service,
        version=old.version + 1,
        checksum=hashlib.sha256(text.encode()).hexdigest(),
        body=text,
        status=old.status,
        published_at=clock.now(),
        approved_as="development",
    )
    return old.id, new.id


def _renamed(body: dict[str, Json]) -> dict[str, Json]:
    def walk(part: Json) -> Json:
        if isinstance(part, dict):
            return {RENAMED if key == STATE else key: walk(value) for key, value in part.items()}
        if isinstance(part, list):
            return [walk(one) for one in part]
        return RENAMED if part == STATE else part

    return {key: walk(value) for key, value in body.items()}


def _cases(count: int) -> None:
    """One by the real way, then its rows again and again under numbers of their own."""
    [one] = applicants.applicants(1)
    catalogue.submit(one.token, by=Actor.citizen(one.person_id, ""))
    with connection.cursor() as cursor:
        for model in (Case, Task, Timer):
            table = model._meta.db_table
            columns = [str(field.column) for field in model._meta.concrete_fields]
            shown = [
                # So far apart that the rows of a case never meet those of the next; and in the past,
                # because a number of the future would be given once more while the cases move.
                f"{name} - {APART} * n::bigint" if name in {"id", "case_id", "task_id"} else name
                for name in columns
            ]
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608 - names of ours
                f" SELECT {', '.join(shown)} FROM {table}, generate_series(1, %s) AS n",
                [count - 1],
            )
        cursor.execute(
            "INSERT INTO cases_caseevent (id, case_id, seq, kind, action, from_state, to_state,"
            " place, actor_kind, actor_name, comment, reason, payload, definition_id, at)"
            " SELECT id + 1, id, seq, 'entered', '', '', state, '', 'system', '', '', '', '{}',"
            " definition_id, opened_at FROM cases_case WHERE NOT EXISTS (SELECT FROM"
            " cases_caseevent AS known WHERE known.case_id = cases_case.id)"
        )
