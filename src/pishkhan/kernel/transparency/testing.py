"""A log in memory with witnesses of its own, for tests of those who enter events."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pishkhan.foundation import clock
from pishkhan.kernel.transparency import ports
from pishkhan.kernel.transparency.actions import sequencing, witnessing
from pishkhan.kernel.transparency.records import without_records as without_records  # noqa: PLC0414 - for measuring
from pishkhan.kernel.transparency.rules import notes, tree
from pishkhan.kernel.transparency.spec import COSIGNATURE, VerifierKey


@dataclass
class MemoryStore:
    """Files in memory, as immutable as in a folder."""

    files: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """See the port."""
        return self.files.get(path)

    def write(self, files: Mapping[str, bytes]) -> None:
        """See the port."""
        for path, content in files.items():
            if self.files.setdefault(path, content) != content:
                raise ports.TileChanged(path)

    def replace(self, path: str, content: bytes) -> None:
        """See the port."""
        self.files[path] = content

    def forget_parts(self, path: str) -> None:
        """See the port."""
        for name in [one for one in self.files if one.startswith(f"{path}.p/")]:
            del self.files[name]


@dataclass
class MemorySigner:
    """A key of this test; `private` may be replaced, as after a theft."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know the first key."""
        self.use(self.private)

    def use(self, private: Ed25519PrivateKey) -> None:
        """Sign with this one from now on."""
        self.private = private
        public = private.public_key().public_bytes_raw().hex()
        self.known[public[:16]] = public

    def sign(self, message: bytes) -> tuple[str, bytes]:
        """See the port."""
        name = self.private.public_key().public_bytes_raw().hex()[:16]
        return name, self.private.sign(message)

    def public(self) -> dict[str, str]:
        """See the port."""
        return dict(self.known)


@dataclass
class MemoryWitness:
    """A witness that remembers what it saw, and believes nothing that does not follow from it."""

    name: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    seen: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    is_silent: bool = False

    @property
    def key(self) -> VerifierKey:
        """Its key."""
        return VerifierKey(self.name, COSIGNATURE, self.private.public_key().public_bytes_raw())

    def add_checkpoint(self, *, old: int, proof: Sequence[bytes], checkpoint: str) -> ports.Answer:
        """See the port."""
        if self.is_silent:
            return ports.Silent("asleep")
        text = notes.read_note(checkpoint).text
        head = notes.read_head(text)
        size, root = self.seen.get(head.origin, (0, tree.EMPTY))
        if old != size or (size == head.size and root != head.root):
            return ports.Conflict(size)
        if size < head.size and not (
            size == 0
            or tree.is_consistent(
                old=size, size=head.size, proof=proof, old_root=root, root=head.root
            )
        ):
            return ports.Refused("the proof does not follow")
        self.seen[head.origin] = (head.size, head.root)
        moment = int(clock.now().timestamp())
        octets = self.private.sign(notes.to_cosign(text, moment))
        return ports.Cosigned(f"{notes.cosignature(self.key, moment, octets)}\n")


@dataclass
class Log:
    """The log of a test."""

    store: MemoryStore
    signer: MemorySigner
    witnesses: list[MemoryWitness]

    def publish(self) -> None:
        """Work as the worker does until nothing is left to do."""
        while sequencing.sequence():
            pass
        witnessing.witness()


@contextmanager
def a_log(*, witnesses: int = 1, quorum: int = 1) -> Iterator[Log]:
    """Inside the block the log is this one; `publish()` carries what was entered to its witnesses."""
    made = [MemoryWitness(f"witness.example/{number}") for number in range(1, witnesses + 1)]
    log = Log(MemoryStore(), MemorySigner(), made)
    wiring = ports.Wiring(
        signer=log.signer,
        store=log.store,
        policy=ports.Policy(
            witnesses=tuple(ports.Witness(one.key, one) for one in made), quorum=quorum
        ),
        origin="log.example/log",
    )
    with ports.wired(wiring):
        yield log


@contextmanager
def a_log_alone(*, witnesses: int = 1, quorum: int = 1) -> Iterator[Log]:
    """The same, for entries that are of no component's records."""
    with without_records(), a_log(witnesses=witnesses, quorum=quorum) as log:
        yield log
