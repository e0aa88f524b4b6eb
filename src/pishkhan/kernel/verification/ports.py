"""What verification needs from outside: keys for digests, and who signs receipts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from pishkhan.foundation.sealing import Keys


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """A signature, and the name of the key that others find the public half of."""

    algorithm: str
    key_id: str
    value: bytes


class Signer(Protocol):
    """Signs receipts with the key of this installation."""

    def sign(self, message: bytes) -> Signed:
        """The signature of these bytes."""

    def public(self) -> Mapping[str, str]:
        """Every public key that ever signed, in hex, by name."""


class NobodyWired(RuntimeError):
    """Verification was used before `config.wiring` said who answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wiring:
    """Who answers; `host` is what is printed on documents and signed into receipts."""

    keys: Callable[[], Keys]
    signer: Signer
    host: str


_wirings: list[Wiring] = []


def wire(wiring: Wiring) -> None:
    """Say who answers."""
    _wirings[:] = [wiring]


@contextmanager
def wired(wiring: Wiring) -> Iterator[None]:
    """Others answer inside the block; afterwards those of before do."""
    _wirings.append(wiring)
    try:
        yield
    finally:
        _wirings.remove(wiring)


def wiring() -> Wiring:
    """Who answers."""
    if not _wirings:
        raise NobodyWired("verification.ports.wire(...) was not called")
    return _wirings[-1]
