"""`inbox`: the first page of a clerk with its counts, at ten thousand, a million and ten million tasks."""

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)

from pishkhan.config.bench import applicants, backlog, ground, measuring
from pishkhan.config.bench.ground import Ground
from pishkhan.config.bench.load import Plan
from pishkhan.config.bench.measuring import Measured
from pishkhan.config.demo.tree import EXAMS
from pishkhan.kernel.cases.models import Cartable
from pishkhan.kernel.organisations import api as organisations
from pishkhan.web.people import SECOND_FACTOR


CLERK = "secretariat"
SIZES = {"10k": 10_000, "1m": 1_000_000, "10m": 10_000_000}
SMALL_SIZES = {"10k": 10_000, "1m": 20_000, "10m": 40_000}
ROUNDS, SMALL_ROUNDS = 300, 12
# The same open tasks at every size, so that growth is that of the history behind them.
CARTABLES, OPEN = 10, 5000
VERSION = "2"
ROUTE, WINDOWS = "desk:inbox", 6


def measure(on: Ground, *, small: bool) -> Measured:
    """The whole page for one clerk, timed inside the server, at each size; CPU time beside it."""
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
    """Milliseconds inside the server, the median of windows; CPU time of web and database."""
    wire = ground.wire("GET", "/desk/", cookies=f"{settings.SESSION_COOKIE_NAME}={_signed_in()}")
    took: list[float] = []
    loads = []
    with ground.web(on) as web:
        # One connection at a time; all workers get warm.
        web.load(Plan(port=web.port, connections=4, requests=[wire], total=rounds // 3))
        for _window in range(WINDOWS):
            seconds, count = web.answered(ROUTE)
            plan = Plan(port=web.port, connections=1, requests=[wire], total=rounds // WINDOWS)
            loads.append(web.load(plan))
            after, last = web.answered(ROUTE)
            took.append(1000 * (after - seconds) / (last - count))
    return (
        measuring.median(took, 2),
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
    own = _cartable(office.id)
    every = max(1, count // OPEN)
    backlog.fill(count, every=every, places=CARTABLES, own=[own], office=office.id)


def _cartable(office_id: int) -> int:
    """The clerk's cartable, where the first request would have made it."""
    made = Cartable.objects.create(
        organisation_id=office_id,
        role=backlog.ROLE,
        service=backlog.SERVICE,
        title="دبیرخانه",
        organisation_name="سازمان آزمون‌ها (نمایشی)",
    )
    return made.id
