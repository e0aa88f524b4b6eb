"""Small secrets at rest: AES-256-GCM under a key drawn from the installation's for one purpose.

The installation's keys are those of the files; what is drawn from them here opens no file. A
sealed secret opens only for the purpose and the thing it was sealed for.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


NONCE = 12


class DoesNotOpen(Exception):
    """Another key, another thing, or bytes that were changed."""


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


def seal(secret: bytes, keys: Keys, *, purpose: str, thing: int) -> Sealed:
    """The secret of the thing of that number, sealed by the current key."""
    nonce = os.urandom(NONCE)
    cipher = AESGCM(_drawn(keys.keys[keys.current], purpose))
    return Sealed(by=keys.current, bytes=nonce + cipher.encrypt(nonce, secret, _name(thing)))


def unseal(sealed: Sealed, keys: Keys, *, purpose: str, thing: int) -> bytes:
    """The secret in clear. Raises DoesNotOpen."""
    key = keys.keys.get(sealed.by)
    if key is None:
        raise DoesNotOpen(sealed.by)
    nonce, body = sealed.bytes[:NONCE], sealed.bytes[NONCE:]
    try:
        return AESGCM(_drawn(key, purpose)).decrypt(nonce, body, _name(thing))
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen(sealed.by) from error


def digests(text: str, keys: Keys, *, purpose: str) -> list[str]:
    """What finds the text in a table that does not hold it: by the current key, then by the others."""
    names = [keys.current, *(name for name in keys.keys if name != keys.current)]
    return [
        hmac.new(_drawn(keys.keys[name], purpose), text.encode(), "sha256").hexdigest()
        for name in names
    ]


def _drawn(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


def _name(thing: int) -> bytes:
    return str(thing).encode()
