"""The witness cosigns what follows from what it saw, and nothing else, whatever happens to it."""

import base64
import hashlib
import http.client
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings, strategies as st

from pishkhan.integrations.witness.client import offer
from pishkhan.kernel.transparency.rules import notes as ours, tree
from pishkhan.kernel.transparency.rules.notes import Head, VerifierKey
from simulators.log_witness import notes
from simulators.log_witness.server import serve
from simulators.log_witness.witness import Witness, follows


ORIGIN = "log.example/log/1"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG = VerifierKey(ORIGIN, ours.ED25519, KEY.public_key().public_bytes_raw())


def leaves(count, *, forged_at=None):
    made = [b"entry-%d" % number for number in range(count)]
    if forged_at is not None:
        made = [*made[:forged_at], b"back-dated", *made[forged_at:]][:count]
    return [tree.leaf_hash(one) for one in made]


def node(hashes):
    return lambda height, index: tree.root_of(hashes[index << height : (index + 1) << height])


def offered(old, size, *, key=KEY, origin=ORIGIN, **how):
    hashes = leaves(size, **how)
    head = Head(origin, size, tree.root_of(hashes))
    signed = ours.signed(head.text, LOG, key.sign(head.text.encode()))
    proof = tree.consistency(old, size, node(hashes)) if old <= size else []
    return offer(old=old, proof=proof, checkpoint=str(signed))


@pytest.fixture
def witness(tmp_path):
    trusted = tmp_path / "logs"
    trusted.write_text(f"# the log of the country\n\n{LOG}\n")
    return Witness("witness.example/1", tmp_path / "state", trusted)


def cosigned(witness, text):
    note = ours.read_note(text)
    key = ours.read_key(witness.key)
    return [ours.cosigned_at(note.text, one, key) for one in note.signatures]


def test_what_follows_is_cosigned_and_remembered(witness):
    for old, size in ((0, 700), (700, 1500), (1500, 1500), (1500, 1501)):
        body = offered(old, size)
        reply = witness.add_checkpoint(body)
        assert reply.status == 200
        _, moment = cosigned(witness, body.partition("\n\n")[2] + reply.text)
        assert moment is not None
        assert witness.seen(ORIGIN)[0] == size
    assert witness.logs() == [(ORIGIN, 1501)]


def test_a_history_with_a_back_dated_entry_is_refused(witness):
    witness.add_checkpoint(offered(0, 1500))
    reply = witness.add_checkpoint(offered(1500, 1700, forged_at=900))
    assert reply.status == 422
    assert witness.seen(ORIGIN) == (1500, tree.root_of(leaves(1500)))


def test_another_root_at_the_same_size_is_a_conflict(witness):
    witness.add_checkpoint(offered(0, 1500))
    reply = witness.add_checkpoint(offered(1500, 1500, forged_at=900))
    assert (reply.status, reply.text, reply.is_size) == (409, "1500\n", True)


@pytest.mark.parametrize("old", [0, 700, 1499])
def test_who_does_not_know_what_was_seen_is_told(witness, old):
    witness.add_checkpoint(offered(0, 1500))
    reply = witness.add_checkpoint(offered(old, 1600))
    assert (reply.status, reply.text) == (409, "1500\n")


def test_a_log_that_went_back_is_a_conflict(witness):
    witness.add_checkpoint(offered(0, 1500))
    assert witness.add_checkpoint(offered(700, 1400)).status == 409
    assert witness.add_checkpoint(offered(1500, 1400)).status == 400


def test_a_log_or_key_that_is_not_known_is_said(witness):
    assert witness.add_checkpoint(offered(0, 5, origin="other.example")).status == 404
    stranger = Ed25519PrivateKey.generate()
    assert witness.add_checkpoint(offered(0, 5, key=stranger)).status == 403
    assert witness.logs() == []


def test_a_log_made_known_later_is_known(witness):
    witness.trusted.unlink()
    assert witness.add_checkpoint(offered(0, 5)).status == 404
    witness.trusted.write_text(f"{LOG}\n")
    assert witness.add_checkpoint(offered(0, 5)).status == 200


