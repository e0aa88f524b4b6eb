"""A proof that stands by itself: that an entry is in the log, and that witnesses saw it (tlog-proof)."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pishkhan.kernel.transparency.rules import notes
from pishkhan.kernel.transparency.rules.notes import NotANote, Note, VerifierKey
from pishkhan.kernel.transparency.rules.tree import is_included, leaf_hash


FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
_INDEX = re.compile(r"index (0|[1-9]\d{0,18})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What such a text says; `entry` travels in its `extra` line, which nobody signs."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note
    entry: bytes


def write(proof: Proof) -> str:
    """The text."""
    extra = base64.b64encode(proof.entry).decode()
    return (
        f"{FIRST_LINE}\nextra {extra}\nindex {proof.index}\n"
        f"{notes.hashes_as_lines(proof.hashes)}\n{proof.checkpoint}"
    )


def read(text: str) -> Proof:
    """The parts of the text; raises NotANote. Nothing is checked yet."""
    top, _, checkpoint = text.partition("\n\n")
    first, *lines = top.split("\n")
    entry = b""
    if lines and lines[0].startswith("extra "):
        try:
            entry = base64.b64decode(lines.pop(0).removeprefix("extra "), validate=True)
        except binascii.Error as error:
            raise NotANote("no base64 after extra") from error
    index = _INDEX.fullmatch(lines[0]) if lines else None
    if first != FIRST_LINE or index is None or len(lines) > MOST_HASHES + 1:
        raise NotANote("no proof of a transparency log")
    return Proof(
        index=int(index[1]),
        hashes=tuple(map(notes.hash_in, lines[1:])),
        checkpoint=notes.read_note(checkpoint),
        entry=entry,
    )


def is_proved(
    proof: Proof, *, log: Sequence[VerifierKey], witnesses: Sequence[VerifierKey], quorum: int
) -> bool:
    """Whether the entry is in a tree that the log signed and a quorum of witnesses cosigned."""
    head = notes.read_head(proof.checkpoint.text)
    keys = [key for key in log if key.name == head.origin]
    return (
        notes.is_signed(proof.checkpoint, keys)
        and len(seen_by(proof.checkpoint, witnesses)) >= quorum
        and is_included(
            leaf_hash(proof.entry),
            index=proof.index,
            size=head.size,
            proof=proof.hashes,
            root=head.root,
        )
    )


def seen_by(checkpoint: Note, witnesses: Sequence[VerifierKey]) -> set[str]:
    """Names of the witnesses whose cosignature on the checkpoint is right."""
    return {
        key.name
        for key in witnesses
        for one in checkpoint.signatures
        if notes.cosigned_at(checkpoint.text, one, key) is not None
    }
