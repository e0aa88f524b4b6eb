"""The whole product on real processes, kept up by the real supervisor, to be killed piece by piece.

A cluster of its own that waits for the disk (fsync on), the web server with its workers, the
worker, the SMS simulator, the simulated bank. Everything is gone at the end, also after a failure.
"""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import psycopg
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from pishkhan.config import children, environment, paths
from pishkhan.config.database_server import _root_home
from pishkhan.kernel.organisations.testing import Tree
from tests.e2e.house import settle


START_SECONDS = 180
STOP_SECONDS = 60
LEASE, PAUSE = os.environ.get("FAULTS_LEASE", "5"), os.environ.get("FAULTS_PAUSE", "2")
# What to look for in the command of a process; the web workers are children of the web server.
MARKS = {
    "server": "granian",
    "worker": "pishkhan.config.worker",
    "simulator": "simulators.sms_operator",
    "bank": "simulators.bank",
    "database": "bin/postgres",
}


@dataclass(kw_only=True)
class Stand:
    """Where everything is, and the hands to break it with."""

    var: Path
    port: int
    simulator: str
    bank: str
    keeper: subprocess.Popen[bytes]
    blocker: DjangoDbBlocker
    tree: Tree | None = None
    killed: list[str] = field(default_factory=list)

    @property
    def database(self) -> str:
        """Address of the database, as its owner."""
        mark = hashlib.sha256(str(self.var / "postgres").encode()).hexdigest()[:12]
        return (
            f"postgresql://pishkhan@/pishkhan?host={self.temporary}/pishkhan-{os.getuid()}-{mark}"
        )

    @property
    def files(self) -> Path:
        """Where the web server and the worker keep files."""
        return self.var / "files"

    @property
    def temporary(self) -> Path:
        """Where the processes put temporary files."""
        return self.var / "temporary"

    def pids(self, what: str) -> list[int]:
        """The processes of a kind: web, server, worker, simulator, bank, database."""
        if what == "web":
            return [
                pid
                for server in self.pids("server")
                for pid, command in _children(server).items()
                if "resource_tracker" not in command
            ]
        found = _children(self.keeper.pid)
        return [pid for pid, command in found.items() if MARKS[what] in command]

    def children(self, pid: int) -> list[int]:
        """What a process has started itself."""
        return list(_children(pid))

    def kill(self, what: str, which: int = 0) -> bool:
        """SIGKILL one process of a kind; false if none is there at this moment."""
        found = self.pids(what)
        if not found:
            return False
        with suppress(ProcessLookupError):
            os.kill(found[which % len(found)], signal.SIGKILL)
        self.killed.append(what)
        return True

    def phones(self, mobile: str = "") -> list[dict[str, str]]:
        """Every message that telephones (or one) ever showed, in the order of each operator."""
        found: list[dict[str, str]] = []
        for journal in sorted((self.var / "phones").glob("*.jsonl")):
            lines = journal.read_text(encoding="utf-8").rpartition("\n")[0].splitlines()
            found += [json.loads(line) for line in lines if mobile in line]
        return found

    def log(self) -> str:
        """What all processes have said."""
        return (self.var / "said.log").read_text(errors="replace")

    def lives(self) -> None:
        """Fail with what was said, if the supervisor itself has ended."""
        assert self.keeper.poll() is None, f"The supervisor ended:\n{self.log()[-3000:]}"

    def eventually(self, truth: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until something holds, also while the database does not answer."""
        until = time.monotonic() + seconds
        while True:
            self.lives()
            with suppress(psycopg.OperationalError, OSError):
                if truth():
                    return
            assert time.monotonic() < until, f"Not within {seconds} s: {what}\n{self.log()[-3000:]}"
            time.sleep(0.2)

    def is_well(self) -> bool:
        """Whether the database takes connections and the first page answers."""
        self.asked("SELECT 1")
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
            return int(answer.status) == HTTPStatus.OK

    def asked(self, sql: str) -> list[tuple[object, ...]]:
        """One statement on a connection of its own, as the owner of everything."""
        with psycopg.connect(self.database, autocommit=True, connect_timeout=5) as one:
            cursor = one.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def count(self, sql: str) -> int:
        """The only number of the only row."""
        return int(str(self.asked(sql)[0][0]))

    @contextmanager
    def within(self) -> Iterator[None]:
        """Inside, this process reads and writes this stand's database and files."""
        kept = dict(connection.settings_dict)
        with self.blocker.unblock():
            connection.close()
        connection.settings_dict.update(environment.database(self.database))
        files = override_settings(FILES_FOLDER=self.files)
        with self.blocker.unblock(), files:
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict.clear()
                connection.settings_dict.update(kept)


@contextmanager
def open_stand(blocker: DjangoDbBlocker) -> Iterator[Stand]:
    """Start everything and stop it."""
    with ExitStack() as stack:
        var = Path(tempfile.mkdtemp(prefix="pishkhan-faults-"))
        stack.callback(shutil.rmtree, var, ignore_errors=True)
        stack.callback(shutil.rmtree, _root_home(var), ignore_errors=True)
        var.chmod(0o755)  # root's database server runs as somebody else
        (var / "temporary").mkdir()
        (var / "temporary").chmod(0o1777)
        port, sms, bank = _free_port(), _free_port(), _free_port()
        said = stack.enter_context((var / "said.log").open("wb"))
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.keeper"],
            cwd=paths.CHECKOUT,
            env=_environment(var, port, sms, bank),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=children.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - we have one thread
        )
        stand = Stand(
            var=var,
            port=port,
            simulator=f"http://127.0.0.1:{sms}",
            bank=f"http://127.0.0.1:{bank}",
            keeper=keeper,
            blocker=blocker,
        )
        stack.callback(_stop, keeper)
        stand.eventually(lambda: "runs at" in stand.log(), START_SECONDS, "the first page")
        with stand.within():
            stand.tree = settle()
        yield stand


