"""The adapter against the simulator's operator that speaks sms.ir's protocol, and its refusals."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pishkhan.integrations.sms.patterns import Pattern
from pishkhan.integrations.sms.smsir import SmsIr
from pishkhan.kernel.notifications.ports import ProviderUnavailable, SmsOut
from pishkhan.kernel.notifications.terms import Delivery, Outcome
from simulators.sms_operator.operator import Fault


MOBILE = "09120000001"
PATTERNS = {"code/fa": Pattern(template="77", parameters={"CODE": "code"})}


@pytest.fixture
def operator(operators):
    return operators["smsir"]


@pytest.fixture
def sms(operators):
    return SmsIr(
        key="k",
        line="3000",
        rials_per_unit=1100,
        address=f"{operators['address']}/smsir/v1",
        patterns=PATTERNS,
        timeout_seconds=0.5,
    )


def out(key=7, to=MOBILE, text="سلام", **more):
    return SmsOut(key=key, to=to, text=text, **more)


def code(**more):
    return out(event="code", values={"code": "482017"}, text="کد ۴۸۲۰۱۷", **more)


def test_a_batch_goes_in_hundreds_and_keeps_its_order(sms, operator):
    batch = [out(key=key, to=f"0912{key:07}", text=f"پیام {key}") for key in range(1, 251)]
    results = sms.send(batch)
    assert [result.key for result in results] == list(range(1, 251))
    assert {result.outcome for result in results} == {Outcome.ACCEPTED}
    by_id = {str(one.number): one.to for one in operator.messages()}
    assert [by_id[result.provider_id] for result in results] == [message.to for message in batch]


def test_costs_are_in_rials_by_parts(sms):
    short, long = sms.send([out(), out(key=8, text="ب" * 100)])
    assert (short.cost, long.cost) == (1100, 2200)


def test_one_bad_number_does_not_spoil_the_others(sms, operator):
    batch = [out(key=key, to="0912" if key == 5 else f"0912{key:07}") for key in range(1, 9)]
    outcomes = [result.outcome for result in sms.send(batch)]
    assert outcomes.count(Outcome.ACCEPTED) == 7
    assert outcomes[4] is Outcome.REFUSED
    assert len(operator.messages()) == 7


def test_a_registered_text_is_filled_by_the_operator(sms, operator):
    [result] = sms.send([code()])
    assert result.outcome is Outcome.ACCEPTED
    assert [one.text for one in operator.messages()] == ["77: 482017"]


def test_a_value_too_long_for_a_registered_text_goes_as_text(sms, operator):
    sms.send([out(event="code", values={"code": "9" * 26}, text="کد")])
    assert [one.text for one in operator.messages()] == ["کد"]


@pytest.mark.parametrize("message", [out(), code()])
def test_after_a_lost_answer_the_message_is_found_and_not_sent_twice(sms, operator, message):
    operator.fault = Fault.LOST_REPLY
    with pytest.raises(ProviderUnavailable) as lost:
        sms.send([message])
    assert lost.value.maybe_sent
    operator.fault = Fault.NONE
    again = SmsOut(
        **{name: getattr(message, name) for name in message.__slots__ if name != "is_again"},
        is_again=True,
    )
    [result] = sms.send([again])
    assert result.outcome is Outcome.ACCEPTED
    assert result.provider_id == str(operator.messages()[0].number)
    assert len(operator.messages()) == 1


def test_what_was_not_taken_before_is_sent_now(sms, operator):
    operator.take("", MOBILE, "متن دیگر")
    sms.send([out(is_again=True)])
    assert [one.text for one in operator.messages(MOBILE)] == ["سلام", "متن دیگر"]


def test_what_cannot_be_looked_for_stays_in_doubt(sms, operator):
    operator.fault = Fault.DOWN
    with pytest.raises(ProviderUnavailable) as doubt:
        sms.send([out(is_again=True)])
    assert doubt.value.maybe_sent


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.LOST_REPLY, Fault.SLOW, Fault.NO_CREDIT])
def test_every_trouble_on_the_way_is_an_outage_without_personal_data(sms, operator, fault):
    operator.fault = fault
    with pytest.raises(ProviderUnavailable) as trouble:
        sms.send([out()])
    assert trouble.value.maybe_sent is (fault not in {Fault.NO_CREDIT, Fault.DOWN})
    assert "0912" not in str(trouble.value)


def test_deliveries_are_asked_one_by_one(sms):
    taken = sms.send([out()])[0].provider_id
    known, unknown = sms.reports([taken, "999"])
    assert (known.delivery, unknown.delivery) == (Delivery.DELIVERED, Delivery.UNKNOWN)
    assert sms.reports([]) == []


def test_nobody_listening_took_nothing():
    with pytest.raises(ProviderUnavailable) as away:
        SmsIr(key="k", line="1", address="http://127.0.0.1:9").send([out()])
    assert not away.value.maybe_sent


@pytest.fixture
def answering():
    """A server that gives one answer to everything."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            status, body = self.server.answer
            raw = json.dumps(body).encode() if isinstance(body, dict) else body
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST  # noqa: N815 - as http.server wants it

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def at(server):
    return SmsIr(
        key="k", line="1", address=f"http://127.0.0.1:{server.server_port}", patterns=PATTERNS
    )


@pytest.mark.parametrize(
    ("status", "maybe_sent"), [(10, False), (20, False), (102, False), (123, False), (0, True)]
)
def test_faults_of_the_account_are_outages(answering, status, maybe_sent):
    answering.answer = 400, {"status": status, "message": "", "data": None}
    with pytest.raises(ProviderUnavailable) as outage:
        at(answering).send([out()])
    assert outage.value.maybe_sent is maybe_sent


@pytest.mark.parametrize("body", [b"<html>", b"[]", {"hello": 1}, {"status": 1, "data": [1]}])
def test_an_answer_that_is_none_leaves_the_message_in_doubt(answering, body):
    answering.answer = 200, body
    with pytest.raises(ProviderUnavailable) as outage:
        at(answering).send([out()])
    assert outage.value.maybe_sent


def test_a_number_on_the_black_list_is_refused(answering):
    answering.answer = 200, {"status": 1, "data": {"messageIds": [0], "cost": 0}}
    assert at(answering).send([out()])[0].outcome is Outcome.REFUSED


def test_a_registered_text_at_fault_goes_as_text_and_its_refusal_is_told(answering):
    answering.answer = 400, {"status": 113, "data": None}
    with pytest.raises(ProviderUnavailable):
        at(answering).send([code()])
