"""Keys in memory, for tests of whoever signs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pishkhan.kernel.signing import ports
from pishkhan.kernel.signing.folder import Private, generate, signed
from pishkhan.kernel.signing.rules.encodings import spki
from pishkhan.kernel.signing.spec import KeyView
from pishkhan.kernel.signing.terms import Algorithm, KeyChange


def _nobody(key: KeyView, change: KeyChange) -> None:
    del key, change


@dataclass
class MemoryVault:
    """A vault that is gone with the test."""

    name: str = "memory"
    private: dict[str, Private] = field(default_factory=dict)

    def make(self, key_id: str, algorithm: Algorithm) -> bytes:
        """See the port."""
        self.private[key_id] = generate(algorithm)
        return spki(self.private[key_id].public_key())

    def sign(self, key_id: str, algorithm: Algorithm, message: bytes) -> bytes:
        """See the port."""
        del algorithm
        if key_id not in self.private:
            raise ports.KeyNotThere(key_id)
        return signed(self.private[key_id], message)

    def destroy(self, key_id: str) -> None:
        """See the port."""
        self.private.pop(key_id, None)

    def reseal(self) -> int:
        """See the port: nothing is sealed."""
        return 0


@contextmanager
def a_vault(
    *, makes_missing: bool = True, tell: Callable[[KeyView, KeyChange], None] = _nobody
) -> Iterator[MemoryVault]:
    """Inside the block keys are in memory, and made when they are needed."""
    vault = MemoryVault()
    with ports.wired(ports.Wiring(vault=vault, makes_missing=makes_missing, tell=tell)):
        yield vault
