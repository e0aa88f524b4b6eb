"""Bitstring Status List (W3C): one bit a credential, most significant first, compressed."""

import gzip
import zlib
from collections.abc import Iterable
from typing import Final

from pishkhan.kernel.signing.spec import base64url, unbase64url


# The least that the specification allows, so that one credential hides among many.
LEAST: Final = 131_072
MULTIBASE: Final = "u"  # base64url without padding
LONGEST: Final = 1 << 22  # octets of a list that we would read


class NotAList(ValueError):
    """No compressed list of bits."""


def encoded(marked: Iterable[int], *, size: int = LEAST) -> str:
    """The list of `size` entries in which these are marked; raises IndexError beyond it."""
    octets = bytearray(size // 8)
    for index in marked:
        if not 0 <= index < size:
            raise IndexError(index)
        octets[index // 8] |= 0x80 >> index % 8
    return MULTIBASE + base64url(gzip.compress(bytes(octets), mtime=0))


def is_marked(text: str, index: int) -> bool:
    """Whether the entry is marked; raises NotAList, and IndexError beyond its end."""
    octets = _decoded(text)
    if not 0 <= index < len(octets) * 8:
        raise IndexError(index)
    return bool(octets[index // 8] & 0x80 >> index % 8)


def _decoded(text: str) -> bytes:
    if not text.startswith(MULTIBASE):
        raise NotAList(text[:1])
    try:
        reader = zlib.decompressobj(wbits=31)
        octets = reader.decompress(unbase64url(text[1:]), LONGEST)
    except (ValueError, zlib.error) as error:
        raise NotAList("not compressed") from error
    if len(octets) * 8 < LEAST or reader.unconsumed_tail:
        raise NotAList("too short, or too long")
    return octets
