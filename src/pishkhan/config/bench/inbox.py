"""`inbox`: the first page of a clerk with its counts, at ten thousand, a million and ten million tasks."""

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.db import connection

from pishkhan.config.bench import applicants, ground, measuring
from pishkhan.config.bench.ground import Ground
from pishkhan.config.bench.load import Plan
from pishkhan.config.bench.measuring import Measured
from pishkhan.config.demo.tree import EXAMS
from pishkhan.foundation import clock
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.persistence.api import first_id_at
from pishkhan.web.people import SECOND_FACTOR


CLERK = "secretariat"
ROLE, SERVICE = "secretariat_clerk", applicants.SERVICE
SIZES = {"10k": 10_000, "1m": 1_000_000, "10m": 10_000_000}
SMALL_SIZES = {"10k": 10_000, "1m": 20_000, "10m": 40_000}
ROUNDS, SMALL_ROUNDS = 300, 10
CARTABLES, OPEN_SHARE = 10, 0.04
VERSION = "1"
# Tasks of the last three years; one in 25 is open, a third of these late, in ten cartables, of
# which one is the clerk's. Written without indexes, which are made afterwards, as a restore does.
FILL = """
    INSERT INTO cases_task (
        id, case_id, state, state_title, kind, role, role_title, organisation_id,
        organisation_name, cartable_id, for_applicant, priority, returned, due_at, due_from,
        sort_at, created_at, closed_at, closed_by, closed_by_name, outcome, referral, referred_by,
        service, applicant_name, subject, reference, search_key, assignee_name)
    SELECT %(first)s + n, %(first)s + n / 3, 'secretariat', 'بررسی دبیرخانه', 'human', %(role)s,
        'دبیرخانه', %(office)s, 'سازمان آزمون‌ها (نمایشی)',
        CASE WHEN n %% %(places)s = 0 THEN %(cartable)s ELSE n %% %(places)s END,
        false, 0, n %% 17 = 0, due_at, due_at - interval '3 days', due_at,
        due_at - interval '3 days',
        CASE WHEN is_open THEN NULL ELSE due_at - interval '1 day' END,
        CASE WHEN is_open THEN NULL ELSE n %% 5000 END, '', '', '', '',
        %(service)s, 'سمیه رستگار', 'اصلاح نام پدر در کارنامه', (n / 3) || '/4',
        'سمیه رستگار ' || n / 3, ''
    FROM (
        SELECT n, is_open, CASE
            WHEN is_open THEN %(now)s + (n %% 900 - 300) * interval '10 minutes'
            ELSE %(now)s - interval '5 days' - (n %% 1000) * interval '1 day' END AS due_at
        FROM (SELECT n, n / %(places)s %% %(every)s = 0 AS is_open
              FROM generate_series(1, %(count)s) AS n) AS numbered
    ) AS task"""
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = 'cases_task' AND indexname NOT LIKE '%%pkey'"""


def measure(on: Ground, *, small: bool) -> Measured:
    """The whole page over HTTP by one clerk, and the database's CPU time in it, at each size."""
    sizes, rounds = (SMALL_SIZES, SMALL_ROUNDS) if small else (SIZES, ROUNDS)
    pages: dict[str, float] = {}
    web: dict[str, float] = {}
    database: dict[str, float] = {}
    for name, count in measuring.shown(sizes.items(), "inbox", len(sizes)):
        prefix = "small_" if small else ""
        on.kept(f"{prefix}inbox_{name}", f"{VERSION} {count}", lambda n=count: _fill(n))  # type: ignore[misc]  # bound now
        pages[name], web[name], database[name] = _page(on, rounds)
    return Measured(
        figures={f"page_ms_{name}": took for name, took in pages.items()}
        | {"growth": round(pages["10m"] / pages["10k"], 2)}
        | {f"web_cpu_ms_{name}": spent for name, spent in web.items()}
        | {f"database_cpu_ms_{name}": spent for name, spent in database.items()},
        limit={f"tasks_{name}": count for name, count in sizes.items()},
    )


def _page(on: Ground, rounds: int) -> tuple[float, float, float]:
    wire = ground.wire("GET", "/desk/", cookies=f"{settings.SESSION_COOKIE_NAME}={_signed_in()}")
    with ground.web(on) as web:
        # One connection at a time; all workers get warm.
        web.load(Plan(port=web.port, connections=4, requests=[wire], total=rounds // 5))
        loads = [
            web.load(Plan(port=web.port, connections=1, requests=[wire], total=rounds // 3))
            for _window in range(3)
        ]
    return (
        measuring.median((took for one in loads for took in one.seen.latencies), 2),
        measuring.median(one.ms_a_request(one.web_cpu) for one in loads),
        measuring.median(one.ms_a_request(one.database_cpu) for one in loads),
    )


def _signed_in() -> str:
    """The session of the clerk, both factors proved."""
    account = get_user_model().objects.get(username=CLERK)
    kept = {
        SESSION_KEY: str(account.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: account.get_session_auth_hash(),
        SECOND_FACTOR: "1",
    }
    return applicants.sessions([kept])[0]


def _fill(count: int) -> None:
    office = organisations.organisation_by_code(EXAMS)
    if office is None:
        message = "The demonstration's office is not there."
        raise ground.BenchError(message)
    at = clock.now()
    values: dict[str, int | str] = {
        "count": count,
        "first": first_id_at(at) - count - 1,
        "role": ROLE,
        "service": SERVICE,
        "office": office.id,
        "places": CARTABLES,
        "cartable": _cartable(office.id),
        "every": round(1 / OPEN_SHARE),
    }
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _made in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(FILL, {**values, "now": at})
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, made in indexes:
            cursor.execute(made)
        cursor.execute("VACUUM (ANALYZE) cases_task")
        cursor.execute("CHECKPOINT")


def _cartable(office_id: int) -> int:
    """The clerk's cartable, where the first request would have made it."""
    made = Cartable.objects.create(
        organisation_id=office_id,
        role=ROLE,
        service=SERVICE,
        title="دبیرخانه",
        organisation_name="سازمان آزمون‌ها (نمایشی)",
    )
    return made.id
