"""Keys and the kept head as files of one folder, which the database's owner should not reach.

`signing.key` is the private key in use (mode 0600); `<name>.pub` are the public keys of all that
ever signed, in hex; `head-<database>.json` is the last head. A device that holds the key is another `Signer`.
"""

import hashlib
import json
import os
import tempfile
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from pishkhan.kernel.audit.rules.chain import Head


class NoAuditKey(RuntimeError):
    """There is no key to seal the trail with."""


def name_of(public: bytes) -> str:
    """The short name of a public key: the beginning of its SHA-256, in hex."""
    return hashlib.sha256(public).hexdigest()[:16]


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of `public` signed the message."""
    try:
        _public_key(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@cache
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


class FileSigner:
    """Signs with `folder/signing.key`; with `create`, as in development, makes it when missing."""

    def __init__(
        self, folder: Path, *, create: bool = False, command: str = "new-audit-key"
    ) -> None:
        self._folder = folder
        self._create = create
        self._command = command
        self._private: tuple[str, Ed25519PrivateKey] | None = None
        self._public: dict[str, bytes] = {}

    def sign(self, message: bytes) -> tuple[str, bytes]:
        """Sign with the key in use; raises NoAuditKey."""
        if self._private is None:
            self._private = self._load()
        name, key = self._private
        return name, key.sign(message)

    def check(self, key: str, message: bytes, signature: bytes) -> bool | None:
        """Whether that key signed it; None if its `.pub` is not in the folder."""
        if key not in self._public:
            self._public = {name: bytes.fromhex(text) for name, text in self.public().items()}
        known = self._public.get(key)
        return None if known is None else signed(known, message, signature)

    def public(self) -> dict[str, str]:
        """The public keys in the folder whose name is truly theirs, in hex."""
        texts = {path.stem: path.read_text().strip() for path in self._folder.glob("*.pub")}
        return {name: text for name, text in texts.items() if name == name_of(bytes.fromhex(text))}

    def _load(self) -> tuple[str, Ed25519PrivateKey]:
        file = self._folder / "signing.key"
        if not file.exists():
            if not self._create:
                message = f"There is no {file}: make one with `pishkhan {self._command}`."
                raise NoAuditKey(message)
            new_key(self._folder)
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().strip()))
        return name_of(key.public_key().public_bytes_raw()), key


def new_key(folder: Path) -> str:
    """Make a key and sign with it from the next start; the public keys before it stay trusted."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    # The public half first: a key that signs is always one that can be checked.
    _write(folder / f"{name_of(public)}.pub", public.hex() + "\n", mode=0o644)
    _write(folder / "signing.key", key.private_bytes_raw().hex() + "\n", mode=0o600)
    return name_of(public)


class FileHeads:
    """Keeps the head of one database's chain in `folder/head-<database>.json`."""

    def __init__(self, folder: Path, database: str) -> None:
        self._file = folder / f"head-{database}.json"

    def kept(self) -> Head | None:
        """The head in the file, if there is one."""
        if not self._file.exists():
            return None
        found = json.loads(self._file.read_text())
        return Head(int(found["seq"]), bytes.fromhex(found["head"]))

    def keep(self, head: Head) -> None:
        """Replace the file at once."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(self._file, json.dumps({"seq": head.seq, "head": head.value.hex()}), mode=0o644)


def _write(file: Path, text: str, *, mode: int) -> None:
    # A name of its own: two threads may keep a head at once.
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    with os.fdopen(descriptor, "w") as opened:
        os.fchmod(descriptor, mode)
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    Path(unfinished).replace(file)
