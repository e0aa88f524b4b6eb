"""The sender against a receiver that misbehaves, over real sockets."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pishkhan.foundation import clock
from pishkhan.integrations.webhooks.choice import webhook_sender
from pishkhan.integrations.webhooks.guard import ForbiddenAddress, Guard
from pishkhan.integrations.webhooks.sender import HttpSender
from pishkhan.kernel.webhooks.rules import signing
from pishkhan.kernel.webhooks.terms import Problem
from simulators.webhook_receiver.receiver import Fault, Receiver
from simulators.webhook_receiver.server import serve


SECRET = b"s" * 32
BODY = b'{"type":"webhook.ping","data":{}}'
NAME = "receiver.test"
LOCAL = Guard(allows_loopback=True)


@contextmanager
def receiving(receiver, tls=None):
    with serve(receiver, port=0, tls=tls) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        receiver.released.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def receiver():
    made = Receiver(secret=SECRET)
    with receiving(made) as port:
        made.url = f"http://127.0.0.1:{port}/hook?a=b"
        yield made


def post(url, sender=None):
    headers = signing.headers([SECRET], name="msg_1", timestamp=int(time.time()), body=BODY)
    one = sender or HttpSender(resolver=LOCAL, deadline_seconds=1)
    return one.post(url, BODY, headers)


def test_what_is_taken_is_what_was_signed(receiver):
    answer = post(receiver.url)
    assert (answer.status, answer.text, answer.problem) == (200, "taken", Problem.NONE)
    assert [one.is_signed for one in receiver.taken] == [True]


@pytest.mark.parametrize(
    ("fault", "status", "problem"),
    [
        (Fault.HANG, 0, Problem.TIMEOUT),
        (Fault.DRIP, 0, Problem.TIMEOUT),
        (Fault.ENDLESS, 200, Problem.NONE),
        (Fault.ERROR, 500, Problem.REFUSED),
        (Fault.REDIRECT, 302, Problem.REDIRECT),
        (Fault.GONE, 410, Problem.GONE),
        (Fault.LOST, 0, Problem.UNREACHABLE),
        (Fault.NOISE, 0, Problem.UNREACHABLE),
    ],
)
def test_every_fault_of_a_receiver_is_an_answer(receiver, fault, status, problem):
    receiver.fault = fault
    answer = post(receiver.url)
    assert (answer.status, answer.problem) == (status, problem)
    assert len(answer.text) <= 4_000


def test_nobody_there_is_an_answer():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert post(f"http://127.0.0.1:{bound.getsockname()[1]}/").problem is Problem.UNREACHABLE


def test_in_production_nothing_on_this_machine_is_reached(receiver):
    strict = webhook_sender(is_development=False)
    assert post(receiver.url, strict).problem is Problem.ADDRESS
    assert post(receiver.url.replace("127.0.0.1", "localhost"), strict).problem is Problem.ADDRESS
    assert not receiver.taken
    assert post(receiver.url, webhook_sender(is_development=True)).status == 200


class Rebinding:
    """A name that leads to a public address when asked first, inside ever after."""

    def __init__(self):
        self.asked = 0

    def resolve(self, host, port):  # noqa: ARG002 - what a resolver is asked
        self.asked += 1
        if self.asked > 1:
            raise ForbiddenAddress
        return "127.0.0.1"


def test_a_name_is_asked_once_and_what_it_said_is_connected_to(receiver):
    resolver = Rebinding()
    url = receiver.url.replace("127.0.0.1", NAME)
    assert post(url, HttpSender(resolver=resolver, deadline_seconds=2)).status == 200
    assert resolver.asked == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("host", "trusts", "problem"),
    [(NAME, True, Problem.NONE), (NAME, False, Problem.TLS), ("other.test", True, Problem.TLS)],
)
def test_the_certificate_is_that_of_the_name_though_the_address_is_fixed(
    certificate, host, trusts, problem
):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    trusting = ssl.create_default_context()
    if trusts:
        trusting.load_verify_locations(certificate)
    receiver = Receiver(secret=SECRET)
    with receiving(receiver, tls) as port:
        sender = HttpSender(resolver=Rebinding(), context=trusting, deadline_seconds=5)
        assert post(f"https://{host}:{port}/", sender).problem is problem
    assert len(receiver.taken) == (problem is Problem.NONE)
