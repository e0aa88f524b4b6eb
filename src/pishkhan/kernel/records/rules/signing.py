"""Batches are signed by the institution's own Ed25519 key: a stolen key of the door is not enough."""

import base64
import binascii
from datetime import timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


OCTETS = 32
COOLING = timedelta(hours=72)  # a new key is good for nothing until the institution could notice


def statement(*, institution: str, key: str, records: int, sha256: str) -> bytes:
    """What is signed: which institution says that which batch has how many records and this digest."""
    return f"pishkhan records batch 1\n{institution}\n{key}\n{records}\n{sha256}\n".encode()


def public_key(text: str) -> str | None:
    """The key as it is kept, in hexadecimal, from base64 or hexadecimal; None if it is none."""
    octets = _octets(text)
    return octets.hex() if octets is not None and len(octets) == OCTETS else None


def is_signed(public: str, signature: str, said: bytes) -> bool:
    """Whether the key made this signature (base64) over the statement."""
    try:
        octets = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(octets, said)
    except (ValueError, binascii.Error, InvalidSignature):
        return False
    return True


def _octets(text: str) -> bytes | None:
    try:
        if len(text.strip()) == 2 * OCTETS:
            return bytes.fromhex(text.strip())
        return base64.b64decode(text.strip(), validate=True)
    except (ValueError, binascii.Error):
        return None
