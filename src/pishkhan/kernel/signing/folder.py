"""Private keys as sealed files of one folder, for development and for who has no device.

A file opens only with the installation's keys (`PISHKHAN_FILES_KEYS`) and under its own name, so a
copy of the folder alone signs nothing.
"""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from pishkhan.foundation.sealing import Keys, Sealed, seal, unseal
from pishkhan.kernel.signing.ports import KeyNotThere
from pishkhan.kernel.signing.rules.encodings import joined, spki
from pishkhan.kernel.signing.terms import Algorithm


Private = EllipticCurvePrivateKey | Ed25519PrivateKey
_WHOLE = 0  # a file holds one key; its name is in the purpose


class FolderVault:
    """Keeps each key in `folder/<key_id>.key`, readable by its owner alone."""

    name = "files"

    def __init__(self, folder: Path, keys: Callable[[], Keys]) -> None:
        self._folder = folder
        self._keys = keys
        self._opened: dict[str, Private] = {}

    def make(self, key_id: str, algorithm: Algorithm) -> bytes:
        """See the port."""
        private = generate(algorithm)
        self._write(
            key_id, private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        )
        self._opened[key_id] = private
        return spki(private.public_key())

    def sign(self, key_id: str, algorithm: Algorithm, message: bytes) -> bytes:
        """See the port."""
        del algorithm  # the key itself knows
        private = self._opened.get(key_id) or self._open(key_id)
        return signed(private, message)

    def destroy(self, key_id: str) -> None:
        """See the port."""
        self._opened.pop(key_id, None)
        self._file(key_id).unlink(missing_ok=True)

    def reseal(self) -> int:
        """See the port; raises DoesNotOpen, and the files before it are done."""
        current = self._keys().current
        stale = [file.stem for file in self._folder.glob("*.key") if _sealed(file).by != current]
        for key_id in stale:
            self._write(key_id, self._read(key_id))
        return len(stale)

    def _open(self, key_id: str) -> Private:
        private = load_der_private_key(self._read(key_id), password=None)
        if not isinstance(private, EllipticCurvePrivateKey | Ed25519PrivateKey):
            raise KeyNotThere(key_id)
        self._opened[key_id] = private
        return private

    def _read(self, key_id: str) -> bytes:
        file = self._file(key_id)
        if not file.exists():
            raise KeyNotThere(f"{file} is not there")
        return unseal(_sealed(file), self._keys(), purpose=_purpose(key_id), thing=_WHOLE)

    def _write(self, key_id: str, private: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sealed = seal(private, self._keys(), purpose=_purpose(key_id), thing=_WHOLE)
        text = json.dumps({"by": sealed.by, "sealed": sealed.bytes.hex()})
        descriptor, unfinished = tempfile.mkstemp(dir=self._folder, prefix=f".{key_id}")
        with os.fdopen(descriptor, "w") as opened:
            os.fchmod(descriptor, 0o600)
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        Path(unfinished).replace(self._file(key_id))

    def _file(self, key_id: str) -> Path:
        return self._folder / f"{key_id}.key"


def generate(algorithm: Algorithm) -> Private:
    """A new private key in memory."""
    if algorithm is Algorithm.ED25519:
        return Ed25519PrivateKey.generate()
    return generate_private_key(SECP256R1())


def signed(private: Private, message: bytes) -> bytes:
    """The signature as JOSE has it."""
    if isinstance(private, Ed25519PrivateKey):
        return private.sign(message)
    return joined(private.sign(message, ECDSA(SHA256())))


def _sealed(file: Path) -> Sealed:
    found = json.loads(file.read_text())
    return Sealed(by=str(found["by"]), bytes=bytes.fromhex(found["sealed"]))


def _purpose(key_id: str) -> str:
    return f"signing.key:{key_id}"
