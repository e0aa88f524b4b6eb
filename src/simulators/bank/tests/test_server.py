"""The bank by HTTP, and as a process that is killed."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from simulators.bank.bank import TEHRAN, Bank, Card, Fault, State, masked
from simulators.bank.server import serve


GATEWAYS = ("mellat", "saman", "zarinpal")
SOAP = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    '<i:{verb} xmlns:i="http://interfaces.core.sw.bps.com/">{fields}</i:{verb}></e:Body></e:Envelope>'
)


@contextmanager
def serving(app_or_bank):
    with serve(app_or_bank, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def bank(tmp_path):
    made = Bank(journal=tmp_path / "bank.jsonl")
    yield made
    made.close()


@pytest.fixture
def address(bank):
    with serving(bank) as found:
        yield found


@pytest.fixture
def shop():
    """A merchant that keeps what the bank brings, in its order."""
    came = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.note(body.decode())

        def do_GET(self):
            self.note(urlsplit(self.path).query)

        def note(self, text):
            came.append(dict(parse_qsl(text, keep_blank_values=True)))
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        server.came, server.address = came, f"http://127.0.0.1:{server.server_port}/back"
        yield server
        server.shutdown()
        thread.join()


def get(url):
    with urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


def post(url, fields, *, accept="text/html"):
    request = Request(url, data=urlencode(fields).encode(), headers={"Accept": accept})  # noqa: S310 - our own server
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        return answer.read().decode()


def call(url, body, kind="application/json"):
    request = Request(url, data=body.encode(), headers={"Content-Type": kind})  # noqa: S310 - our own server
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        return answer.read().decode()


def token(address, gateway, number="12", callback="http://127.0.0.1:1/", amount=40_000):
    """Of an order just asked for, in the gateway's own words."""
    if gateway == "mellat":
        fields = {
            "terminalId": "1000", "userName": "simulator", "userPassword": "simulator",
            "orderId": number, "amount": amount, "additionalData": "", "callBackUrl": callback,
        }  # fmt: skip
        inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
        said = call(
            f"{address}/mellat/pgwchannel/services/pgw",
            SOAP.format(verb="bpPayRequest", fields=inside),
            "text/xml",
        )
        return re.search(r"<return>0,(\w+)</return>", said)[1]
    if gateway == "saman":
        content = {
            "action": "token", "TerminalId": "1000", "Amount": amount, "ResNum": number,
            "RedirectUrl": callback,
        }  # fmt: skip
        said = call(f"{address}/saman/onlinepg/onlinepg", json.dumps(content))
        return json.loads(said)["token"]
    content = {
        "merchant_id": "simulator", "amount": amount, "currency": "IRR", "description": "x",
        "callback_url": callback, "metadata": {"order_id": number},
    }  # fmt: skip
    said = call(f"{address}/zarinpal/pg/v4/payment/request.json", json.dumps(content))
    return json.loads(said)["data"]["authority"]


def page_of(address, gateway, name):
    if gateway == "mellat":
        return post(f"{address}/mellat/pgwchannel/startpay.mellat", {"RefId": name})
    if gateway == "saman":
        return post(f"{address}/saman/OnlinePG/OnlinePG", {"Token": name, "GetMethod": ""})
    return get(f"{address}/zarinpal/pg/StartPay/{name}")


def pay(address, gateway, name, card=Card.GOOD, **more):
    told = {"gateway": gateway, "token": name, "card": card, "do": "pay", **more}
    return json.loads(post(f"{address}/pay", told, accept="application/json"))


def orders(address):
    return json.loads(get(f"{address}/orders.json"))["orders"]


def misbehave(address, gateway, fault, **how):
    post(f"{address}/fault", {"gateway": gateway, "fault": fault, **how})


