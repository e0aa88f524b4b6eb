"""The line to a witness: what it says is told apart, and whatever goes wrong is an answer."""

import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pishkhan.integrations.witness.choice import log_policy
from pishkhan.integrations.witness.client import HttpWitness, offer
from pishkhan.kernel.transparency import api as log_api, ports
from pishkhan.kernel.transparency.models import WitnessState
from pishkhan.kernel.transparency.spec import COSIGNATURE, ED25519, NewEntry, VerifierKey
from pishkhan.kernel.transparency.terms import LogEvent, WitnessAnswer
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.transparency.tests.owner import back_date, without_triggers
from simulators.log_witness.server import serve
from simulators.log_witness.witness import Witness


PUBLIC = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
KEY = VerifierKey("witness.example/1", COSIGNATURE, PUBLIC)
SIGNED = "x\n0\nAAAA\n\n— x AAAA\n"


class Scripted(BaseHTTPRequestHandler):
    """Answers as the test says."""

    def do_POST(self):
        self.server.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        status, text = self.server.answer
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_words):
        return


@pytest.fixture
def scripted():
    with ThreadingHTTPServer(("127.0.0.1", 0), Scripted) as server:
        server.heard, server.answer = [], (200, b"")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def line_to(server, **said):
    return HttpWitness(address=f"http://127.0.0.1:{server.server_port}/", **said)


def ask(line):
    return line.add_checkpoint(old=3, proof=[bytes(32)], checkpoint=SIGNED)


def test_the_question_is_written_as_the_protocol_has_it(scripted):
    ask(line_to(scripted))
    assert scripted.heard == [f"old 3\n{'A' * 43}=\n\n{SIGNED}"]
    assert offer(old=0, proof=[], checkpoint=SIGNED) == f"old 0\n\n{SIGNED}"


@pytest.mark.parametrize(
    ("status", "text", "answer"),
    [
        (200, "— w AAAA\n".encode(), ports.Cosigned("— w AAAA\n")),
        (409, b"1500\n", ports.Conflict(1500)),
        (409, b"many\n", ports.Silent("409 many")),
        (409, b"9" * 30, ports.Silent("409 " + "9" * 30)),
        (422, b"no\n", ports.Refused("422 no")),
        (403, b"", ports.Unknown("403")),
        (404, b"what log?", ports.Unknown("404 what log?")),
        (400, b"bad", ports.Silent("400 bad")),
        (500, b"oops", ports.Silent("500 oops")),
        (302, b"", ports.Silent("302")),
        (200, b"\xff", ports.Silent("UnicodeDecodeError")),
    ],
)
def test_what_it_says_is_told_apart(scripted, status, text, answer):
    scripted.answer = (status, text)
    assert ask(line_to(scripted)) == answer


def test_one_that_is_not_there_or_says_nothing_is_silent():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert isinstance(ask(HttpWitness(address=address, timeout_seconds=0.2)), ports.Silent)
        listening.listen()
        assert isinstance(ask(HttpWitness(address=address, timeout_seconds=0.2)), ports.Silent)


def test_one_that_speaks_a_letter_at_a_time_is_cut_off_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            line, _ = listening.accept()
            with line, suppress(OSError):
                for letter in "HTTP/1.1 200 OK\r\nX-Slow: " + "a" * 100:
                    line.sendall(letter.encode())
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        began = time.monotonic()
        assert isinstance(ask(HttpWitness(address=address, deadline_seconds=0.3)), ports.Silent)
        assert time.monotonic() - began < 3


def test_the_settings_name_witnesses_by_key_and_address():
    policy = log_policy([f"{KEY} https://w.example/one"], quorum=1, is_development=False)
    assert policy.keys == [KEY]
    assert policy.witnesses[0].line == HttpWitness(address="https://w.example/one")
    assert log_policy([], quorum=2, is_development=False).witnesses == ()


@pytest.mark.parametrize(
    ("named", "quorum", "said"),
    [
        (["x https://w.example"], 1, "no key"),
        ([f"{VerifierKey('w', ED25519, PUBLIC)} https://w.example"], 1, "cosignatures"),
        ([f"{KEY} http://w.example"], 1, "https"),
        ([f"{KEY}"], 1, "https"),
        ([f"{KEY} https://w.example"], 2, "2 of 1"),
        ([f"{KEY} https://w.example", f"{KEY} https://v.example"], 1, "same name"),
    ],
)
def test_what_cannot_be_is_said_at_the_start(named, quorum, said):
    with pytest.raises(ValueError, match=said):
        log_policy(named, quorum=quorum, is_development=False)


def test_in_development_it_may_be_on_this_machine():
    assert log_policy([f"{KEY} http://127.0.0.1:8030"], quorum=1, is_development=True).keys == [KEY]


@pytest.fixture
def witness(tmp_path):
    """A real one over HTTP, that knows no log yet."""
    made = Witness("witness.example/1", tmp_path / "state", tmp_path / "logs")
    with serve(made, port=0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.port = server.server_port
        yield made
        server.shutdown()


@pytest.fixture
def log(witness):
    with a_log(witnesses=0) as made:
        named = [f"{witness.key} http://127.0.0.1:{witness.port}"]
        policy = log_policy(named, quorum=1, is_development=True)
        with ports.wired(replace(ports.wiring(), policy=policy)):
            yield made


@pytest.mark.django_db
def test_a_real_witness_cosigns_what_follows_and_refuses_a_back_dated_entry(log, witness):
    """The acceptance of the whole: another's memory, over HTTP, against the log's own key."""
    _enter(700)
    log.publish()
    assert WitnessState.objects.get().answer == WitnessAnswer.UNKNOWN
    witness.trusted.write_bytes(log.store.read("keys"))
    log.publish()
    entries = _enter(800)
    log.publish()
    assert log_api.standing(entries[-1]).is_witnessed
    assert log_api.is_proved(log_api.proof(entries[-1]))
    _rewrite(log, 900)
    log.publish()
    assert WitnessState.objects.get().answer == WitnessAnswer.REFUSED
    assert witness.seen("log.example/log/1")[0] == 1500
    assert not log_api.verify_log().is_whole


def _enter(count):
    new = [
        NewEntry(event=LogEvent.ISSUE, institution_id=7, record={"n": str(n)}) for n in range(count)
    ]
    return [one.entry_id for one in log_api.enter_all(new)]


def _rewrite(log, index):
    """All that whoever has the machine can do: rows, files, checkpoints, and signing them anew."""
    back_date(index)
    with without_triggers() as cursor:
        cursor.execute("DELETE FROM transparency_checkpoint")
        cursor.execute("DELETE FROM transparency_cosignature")
    for path in [one for one in log.store.files if one.startswith("1/")]:
        del log.store.files[path]
