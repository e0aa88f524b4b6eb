"""Who signs blocks, and who remembers the chain's head outside the database.

`config.wiring` says who, with `wire(...)`. Neither may be within reach of the database's owner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from pishkhan.kernel.audit.rules.chain import Head


class Signer(Protocol):
    """An Ed25519 key, in a file or in a device, and the public keys of those before it."""

    def sign(self, message: bytes) -> tuple[str, bytes]:
        """Name of the key and its signature; raises where there is no key. Only the sealer asks."""

    def check(self, key: str, message: bytes, signature: bytes) -> bool | None:
        """Whether that key signed it; None if the key is not trusted."""

    def public(self) -> dict[str, str]:
        """All trusted public keys in hex, by name."""


class Heads(Protocol):
    """Remembers the last head, where whoever can delete rows cannot reach."""

    def kept(self) -> Head | None:
        """The last head that was kept."""

    def keep(self, head: Head) -> None:
        """Replace it at once or not at all."""


class NobodyWired(RuntimeError):
    """The trail was sealed or verified before `config.wiring` said with which keys."""


@dataclass(slots=True)
class _Wiring:
    signer: Signer | None = None
    heads: Heads | None = None


_wiring = _Wiring()


def wire(*, signer: Signer, heads: Heads) -> None:
    """Say who answers."""
    _wiring.signer, _wiring.heads = signer, heads


@contextmanager
def wired(*, signer: Signer, heads: Heads) -> Iterator[None]:
    """Others answer inside the block; afterwards those of before do."""
    before = _wiring.signer, _wiring.heads
    wire(signer=signer, heads=heads)
    try:
        yield
    finally:
        _wiring.signer, _wiring.heads = before


def signer() -> Signer:
    """Who signs."""
    if _wiring.signer is None:
        raise NobodyWired("audit.ports.wire(signer=...) was not called")
    return _wiring.signer


def heads() -> Heads:
    """Who remembers the head."""
    if _wiring.heads is None:
        raise NobodyWired("audit.ports.wire(heads=...) was not called")
    return _wiring.heads
