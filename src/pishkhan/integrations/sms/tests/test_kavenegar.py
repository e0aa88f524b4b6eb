"""The adapter against a server that answers as Kavenegar's documents say."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from pishkhan.integrations.sms.kavenegar import KavenegarSms
from pishkhan.kernel.notifications.ports import ProviderUnavailable, SmsOut
from pishkhan.kernel.notifications.terms import Delivery, Outcome


KEY = "a/key"
MOBILE = "09120000001"


class Documented(BaseHTTPRequestHandler):
    """`sms/send` and `sms/status` of the documents; `server.say` forces a status on a receptor."""

    def do_POST(self):
        fields = {
            name: values[0]
            for name, values in parse_qs(
                self.rfile.read(int(self.headers["Content-Length"])).decode()
            ).items()
        }
        self.server.calls.append((self.path, fields))
        status = self.server.say.get(fields.get("receptor"), 200)
        if status == "html":
            self.reply(502, b"<html>")
            return
        entries = self.entries(fields) if status == 200 else None
        body = {"return": {"status": status, "message": "پیام"}, "entries": entries}
        self.reply(status, json.dumps(body).encode())

    def entries(self, fields):
        if self.path.endswith("/sms/status.json"):
            return [
                {"messageid": int(one), "status": self.server.states.get(one, 100)}
                for one in fields["messageid"].split(",")
            ]
        taken = self.server.taken.setdefault(fields["localid"], len(self.server.taken) + 8792343)
        return [
            {
                "messageid": taken,
                "message": fields["message"],
                "status": self.server.entry_status,
                "statustext": "در صف ارسال",
                "sender": fields.get("sender", "10004346"),
                "receptor": fields["receptor"],
                "date": 1356619709,
                "cost": 120,
            }
        ]

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Documented) as server:
        server.calls, server.say, server.states, server.taken = [], {}, {}, {}
        server.entry_status = 1
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def sms(server):
    address = f"http://127.0.0.1:{server.server_port}/v1"
    return KavenegarSms(key=KEY, sender="10004346", address=address, timeout_seconds=5)


def out(key=7, to=MOBILE, **more):
    return SmsOut(key=key, to=to, text="سلام", **more)


def test_a_message_is_sent_as_the_documents_say(sms, server):
    [result] = sms.send([out()])
    [(path, fields)] = server.calls
    assert path == "/v1/a%2Fkey/sms/send.json"
    assert fields == {
        "receptor": MOBILE,
        "message": "سلام",
        "localid": "7",
        "sender": "10004346",
    }
    assert (result.outcome, result.provider_id, result.cost) == (
        Outcome.ACCEPTED,
        "8792343",
        120,
    )


def test_a_secret_is_hidden_from_the_logs_of_the_operator(sms, server):
    sms.send([out(secret=True)])
    assert server.calls[0][1]["hide"] == "1"


def test_sending_again_gives_the_earlier_message(sms):
    assert sms.send([out()])[0].provider_id == sms.send([out()])[0].provider_id


def test_a_batch_keeps_its_order(sms):
    assert [result.key for result in sms.send([out(key=key) for key in range(1, 30)])] == list(
        range(1, 30)
    )


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(411, Outcome.REFUSED), (413, Outcome.REFUSED), (402, Outcome.LATER), (429, Outcome.LATER)],
)
def test_what_is_wrong_with_one_message_stays_with_it(sms, server, status, outcome):
    server.say[MOBILE] = status
    bad, good = sms.send([out(), out(key=8, to="09120000002")])
    assert (bad.outcome, good.outcome) == (outcome, Outcome.ACCEPTED)
    assert bad.reason == f"kavenegar {status}"


@pytest.mark.parametrize("status", [401, 407, 409, 412, 418, "html"])
def test_what_is_wrong_with_the_account_or_the_service_is_an_outage(sms, server, status):
    server.say[MOBILE] = status
    with pytest.raises(ProviderUnavailable) as outage:
        sms.send([out()])
    assert KEY not in str(outage.value)
    assert MOBILE not in str(outage.value)


def test_an_outage_in_the_middle_leaves_the_rest_for_later(sms, server):
    server.say[MOBILE] = 409
    bad, good = sms.send([out(), out(key=8, to="09120000002")])
    assert (bad.outcome, good.outcome) == (Outcome.LATER, Outcome.ACCEPTED)


@pytest.mark.parametrize("status", [6, 13, 14])
def test_a_message_taken_and_failed_at_once_is_refused(sms, server, status):
    server.entry_status = status
    assert sms.send([out()])[0].outcome is Outcome.REFUSED


def test_states_are_read_five_hundred_at_a_time(sms, server):
    server.states = {"1": 10, "2": 11, "3": 14, "4": 1}
    reports = sms.reports([str(one) for one in range(1, 502)])
    assert [report.delivery for report in reports[:5]] == [
        Delivery.DELIVERED,
        Delivery.UNDELIVERED,
        Delivery.UNDELIVERED,
        Delivery.UNKNOWN,
        Delivery.UNKNOWN,
    ]
    assert len(server.calls) == 2


def test_states_are_an_outage_where_the_key_is_wrong(sms, server):
    server.say[None] = 401
    with pytest.raises(ProviderUnavailable):
        sms.reports(["1"])


@pytest.mark.parametrize("body", [b"[]", b"no json"])
def test_an_answer_of_another_shape_is_an_outage(sms, monkeypatch, body):
    monkeypatch.setattr(Documented, "do_POST", lambda self: self.reply(200, body))
    with pytest.raises(ProviderUnavailable):
        sms.send([out()])
