"""A vault inside a PKCS#11 token: keys are made there, sign there, and cannot be taken out."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pkcs11
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import NoSuchKey, PKCS11Error, UserAlreadyLoggedIn
from pkcs11.types import SignMixin
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from pishkhan.kernel.signing.ports import KeyNotThere
from pishkhan.kernel.signing.terms import Algorithm


# The private half: used only to sign, never read or copied out.
PRIVATE = {
    Attribute.TOKEN: True,
    Attribute.PRIVATE: True,
    Attribute.SENSITIVE: True,
    Attribute.EXTRACTABLE: False,
    Attribute.SIGN: True,
}
P256 = encode_named_curve_parameters("secp256r1")
EDWARDS25519 = bytes.fromhex("06032b6570")  # the object identifier of RFC 8410
POINT_HEADER = 2  # a point is an OCTET STRING


class DeviceVault:
    """Keys of one token, found by their labels; its session is opened at the first need.

    After an error of the device the session is given up, and the next call opens another.
    """

    def __init__(self, *, module: str, token: str, pin: str) -> None:
        self._module, self._token, self._pin = module, token, pin
        self._session: pkcs11.Session | None = None
        self._turn = threading.RLock()  # a session does one thing at a time

    @property
    def name(self) -> str:
        """See the port."""
        return f"device:{self._token}"[:40]

    def make(self, key_id: str, algorithm: Algorithm) -> bytes:
        """See the port."""
        is_edwards = algorithm is Algorithm.ED25519
        kind = KeyType.EC_EDWARDS if is_edwards else KeyType.EC
        curve = EDWARDS25519 if is_edwards else P256
        with self._opened() as session:
            parameters = session.create_domain_parameters(
                kind, {Attribute.EC_PARAMS: curve}, local=True
            )
            public, _private = parameters.generate_keypair(
                store=True, label=key_id, private_template=PRIVATE
            )
            if not is_edwards:
                return encode_ec_public_key(public)
            point = bytes(public[Attribute.EC_POINT])[POINT_HEADER:]
        return Ed25519PublicKey.from_public_bytes(point).public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, key_id: str, algorithm: Algorithm, message: bytes) -> bytes:
        """See the port."""
        with self._opened() as session:
            try:
                key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=key_id)
            except NoSuchKey as error:
                raise KeyNotThere(key_id) from error
            if not isinstance(key, SignMixin):
                raise KeyNotThere(key_id)
            if algorithm is Algorithm.ED25519:
                return bytes(key.sign(message, mechanism=Mechanism.EDDSA))
            # Not every device hashes by itself; all sign what is hashed.
            return bytes(key.sign(hashlib.sha256(message).digest(), mechanism=Mechanism.ECDSA))

    def destroy(self, key_id: str) -> None:
        """See the port."""
        with self._opened() as session:
            for one in list(session.get_objects({Attribute.LABEL: key_id})):
                one.destroy()

    def reseal(self) -> int:
        """See the port: nothing of ours is sealed by keys of ours."""
        return 0

    @contextmanager
    def _opened(self) -> Iterator[pkcs11.Session]:
        with self._turn:
            if self._session is None:
                self._session = self._open()
            try:
                yield self._session
            except PKCS11Error:
                with suppress(PKCS11Error):
                    self._session.close()
                self._session = None
                raise

    def _open(self) -> pkcs11.Session:
        token = pkcs11.lib(self._module).get_token(token_label=self._token)
        try:
            return token.open(rw=True, user_pin=self._pin)
        except UserAlreadyLoggedIn:  # who logs in is the process, not the session
            return token.open(rw=True)
