"""Signed notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

A note is a text, an empty line, and lines of signatures. A checkpoint is a note whose text tells
origin, size and root of a log. A cosignature is a witness's line on it, with the moment it looked.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from typing_extensions import override

from pishkhan.kernel.transparency.rules.tree import HASH_OCTETS


ED25519, COSIGNATURE = 1, 4
ID_OCTETS, MOMENT_OCTETS, SIGNATURE_OCTETS = 4, 8, 64
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9]\d{0,18}")


class NotANote(ValueError):
    """A text that is no signed note, no checkpoint, or no verifier's key."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under the name of who signs; `kind` is ED25519 or COSIGNATURE."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four octets by which a line of a signature names its key."""
        return hashlib.sha256(
            self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        ).digest()[:ID_OCTETS]

    @override
    def __str__(self) -> str:
        """As it is given to others: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line of a note."""

    name: str
    key_id: bytes
    octets: bytes

    @override
    def __str__(self) -> str:
        """The line, without its end."""
        return f"— {self.name} {_base64(self.key_id + self.octets)}"


@dataclass(frozen=True, slots=True)
class Note:
    """What was signed, with its last newline, and by whom."""

    text: str
    signatures: tuple[Signature, ...]

    @override
    def __str__(self) -> str:
        """The whole note."""
        lines = "".join(f"{one}\n" for one in self.signatures)
        return f"{self.text}\n{lines}"


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says of its log."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


def read_key(text: str) -> VerifierKey:
    """The key written as name+id+key; raises NotANote where its id is not its own."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    octets = _octets(encoded)
    if not name or re.search(r"\s", name) or octets[:1] not in {b"\1", b"\4"}:
        raise NotANote(text)
    found = VerifierKey(name, octets[0], octets[1:])
    if len(found.public) != HASH_OCTETS or found.id.hex() != key_id:
        raise NotANote(text)
    return found


def read_note(text: str) -> Note:
    """The parts of a note; raises NotANote."""
    body, mark, lines = text.rpartition("\n\n")
    if not mark or not lines.endswith("\n"):
        raise NotANote("no signatures after an empty line")
    return Note(f"{body}\n", read_signatures(lines))


def read_signatures(lines: str) -> tuple[Signature, ...]:
    """The lines of signatures alone, as a witness answers; raises NotANote."""
    found = []
    for line in lines.removesuffix("\n").split("\n"):
        parts = _SIGNATURE.fullmatch(line)
        octets = _octets(parts[2]) if parts else b""
        if parts is None or len(octets) <= ID_OCTETS:
            raise NotANote("a line that is no signature")
        found.append(Signature(parts[1], octets[:ID_OCTETS], octets[ID_OCTETS:]))
    return tuple(found)


def read_head(text: str) -> Head:
    """What a checkpoint says; raises NotANote. Lines after the third are left unread."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004 - three and the end
        raise NotANote("no checkpoint")
    root = _octets(lines[2])
    if len(root) != HASH_OCTETS:
        raise NotANote("no root of a tree")
    return Head(lines[0], int(lines[1]), root)


def signed(text: str, key: VerifierKey, octets: bytes) -> Note:
    """The note, given what its key made of the text."""
    return Note(text, (Signature(key.name, key.id, octets),))


def is_signed(note: Note, keys: Iterable[VerifierKey]) -> bool:
    """Whether at least one of these keys signed the note."""
    return any(
        one.name == key.name
        and one.key_id == key.id
        and is_by(key.public, note.text.encode(), one.octets)
        for key in keys
        if key.kind == ED25519
        for one in note.signatures
    )


def to_cosign(text: str, moment: int) -> bytes:
    """What a witness signs of a checkpoint, at so many seconds since 1970."""
    return f"cosignature/v1\ntime {moment}\n{text}".encode()


def cosigned_at(text: str, one: Signature, key: VerifierKey) -> int | None:
    """When this witness cosigned the checkpoint, None if that line is not its cosignature."""
    is_theirs = key.kind == COSIGNATURE and (one.name, one.key_id) == (key.name, key.id)
    if not is_theirs or len(one.octets) != MOMENT_OCTETS + SIGNATURE_OCTETS:
        return None
    moment = int.from_bytes(one.octets[:MOMENT_OCTETS], "big")
    is_true = is_by(key.public, to_cosign(text, moment), one.octets[MOMENT_OCTETS:])
    return moment if is_true else None


def cosignature(key: VerifierKey, moment: int, octets: bytes) -> Signature:
    """A witness's line, given what its key made of `to_cosign`."""
    return Signature(key.name, key.id, moment.to_bytes(MOMENT_OCTETS, "big") + octets)


def is_by(public: bytes, message: bytes, octets: bytes) -> bool:
    """Whether the holder of this key signed the message (Ed25519)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(octets, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def hashes_as_lines(hashes: Sequence[bytes]) -> str:
    """Hashes of a proof, a line each."""
    return "".join(f"{_base64(one)}\n" for one in hashes)


def hash_in(line: str) -> bytes:
    """The hash of such a line; raises NotANote."""
    found = _octets(line)
    if len(found) != HASH_OCTETS:
        raise NotANote("a line that is no hash")
    return found


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _octets(text: str) -> bytes:
    """The octets of strict base64; raises NotANote, also where another text says the same."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("no base64") from error
    if _base64(found) != text:
        raise NotANote("base64 that is not the shortest")
    return found
