"""The operator by HTTP, and as a process."""

import json
import signal
import subprocess
import sys
import threading
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pytest

from simulators.sms_operator import operator as operator_module
from simulators.sms_operator.operator import Operator
from simulators.sms_operator.server import serve


MOBILE = "09120000001"


@pytest.fixture
def address():
    with serve(Operator(slow_seconds=0.01), port=0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def get(url):
    with urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


def post(url, body):
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    request = Request(url, data=raw)  # noqa: S310 - our own server
    with urlopen(request, timeout=5) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


def send(address, *messages):
    body = [{"key": key, "to": to, "text": text} for key, to, text in messages]
    return json.loads(post(f"{address}/send", {"messages": body}))["results"]


def listed(address, to=""):
    return json.loads(get(f"{address}/messages.json?to={quote(to)}"))["messages"]


def misbehave(address, fault):
    post(f"{address}/fault", urlencode({"fault": fault}))


def test_a_key_is_taken_once_and_a_bad_number_is_refused(address):
    [first] = send(address, ("1", MOBILE, "سلام"))
    again, bad = send(address, ("1", MOBILE, "سلام"), ("2", "0912", "سلام"))
    assert (first["outcome"], again["outcome"], bad["outcome"]) == (
        "accepted",
        "duplicate",
        "refused",
    )
    assert first["id"] == again["id"]
    assert [sms["text"] for sms in listed(address)] == ["سلام"]


def test_messages_are_listed_newest_first_and_by_number(address):
    send(address, ("1", MOBILE, "یک"), ("2", "09120000002", "دو"), ("3", MOBILE, "سه"))
    assert [sms["text"] for sms in listed(address)] == ["سه", "دو", "یک"]
    assert [sms["text"] for sms in listed(address, "۰۹۱۲۰۰۰۰۰۰۲")] == ["دو"]


def test_the_page_is_persian_right_to_left_and_escapes(address):
    send(address, ("1", MOBILE, "<b>سلام</b>"))
    attack = quote('"><script>')
    page = get(f"{address}/?to={attack}")
    assert '<html lang="fa" dir="rtl">' in page
    assert "<script>" not in page
    assert "<b>" not in get(f"{address}/")
    assert "&lt;b&gt;سلام" in get(f"{address}/")


def test_a_number_without_messages_says_so(address):
    assert "هنوز پیامکی نرسیده است" in get(f"{address}/?to={MOBILE}")


def test_down_refuses_everything_and_comes_back(address):
    misbehave(address, "down")
    with pytest.raises(HTTPError) as refused:
        send(address, ("1", MOBILE, "سلام"))
    refused.value.close()
    assert refused.value.code == 503
    misbehave(address, "none")
    assert send(address, ("1", MOBILE, "سلام"))[0]["outcome"] == "accepted"


def test_a_lost_reply_took_the_message(address):
    misbehave(address, "lost_reply")
    with pytest.raises(OSError, match=r"closed|reset"):
        send(address, ("1", MOBILE, "سلام"))
    assert len(listed(address)) == 1


def test_slow_answers_in_the_end(address):
    misbehave(address, "slow")
    assert send(address, ("1", MOBILE, "سلام"))[0]["outcome"] == "accepted"


def test_receipts_come_twice_on_command(address):
    [taken] = send(address, ("1", MOBILE, "سلام"))
    body = {"ids": [taken["id"], "s999"]}
    assert len(json.loads(post(f"{address}/reports", body))["reports"]) == 2
    misbehave(address, "duplicate_receipts")
    assert len(json.loads(post(f"{address}/reports", body))["reports"]) == 4


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"messages": [1]}', '{"messages": [{}]}'])
def test_nonsense_is_a_bad_request(address, body):
    with pytest.raises(HTTPError) as refused:
        post(f"{address}/send", body)
    refused.value.close()
    assert refused.value.code in {400, 404}


def test_an_unknown_page_is_not_found_and_clear_forgets(address):
    with pytest.raises(HTTPError) as missing:
        get(f"{address}/nothing")
    missing.value.close()
    assert missing.value.code == 404
    send(address, ("1", MOBILE, "سلام"))
    post(f"{address}/clear", "")
    assert listed(address) == []


def test_the_list_has_an_end(monkeypatch):
    monkeypatch.setattr(operator_module, "MOST_MESSAGES", 3)
    operator = Operator()
    for number in range(5):
        operator.take(str(number), MOBILE, str(number))
    assert [sms.text for sms in operator.messages()] == ["4", "3", "2"]


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_stops_when_told(signal_number):
    process = subprocess.Popen(
        [sys.executable, "-m", "simulators.sms_operator", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    address = process.stdout.readline().split()[-1]
    assert "شبیه‌ساز" in get(address)
    process.send_signal(signal_number)
    assert process.wait(timeout=5) == 0
    process.stdout.close()
