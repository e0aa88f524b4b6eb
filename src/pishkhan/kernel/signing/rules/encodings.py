"""Public keys and signatures as others write them: JWK, JOSE, DER."""

import base64
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)


Jwk = dict[str, str]
HALF: Final = 32  # octets of each of the two numbers of P-256


class UnknownKey(ValueError):
    """A public key of a kind that we do not sign with."""


def base64url(octets: bytes) -> str:
    """As JOSE writes octets."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unbase64url(text: str) -> bytes:
    """The octets of such a text; raises ValueError for any other way to write them."""
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url(octets) != text:
        raise ValueError("not base64url")
    return octets


def load(public: bytes) -> EllipticCurvePublicKey | Ed25519PublicKey:
    """The key of a SubjectPublicKeyInfo; raises UnknownKey."""
    key = load_der_public_key(public)
    if isinstance(key, Ed25519PublicKey):
        return key
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return key
    raise UnknownKey(type(key).__name__)


def jwk(public: bytes) -> Jwk:
    """The members of a JWK that make the key, in the order of RFC 7638."""
    key = load(public)
    if isinstance(key, Ed25519PublicKey):
        return {"crv": "Ed25519", "kty": "OKP", "x": base64url(key.public_bytes_raw())}
    numbers = key.public_numbers()
    return {
        "crv": "P-256",
        "kty": "EC",
        "x": base64url(numbers.x.to_bytes(HALF, "big")),
        "y": base64url(numbers.y.to_bytes(HALF, "big")),
    }


def raw(public: bytes) -> bytes:
    """The octets of the key alone."""
    key = load(public)
    if isinstance(key, Ed25519PublicKey):
        return key.public_bytes_raw()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def spki(key: EllipticCurvePublicKey | Ed25519PublicKey) -> bytes:
    """SubjectPublicKeyInfo in DER, which is how public keys are kept."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def joined(der: bytes) -> bytes:
    """`r‖s` of a DER signature of P-256."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")


def as_der(signature: bytes) -> bytes:
    """The DER of `r‖s`."""
    return encode_dss_signature(
        int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big")
    )


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the key signed the message; a signature as JOSE has it."""
    key = load(public)
    if len(signature) != 2 * HALF:
        return False
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        else:
            key.verify(as_der(signature), message, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
