"""Where benchmarks run: a cluster of their own that waits for the disk, and the real web server.

The cluster stands in `var/bench/`. `ready` in it has the tables, the calendars, the processes and
the staff of the demonstration; every benchmark works on a copy of it, and large data are kept.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from pishkhan.config import children, database_server, paths
from pishkhan.config.bench import measuring
from pishkhan.config.bench.load import Plan, Seen


FOLDER = paths.VAR / "bench"
READY = "ready"
FIRST_ANSWER_SECONDS = 60
PROXY = "127.0.0.1"


class BenchError(Exception):
    """Why something could not be measured, in one sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """The running cluster."""

    folder: Path

    def url(self, database: str) -> str:
        """The address of one database of the cluster."""
        return f"postgresql://pishkhan@/{database}?host={self.folder}"

    def fresh(self, name: str) -> None:
        """Let Django work on a new copy of `ready`, whose trail has no head kept outside yet."""
        for head in (FOLDER / "audit").glob("head-*"):
            head.unlink()
        self._ready()
        self._make(name)
        self.use(name)

    def blank(self, name: str) -> None:
        """An empty database, for somebody else's tables."""
        self._make(name, template="template1")

    def kept(self, name: str, version: str, build: Callable[[], None]) -> None:
        """Let Django work on data that are built once; again when tables or `version` change."""
        wanted = f"{self._ready()} {version}"
        if self._note(name) != wanted:
            self._make(name)
            self.use(name)
            build()
            self._write_note(name, wanted)
        self.use(name)

    def use(self, name: str) -> None:
        """Point Django, and what is started from now on, at a database of the cluster."""
        from django.db import connection  # noqa: PLC0415 - after django.setup()

        connection.close()
        connection.settings_dict["NAME"] = name
        os.environ["DATABASE_URL"] = self.url(name)

    def postgres(self) -> int:
        """The process of the database server."""
        with psycopg.connect(self.url("postgres")) as connection:
            return measuring.parent_of(connection.info.backend_pid)

    def version(self) -> str:
        """The version of the database server."""
        with psycopg.connect(self.url("postgres")) as connection:
            found = connection.execute("SHOW server_version").fetchone()
        return str(found[0]) if found else ""

    def _ready(self) -> str:
        """Make `ready` if it is not there or its tables are old; the digest of its tables."""
        from pishkhan.config import setup_database  # noqa: PLC0415 - brings Django

        state = setup_database.state_of_migrations()
        if self._note(READY) != state:
            self._make(READY, template="template1")
            self.use(READY)
            _furnish()
            self._write_note(READY, state)
        return state

    def _make(self, name: str, *, template: str = READY) -> None:
        self.use("postgres")
        one, other = sql.Identifier(name), sql.Identifier(template)
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(one))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(one, other))

    def _note(self, name: str) -> str:
        with psycopg.connect(self.url("postgres")) as connection:
            found = connection.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [name],
            ).fetchone()
        return str(found[0]) if found and found[0] else ""

    def _write_note(self, name: str, note: str) -> None:
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Literal(note)))


