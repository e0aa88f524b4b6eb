"""Headers of tus 1.0 as values; whatever a stranger writes, the only refusal is BadHeader."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass


ALGORITHMS = ("sha256", "sha1", "md5")
MOST_PAIRS = 16
LONGEST = 4096
NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
KEY = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)


class BadHeader(Exception):
    """The header named in the text is missing or is not what the protocol says."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the sender says the bytes of one request add up to."""

    algorithm: str
    digest: bytes

    def matches(self, data: bytes) -> bool:
        """Whether `data` is what was sent."""
        return hashlib.new(self.algorithm, data, usedforsecurity=False).digest() == self.digest


def whole(name: str, text: str | None) -> int:
    """A number of bytes."""
    if text is None or not NUMBER.fullmatch(text):
        raise BadHeader(name)
    return int(text)


def metadata(text: str) -> dict[str, str]:
    """The pairs of Upload-Metadata: `key base64,key base64`; a key without a value has ""."""
    pairs = text.split(",") if text else []
    if len(text) > LONGEST or len(pairs) > MOST_PAIRS:
        raise BadHeader("Upload-Metadata")
    found: dict[str, str] = {}
    for pair in pairs:
        key, _, value = pair.strip().partition(" ")
        if not KEY.fullmatch(key) or key in found:
            raise BadHeader("Upload-Metadata")
        found[key] = _decoded("Upload-Metadata", value).decode(errors="replace")
    return found


def checksum(text: str | None) -> Checksum | None:
    """Upload-Checksum, if there is one: `algorithm base64`."""
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    digest = _decoded("Upload-Checksum", value)
    if algorithm not in ALGORITHMS or not digest:
        raise BadHeader("Upload-Checksum")
    return Checksum(algorithm, digest)


def _decoded(name: str, value: str) -> bytes:
    try:
        return base64.b64decode(value.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise BadHeader(name) from error
