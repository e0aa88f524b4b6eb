"""Whatever a bank or a browser says: an answer, a clear no, or GatewayUnavailable."""

import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.integrations.payment_gateway import wire
from pishkhan.integrations.payment_gateway.choice import GatewaySettings, tills
from pishkhan.kernel.payments.ports import (
    Answer,
    GatewayUnavailable,
    Order,
    Page,
    Refused,
    Returned,
)


NAMES = ("mellat", "saman", "zarinpal")
GATEWAYS = {
    till.name: till.gateway
    for till in tills(
        GatewaySettings(
            gateways=",".join(NAMES), is_development=True, simulator_address="http://127.0.0.1:1"
        )
    )
}
ORDER = Order(
    number=12,
    amount=Rials(130_000),
    callback="https://a.example/",
    at=clock.now(),
    token="A1",
    reference="127926981246",
)
VERBS = ("request", "verify", "settle", "inquire", "reverse", "refund")
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
KEYS = (
    "data", "errors", "code", "authority", "status", "ref_id", "card_pan", "refunds", "refund",
    "sessions", "id", "amount", "token", "errorCode", "ResultCode", "TransactionDetail",
    "OrginalAmount", "AffectiveAmount", "RefNum", "RRN", "MaskedPan", "TerminalNumber",
)  # fmt: skip
LIKELY = st.sampled_from([100, 101, -51, "0", 0, 2, "PAID", "VERIFIED", 130_000, "A1"]) | VALUE
DETAIL = st.dictionaries(st.sampled_from(KEYS), LIKELY, max_size=6)
JSON = st.dictionaries(st.sampled_from(KEYS), DETAIL | st.lists(DETAIL, max_size=2) | LIKELY)
SOAP = st.builds(
    lambda verb, value: (
        '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><n:bp'
        f'{verb}RequestResponse xmlns:n="http://interfaces.core.sw.bps.com/"><return>{value}'
        f"</return></n:bp{verb}RequestResponse></S:Body></S:Envelope>"
    ).encode("utf-8", "replace"),
    st.sampled_from(["Pay", "Verify", "Settle", "Inquiry", "Reversal"]),
    st.sampled_from(["0", "43", "0,ABC", "&lt;", "", "0,"]) | st.text(max_size=30),
)
BYTES = st.binary(max_size=300) | SOAP | JSON.map(lambda value: json.dumps(value).encode())


def asked(gateway, verb):
    if verb == "refund":
        return gateway.refund(ORDER, Rials(20_000), "refund-1")
    return getattr(gateway, verb)(ORDER)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(bodies=st.lists(BYTES, min_size=1, max_size=3), status=st.sampled_from([200, 302, 422, 500]))
def test_of_whatever_a_bank_says_something_is_made(name, verb, bodies, status):
    said = iter([*bodies, *bodies[-1:] * 9])

    def reply(*_):
        return wire.Reply(status=status, body=next(said))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wire, "_reply", reply)
        try:
            found = asked(GATEWAYS[name], verb)
        except GatewayUnavailable:
            return
    assert isinstance(found, Page | Refused if verb == "request" else Answer)
    if isinstance(found, Page):
        assert 0 < len(found.token) <= 200
    if isinstance(found, Answer):
        assert found.amount is None or isinstance(found.amount, Rials)
        assert len(found.reference) <= 80
        assert max(len(found.rrn), len(found.terminal)) <= 40
        assert max(len(found.card), len(found.code) - 30) <= 30


FIELDS = (
    "RefId", "ResCode", "SaleOrderId", "SaleReferenceId", "State", "Status", "ResNum", "RefNum",
    "Token", "Authority", "CardHolderPan", "SecurePan",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from(FIELDS) | st.text(max_size=9),
        st.sampled_from(["0", "OK", "2", "12", "A1", "NOK"]) | st.text(max_size=300),
    )
)
def test_of_whatever_a_browser_brings_something_is_made(name, fields):
    returned = GATEWAYS[name].read(fields)
    assert returned is None or isinstance(returned, Returned)
    if returned:
        assert returned.token or returned.order_number
        assert len(returned.token) <= 200
        assert len(returned.reference) <= 80
        assert 0 <= returned.order_number < 2**63
        assert len(returned.code) <= 60


@contextmanager
def a_stranger(*pieces, then_waits=False):
    """A server that says just these bytes to whoever comes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()

        def talk():
            line, _ = listener.accept()
            with line:
                line.recv(100_000)
                for piece in pieces:
                    line.sendall(piece)
                if then_waits:
                    stop.wait(5)

        thread = threading.Thread(target=talk)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        stop.set()
        thread.join()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"\x00\xff nonsense\r\n\r\n",),
        (b"HTTP/1.1 two hundred\r\n\r\n",),
        (HEAD + b"X: " + b"y" * 70_000,),
        (HEAD + b"Content-Length: 50\r\n\r\n{}",),
        (HEAD + b"Content-Length: -1\r\n\r\n{",),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",),
        (HEAD + b"\r\n" + b" " * 300_000 + b"{}",),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n",),
    ],
)
def test_what_breaks_off_or_never_ends_is_no_answer(name, pieces):
    with a_stranger(*pieces) as address, pytest.raises(GatewayUnavailable) as refused:
        replace(GATEWAYS[name], address=address, deadline_seconds=3).verify(ORDER)
    assert refused.value.maybe_done


@pytest.mark.parametrize("name", NAMES)
def test_who_says_nothing_is_left_after_the_deadline(name):
    with (
        a_stranger(HEAD, then_waits=True) as address,
        pytest.raises(GatewayUnavailable, match="Timeout"),
    ):
        replace(GATEWAYS[name], address=address, deadline_seconds=0.3).verify(ORDER)
