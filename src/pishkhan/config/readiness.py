"""What is asked before this process is given work."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from pishkhan.config import figures, soundness
from pishkhan.kernel.audit import api as audit
from pishkhan.web.watching import checks
from pishkhan.web.watching.checks import NotReady


LEAST_FREE = 500_000_000  # octets: what a busy hour may bring
WORKER_SILENT = timedelta(seconds=60)  # it says every ten seconds that it lives
UNSEALED_FOR = timedelta(minutes=5)  # it seals every second


def wire() -> None:
    """Declare the checks; may be called again."""
    checks.declare(
        database=_database,
        migrations=_migrations,
        settings=_settings,
        disk=_disk,
        worker=_worker,
        audit=_audit,
    )


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


@cache
def _migrations_here() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations() -> str:
    missing = _migrations_here() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        named = ", ".join(f"{app}.{name}" for app, name in sorted(missing))
        raise NotReady(f"not applied: {named[:300]}")
    return "all applied"


def _settings() -> str:
    problems = () if settings.DEVELOPMENT else soundness.problems()
    if problems:
        raise NotReady("; ".join(problems))
    return "sound"


def _disk() -> str:
    free = figures.disk_free()
    said = f"{free // 1_000_000} MB free"
    if free < LEAST_FREE:
        raise NotReady(said)
    return said


def _worker() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
        )
        age = cursor.fetchone()[0]
    if age is None:
        raise NotReady("no worker")
    if age > WORKER_SILENT.total_seconds():
        raise NotReady(f"silent for {age:.0f} s")
    return "alive"


def _audit() -> str:
    oldest = max((age for _, count, age in figures.audit_lines() if count), default=0.0)
    if oldest > UNSEALED_FOR.total_seconds():
        raise NotReady(f"a line waits for its seal since {oldest:.0f} s")
    if not audit.head_is_whole():
        raise NotReady("the head kept outside is not on the chain: pishkhan verify audit")
    return "sealed"
