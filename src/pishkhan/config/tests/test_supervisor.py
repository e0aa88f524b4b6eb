"""The supervisor: ports, signals, children that die."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from pishkhan.config import children, supervisor
from pishkhan.config.supervisor import CannotRunError, Child, StoppedError


SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
MOTHER = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""


def is_alive(pid):
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_in_one_sentence(taken_port):
    with pytest.raises(CannotRunError, match=rf"^Port {taken_port} is taken by another program"):
        supervisor.refuse_taken_port("127.0.0.1", taken_port)


@pytest.mark.parametrize("value", ["", "0", "65536", "http", "۸۰۰۰", "-1"])
def test_a_port_that_is_no_port_is_refused(monkeypatch, value):
    monkeypatch.setenv("PISHKHAN_PORT", value)
    with pytest.raises(CannotRunError, match="PISHKHAN_PORT must be a number"):
        supervisor._port()


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_stops_and_the_second_does_not_disturb(word):
    with supervisor.stopping_on_signals():
        with pytest.raises(StoppedError):
            os.kill(os.getpid(), word)
        os.kill(os.getpid(), word)


def test_a_child_that_dies_starts_again_after_a_pause(monkeypatch):
    monkeypatch.setattr(supervisor, "say", lambda _: None)
    child = Child("a child", SLEEPER, os.environ)
    child.watch()
    first = child.process
    first.kill()
    first.wait()
    child.watch()
    assert child.process is None
    assert child.pause == 2.0
    child.started_at = time.monotonic() - 3
    child.watch()
    assert child.process.pid != first.pid
    children.stop([child.process])


def test_a_stopped_child_leaves_no_child_of_its_own(capfd):
    process = children.start([sys.executable, "-c", MOTHER], os.environ)
    grandchild = ""
    while not grandchild.strip():
        grandchild += capfd.readouterr().out
        time.sleep(0.05)
    children.stop([process])
    time.sleep(0.1)
    assert not is_alive(process.pid)
    assert not is_alive(int(grandchild))


HERE = {
    "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
    "PISHKHAN_SMS_SIMULATOR_URL": "http://127.0.0.1:8010",
    "PISHKHAN_BANK_SIMULATOR_URL": "http://127.0.0.1:8020/",
}


@pytest.mark.parametrize(
    ("more", "started"),
    [
        ({}, ["The SMS simulator", "The simulated bank"]),
        ({"PISHKHAN_SMS": "kavenegar"}, ["The simulated bank"]),
        ({"PISHKHAN_GATEWAYS": "saman"}, ["The SMS simulator", "The simulated bank"]),
        ({"PISHKHAN_GATEWAYS": "none"}, ["The SMS simulator"]),
        ({"DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.production"}, []),
    ],
)
def test_simulators_play_the_outside_and_never_in_production(more, started):
    found = list(supervisor._simulators({**HERE, **more}))
    assert [name for name, _command in found] == started
    assert all(command[2] in {"8010", "8020"} for _name, command in found)


def test_the_university_sends_once_the_demonstration_has_left_it_a_key(monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor, "VAR", tmp_path)
    here = {**HERE, "PISHKHAN_ADDRESS": "http://localhost:8123"}
    assert supervisor._university(dict(here)) == []
    (tmp_path / "university.key").write_text("pk_1\n")
    [university] = supervisor._university(here)
    assert "http://localhost:8123" in university.command
    port = university.command[university.command.index("--port") + 1]
    assert f"http://127.0.0.1:{port}" in supervisor._welcome(here, "", [university])
    production = {**here, "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.production"}
    assert supervisor._university(production) == []
