"""The adapter against the simulator itself."""

import threading

import pytest

from pishkhan.integrations.sms.simulator import SimulatorSms
from pishkhan.kernel.notifications.ports import ProviderUnavailable, SmsOut
from pishkhan.kernel.notifications.terms import Delivery, Outcome
from simulators.sms_operator.operator import Fault, Operator
from simulators.sms_operator.server import serve


BATCH = [SmsOut(key=1, to="09120000001", text="سلام"), SmsOut(key=2, to="0912", text="سلام")]


@pytest.fixture
def operator():
    return Operator(slow_seconds=1)


@pytest.fixture
def sms(operator):
    with serve(operator, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield SimulatorSms(address=f"http://127.0.0.1:{server.server_port}", timeout_seconds=0.5)
        server.shutdown()
        thread.join()


def test_each_message_has_its_result_and_a_key_is_sent_once(sms, operator):
    good, bad = sms.send(BATCH)
    assert (good.key, good.outcome, bad.outcome) == (1, Outcome.ACCEPTED, Outcome.REFUSED)
    assert good.cost > 0
    assert sms.send(BATCH)[0].provider_id == good.provider_id
    assert len(operator.messages()) == 1


def test_deliveries_are_told(sms):
    taken = sms.send(BATCH)[0].provider_id
    known, unknown = sms.reports([taken, "s99"])
    assert (known.delivery, unknown.delivery) == (Delivery.DELIVERED, Delivery.UNKNOWN)


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.LOST_REPLY, Fault.SLOW])
def test_every_trouble_on_the_way_is_the_same_to_us(sms, operator, fault):
    operator.fault = fault
    with pytest.raises(ProviderUnavailable) as trouble:
        sms.send(BATCH)
    assert "0912" not in str(trouble.value)


def test_after_a_lost_reply_the_message_is_not_sent_twice(sms, operator):
    operator.fault = Fault.LOST_REPLY
    with pytest.raises(ProviderUnavailable):
        sms.send(BATCH)
    operator.fault = Fault.NONE
    assert sms.send(BATCH)[0].outcome is Outcome.ACCEPTED
    assert len(operator.messages()) == 1


def test_nobody_listening_is_an_outage():
    with pytest.raises(ProviderUnavailable):
        SimulatorSms(address="http://127.0.0.1:9", timeout_seconds=0.5).send(BATCH)
