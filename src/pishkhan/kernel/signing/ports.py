"""Where private keys are: in files, or in a device that never lets go of them. `config.wiring` says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from pishkhan.kernel.signing.spec import KeyView
from pishkhan.kernel.signing.terms import Algorithm, KeyChange


class Vault(Protocol):
    """Makes keys, signs with them, destroys them; tells nobody the private half."""

    @property
    def name(self) -> str:
        """By which the table knows where a key is."""

    def make(self, key_id: str, algorithm: Algorithm) -> bytes:
        """A new key of that name; its public half as SubjectPublicKeyInfo in DER."""

    def sign(self, key_id: str, algorithm: Algorithm, message: bytes) -> bytes:
        """`r‖s` of ES256, or 64 octets of Ed25519; raises KeyNotThere."""

    def destroy(self, key_id: str) -> None:
        """Forget the private half for good; nothing where it is gone already."""

    def reseal(self) -> int:
        """Seal what lies in files under the installation's current key; how many there were."""


class KeyNotThere(RuntimeError):
    """The table has a key of this name, the vault has not."""


class NobodyWired(RuntimeError):
    """Something was to be signed before `config.wiring` said where the keys are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wiring:
    """Where keys are; whether missing ones are made at once (development), and who is told.

    `tell` runs in the transaction in which a key is added or ended.
    """

    vault: Vault
    makes_missing: bool = False
    tell: Callable[[KeyView, KeyChange], None] = lambda _key, _change: None


_wirings: list[Wiring] = []


def wire(wiring: Wiring) -> None:
    """Say where."""
    _wirings[:] = [wiring]


@contextmanager
def wired(wiring: Wiring) -> Iterator[None]:
    """Elsewhere inside the block; afterwards where they were."""
    _wirings.append(wiring)
    try:
        yield
    finally:
        _wirings.remove(wiring)


def wiring() -> Wiring:
    """Where."""
    if not _wirings:
        raise NobodyWired("signing.ports.wire(...) was not called")
    return _wirings[-1]