@pytest.mark.parametrize("gateway", GATEWAYS)
class TestThePage:
    def test_it_is_persian_and_shows_rials_and_tomans(self, address, gateway):
        page = page_of(address, gateway, token(address, gateway, amount=130_000))
        assert '<html lang="fa" dir="rtl">' in page
        assert "۱۳۰٬۰۰۰ ریال" in page
        assert "۱۳٬۰۰۰ تومان" in page
        assert "هیچ پولی جابه‌جا نمی‌شود" in page

    @pytest.mark.parametrize(
        ("card", "state"),
        [
            (Card.GOOD, State.PAID),
            ("0000000000001234", State.PAID),
            (Card.REFUSED, State.REFUSED),
            (Card.NO_FUNDS, State.REFUSED),
            ("6037990000000001", State.REFUSED),
            ("<script>", State.REFUSED),
        ],
    )
    def test_a_card_pays_or_not(self, address, gateway, card, state):
        told = pay(address, gateway, token(address, gateway), card)
        assert told["order"]["state"] == state
        assert told["order"]["taken"] == (40_000 if state is State.PAID else 0)

    def test_a_typed_card_is_read_as_people_type_it(self, address, gateway):
        told = pay(address, gateway, token(address, gateway), other="۰۰۰۰ ۰۰۰۰-۰۰۰۰ ۱۲۳۴")
        assert told["order"]["card"] == "000000******1234"

    def test_no_card_but_a_test_card_is_kept(self, address, gateway, tmp_path):
        pay(address, gateway, token(address, gateway), "6037990000000001")
        assert "6037" not in (tmp_path / "bank.jsonl").read_text()

    def test_who_leaves_has_cancelled(self, address, gateway):
        name = token(address, gateway)
        told = pay(address, gateway, name, do="cancel")
        assert (told["order"]["state"], told["order"]["taken"]) == ("cancelled", 0)

    def test_a_second_press_takes_nothing_again_and_leads_back_again(self, address, gateway):
        name = token(address, gateway)
        one, two = pay(address, gateway, name), pay(address, gateway, name, Card.REFUSED)
        assert one == two
        assert "بازگشت به سایت پذیرنده" in page_of(address, gateway, name)

    def test_after_its_time_the_page_is_over(self, address, gateway, bank):
        name = token(address, gateway)
        bank.advance(21 * 60)
        told = pay(address, gateway, name)
        assert (told["order"]["state"], told["order"]["taken"]) == ("expired", 0)

    def test_an_unknown_order_has_no_page(self, address, gateway):
        with pytest.raises(HTTPError) as missing:
            page_of(address, gateway, "nobody")
        assert missing.value.code == 404
        assert "نمی‌شناسیم" in missing.value.read().decode()
        missing.value.close()

    def test_what_others_wrote_is_text(self, address, gateway):
        name = token(address, gateway, callback="http://127.0.0.1:1/?a=1%22%3E%3Cscript%3E")
        told = post(f"{address}/pay", {"gateway": gateway, "token": name, "do": "cancel"})
        assert '"><script>' not in told


@pytest.mark.parametrize("gateway", GATEWAYS)
class TestTheWayBack:
    def back(self, address, gateway, shop, number="12"):
        return pay(address, gateway, token(address, gateway, number, shop.address))["back"]

    def test_the_browser_is_led_to_the_merchant(self, address, gateway, shop):
        back = self.back(address, gateway, shop)
        assert back["address"] == shop.address
        assert back["is_post"] == (gateway != "zarinpal")
        assert shop.came == []

    def test_it_is_lost_on_command(self, address, gateway, shop):
        misbehave(address, gateway, "callback_lost")
        assert self.back(address, gateway, shop) is None
        assert self.back(address, gateway, shop, "13")

    def test_it_comes_twice_on_command(self, address, gateway, shop):
        misbehave(address, gateway, "callback_twice")
        back = self.back(address, gateway, shop)
        assert shop.came == [back["fields"]]

    def test_a_no_comes_before_the_yes_on_command(self, address, gateway, shop):
        misbehave(address, gateway, "nok_first")
        back = self.back(address, gateway, shop)
        [came] = shop.came
        assert came != back["fields"]
        assert came[NAMES[gateway]] == back["fields"][NAMES[gateway]]

    def test_it_comes_before_the_token_on_command(self, address, gateway, shop):
        misbehave(address, gateway, "callback_early")
        name = token(address, gateway, "12", shop.address)
        assert [came[NAMES[gateway]] for came in shop.came] == [name]
        assert orders(address)[0]["state"] == "paid"

    def test_it_comes_after_that_of_the_next_on_command(self, address, gateway, shop):
        misbehave(address, gateway, "out_of_order")
        assert self.back(address, gateway, shop) is None
        assert self.back(address, gateway, shop, "13")
        for _ in range(100):
            if shop.came:
                break
            threading.Event().wait(0.05)
        [came] = shop.came
        assert came[NAMES[gateway]] == orders(address)[0]["token"]


NAMES = {"mellat": "RefId", "saman": "Token", "zarinpal": "Authority"}


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_is_armed_by_http_and_said_on_the_page(address, bank, fault):
    misbehave(address, "mellat", fault, times=2, code="34")
    [armed] = bank.armed()
    assert armed.fault is fault
    assert "درست رفتار می‌کند" not in get(address)
    post(f"{address}/behave", {})
    assert bank.armed() == []


def test_ten_minutes_of_silence_end_by_the_banks_clock(address):
    misbehave(address, "saman", "down")
    for ask in (lambda: token(address, "saman"), lambda: page_of(address, "saman", "x")):
        with pytest.raises(HTTPError) as down:
            ask()
        assert down.value.code == 503
        down.value.close()
    assert token(address, "mellat")
    post(f"{address}/clock", {"seconds": 601})
    assert token(address, "saman")


def test_what_nobody_verified_goes_back_in_time(address, bank):
    pay(address, "mellat", token(address, "mellat"))
    seen = []
    for seconds in (0, 16 * 60, 72 * 3600):
        bank.advance(seconds)
        seen.append(orders(address)[0]["standing"])
    assert seen == ["paid", "returning", "returned"]


