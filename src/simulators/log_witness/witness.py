"""What the witness has seen of each log, and whether what it is offered follows from that."""

import fcntl
import hashlib
import json
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simulators.log_witness import notes
from simulators.log_witness.notes import Checkpoint, LogKey, Malformed


MOST_HASHES = 63
EMPTY = hashlib.sha256(b"").digest()


@dataclass(frozen=True)
class Reply:
    """A status of HTTP, a text, and whether the text is a size."""

    status: int
    text: str
    is_size: bool = False


@dataclass
class Witness:
    """Cosigns what follows from what it saw; `trusted` is a file of keys of logs, a line each.

    The file is read again when a log is not known: a new log is made known by whoever keeps it.
    """

    name: str
    folder: Path
    trusted: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _key: Ed25519PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        """Load the key, or make it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.folder / "key"
        if not file.exists():
            _write(file, Ed25519PrivateKey.generate().private_bytes_raw().hex())
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text()))

    @property
    def key(self) -> str:
        """Our public key, as logs are given it."""
        return notes.our_key(self.name, self._key)

    def add_checkpoint(self, body: str) -> Reply:
        """Answer an offer as the protocol has it."""
        try:
            old, proof, checkpoint = _offer(body)
            refusal = self._refusal(old, checkpoint)
        except Malformed as error:
            return Reply(400, str(error))
        if refusal:
            return refusal
        # Of all threads and processes that share this memory, one at a time.
        with self._lock, (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self._decide(old, proof, checkpoint)

    def _refusal(self, old: int, checkpoint: Checkpoint) -> Reply | None:
        """Why the offer is not looked at."""
        keys = [key for key in self._trusted() if key.origin == checkpoint.origin]
        if not keys:
            return Reply(404, "this log is not known here")
        if not any(checkpoint.is_signed_by(key) for key in keys):
            return Reply(403, "signed by no key of this log that is known here")
        if old > checkpoint.size:
            return Reply(400, "the old size is beyond the new one")
        return None

    def _decide(self, old: int, proof: Sequence[bytes], offered: Checkpoint) -> Reply:
        size, root = self.seen(offered.origin)
        if old != size or (offered.size == size and offered.root != root):
            return Reply(409, f"{size}\n", is_size=True)
        if not follows(size, root, offered.size, offered.root, proof):
            return Reply(422, "this does not follow from what was seen here")
        # Remembered on the disk before anybody hears of it.
        said = {"origin": offered.origin, "size": offered.size, "root": offered.root.hex()}
        _write(self._memory(offered.origin), json.dumps(said))
        return Reply(200, notes.cosign(self.name, self._key, offered.text, int(time.time())))

    def seen(self, origin: str) -> tuple[int, bytes]:
        """Size and root of a log as it was last seen."""
        file = self._memory(origin)
        if not file.exists():
            return 0, EMPTY
        said = json.loads(file.read_text())
        return said["size"], bytes.fromhex(said["root"])

    def logs(self) -> list[tuple[str, int]]:
        """Every log that was seen, with its size."""
        found = [json.loads(file.read_text()) for file in self.folder.glob("*.json")]
        return sorted((one["origin"], one["size"]) for one in found)

    def _memory(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"

    def _trusted(self) -> list[LogKey]:
        if not self.trusted.exists():
            return []
        lines = [line.strip() for line in self.trusted.read_text().splitlines()]
        return [LogKey.read(line) for line in lines if line and not line.startswith("#")]


def follows(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a tree of `size` leaves with this root begins with the older one.

    Both roots are built from the proof as RFC 6962 § 2.1.2 takes it apart, from the top down: what
    is on the left of the split and whole in both trees must be in the proof once.
    """
    if old == size:
        return not proof and old_root == root
    if old == 0:
        return not proof
    rest = list(proof)
    try:
        built = _built(old, size, rest, old_root, is_known=True)
    except IndexError:  # the proof is too short
        return False
    return not rest and built == (old_root, root)


def _built(
    old: int, size: int, rest: list[bytes], old_root: bytes, *, is_known: bool
) -> tuple[bytes, bytes]:
    """The roots of the old and of the new tree over this range; takes hashes off the end of `rest`."""
    if old == size:
        found = old_root if is_known else rest.pop()
        return found, found
    split = 1
    while split * 2 < size:
        split *= 2
    if old <= split:
        right = rest.pop()
        before, left = _built(old, split, rest, old_root, is_known=is_known)
        return before, _node(left, right)
    left = rest.pop()
    before, right = _built(old - split, size - split, rest, old_root, is_known=False)
    return _node(left, before), _node(left, right)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _offer(body: str) -> tuple[int, list[bytes], Checkpoint]:
    top, mark, note = body.partition("\n\n")
    first, *hashes = top.split("\n")
    if not mark or not first.startswith("old ") or len(hashes) > MOST_HASHES:
        raise Malformed("no offer of a checkpoint")
    return (
        notes.number(first.removeprefix("old ")),
        [notes.hash_of(line) for line in hashes],
        Checkpoint.read(note),
    )


def _write(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{file.name}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(descriptor)
    unfinished.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
