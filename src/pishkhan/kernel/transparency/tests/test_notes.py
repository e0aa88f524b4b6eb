"""Notes, checkpoints, cosignatures, proofs as text: what others made is read, what is amiss is not.

The signatures here were made and accepted by an independent implementation (aics-tlog 0.2.1).
"""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from pishkhan.kernel.transparency.rules import notes, proofs, tree
from pishkhan.kernel.transparency.rules.notes import Head, NotANote, VerifierKey
from pishkhan.kernel.transparency.rules.proofs import Proof


ORIGIN = "log.example/log/1"
LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG_KEY = "log.example/log/1+de27d944+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
WITNESS_KEY = "witness.example/1+98707588+BHm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk"
TEXT = "log.example/log/1\n3\npkvybgkSj2/i/m+LLYyAHhZrV8BHp82bK4Ceepai8cs=\n"
SIGNED = (
    TEXT + "\n— log.example/log/1 3ifZRDjcN4+TI82GxEZJDdkTg20ko5hFDTdOFJrc7q4MIEozQmLaOQckNXvxSUIN"
    "iV8nyBPVasZaI/IgHSh1SOkROwk=\n"
)
COSIGNED_AT = 1_795_248_000
COSIGNATURE = (
    "— witness.example/1 mHB1iAAAAABrAU+AtAFbmxrzeL3MgOU2NVxiyUwmY07oWvcBGauzHAJffAE8oLdMViQCQZ68Zy"
    "Kc2lg9eCbyvBDj9Ugs9kyoac/GAg==\n"
)
LEAVES = [tree.leaf_hash(b"entry-%d" % number) for number in range(3)]


def log_key():
    return notes.read_key(LOG_KEY)


def witness_key():
    return notes.read_key(WITNESS_KEY)


def test_keys_are_written_as_others_write_them():
    public = LOG.public_key().public_bytes_raw()
    assert str(VerifierKey(ORIGIN, notes.ED25519, public)) == LOG_KEY
    assert log_key() == VerifierKey(ORIGIN, notes.ED25519, public)
    assert witness_key().kind == notes.COSIGNATURE


def test_a_checkpoint_is_the_one_that_others_accept():
    head = Head(ORIGIN, 3, tree.root_of(LEAVES))
    assert head.text == TEXT
    made = notes.signed(head.text, log_key(), LOG.sign(head.text.encode()))
    assert str(made) == SIGNED
    assert notes.read_note(SIGNED) == made
    assert notes.read_head(made.text) == head
    assert notes.is_signed(made, [log_key()])


def test_a_cosignature_of_others_is_read_with_its_moment():
    note = notes.read_note(SIGNED + COSIGNATURE)
    assert notes.cosigned_at(note.text, note.signatures[1], witness_key()) == COSIGNED_AT
    octets = WITNESS.sign(notes.to_cosign(TEXT, COSIGNED_AT))
    assert f"{notes.cosignature(witness_key(), COSIGNED_AT, octets)}\n" == COSIGNATURE
    assert proofs.seen_by(note, [witness_key()]) == {"witness.example/1"}


def test_a_cosignature_is_none_on_another_text_at_another_time_or_by_another_key():
    [one] = notes.read_signatures(COSIGNATURE)
    assert notes.cosigned_at(TEXT.replace("\n3\n", "\n4\n"), one, witness_key()) is None
    later = notes.Signature(one.name, one.key_id, (9).to_bytes(8, "big") + one.octets[8:])
    assert notes.cosigned_at(TEXT, later, witness_key()) is None
    assert notes.cosigned_at(TEXT, one, log_key()) is None
    other = VerifierKey(one.name, notes.COSIGNATURE, LOG.public_key().public_bytes_raw())
    assert notes.cosigned_at(TEXT, one, other) is None
    short = notes.Signature(one.name, one.key_id, one.octets[:-1])
    assert notes.cosigned_at(TEXT, short, witness_key()) is None


