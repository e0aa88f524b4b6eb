"""Files at rest: AES-256-GCM in chunks of 1 MiB, under a key of their own that is kept wrapped.

The key of a file lies beside its row, wrapped (RFC 3394) by one of the installation's keys, so
the installation's key is changed without touching a file. A sealed file is a header and chunks;
the nonce of a chunk is the header's random part, the chunk's number and whether it is the last.
So a chunk that is changed, moved, left out, or brought from another file does not open.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)


CHUNK = 1 << 20
TAG = 16
MAGIC = b"PSH1"
PREFIX = 7
HEADER = len(MAGIC) + PREFIX
KEY_BYTES = 32


class Damaged(Exception):
    """The bytes are not those that were sealed, or not under this key and name."""


class KeyMissing(Exception):
    """The installation no longer has the key that a file's key was wrapped by."""


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedKey:
    """The key of one file as the database keeps it: wrapped, and by which key."""

    wrapped_by: str
    wrapped: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRing:
    """The installation's keys by name; new files use `current`. Raises ValueError if one is bad."""

    keys: Mapping[str, bytes] = field(repr=False)
    current: str

    def __post_init__(self) -> None:
        if self.current not in self.keys or any(len(k) != KEY_BYTES for k in self.keys.values()):
            raise ValueError("the keys of files must be 32 bytes each, with a current one")

    def new_key(self) -> tuple[bytes, SealedKey]:
        """A fresh key for one file, in clear and as it is kept."""
        key = AESGCM.generate_key(256)
        return key, self._wrap(key)

    def open(self, sealed: SealedKey) -> bytes:
        """The key of a file. Raises KeyMissing, Damaged."""
        try:
            return aes_key_unwrap(self.keys[sealed.wrapped_by], sealed.wrapped)
        except KeyError as error:
            raise KeyMissing(sealed.wrapped_by) from error
        except (InvalidUnwrap, ValueError) as error:
            raise Damaged("the key of a file does not open") from error

    def rewrap(self, sealed: SealedKey) -> SealedKey:
        """The same key of a file under the current key of the installation."""
        return self._wrap(self.open(sealed))

    def _wrap(self, key: bytes) -> SealedKey:
        return SealedKey(
            wrapped_by=self.current, wrapped=aes_key_wrap(self.keys[self.current], key)
        )


def seal(source: _Readable, target: BinaryIO, *, key: bytes, name: str) -> None:
    """Write `source` sealed to `target`; it opens only under the same `name`."""
    cipher, prefix = AESGCM(key), os.urandom(PREFIX)
    target.write(MAGIC + prefix)
    target.writelines(
        cipher.encrypt(_nonce(prefix, number, is_last), chunk, name.encode())
        for number, (chunk, is_last) in enumerate(_chunks(source, CHUNK))
    )


def unseal(source: _Readable, *, key: bytes, name: str) -> Iterator[bytes]:
    """What was sealed, chunk by chunk, each checked before it is given. Raises Damaged."""
    header = _exactly(source, HEADER)
    if len(header) != HEADER or not header.startswith(MAGIC):
        raise Damaged("no sealed file")
    cipher, prefix = AESGCM(key), header[len(MAGIC) :]
    for number, (chunk, is_last) in enumerate(_chunks(source, CHUNK + TAG)):
        try:
            yield cipher.decrypt(_nonce(prefix, number, is_last), chunk, name.encode())
        except (InvalidTag, ValueError) as error:
            raise Damaged(f"chunk {number} does not open") from error


def plain_size(sealed_size: int) -> int:
    """How many bytes a sealed file of `sealed_size` bytes holds."""
    body = sealed_size - HEADER
    return body - TAG * max(1, -(-body // (CHUNK + TAG)))


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:  # noqa: FBT001 - one byte of it
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


def _chunks(source: _Readable, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of `size`, the last one possibly shorter, or empty if there is nothing at all."""
    piece = _exactly(source, size)
    while True:
        following = _exactly(source, size) if len(piece) == size else b""
        yield piece, not following
        if not following:
            return
        piece = following


def _exactly(source: _Readable, size: int) -> bytes:
    """`size` bytes, or fewer only at the end."""
    found = bytearray()
    while len(found) < size and (more := source.read(size - len(found))):
        found += more
    return bytes(found)
