"""Who signs the log, who keeps its files, and who witnesses it. `config.wiring` says who."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from pishkhan.kernel.transparency.spec import VerifierKey


class LogSigner(Protocol):
    """The Ed25519 key of the log, in a file or in a device, and the public keys before it."""

    def sign(self, message: bytes) -> tuple[str, bytes]:
        """Name of the key and its signature; raises where there is no key."""

    def public(self) -> Mapping[str, str]:
        """Every public key that ever signed, in hex, by name."""


class TileStore(Protocol):
    """Keeps the files of all logs, by path: `1/tile/0/000`."""

    def read(self, path: str) -> bytes | None:
        """A file, None if it is not there."""

    def write(self, files: Mapping[str, bytes]) -> None:
        """New files, each at once or not at all, all of them on the disk before it returns.

        One that is there with other content is never replaced: raises TileChanged.
        """

    def replace(self, path: str, content: bytes) -> None:
        """A file that may change: the checkpoint. At once or not at all."""

    def forget_parts(self, path: str) -> None:
        """Remove the partial tiles that the full tile at `path` has taken the place of."""


class TileChanged(RuntimeError):
    """A file that must never change was about to."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Lines of signatures, not checked yet."""

    lines: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """It has seen the log at another size, or this size with another root."""

    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """It found what we sent inconsistent (422)."""

    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It does not know this log, or none of its keys (403, 404)."""

    why: str


@dataclass(frozen=True, slots=True)
class Silent:
    """It gave no answer that means anything."""

    why: str


Answer = Cosigned | Conflict | Refused | Unknown | Silent


class WitnessLine(Protocol):
    """The line to one witness (C2SP tlog-witness)."""

    def add_checkpoint(self, *, old: int, proof: Sequence[bytes], checkpoint: str) -> Answer:
        """Offer a checkpoint with the proof that it follows the one of size `old`; never raises."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A configured witness: its key, and how to reach it."""

    key: VerifierKey
    line: WitnessLine

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """Who must have seen a checkpoint before anything is called valid: `quorum` of `witnesses`."""

    witnesses: tuple[Witness, ...] = ()
    quorum: int = 1

    def __post_init__(self) -> None:
        """Raises ValueError for a quorum that means nothing, or two witnesses of one name."""
        if self.quorum < 1:
            raise ValueError("PISHKHAN_LOG_QUORUM must be at least 1.")
        if len({one.name for one in self.witnesses}) < len(self.witnesses):
            raise ValueError("Two witnesses have the same name.")

    @property
    def names(self) -> list[str]:
        """Names of the witnesses."""
        return [one.name for one in self.witnesses]

    @property
    def keys(self) -> list[VerifierKey]:
        """Keys of the witnesses."""
        return [one.key for one in self.witnesses]


class NobodyWired(RuntimeError):
    """The log was used before `config.wiring` said by whom it is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wiring:
    """All that the log needs from outside; `origin` is what the name of each log begins with."""

    signer: LogSigner
    store: TileStore
    policy: Policy
    origin: str


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
        raise NobodyWired("transparency.ports.wire(...) was not called")
    return _wirings[-1]
