"""Many tasks at once, as years of work leave them; shared by the rows of lists."""

from collections.abc import Sequence

from django.db import connection

from pishkhan.config.bench import applicants
from pishkhan.foundation import clock
from pishkhan.kernel.cases.actions.writing import Value  # noqa: TC001 - dict[str, Value] is said at run time
from pishkhan.kernel.cases.models import Task
from pishkhan.kernel.persistence.api import first_id_at


ROLE, SERVICE = "secretariat_clerk", applicants.SERVICE
# Tasks of the last three years; of each cartable one in `every` is open, a third of these late.
# The first of the cartables are those measured. Written without indexes, which are made afterwards,
# as a restore does.
FILL = """
    INSERT INTO cases_task (
        id, case_id, state, state_title, kind, role, role_title, organisation_id,
        organisation_name, cartable_id, for_applicant, priority, returned, due_at, due_from,
        sort_at, created_at, closed_at, closed_by, closed_by_name, outcome, referral, referred_by,
        service, applicant_name, subject, reference, search_key, assignee_name)
    SELECT %(first)s + n, %(first)s + n / 3, 'secretariat', 'بررسی دبیرخانه', 'human', %(role)s,
        'دبیرخانه', %(office)s, 'سازمان آزمون‌ها (نمایشی)',
        coalesce((%(own)s::bigint[])[n %% %(places)s + 1], n %% %(places)s),
        false, 0, n %% 17 = 0, due_at, due_at - interval '3 days', due_at,
        due_at - interval '3 days',
        CASE WHEN is_open THEN NULL ELSE due_at - interval '1 day' END,
        CASE WHEN is_open THEN NULL ELSE n %% 5000 END, '', '', '', '',
        %(service)s, 'سمیه رستگار', 'اصلاح نام پدر در کارنامه', (n / 3) || '/4',
        'سمیه رستگار ' || n / 3, ''
    FROM (
        SELECT n, is_open, CASE
            WHEN is_open THEN %(now)s + (n / %(places)s / %(every)s %% 900 - 300)
                * interval '10 minutes'
            ELSE %(now)s - interval '5 days' - (n %% 1000) * interval '1 day' END AS due_at
        FROM (SELECT n, n / %(places)s %% %(every)s = 0 AS is_open
              FROM generate_series(1, %(count)s) AS n) AS numbered
    ) AS task"""
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = 'cases_task' AND indexname NOT LIKE '%%pkey'"""
COPIED = [
    str(field.column)
    for field in Task._meta.concrete_fields
    if field.column not in {"id", "sort_at", "closed_at", "closed_by"}
]
# The oldest of a cartable are done, and as many new ones come: the row leaves the index of open ones.
CHURN = f"""
    WITH done AS (
        UPDATE cases_task SET closed_at = %(now)s, closed_by = 1
        WHERE id = ANY(ARRAY(
            SELECT id FROM cases_task WHERE cartable_id = %(cartable)s AND closed_at IS NULL
            ORDER BY sort_at LIMIT %(count)s))
        RETURNING *)
    INSERT INTO cases_task (id, sort_at, {", ".join(COPIED)})
    SELECT %(first)s + row_number() OVER (), sort_at + interval '6 days', {", ".join(COPIED)}
    FROM done"""  # noqa: S608 - names of ours


def fill(count: int, *, every: int, places: int, own: Sequence[int], office: int) -> None:
    """Write `count` tasks into `places` cartables, of which `own` are the first."""
    at = clock.now()
    values: dict[str, Value] = {
        "now": at,
        "count": count,
        "first": first_id_at(at) - count - 1,
        "role": ROLE,
        "service": SERVICE,
        "office": office,
        "places": places,
        "own": list(own),
        "every": every,
    }
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _made in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(FILL, values)
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, made in indexes:
            cursor.execute(made)
        cursor.execute("VACUUM (ANALYZE) cases_task")
        cursor.execute("CHECKPOINT")


def churn(cartable: int, count: int, *, first: int) -> int:
    """Close `count` open tasks of a cartable and open as many, numbered from `first`; how many."""
    values: dict[str, Value] = {
        "cartable": cartable,
        "count": count,
        "now": clock.now(),
        "first": first,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHURN, values)
        return int(cursor.rowcount)
