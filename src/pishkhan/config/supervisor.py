"""`pishkhan run`: the database, the web server, the worker and the simulators, as one program.

Started together, watched, and stopped together: on Ctrl-C, SIGTERM and a closed terminal nothing
is left; on SIGKILL of this process the kernel tells the children (see children.py).
"""

import errno
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from pishkhan.config import children
from pishkhan.config.database_server import DatabaseServer
from pishkhan.config.paths import (
    APPLICATION_ROLE,
    CLUSTER,
    PACKAGE,
    VAR,
    embedded_url,
    socket_folder,
)


FIRST_PAGE_SECONDS = 90
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PAUSE_SECONDS = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60  # a child that lived so long starts again without a pause
QUICK_DEATHS = 5  # of the web server, before its first page, until we give up


class StoppedError(Exception):
    """Somebody asked us to stop."""


class CannotRunError(Exception):
    """Why the system cannot run, in one sentence."""


@dataclass(slots=True)
class Child:
    """A program that is kept alive."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(repr=False)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.0
    deaths: int = 0

    def watch(self) -> None:
        """Start it if it does not run and its pause after the last death is over."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            children.stop([self.process])  # what it started may have outlived it
            self.process = None
            lived = time.monotonic() - self.started_at
            # One that lived for long is well again: old deaths do not lengthen its next pause.
            self.deaths = 0 if lived > STEADY_SECONDS else self.deaths + 1
            self.pause = min(LONGEST_PAUSE, 2.0**self.deaths) if self.deaths else 0.0
            say(f"{self.name} ended by itself ({code}); it starts again in {self.pause:.0f} s.")
        if time.monotonic() >= self.started_at + self.pause:
            self.process = children.start(self.command, self.environment)
            self.started_at = time.monotonic()


def run() -> None:
    """Run until somebody asks to stop; raises CannotRunError, DatabaseServerError."""
    with stopping_on_signals():
        server = (
            None if os.environ.get("DATABASE_URL") else DatabaseServer(CLUSTER, socket_folder())
        )
        programs: list[Child] = []
        try:
            _start(server, programs)
            while not _terminal_closed(PAUSE_SECONDS):
                _watch(programs, server)
        except StoppedError:
            say("Stopping …")
        finally:
            _ignore_signals()
            children.stop([child.process for child in programs if child.process is not None])
            if server is not None:
                server.stop()
    say("Stopped.")


def _terminal_closed(seconds: float) -> bool:
    """Wait, and say whether the terminal was closed meanwhile.

    Where `make` is itself the terminal's first program, SIGHUP reaches only `make`, which waits
    for us.
    """
    if not hasattr(select, "poll") or signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        time.sleep(seconds)
        return False
    poll = select.poll()
    with suppress(ValueError, OSError):
        if sys.__stdin__ is not None and stat.S_ISCHR(os.fstat(0).st_mode):
            poll.register(0, 0)  # asks for nothing, so only a hang-up wakes it
    return any(events & select.POLLHUP for _, events in poll.poll(seconds * 1000))


def _start(server: DatabaseServer | None, programs: list[Child]) -> None:
    """Start everything in its order, and greet once the first page answers."""
    host, port = os.environ.get("PISHKHAN_HOST", "127.0.0.1"), _port()
    refuse_demonstration_in_public(host)
    refuse_taken_port(host, port)
    if server is not None:
        say("Starting the database …")
        server.start()
    environment = _environment(port)
    step(["setup-database"], environment)
    sign_ins = step(["demo"], environment)
    # Chosen last: what was free half a minute ago may be another checkout's simulator by now.
    sms = f"http://127.0.0.1:{_free_port(8010)}"
    environment.setdefault("PISHKHAN_SMS_SIMULATOR_URL", sms)
    bank = f"http://127.0.0.1:{_free_port(8020)}"
    environment.setdefault("PISHKHAN_BANK_SIMULATOR_URL", bank)
    university = _university(environment)
    programs += [*_witness(environment), *university]
    if server is not None:
        environment["DATABASE_URL"] = embedded_url(APPLICATION_ROLE)
    programs[:0] = _programs(host, port, environment)
    _first_page(host, port, programs, server)
    say(_welcome(environment, sign_ins, university))


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Inside, the first of Ctrl-C, SIGTERM and a closed terminal raises StoppedError."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise StoppedError

    # What the caller ignores (nohup) stays ignored, but never Ctrl-C: shells ignore it for `&`.
    words = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    words = {w for w in words if w is signal.SIGINT or signal.getsignal(w) is not signal.SIG_IGN}
    before = {word: signal.signal(word, stop) for word in words}
    try:
        yield
    finally:
        for word, handler in before.items():
            signal.signal(word, handler)


