"""The worker as a real process among receivers that hang, and killed in the middle: nothing is lost."""

import base64
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings

from pishkhan.foundation import clock
from pishkhan.kernel.webhooks import api, testing
from pishkhan.kernel.webhooks.models import Delivery
from pishkhan.kernel.webhooks.terms import DeliveryState, Topic
from simulators.webhook_receiver.receiver import Fault, Receiver
from simulators.webhook_receiver.server import serve
from tests.faults.test_worker import database_url, eventually


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY = 60


@contextmanager
def receiving(organisation_id, fault=Fault.NONE):
    """A receiver of an organisation, on a port of its own."""
    receiver = Receiver(fault=fault)
    with serve(receiver, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        made = testing.a_live_endpoint(
            organisation_id, url=f"http://127.0.0.1:{server.server_port}/"
        )
        receiver.secret = base64.b64decode(made.secret.removeprefix("whsec_"))
        receiver.key = made.endpoint.id
        yield receiver
        receiver.released.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def start():
    started = []
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
        "DATABASE_URL": database_url(),
        "PISHKHAN_SMS": "memory",
        "PISHKHAN_FILES_KEYS": ",".join(settings.FILES_KEYS),
    }

    def start():
        command = [sys.executable, "-m", "pishkhan.config.worker", "--lease", "2"]
        started.append(subprocess.Popen(command, env=environment))  # noqa: S603 - our own worker
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def steps(organisation_id, count, *, case_id, first=1):
    for number in range(first, first + count):
        api.announce(
            Topic.MOVED,
            case_id=case_id,
            sequence=number,
            service="e_request",
            state="expert",
            reference="12/4",
            organisation_ids=[organisation_id],
            at=clock.now(),
        )


def delivered(receiver):
    found = Delivery.objects.filter(endpoint_id=receiver.key, state=DeliveryState.DELIVERED)
    return found.count()


def test_receivers_that_hang_drip_or_fail_delay_no_other(start):
    bad = [Fault.HANG] * 4 + [Fault.DRIP] * 4 + [Fault.ERROR] * 4
    with ExitStack() as stack:
        others = [
            stack.enter_context(receiving(number, fault)) for number, fault in enumerate(bad, 100)
        ]
        well = stack.enter_context(receiving(1))
        for number in range(100, 100 + len(bad)):
            steps(number, 5, case_id=number)
        steps(1, MANY, case_id=1)
        start()
        assert eventually(lambda: delivered(well) == MANY)
        assert [one.sequence for one in well.taken] == list(range(1, MANY + 1))
        assert all(one.is_signed for one in well.taken)
        assert not any(delivered(one) for one in others)


def test_a_worker_killed_in_the_middle_loses_nothing_and_the_ids_stay(start):
    with receiving(1) as well:
        expected = 0
        for kill in range(5):
            worker = start()
            steps(1, MANY, case_id=kill)
            expected += MANY
            assert eventually(lambda: len(well.ids()) > expected - MANY)  # noqa: B023 - called at once
            time.sleep(0.02 * kill)
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        start()
        assert eventually(lambda: delivered(well) == expected)
        assert len(well.ids()) == expected
        again = len(well.taken) - expected
        assert again <= 5 * 10  # at most the batch that was in hand at each kill
        assert len(well.twice()) <= again


def test_a_receiver_that_lost_its_answers_gets_the_same_ids_again(start):
    with receiving(1, Fault.LOST) as receiver:
        steps(1, 3, case_id=1)
        start()
        assert eventually(receiver.ids)
        first = receiver.ids()
        receiver.fault = Fault.NONE
        assert eventually(lambda: delivered(receiver) == 3, 40)
        assert first <= set(receiver.twice())
        assert len(receiver.ids()) == 3