@contextmanager
def up() -> Iterator[Ground]:
    """The cluster, started; Django is set up on it. `fsync` is on, as in production."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = paths.socket_folder()
    ground = Ground(folder=folder.with_name(f"{folder.name}-bench"))
    os.environ["DATABASE_URL"] = ground.url("postgres")
    os.environ["PISHKHAN_AUDIT_FOLDER"] = str(FOLDER / "audit")
    # Each request of the generator comes from an address of its own, as people's do.
    os.environ["PISHKHAN_TRUSTED_PROXIES"] = PROXY
    os.environ.setdefault("PISHKHAN_SECRET_KEY", "of the benchmarks, never of an installation")
    import django  # noqa: PLC0415 - reads the environment set above

    server = database_server.DatabaseServer(FOLDER / "postgres", ground.folder)
    server.start()
    try:
        django.setup()
        yield ground
    finally:
        from django.db import connection  # noqa: PLC0415 - after django.setup()

        connection.close()
        server.stop()


def _furnish() -> None:
    """What a running installation has: tables, calendars, processes, organisations, staff."""
    from pishkhan.config import setup_database  # noqa: PLC0415 - brings Django
    from pishkhan.config.demo import staff, tree  # noqa: PLC0415 - brings Django
    from pishkhan.kernel.catalogue import api as catalogue  # noqa: PLC0415 - brings Django
    from pishkhan.kernel.identity.spec import Actor  # noqa: PLC0415 - brings Django

    setup_database.migrate()
    setup_database.seed()
    by = Actor.system()
    ids = tree.plant(by)
    staff.employ(ids, by)
    for definition in catalogue.services():
        catalogue.set_office(definition.code, organisation_id=ids[tree.EXAMS], by=by)


@dataclass(frozen=True, kw_only=True, slots=True)
class Web:
    """The web server as `pishkhan run` starts it, on the database that Django works on."""

    port: int
    pid: int
    postgres: int

    def answered(self, route: str) -> tuple[float, int]:
        """Seconds inside the server for all answers of a route since it started, and how many."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as said:
            lines = said.read().decode().splitlines()
        mark = f'{{route="{route}"}} '
        found = [
            next(
                (float(one.split(mark)[1]) for one in lines if one.startswith(f"{name}{mark}")), 0.0
            )
            for name in ("pishkhan_request_seconds_sum", "pishkhan_request_seconds_count")
        ]
        return found[0], int(found[1])

    def load(self, plan: Plan) -> "Loaded":
        """Run a plan in the generator's own process, and see what CPU time it cost whom."""
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(asdict(plan), file)
            file.flush()
            web, database = measuring.cpu_seconds(self.pid), measuring.cpu_seconds(self.postgres)
            command = [sys.executable, "-m", "pishkhan.config.bench.load", file.name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
            web = measuring.cpu_seconds(self.pid) - web
            database = measuring.cpu_seconds(self.postgres) - database
        if done.returncode:
            raise BenchError(f"The load generator failed: {done.stderr.strip()[-500:]}")
        seen = Seen(**json.loads(done.stdout))
        if seen.wrong:
            raise BenchError(f"{seen.wrong} answers were wrong; the first: {seen.faults[0]}")
        return Loaded(seen=seen, web_cpu=web, database_cpu=database)


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What one load did; CPU seconds of the web server's processes and of the database's."""

    seen: Seen
    web_cpu: float
    database_cpu: float

    def ms_a_request(self, seconds: float) -> float:
        """CPU milliseconds a request."""
        return round(seconds * 1000 / len(self.seen.latencies), 3)


@contextmanager
def web(ground: Ground) -> Iterator[Web]:
    """The web server, started with as many workers as there are cores, and stopped."""
    from pishkhan.config import supervisor  # noqa: PLC0415 - not for the generator

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    counted = FOLDER / "metrics"
    shutil.rmtree(counted, ignore_errors=True)
    counted.mkdir(parents=True)
    environment = {
        **os.environ, "PYTHONWARNINGS": "ignore", "PROMETHEUS_MULTIPROC_DIR": str(counted)
    }  # fmt: skip
    process = children.start(supervisor.web_command("127.0.0.1", port), environment)
    try:
        _await_first_answer(port)
        yield Web(port=port, pid=process.pid, postgres=ground.postgres())
    finally:
        children.stop([process])


def _await_first_answer(port: int) -> None:
    until = time.monotonic() + FIRST_ANSWER_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10):
            return
        time.sleep(0.1)
    message = "The web server gave no answer."
    raise BenchError(message)


def wire(  # noqa: PLR0913 - a request has that many parts
    method: str, path: str, *, number: int = 0, cookies: str = "", host: str = "localhost",
    body: str = "", kind: str = "application/x-www-form-urlencoded",
) -> str:  # fmt: skip
    """A request as a browser sends it through the proxy in front; `number` gives its address."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        "Accept: text/html",
        "Accept-Language: fa",
        f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
    ]
    if cookies:
        lines.append(f"Cookie: {cookies}")
    if method == "POST":
        lines.append(f"Content-Type: {kind}")
        lines.append(f"Content-Length: {len(body.encode())}")
    return "\r\n".join([*lines, "", body])
