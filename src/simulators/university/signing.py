"""How a batch is signed: by the institution's own Ed25519 key, over what the batch says of itself."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def key_of(code: str) -> Ed25519PrivateKey:
    """The key of an invented university; everybody can make it, so it is for demonstrations only."""
    seed = hashlib.sha256(f"pishkhan demonstration: {code}".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_of(code: str) -> str:
    """Its public half, in hexadecimal."""
    return key_of(code).public_key().public_bytes_raw().hex()


def digest(parts: Sequence[bytes]) -> str:
    """Of a batch: SHA-256 over the digests of its parts in their order, a line each."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).hexdigest().encode() + b"\n")
    return whole.hexdigest()


def signature(code: str, batch: str, records: int, sha256: str) -> str:
    """The signature of the university under a batch, in base64."""
    said = f"pishkhan records batch 1\n{code}\n{batch}\n{records}\n{sha256}\n"
    return base64.b64encode(key_of(code).sign(said.encode())).decode()