BROKEN = {
    "nothing": "",
    "no old": "new 0\n\nx\n0\n\n",
    "no size": "old x\n\nx\n",
    "a zero before": "old 00\n\nx\n",
    "other digits": "old ٣\n\nx\n",
    "a size beyond all": f"old {10**30}\n\nx\n",
    "no hash": "old 0\nAAAA\n\nx\n0\n\n— x AAAA\n",
    "no checkpoint": "old 0\n\nx\n\n— x AAAA\n",
    "no end": offered(0, 3)[:-1],
    "loose base64": offered(0, 3).replace("=\n", "\n", 1),
    "too many hashes": "old 5\n"
    + (base64.b64encode(bytes(32)).decode() + "\n") * 64
    + "\n"
    + offered(0, 9).partition("\n\n")[2],
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_written_otherwise_is_a_bad_request(witness, what):
    assert witness.add_checkpoint(BROKEN[what]).status == 400


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(tmp_path_factory, text):
    folder = tmp_path_factory.getbasetemp() / "any"
    one = Witness("witness.example/1", folder, folder / "logs")
    assert one.add_checkpoint(text).status in {400, 404}


@settings(deadline=None)
@given(st.data(), st.integers(1, 70))
def test_its_own_reading_of_the_proof_agrees_with_ours(data, size):
    hashes, old = leaves(size), data.draw(st.integers(0, size))
    proof = tree.consistency(old, size, node(hashes))
    old_root, root = tree.root_of(hashes[:old]), tree.root_of(hashes)
    assert follows(old, old_root, size, root, proof)
    if old in {0, size}:
        return
    how = data.draw(st.sampled_from(["shorter", "longer", "changed", "another tree"]))
    place = data.draw(st.integers(0, len(proof) - 1))
    forged = leaves(size, forged_at=data.draw(st.integers(0, old - 1)))
    wrong = {
        "shorter": proof[:-1],
        "longer": [*proof, bytes(32)],
        "changed": [*proof[:place], bytes(32), *proof[place + 1 :]],
        "another tree": tree.consistency(old, size, node(forged)),
    }[how]
    new_root = tree.root_of(forged) if how == "another tree" else root
    ours_says = tree.is_consistent(
        old=old, size=size, proof=wrong, old_root=old_root, root=new_root
    )
    assert follows(old, old_root, size, new_root, wrong) is ours_says is False


def test_two_at_once_cannot_both_move_it(witness):
    """A sees N, B moves it to N + K, A must not move it back."""
    witness.add_checkpoint(offered(0, 100))
    bodies = [offered(100, size) for size in range(101, 141)]
    with ThreadPoolExecutor(8) as pool:
        statuses = [reply.status for reply in pool.map(witness.add_checkpoint, bodies)]
    assert sorted(statuses) == [200, *[409] * 39]
    [moved] = [
        size for size, status in zip(range(101, 141), statuses, strict=True) if status == 200
    ]
    assert witness.seen(ORIGIN)[0] == moved


def test_what_it_saw_outlives_it(witness):
    witness.add_checkpoint(offered(0, 100))
    again = Witness(witness.name, witness.folder, witness.trusted)
    assert again.key == witness.key
    assert again.seen(ORIGIN)[0] == 100


def test_it_cosigns_nothing_that_it_could_not_remember(witness, monkeypatch):
    def full(*_arguments):
        raise OSError("no space left")

    monkeypatch.setattr("simulators.log_witness.witness._write", full)
    with pytest.raises(OSError, match="no space"):
        witness.add_checkpoint(offered(0, 100))
    assert witness.seen(ORIGIN) == (0, hashlib.sha256().digest())


@pytest.mark.parametrize("text", ["", "x", "x+y", f"{LOG}"[:-2], str(LOG).replace("+AQ", "+BA")])
def test_what_is_no_key_of_a_log_is_refused(text):
    with pytest.raises(notes.Malformed):
        notes.LogKey.read(text)


@pytest.fixture
def served(witness):
    server = serve(witness, port=0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def asked(port, method, path, body=None, **headers):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        octets = body.encode() if isinstance(body, str) else body
        line.request(method, path, body=octets, headers=headers)
        reply = line.getresponse()
        return reply.status, reply.headers.get("Content-Type"), reply.read().decode()
    finally:
        line.close()


def test_it_speaks_the_protocol_over_http(served, witness):
    status, kind, text = asked(served, "POST", "/add-checkpoint", offered(0, 9))
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    assert text.startswith("— witness.example/1 ")
    status, kind, text = asked(served, "POST", "/add-checkpoint", offered(0, 10))
    assert (status, kind, text) == (409, "text/x.tlog.size", "9\n")
    assert witness.key in asked(served, "GET", "/")[2]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("/other", "x", 404), ("/add-checkpoint", "", 413), ("/add-checkpoint", b"\xff\xfe", 400)],
)
def test_other_doors_and_noise_are_refused(served, path, body, status):
    assert asked(served, "POST", path, body)[0] == status


def test_too_long_a_body_is_not_read(served):
    assert (
        asked(served, "POST", "/add-checkpoint", b"x", **{"Content-Length": "99999999"})[0] == 413
    )


def test_it_runs_as_a_program_of_its_own(tmp_path):
    words = [sys.executable, "-m", "simulators.log_witness", "--state", str(tmp_path / "state")]
    shown = subprocess.run([*words, "--show-key"], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    with subprocess.Popen([*words, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        said = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert shown.stdout.strip() in said