def _ignore_signals() -> None:
    for word in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(word, signal.SIG_IGN)


def say(text: str) -> None:
    """A line for the person at the terminal; a closed terminal is no reason to fail."""
    with suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _port() -> int:
    value = os.environ.get("PISHKHAN_PORT", "8000")
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 1 << 16):
        message = f"PISHKHAN_PORT must be a number from 1 to 65535, not {value!r}."
        raise CannotRunError(message)
    return int(value)


def refuse_demonstration_in_public(host: str) -> None:
    """Raises CannotRunError where others could reach a demonstration whose key everybody knows."""
    if host in LOOPBACK or os.environ.get("PISHKHAN_SECRET_KEY"):
        return
    message = (
        f"Serving {host} lets others in: set PISHKHAN_SECRET_KEY to a secret of your own first, "
        "or leave PISHKHAN_HOST away."
    )
    raise CannotRunError(message)


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CannotRunError if something else listens there, or we may not."""
    try:
        _bind(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = f"Port {port} is taken by another program"
        else:
            why = f"Port {port} of {host} cannot be used ({error.strerror})"
        message = f"{why}: choose another one (PISHKHAN_PORT={port + 1} make run)."
        raise CannotRunError(message) from error


def _bind(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])


def _free_port(wanted: int) -> int:
    """`wanted` if it is free, else any free one."""
    try:
        return _bind("127.0.0.1", wanted)
    except OSError:
        return _bind("127.0.0.1", 0)


def _environment(port: int) -> dict[str, str]:
    """What all children see; what the person set stays."""
    environment = dict(os.environ)
    environment.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.dev")
    environment.setdefault("PISHKHAN_ADDRESS", f"http://localhost:{port}")
    environment.setdefault("PYTHONUNBUFFERED", "1")
    return environment


def step(words: list[str], environment: Mapping[str, str]) -> str:
    """Run one of our own commands to its end; what it printed. Raises CannotRunError."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "pishkhan.config.cli", *words],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=children.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - we have one thread
    )
    said = []
    try:
        for line in process.stdout or ():
            said.append(line)
            if line.startswith("- "):  # progress, for the person who waits
                say(line.strip())
        code = process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if code:
        message = f"`pishkhan {' '.join(words)}` failed; the lines above say why."
        raise CannotRunError(message)
    return "".join(line for line in said if not line.startswith("- "))


def _programs(host: str, port: int, environment: dict[str, str]) -> list[Child]:
    python = [sys.executable, "-m"]
    web = {**environment, "PYTHONWARNINGS": "ignore"}
    web.setdefault("PROMETHEUS_MULTIPROC_DIR", str(empty_metrics_folder(port)))
    found = [Child("The web server", web_command(host, port), web)]
    if find_spec("pishkhan.config.worker"):
        found.append(Child("The worker", [*python, "pishkhan.config.worker"], environment))
    return found + [
        Child(name, [*python, *command], environment) for name, command in _simulators(environment)
    ]


