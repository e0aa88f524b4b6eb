"""Witnesses are asked and believed no further than their signatures; no one of them holds up others."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pishkhan.foundation import clock
from pishkhan.kernel.transparency import api as log_api, ports
from pishkhan.kernel.transparency.actions import sequencing, witnessing
from pishkhan.kernel.transparency.models import Checkpoint, Cosignature, WitnessState
from pishkhan.kernel.transparency.rules import notes, tree
from pishkhan.kernel.transparency.terms import LogEvent, WitnessAnswer
from pishkhan.kernel.transparency.testing import a_log


pytestmark = pytest.mark.django_db


def enter(count=1):
    return [
        log_api.enter(LogEvent.ISSUE, institution_id=7, record={"n": str(n)}).entry_id
        for n in range(count)
    ]


def answers():
    return dict(WitnessState.objects.values_list("witness", "answer"))


def test_one_that_was_away_is_brought_up_from_where_it_was(log):
    enter(3)
    log.publish()
    log.witnesses[0].is_silent = True
    enter(300)
    log.publish()
    enter(1)
    log.publish()
    assert answers()["witness.example/1"] == WitnessAnswer.SILENT
    log.witnesses[0].is_silent = False
    log.publish()
    assert log.witnesses[0].seen["log.example/log/1"][0] == 304
    assert answers()["witness.example/1"] == WitnessAnswer.COSIGNED


def test_one_whose_answer_we_lost_is_asked_from_where_it_is(log):
    enter(3)
    log.publish()
    enter(2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(witnessing, "_keep", lambda *_: None)  # killed before it was kept
        log.publish()
    assert not Cosignature.objects.filter(size=5).exists()
    log.publish()
    assert Cosignature.objects.filter(size=5).count() == 3


def test_one_that_has_seen_more_than_we_have_is_an_alarm(log):
    enter(3)
    log.publish()
    log.witnesses[0].seen["log.example/log/1"] = (50, bytes(32))
    enter(1)
    log.publish()
    assert answers()["witness.example/1"] == WitnessAnswer.AHEAD
    assert WitnessAnswer.AHEAD.is_alarm
    assert log_api.log_view().witnesses[0].answer is WitnessAnswer.AHEAD


@pytest.mark.parametrize("size", [3, 2])
def test_one_that_has_seen_another_history_refuses_ours(log, size):
    enter(3)
    sequencing.sequence()
    log.witnesses[0].seen["log.example/log/1"] = (size, bytes(32))
    log.publish()
    assert answers()["witness.example/1"] == WitnessAnswer.REFUSED
    assert Cosignature.objects.filter(witness="witness.example/1").count() == 0


class Liar:
    """Signs what it is told to."""

    def __init__(self, log, lines):
        self.log, self.lines = log, lines

    def add_checkpoint(self, *, old, proof, checkpoint):  # noqa: ARG002 - of the port
        return ports.Cosigned(self.lines(self.log.witnesses[0], notes.read_note(checkpoint).text))


def line_of(witness, text, *, private=None, moment=None):
    at = int(clock.now().timestamp()) if moment is None else moment
    octets = (private or witness.private).sign(notes.to_cosign(text, at))
    return f"{notes.cosignature(witness.key, at, octets)}\n"


LIES = {
    "nothing": lambda _w, _t: "",
    "no line": lambda _w, _t: "hello\n",
    "another key": lambda w, t: line_of(w, t, private=Ed25519PrivateKey.generate()),
    "another text": lambda w, t: line_of(w, t.replace("\n2\n", "\n3\n")),
    "the future": lambda w, t: line_of(
        w, t, moment=int((clock.now() + timedelta(days=1)).timestamp())
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_cosignature_that_is_none_is_not_believed(log, lie):
    wiring = ports.wiring()
    [first, *others] = wiring.policy.witnesses
    lying = replace(
        wiring.policy, witnesses=(ports.Witness(first.key, Liar(log, LIES[lie])), *others)
    )
    [entry, _] = enter(2)
    with ports.wired(replace(wiring, policy=replace(lying, quorum=3))):
        log.publish()
        assert not log_api.standing(entry).is_witnessed
        assert answers()["witness.example/1"] == WitnessAnswer.SILENT


def test_a_line_of_a_witness_is_found_among_others(log):
    wiring = ports.wiring()
    [first, *_] = wiring.policy.witnesses

    def lines(witness, text):
        return line_of(log.witnesses[1], text) + line_of(witness, text)

    one = ports.Policy(witnesses=(ports.Witness(first.key, Liar(log, lines)),))
    [entry] = enter()
    with ports.wired(replace(wiring, policy=one)):
        log.publish()
        assert log_api.standing(entry).is_witnessed


class Slow:
    """Answers when it is let."""

    def __init__(self, witness):
        self.witness, self.let, self.asked = witness, threading.Event(), 0

    def add_checkpoint(self, **said):
        self.asked += 1
        self.let.wait(10)
        return self.witness.add_checkpoint(**said)


def test_one_that_does_not_answer_holds_up_nobody_and_is_not_asked_again_meanwhile(
    log, monkeypatch
):
    monkeypatch.setattr(witnessing, "WAITED_SECONDS", 0.05)
    wiring = ports.wiring()
    [first, *others] = wiring.policy.witnesses
    slow = Slow(log.witnesses[0])
    policy = replace(wiring.policy, witnesses=(ports.Witness(first.key, slow), *others))
    [entry] = enter()
    with ports.wired(replace(wiring, policy=policy)):
        began = time.monotonic()
        log.publish()
        log.publish()
        assert time.monotonic() - began < 5
        assert log_api.standing(entry).is_witnessed
        assert slow.asked == 1
        assert answers()["witness.example/1"] == WitnessAnswer.SILENT
        slow.let.set()
        monkeypatch.setattr(witnessing, "WAITED_SECONDS", 5.0)
        log.publish()
        assert Cosignature.objects.filter(witness="witness.example/1").count() == 1


def test_an_answer_that_comes_late_is_for_the_checkpoint_that_was_asked_about(log, monkeypatch):
    monkeypatch.setattr(witnessing, "WAITED_SECONDS", 0.05)
    wiring = ports.wiring()
    [first, *others] = wiring.policy.witnesses
    slow = Slow(log.witnesses[0])
    policy = replace(wiring.policy, witnesses=(ports.Witness(first.key, slow), *others))
    with ports.wired(replace(wiring, policy=policy)):
        enter()
        log.publish()
        enter()
        sequencing.sequence()
        slow.let.set()
        monkeypatch.setattr(witnessing, "WAITED_SECONDS", 5.0)
        log.publish()
        log.publish()
    assert list(
        Cosignature.objects.filter(witness="witness.example/1").values_list("size", flat=True)
    ) == [1, 2]
    assert log_api.verify_log().is_whole


def test_the_state_of_a_witness_is_kept_since_it_changed(log):
    enter()
    log.publish()
    before = WitnessState.objects.get(witness="witness.example/1").since
    enter()
    log.publish()
    assert WitnessState.objects.get(witness="witness.example/1").since == before


def test_a_log_without_witnesses_goes_on_and_nothing_in_it_is_valid():
    with a_log(witnesses=0) as log:
        [entry] = enter()
        log.publish()
        assert log_api.standing(entry).index == 0
        assert not log_api.standing(entry).is_witnessed
        assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize("quorum", [0, -1])
def test_a_quorum_of_nobody_means_nothing(quorum):
    with pytest.raises(ValueError, match="QUORUM"):
        ports.Policy(quorum=quorum)


@pytest.mark.usefixtures("log")
def test_two_witnesses_of_one_name_would_count_twice():
    [one, *_] = ports.wiring().policy.witnesses
    with pytest.raises(ValueError, match="same name"):
        ports.Policy(witnesses=(one, one))


def test_nobody_wired_is_said(monkeypatch):
    monkeypatch.setattr(ports, "_wirings", [])
    with pytest.raises(ports.NobodyWired):
        ports.wiring()


def test_the_first_checkpoint_needs_no_proof(log):
    enter(5)
    sequencing.sequence()
    row = Checkpoint.objects.get()
    assert tree.consistency(0, row.size, lambda *_: b"") == []
    log.publish()
    assert set(answers().values()) == {WitnessAnswer.COSIGNED}