def _environment(var: Path, port: int, sms: int, bank: int) -> dict[str, str]:
    dropped = {"DATABASE_URL", "PISHKHAN_SMS"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {
        "PYTHONPATH": os.pathsep.join([str(paths.CHECKOUT / "src"), str(paths.CHECKOUT)]),
        "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
        "PISHKHAN_VAR": str(var),
        "TMPDIR": str(var / "temporary"),
        "PISHKHAN_PORT": str(port),
        "PISHKHAN_SMS_SIMULATOR_URL": f"http://127.0.0.1:{sms}",
        "PISHKHAN_BANK_SIMULATOR_URL": f"http://127.0.0.1:{bank}",
        "PISHKHAN_SMS_QUIET_HOURS": "",
        # Applicants come through a proxy, each from an address of their own.
        "PISHKHAN_TRUSTED_PROXIES": "127.0.0.1",
        "FAULTS_LEASE": LEASE,
        "FAULTS_PAUSE": PAUSE,
        "PYTHONUNBUFFERED": "1",
    }


def _stop(keeper: subprocess.Popen[bytes]) -> None:
    """Ask the supervisor, then end whatever is left of it."""
    everything = [keeper.pid, *_descendants(keeper.pid)]
    for pid in everything:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)  # what a test froze must be able to stop
    keeper.terminate()
    with suppress(subprocess.TimeoutExpired):
        keeper.wait(STOP_SECONDS)
    for pid in everything:
        if _command(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    keeper.wait()


def _descendants(pid: int) -> list[int]:
    return [one for child in _children(pid) for one in (child, *_descendants(child))]


def _children(parent: int) -> dict[int, str]:
    """The living children of a process, with their commands."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, ppid = (place / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(ppid) == parent and state != "Z":
                found[int(place.name)] = _command(int(place.name))
    return found


def _command(pid: int) -> str:
    with suppress(OSError):
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