def _simulators(environment: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Who plays the outside here; nobody does in production."""
    if environment["DJANGO_SETTINGS_MODULE"].endswith("production"):
        return
    sms, bank = "simulators.sms_operator", "simulators.bank"
    if find_spec(sms) and environment.get("PISHKHAN_SMS") in {None, "simulator"}:
        port = _port_in(environment["PISHKHAN_SMS_SIMULATOR_URL"])
        yield "The SMS simulator", [sms, "--port", port]
    if find_spec(bank) and environment.get("PISHKHAN_GATEWAYS") != "none":
        port = _port_in(environment["PISHKHAN_BANK_SIMULATOR_URL"])
        yield "The simulated bank", [bank, "--port", port, "--journal", str(VAR / "bank.jsonl")]


def _port_in(address: str) -> str:
    return address.rpartition(":")[2].strip("/")


def _witness(environment: dict[str, str]) -> list[Child]:
    """A witness of the public log on this machine, unless others are named; it has its own memory."""
    is_production = environment["DJANGO_SETTINGS_MODULE"].endswith("production")
    if "PISHKHAN_LOG_WITNESSES" in environment or is_production:
        return []
    port = _free_port(8030)
    keys = Path(environment.get("PISHKHAN_LOG_FOLDER", VAR / "log")) / "keys"
    command = [sys.executable, "-m", "simulators.log_witness", "--state", str(VAR / "log-witness")]
    shown = subprocess.run(  # noqa: S603 - our own command
        [*command, "--show-key"], env=environment, capture_output=True, text=True, check=False
    )
    if shown.returncode:
        raise CannotRunError("The log witness has no key; the lines above say why.")
    environment["PISHKHAN_LOG_WITNESSES"] = f"{shown.stdout.strip()} http://127.0.0.1:{port}"
    words = ["--logs", str(keys), "--port", str(port)]
    return [Child("The log witness", [*command, *words], environment)]


def _university(environment: Mapping[str, str]) -> list[Child]:
    """The education system of a university of the demonstration, which left it a key."""
    key = VAR / "university.key"
    if environment["DJANGO_SETTINGS_MODULE"].endswith("production") or not key.exists():
        return []
    port = _free_port(8040)
    command = [sys.executable, "-m", "simulators.university", "--key-file", str(key)]
    words = ["--to", environment["PISHKHAN_ADDRESS"], "--port", str(port)]
    return [Child("The simulated university", [*command, *words], environment)]


def empty_metrics_folder(port: int) -> Path:
    """Where the web processes count together; what those of the last start counted is removed."""
    folder = VAR / "metrics" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def web_command(host: str, port: int) -> list[str]:
    """How the web server is started: a worker a core, one thread each (measured: ADR 0011)."""
    granian = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"]
    granian += ["--workers", str(_cores()), "--blocking-threads", "1", "--log-level", "warning"]
    granian += ["--respawn-failed-workers", "--workers-kill-timeout", "3"]
    granian += ["--log-config", str(PACKAGE / "config" / "web_log.json")]
    return [sys.executable, "-m", *granian, "pishkhan.config.wsgi:application"]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _watch(programs: list[Child], server: DatabaseServer | None) -> None:
    for child in programs:
        child.watch()
    if server is not None and not server.alive():
        say("The database ended by itself; it starts again.")
        server.stop()
        server.start()


def _first_page(host: str, port: int, programs: list[Child], server: DatabaseServer | None) -> None:
    """Wait until the first page answers; raises CannotRunError if it never does."""
    until = time.monotonic() + FIRST_PAGE_SECONDS
    answer = "no answer"
    while time.monotonic() < until:
        _watch(programs, server)
        if programs[0].deaths >= QUICK_DEATHS:
            break
        try:
            with urllib.request.urlopen(f"http://{_asked(host)}:{port}/", timeout=10):
                return
        except urllib.error.HTTPError as error:
            answer = f"status {error.code}"
        except OSError as error:
            answer = str(error)
        time.sleep(0.2)
    message = f"The first page does not answer ({answer}); the lines above say why."
    raise CannotRunError(message)


def _asked(host: str) -> str:
    """The address at which a server bound to `host` answers this machine."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound
    return everywhere.get(host, f"[{host}]" if ":" in host else host)


def _welcome(
    environment: Mapping[str, str], sign_ins: str, university: Sequence[Child] = ()
) -> str:
    lines = ["", f"  پیشخوان · Pishkhan runs at {environment['PISHKHAN_ADDRESS']}"]
    lines.append(
        f"  Messages that would go out by SMS: {environment['PISHKHAN_SMS_SIMULATOR_URL']}"
    )
    if any(name == "The simulated bank" for name, _command in _simulators(environment)):
        bank = environment["PISHKHAN_BANK_SIMULATOR_URL"]
        lines.append(f"  The bank where nothing is paid in earnest: {bank}")
    for one in university:
        address = f"http://127.0.0.1:{one.command[-1]}"
        lines.append(f"  A university's system that sends records of graduates: {address}")
    if sign_ins:
        lines += ["", *("  " + line for line in sign_ins.splitlines())]
    return "\n".join([*lines, "", "  Stop with Ctrl-C.", ""])
