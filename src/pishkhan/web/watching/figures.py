"""Figures for Prometheus: counted in the processes, and read from the database when asked for.

Web processes count into files of one folder (`PROMETHEUS_MULTIPROC_DIR`, which `pishkhan run` sets
and empties at start), so that any of them may answer for all. What waits somewhere is not counted
but read: the database knows it for all machines. A label is a name out of our own code, never
anything that somebody typed.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.db import DatabaseError, connection, transaction
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from typing_extensions import override

from pishkhan.foundation.errors import DomainError


FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name
STATEMENT_MS = 2000
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
log = structlog.get_logger(__name__)

COUNTED = CollectorRegistry()
REQUESTS = Counter("pishkhan_requests", "Answered requests.", ["route", "status"], registry=COUNTED)
SECONDS = Histogram(
    "pishkhan_request_seconds",
    "From the first line of a request to its answer.",
    ["route"],
    buckets=BOUNDS,
    registry=COUNTED,
)
DATABASE_SECONDS = Counter(
    "pishkhan_database_seconds", "Time spent in statements.", ["route"], registry=COUNTED
)
STATEMENTS = Counter(
    "pishkhan_database_statements", "Statements of requests.", ["route"], registry=COUNTED
)
IN_FLIGHT = Gauge(
    "pishkhan_requests_in_flight",
    "Requests being answered now.",
    multiprocess_mode="livesum",
    registry=COUNTED,
)
REFUSED_UPLOADS = Counter(
    "pishkhan_uploads_refused", "Files not taken, by the reason.", ["reason"], registry=COUNTED
)

Values = Iterable[tuple[tuple[str, ...], float]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure that is read when asked for: `read` gives the value of each set of labels."""

    name: str
    told: str
    read: Callable[[], Values]
    labels: tuple[str, ...] = ()
    only_grows: bool = False


_declared: dict[str, Figure] = {}


def declare(*figures: Figure) -> None:
    """Show these too; a figure of the same name is replaced (called by config/watching)."""
    _declared.update({figure.name: figure for figure in figures})


def observe(route: str, status: int, seconds: float) -> None:
    """Count an answer; `route` is the name of a route of ours."""
    REQUESTS.labels(route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def refused_upload(refusal: DomainError) -> None:
    """Count a file that was not taken."""
    REFUSED_UPLOADS.labels(refusal.code).inc()


def exposition() -> bytes:
    """Everything, in the text format of Prometheus. Never raises for a database that is away."""
    read = CollectorRegistry()
    read.register(_Read())
    return generate_latest(_counted()) + generate_latest(read)


def _counted() -> CollectorRegistry:
    folder = os.environ.get(FOLDER)
    if not folder:
        return COUNTED
    _sweep(Path(folder))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]  # the library's
    return registry


def _sweep(folder: Path) -> None:
    """Forget what processes that died had in flight."""
    for path in folder.glob("gauge_live*_*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdigit() and not _lives(int(number)):
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    with suppress(PermissionError):  # somebody else's now, but there is one
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True


class _Read(Collector):
    """The declared figures as they are now."""

    @override
    def collect(self) -> Iterator[Metric]:
        failed = GaugeMetricFamily(
            "pishkhan_figure_failed", "Figures that could not be read.", labels=["figure"]
        )
        is_away = False
        for figure in _declared.values():
            values = None if is_away else _values(figure)
            if values is not None:
                yield _family(figure, values)
                continue
            # A database that is away was asked once; that is long enough.
            is_away = is_away or connection.connection is None or not connection.is_usable()
            failed.add_metric([figure.name], 1)
        yield failed


def _values(figure: Figure) -> Mapping[tuple[str, ...], float] | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(STATEMENT_MS)])
            return dict(figure.read())
    except DatabaseError as error:
        log.warning("figure_failed", figure=figure.name, why=type(error).__name__)
        return None


def _family(figure: Figure, values: Mapping[tuple[str, ...], float]) -> Metric:
    kind = CounterMetricFamily if figure.only_grows else GaugeMetricFamily
    family = kind(figure.name, figure.told, labels=list(figure.labels))
    for labels, value in values.items():
        family.add_metric(list(labels), value)
    return family