def test_a_cosignature_is_no_signature_of_the_log():
    note = notes.read_note(TEXT + "\n" + COSIGNATURE)
    assert not notes.is_signed(note, [log_key(), witness_key()])


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 127))
def test_no_letter_of_a_checkpoint_can_be_changed(place, how):
    changed = TEXT[:place] + chr(ord(TEXT[place]) ^ how) + TEXT[place + 1 :]
    note = notes.Note(changed, notes.read_note(SIGNED).signatures)
    assert not notes.is_signed(note, [log_key()])


@given(st.text(max_size=200) | st.sampled_from([SIGNED, COSIGNATURE, LOG_KEY]))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text):
    for read in (
        notes.read_note,
        notes.read_head,
        notes.read_key,
        notes.read_signatures,
        proofs.read,
    ):
        try:
            read(text)
        except NotANote:
            continue


@pytest.mark.parametrize(
    "text",
    [
        "x\n-1\n" + "A" * 43 + "=\n",
        "x\n03\n" + "A" * 43 + "=\n",
        "x\n٣\n" + "A" * 43 + "=\n",
        "\n3\n" + "A" * 43 + "=\n",
        "x\n3\nAAAA\n",
        "x\n3\n" + "A" * 42 + "B=\n",
        "x\n3\n" + "A" * 43 + "=",
        "x\n3",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NotANote):
        notes.read_head(text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "x+00000000+AQ==", LOG_KEY.replace("de27", "de28"), LOG_KEY.replace("+AQ", "+BQ"),
     LOG_KEY.replace("log.example/log/1", "log example"), LOG_KEY[:-4]],
)  # fmt: skip
def test_what_is_no_key_is_refused(text):
    with pytest.raises(NotANote):
        notes.read_key(text)


def a_proof(index=1, **other):
    said = {
        "index": index,
        "hashes": tuple(
            tree.inclusion(index, 3, lambda h, i: tree.root_of(LEAVES[i << h : (i + 1) << h]))
        ),
        "checkpoint": notes.read_note(SIGNED + COSIGNATURE),
        "entry": b"entry-%d" % index,
    } | other
    return Proof(**said)


def proved(proof, *, quorum=1, log=None, witnesses=None):
    return proofs.is_proved(
        proof,
        log=[log_key()] if log is None else log,
        witnesses=[witness_key()] if witnesses is None else witnesses,
        quorum=quorum,
    )


@pytest.mark.parametrize("index", range(3))
def test_a_proof_is_read_back_and_proves_its_entry(index):
    text = proofs.write(a_proof(index))
    assert text.startswith(
        f"c2sp.org/tlog-proof@v1\nextra {base64.b64encode(b'entry-%d' % index).decode()}\nindex {index}\n"
    )
    assert proofs.read(text) == a_proof(index)
    assert proved(proofs.read(text))


def test_a_proof_without_a_quorum_of_witnesses_proves_nothing():
    assert not proved(a_proof(), quorum=2)
    assert not proved(a_proof(), witnesses=[])
    assert not proved(a_proof(checkpoint=notes.read_note(SIGNED)))
    twice = notes.read_note(SIGNED + COSIGNATURE + COSIGNATURE)
    assert not proved(a_proof(checkpoint=twice), quorum=2)


def test_a_proof_of_another_entry_index_or_log_proves_nothing():
    assert not proved(a_proof(entry=b"entry-2"))
    assert not proved(a_proof(index=0, entry=b"entry-1"))
    assert not proved(a_proof(hashes=()))
    assert not proved(a_proof(), log=[])
    stranger = VerifierKey("other.example", notes.ED25519, LOG.public_key().public_bytes_raw())
    assert not proved(a_proof(), log=[stranger])


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        ("@v1", "@v2"),
        ("index 1", "index 01"),
        ("index 1", "index -1"),
        ("index 1\n", "index 1\nAAAA\n"),
        ("extra ", "extra !"),
        ("\n\nlog", "\nlog"),
    ],
)
def test_what_is_no_proof_is_refused(found, instead):
    with pytest.raises(NotANote):
        proofs.read(proofs.write(a_proof()).replace(found, instead))


def test_a_proof_needs_no_extra_line():
    first, _extra, *rest = proofs.write(a_proof()).split("\n")
    assert proofs.read("\n".join([first, *rest])) == a_proof(entry=b"")
