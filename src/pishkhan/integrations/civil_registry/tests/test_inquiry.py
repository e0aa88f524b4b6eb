"""The inquiry against a server of our own on the loopback, well and badly behaved."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from pishkhan.integrations.civil_registry.choice import OwnershipSettings, mobile_ownership
from pishkhan.integrations.civil_registry.inquiry import PATH, OwnershipInquiry
from pishkhan.integrations.civil_registry.simulator import NoOwnership, SimulatedOwnership
from pishkhan.kernel.identity.terms import Ownership


NATIONAL_ID, MOBILE = "0001010107", "09120000001"


def reply(*, is_matched, code=0):
    return {"isMatched": is_matched, "responseContext": {"status": {"code": code, "message": ""}}}


@pytest.fixture
def registry():
    class Registry(BaseHTTPRequestHandler):
        asked: ClassVar[list] = []
        status, body = 200, b"{}"

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            self.asked.append((self.path, json.loads(self.rfile.read(length))))
            self.send_response(self.status)
            if self.status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(self.body)

        def log_message(self, *arguments):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Registry)
    Registry.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Registry
    server.shutdown()
    thread.join()
    server.server_close()


def ask(address, timeout_seconds=2.0):
    inquiry = OwnershipInquiry(
        address=address, business_id="b", business_token="t", timeout_seconds=timeout_seconds
    )
    return inquiry.match(NATIONAL_ID, MOBILE)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (reply(is_matched=True), Ownership.MATCH),
        (reply(is_matched=False), Ownership.MISMATCH),
        (reply(is_matched=False, code=3), Ownership.UNKNOWN),
        (reply(is_matched="yes"), Ownership.UNKNOWN),
        ({"isMatched": True}, Ownership.UNKNOWN),
        ([], Ownership.UNKNOWN),
    ],
)
def test_only_a_clear_answer_of_a_successful_inquiry_counts(registry, body, outcome):
    registry.body = json.dumps(body).encode()
    assert ask(registry.address) == outcome


def test_it_asks_as_documented(registry):
    ask(registry.address + "/")
    (path, question) = registry.asked[-1]
    assert path == PATH
    assert question == {
        "requestContext": {"apiInfo": {"businessId": "b", "businessToken": "t"}},
        "nationalId": NATIONAL_ID,
        "mobileNumber": MOBILE,
    }


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"{}"), (200, b"<html>"), (200, b"\xff"), (302, b"")]
)
def test_whatever_goes_wrong_is_unknown(registry, status, body):
    registry.status, registry.body = status, body
    assert ask(registry.address) == Ownership.UNKNOWN
    assert all(path == PATH for path, _ in registry.asked)


def test_a_server_that_is_not_there_is_unknown():
    assert ask("http://127.0.0.1:9", timeout_seconds=0.2) == Ownership.UNKNOWN


def test_the_token_is_not_shown():
    inquiry = OwnershipInquiry(address="a", business_id="b", business_token="hidden")
    assert "hidden" not in repr(inquiry)


@pytest.mark.parametrize(
    ("mobile", "outcome"),
    [
        ("09120000001", Ownership.MATCH),
        ("09120000008", Ownership.MISMATCH),
        ("09120000009", Ownership.UNKNOWN),
    ],
)
def test_the_simulator_plays_every_outcome(mobile, outcome):
    assert SimulatedOwnership().match(NATIONAL_ID, mobile) == outcome
    assert NoOwnership().match(NATIONAL_ID, mobile) == Ownership.UNKNOWN


def test_the_settings_choose():
    simulator = OwnershipSettings(provider="simulator", is_development=True)
    inquiry = OwnershipSettings(
        provider="inquiry", address="https://example.test", business_id="b", business_token="t"
    )
    assert mobile_ownership(simulator) == SimulatedOwnership()
    assert mobile_ownership(OwnershipSettings(provider="none")) == NoOwnership()
    assert isinstance(mobile_ownership(inquiry), OwnershipInquiry)


@pytest.mark.parametrize("provider", ["simulator", "inquiry", "other"])
def test_production_refuses_a_simulator_a_half_setting_and_a_wrong_name(provider):
    with pytest.raises(ValueError, match=r"PISHKHAN_MOBILE_OWNERSHIP|inquiry needs"):
        mobile_ownership(OwnershipSettings(provider=provider))
