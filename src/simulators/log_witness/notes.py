"""Signed notes as a witness needs them: who signed a checkpoint, and its own line on it."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


LOG, COSIGNER = b"\1", b"\4"
DASH = "\u2014"
HASH = 32


class Malformed(ValueError):
    """What came is not written as it must be."""


@dataclass(frozen=True)
class LogKey:
    """A key that a log signs with."""

    origin: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> "LogKey":
        """From name+id+key; raises Malformed."""
        try:
            origin, mark, encoded = text.strip().split("+", 2)
            octets = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise Malformed(text) from error
        kind, public = octets[:1], octets[1:]
        if kind != LOG or len(public) != HASH or key_id(origin, LOG, public).hex() != mark:
            raise Malformed(text)
        return cls(origin, public)


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself, the text it signed, and the lines under it."""

    text: str
    origin: str
    size: int
    root: bytes
    lines: tuple[str, ...]

    @classmethod
    def read(cls, note: str) -> "Checkpoint":
        """From a signed note; raises Malformed."""
        end = note.rfind("\n\n")
        if end < 0 or not note.endswith("\n"):
            raise Malformed("no note")
        text, lines = note[: end + 1], note[end + 2 : -1].split("\n")
        parts = text.split("\n")
        if len(parts) < 4 or not parts[0] or not all(parts[3:-1]):  # noqa: PLR2004 - three and the end
            raise Malformed("no checkpoint")
        return cls(text, parts[0], number(parts[1]), hash_of(parts[2]), tuple(lines))

    def is_signed_by(self, key: LogKey) -> bool:
        """Whether one of the lines is this key's."""
        head = f"{DASH} {key.origin} "
        for line in self.lines:
            octets = b64(line.removeprefix(head)) if line.startswith(head) else b""
            if octets[:4] == key_id(key.origin, LOG, key.public) and _is_by(
                key.public, self.text.encode(), octets[4:]
            ):
                return True
        return False


def cosign(name: str, key: Ed25519PrivateKey, text: str, moment: int) -> str:
    """Our line on a checkpoint, at so many seconds since 1970."""
    public = key.public_key().public_bytes_raw()
    signed = key.sign(f"cosignature/v1\ntime {moment}\n{text}".encode())
    octets = key_id(name, COSIGNER, public) + moment.to_bytes(8, "big") + signed
    return f"{DASH} {name} {base64.b64encode(octets).decode()}\n"


def our_key(name: str, key: Ed25519PrivateKey) -> str:
    """Our public key as it is given to logs: name+id+key."""
    public = key.public_key().public_bytes_raw()
    mark = key_id(name, COSIGNER, public).hex()
    return f"{name}+{mark}+{base64.b64encode(COSIGNER + public).decode()}"


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    """The four octets that name a key."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def number(text: str) -> int:
    """A size without leading zeroes; raises Malformed."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0"):
        raise Malformed("no size")
    if len(text) > 19:  # noqa: PLR2004 - what fits into 63 bits
        raise Malformed("no size of a log")
    return int(text)


def hash_of(text: str) -> bytes:
    """A hash in base64; raises Malformed."""
    octets = b64(text)
    if len(octets) != HASH:
        raise Malformed("no hash")
    return octets


def b64(text: str) -> bytes:
    """Strict base64; raises Malformed."""
    try:
        octets = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Malformed("no base64") from error
    if base64.b64encode(octets).decode() != text:
        raise Malformed("base64 with loose ends")
    return octets


def _is_by(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