def test_what_is_never_to_be_verified_is_back_after_72_hours(address, bank):
    misbehave(address, "mellat", "money_returned")
    pay(address, "mellat", token(address, "mellat"))
    assert orders(address)[0]["standing"] == "returning"
    bank.advance(73 * 3600)
    assert orders(address)[0]["standing"] == "returned"


def test_drops_come_one_by_one(address, bank):
    misbehave(address, "zarinpal", "slow_drip", seconds="0.001")
    assert token(address, "zarinpal").startswith("A")
    assert bank.armed() == []


def lines(address, gateway, day):
    text = get(f"{address}/day.csv?gateway={gateway}&day={day}")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("gateway", "state"), [("mellat", "verified"), ("saman", "settled"), ("zarinpal", "settled")]
)
def test_the_file_of_a_day_lists_what_was_verified_or_went_back(address, bank, gateway, state):
    now = bank.now()
    for number, made in (("1", State.VERIFIED), ("2", State.REVERSED), ("3", State.PAID)):
        name = token(address, gateway, number)
        pay(address, gateway, name)
        order = bank.find(gateway, "token", name)
        at = None if made is State.PAID else now
        bank.put(replace(order, state=made, verified_at=at))
    today = now.astimezone(TEHRAN).date()
    found = lines(address, gateway, today)
    assert [(row["order_number"], row["state"]) for row in found] == [
        ("1", state),
        ("2", "reversed"),
    ]
    assert found[0]["amount"] == "40000"
    assert found[0]["card"] == "000000******0001"
    assert found[0]["reference"] == bank.find(gateway, "number", "1").reference
    assert found[0]["at"].endswith("+03:30")
    assert lines(address, gateway, today - timedelta(days=1)) == []
    bank.advance(80 * 3600)
    assert [row["order_number"] for row in lines(address, gateway, today)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/mellat/nothing",
        "/saman/OnlinePG/nothing",
        "/zarinpal/pg",
        "/day.csv",
        "/day.csv?gateway=mellat&day=today",
        "/day.csv?gateway=a&day=2026-12-01",
    ],
)
def test_an_unknown_page_is_not_found(address, path):
    with pytest.raises(HTTPError) as missing:
        get(address + path)
    assert missing.value.code == 404
    missing.value.close()


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/mellat/pgwchannel/services/pgw", "", "text/xml"),
        ("/mellat/pgwchannel/services/pgw", "<a", "text/xml"),
        ("/mellat/pgwchannel/services/pgw", "<!DOCTYPE a><a/>", "text/xml"),
        ("/mellat/pgwchannel/services/pgw", "<a/>", "text/xml"),
        ("/saman/onlinepg/onlinepg", "[]", "application/json"),
        ("/saman/onlinepg/onlinepg", '{"TerminalId": "1000"}', "application/json"),
        ("/zarinpal/pg/v4/payment/verify.json", '{"merchant_id": "simulator"}', "application/json"),
        ("/zarinpal/api/v4/graphql/", "{}", "application/json"),
        ("/fault", "fault=unheard&gateway=mellat", "application/x-www-form-urlencoded"),
        ("/fault", "fault=down&gateway=nobody", "application/x-www-form-urlencoded"),
        ("/clock", "seconds=soon", "application/x-www-form-urlencoded"),
        ("/pay", "", "application/x-www-form-urlencoded"),
    ],
)
def test_nonsense_is_a_bad_request(address, path, body, kind):
    with pytest.raises(HTTPError) as refused:
        call(address + path, body or " ", kind)
    refused.value.close()
    assert refused.value.code == 400


def test_the_page_of_developers_escapes_what_others_wrote(address):
    token(address, "mellat", number=quote("<b>12"))
    token(address, "saman", number="<b>13")
    assert "<b>" not in get(address)


def test_cards_are_masked():
    assert masked("0000000000000001") == "000000******0001"
    assert masked("6037990000000001") == ""


@contextmanager
def running(journal, how=signal.SIGKILL):
    """The bank as a process; at the end it is told `how` to end, and ends so."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "simulators.bank", "--port", "0", "--journal", journal],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().split()[-1].rstrip("/")
        process.send_signal(how)
        assert process.wait(timeout=5) == (-how if how is signal.SIGKILL else 0)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_what_the_bank_did_outlives_its_process(tmp_path, how):
    journal = tmp_path / "bank.jsonl"
    with running(journal, how) as address:
        for number, gateway in enumerate(GATEWAYS):
            pay(address, gateway, token(address, gateway, str(number)))
        token(address, "mellat", "77")
        misbehave(address, "saman", "settle_fails", times=3)
        post(f"{address}/clock", {"seconds": 600})
        before = orders(address)
    with journal.open("a") as half:
        half.write('{"order": {"gateway": "mel')  # the line over which it was killed
    with running(journal) as address:
        assert orders(address) == before
        assert "واریز نمی‌شود (۳ بار)" in get(address)
        token(address, "mellat", "78")
        with pytest.raises(TypeError):  # a number that was given before the kill is not given again
            token(address, "mellat", "77")
    again = Bank(journal=journal)
    assert [one.number for one in again.orders()] == ["0", "1", "2", "77", "78"]
    again.close()
