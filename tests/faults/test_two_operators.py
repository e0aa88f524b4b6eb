"""The worker as a real process between two operators that fail: nobody is told twice or never."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.test import override_settings

from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.terms import MessageState
from simulators.sms_operator.operator import Fault, Operator
from simulators.sms_operator.server import serve
from tests.faults.test_worker import database_url, eventually, say, settled


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TOKEN = "a-secret-of-this-test"


@pytest.fixture
def operators():
    """One that speaks as Kavenegar and one as sms.ir; `address` is where both listen."""
    made = {"kavenegar": Operator(slow_seconds=1), "smsir": Operator(slow_seconds=1)}
    with serve(Operator(), **made, port=0) as server:
        made["address"] = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def start(operators):
    started = []
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
        "DATABASE_URL": database_url(),
        "PISHKHAN_SMS": "kavenegar:2,smsir:1",
        "PISHKHAN_SMS_KAVENEGAR_KEY": "k",
        "PISHKHAN_SMS_KAVENEGAR_ADDRESS": f"{operators['address']}/kavenegar/v1",
        "PISHKHAN_SMS_SMSIR_KEY": "k",
        "PISHKHAN_SMS_SMSIR_LINE": "3000",
        "PISHKHAN_SMS_SMSIR_ADDRESS": f"{operators['address']}/smsir/v1",
        "PISHKHAN_SMS_QUIET_HOURS": "",
    }

    def start():
        command = [sys.executable, "-m", "pishkhan.config.worker", "--lease", "3"]
        started.append(subprocess.Popen(command, env=environment))  # noqa: S603 - our own worker
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def told(operators):
    """How often each phone shows a message."""
    shown = (sms.to for name in ("kavenegar", "smsir") for sms in operators[name].messages())
    return Counter(shown)


def test_both_carry_and_when_one_is_down_the_other_carries_all(operators, start):
    start()
    say(60)
    assert eventually(lambda: settled(60))
    assert operators["kavenegar"].messages()
    assert operators["smsir"].messages()
    operators["kavenegar"].fault = Fault.DOWN
    say(60, first=60)
    assert eventually(lambda: settled(120))
    operators["kavenegar"].fault = Fault.NONE
    operators["smsir"].fault = Fault.NO_CREDIT
    say(60, first=120)
    assert eventually(lambda: settled(180), 40)
    assert set(told(operators).values()) == {1}


def test_answers_lost_on_both_sides_tell_nobody_twice(operators, start):
    operators["kavenegar"].fault = operators["smsir"].fault = Fault.LOST_REPLY
    say(90)
    start()
    assert eventually(lambda: Message.objects.filter(tries__gt=1).exists())
    operators["kavenegar"].fault = operators["smsir"].fault = Fault.NONE
    assert eventually(lambda: settled(90), 60)
    assert len(told(operators)) == 90
    assert set(told(operators).values()) == {1}


def test_a_worker_killed_between_two_slow_operators_tells_nobody_twice(operators, start):
    say(90)
    operators["kavenegar"].fault = operators["smsir"].fault = Fault.SLOW
    worker = start()
    assert eventually(lambda: Message.objects.filter(state=MessageState.SENDING).exists())
    assert eventually(lambda: told(operators))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    operators["kavenegar"].fault = operators["smsir"].fault = Fault.NONE
    start()
    start()
    assert eventually(lambda: settled(90), 60)
    assert len(told(operators)) == 90
    assert set(told(operators).values()) == {1}


def test_an_operator_that_lies_about_receipts_spoils_only_its_own_word(
    operators, start, live_server
):
    address = f"{live_server.url}/hooks/sms/kavenegar/{TOKEN}/"
    order = urlencode({"operator": "kavenegar", "address": address}).encode()
    with urlopen(Request(f"{operators['address']}/callback", data=order), timeout=5):  # noqa: S310 - our own simulator
        operators["kavenegar"].fault = Fault.LYING_RECEIPTS
    with override_settings(SMS_CALLBACK_TOKEN=TOKEN):
        start()
        say(20)
        assert eventually(
            lambda: (
                Message.objects.filter(provider="kavenegar", reason="undelivered").count()
                == len(operators["kavenegar"].messages())
                > 0
            )
        )
        operators["kavenegar"].fault = Fault.DUPLICATE_RECEIPTS
        say(20, first=20)
        assert eventually(
            lambda: Message.objects.filter(
                provider="kavenegar", state=MessageState.DELIVERED
            ).exists()
        )
    by_other = Message.objects.filter(provider="smsir")
    assert by_other.exists()
    assert not by_other.filter(state=MessageState.FAILED).exists()
    assert set(told(operators).values()) == {1}
