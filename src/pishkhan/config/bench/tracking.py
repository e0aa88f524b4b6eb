"""`tracking`: the page of a request, as who proved its two numbers sees it, at 200 requests a second."""

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pishkhan.config.bench import applicants, ground, measuring
from pishkhan.config.bench.ground import Ground, Web
from pishkhan.config.bench.load import Plan
from pishkhan.config.bench.measuring import Measured
from pishkhan.foundation import clock
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.surfaces.track import sessions


PAGE = "/track/case/"
RATE = 200.0
CASES, VISITORS, WINDOWS, SECONDS, SQL_ROUNDS = 200, 2000, 3, 15, 400
SMALL_CASES, SMALL_VISITORS, SMALL_SECONDS, SMALL_ROUNDS = 5, 20, 1, 5
CONNECTIONS = 16


def measure(on: Ground, *, small: bool) -> Measured:
    """The page by the clock, then as fast as it goes, beside the CPU time of its SQL alone."""
    seconds = SMALL_SECONDS if small else SECONDS
    on.fresh("tracking")
    keys = _visitors(SMALL_CASES if small else CASES, SMALL_VISITORS if small else VISITORS)
    wires = [
        ground.wire("GET", PAGE, number=number, cookies=f"{settings.SESSION_COOKIE_NAME}={key}")
        for number, key in enumerate(keys)
    ]
    with ground.web(on) as web:
        web.load(_plan(web, wires, total=len(wires) // 4))
        windows = range(1 if small else WINDOWS)
        timed = [
            web.load(_plan(web, wires, rate=RATE, total=int(RATE * seconds)))
            for _window in measuring.shown(windows, "tracking", len(windows))
        ]
        free = web.load(_plan(web, wires, total=int(RATE * seconds)))
    floor, statements = _sql_alone(on, keys[0], SMALL_ROUNDS if small else SQL_ROUNDS)
    web_ms = measuring.median(one.ms_a_request(one.web_cpu) for one in timed)
    database_ms = measuring.median(one.ms_a_request(one.database_cpu) for one in timed)
    p95s = (measuring.percentile(one.seen.latencies, 0.95) for one in timed)
    return Measured(
        figures={
            "p95_ms": measuring.median(p95s, 1),
            "cpu_ratio": round((web_ms + database_ms) / floor, 1),
            "web_cpu_ms": web_ms,
            "database_cpu_ms": database_ms,
            "statements": statements,
            "per_s": round(free.seen.per_s, 1),
        },
        limit={"sql_cpu_ms": floor, "rate": RATE},
    )


def _plan(web: Web, wires: list[str], *, total: int, rate: float | None = None) -> Plan:
    return Plan(
        port=web.port, connections=CONNECTIONS, requests=wires, rate=rate, total=max(total, 1)
    )


def _visitors(cases: int, visitors: int) -> list[str]:
    """Sessions that have proved a request each; the requests were registered by the real way."""
    found = [
        catalogue.submit(one.token, by=Actor.citizen(one.person_id, "")).case_id
        for one in applicants.applicants(cases)
    ]
    until = (clock.now() + sessions.LASTS).isoformat()
    return applicants.sessions(
        [
            {sessions.PROVEN: {"case": str(found[number % cases]), "until": until}}
            for number in range(visitors)
        ]
    )


def _sql_alone(on: Ground, session: str, rounds: int) -> tuple[float, int]:
    """CPU milliseconds of the database for the page's own statements, and how many they are."""
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        browser.get(PAGE)
    texts = [one["sql"] for one in queries.captured_queries]
    with psycopg.connect(on.url("tracking"), autocommit=True) as bare:
        before = measuring.cpu_seconds(bare.info.backend_pid)
        for _round in range(rounds):
            for text in texts:
                bare.execute(text.encode(), prepare=False)
        spent = measuring.cpu_seconds(bare.info.backend_pid) - before
    return max(round(spent * 1000 / rounds, 3), 0.001), len(texts)
