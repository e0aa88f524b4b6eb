"""The worker as a real process, with the operator's simulator as another: killed, cut off, stopped."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection

from pishkhan.kernel.notifications import api
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import MessageState
from pishkhan.kernel.persistence.api import defer
from simulators.sms_operator.operator import Fault, Operator
from simulators.sms_operator.server import serve


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SLOW_JOB = """
import pathlib, time, django
django.setup()
from pishkhan.kernel.persistence.api import job

@job("test.slow")
def slow(folder: str) -> None:
    place = pathlib.Path(folder)
    with (place / "began").open("a") as began:
        began.write("x")
    while (place / "hold").exists():
        time.sleep(0.05)
    with (place / "ended").open("a") as ended:
        ended.write("x")

from pishkhan.config import worker
worker.main()
"""


def database_url():
    made = connection.settings_dict
    return f"postgresql://{made['USER']}:{made['PASSWORD']}@/{made['NAME']}?host={made['HOST']}&port={made['PORT']}"


def eventually(truth, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if truth():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def operator():
    operator = Operator(slow_seconds=1)
    with serve(operator, port=0) as server:
        operator.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield operator
        server.shutdown()
        thread.join()


@pytest.fixture
def start(operator):
    started = []
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
        "DATABASE_URL": database_url(),
        "PISHKHAN_SMS": "simulator",
        "PISHKHAN_SMS_SIMULATOR_URL": f"http://127.0.0.1:{operator.port}",
    }

    def start(*program):
        command = [sys.executable, *(program or ("-m", "pishkhan.config.worker")), "--lease", "2"]
        started.append(subprocess.Popen(command, env=environment))  # noqa: S603 - our own worker
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def say(count, first=0):
    for number in range(first, first + count):
        api.send(
            api.ONE_TIME_CODE,
            to=Recipient(mobile=f"0912{number:07}"),
            data={"code": "482017"},
            key=f"fault:{number}",
        )


def settled(count):
    done = [MessageState.SENT, MessageState.DELIVERED]
    return Message.objects.filter(state__in=done).count() == count


def test_a_message_is_shown_once_its_delivery_noted_and_the_worker_stops_when_told(operator, start):
    operator.fault = Fault.DUPLICATE_RECEIPTS
    worker = start()
    say(1)
    assert eventually(lambda: Message.objects.get().state == MessageState.DELIVERED, 40)
    assert len(operator.messages()) == 1
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=12) == 0
    assert time.monotonic() - began < 5


def stands_still_in_the_middle(worker):
    """Whether a batch is in hand, and stays so: a worker that goes on could end it before the kill."""
    worker.send_signal(signal.SIGSTOP)
    if Message.objects.filter(state=MessageState.SENDING).exists():
        return True
    worker.send_signal(signal.SIGCONT)
    return False


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_nothing(operator, start):
    say(450)
    operator.fault = Fault.SLOW
    worker = start()
    assert eventually(operator.messages)
    assert eventually(lambda: stands_still_in_the_middle(worker))
    worker.kill()
    worker.wait()
    assert not settled(450)
    operator.fault = Fault.NONE
    start()
    assert eventually(lambda: settled(450))
    shown = [sms.to for sms in operator.messages()]
    assert len(shown) == len(set(shown)) == 450
    assert Message.objects.filter(tries__gt=1).exists(), "the killed batch was sent again"


def test_a_worker_outlives_its_database_connections_and_an_outage_of_the_operator(
    operator, start, tmp_path
):
    operator.fault = Fault.DOWN
    worker = start("-c", SLOW_JOB)
    say(3)
    assert eventually(lambda: Message.objects.filter(tries__gte=1).exists())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 3
    operator.fault = Fault.NONE
    assert eventually(lambda: settled(3))
    assert worker.poll() is None
    say(1, first=3)
    defer("test.slow", folder=str(tmp_path))
    assert eventually(lambda: settled(4))
    # The jobs begin anew with pauses that double; a periodic job may cost them one more start.
    assert eventually((tmp_path / "ended").exists, seconds=60)


def test_a_job_whose_worker_was_killed_is_done_by_the_next(start, tmp_path):
    (tmp_path / "hold").touch()
    defer("test.slow", folder=str(tmp_path))
    worker = start("-c", SLOW_JOB)
    assert eventually((tmp_path / "began").exists)
    worker.kill()
    worker.wait()
    (tmp_path / "hold").unlink()
    with connection.cursor() as cursor:  # as if half a minute had passed
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
    start("-c", SLOW_JOB)
    assert eventually((tmp_path / "ended").exists)
    assert (tmp_path / "began").read_text() == "xx"
    assert (tmp_path / "ended").read_text() == "x"
