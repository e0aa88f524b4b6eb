"""Secrets of receivers at rest: AES-256-GCM under a key drawn from the installation's.

The installation's keys are those of the files; what is drawn from them here opens no file. A
sealed secret opens only for the receiver it was sealed for.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


NONCE = 12
PURPOSE = b"pishkhan.webhooks.secret"


class DoesNotOpen(Exception):
    """Another key, another receiver, or bytes that were changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """The installation's keys by name; new secrets are sealed by `current`."""

    keys: Mapping[str, bytes] = field(repr=False)
    current: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """A secret as the database keeps it, and by which key."""

    by: str
    bytes: bytes


def seal(secret: bytes, keys: Keys, *, endpoint_id: int) -> Sealed:
    """The secret, sealed by the current key."""
    nonce = os.urandom(NONCE)
    cipher = _cipher(keys.keys[keys.current])
    return Sealed(by=keys.current, bytes=nonce + cipher.encrypt(nonce, secret, _name(endpoint_id)))


def unseal(sealed: Sealed, keys: Keys, *, endpoint_id: int) -> bytes:
    """The secret in clear. Raises DoesNotOpen."""
    key = keys.keys.get(sealed.by)
    if key is None:
        raise DoesNotOpen(sealed.by)
    nonce, body = sealed.bytes[:NONCE], sealed.bytes[NONCE:]
    try:
        return _cipher(key).decrypt(nonce, body, _name(endpoint_id))
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen(sealed.by) from error


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key))


def _name(endpoint_id: int) -> bytes:
    return str(endpoint_id).encode()
