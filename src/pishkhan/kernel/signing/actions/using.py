"""Signing, with the key in use of an owner and a purpose."""

from pishkhan.kernel.signing import ports
from pishkhan.kernel.signing.actions.making import needed_key
from pishkhan.kernel.signing.rules import certificates
from pishkhan.kernel.signing.spec import KeyView, Signature
from pishkhan.kernel.signing.terms import Purpose


def sign(owner: str, purpose: Purpose, payload: bytes) -> Signature:
    """Sign with the key in use; one query. Raises NoSigningKey."""
    return sign_by(needed_key(owner, purpose), payload)


def sign_by(key: KeyView, payload: bytes) -> Signature:
    """Sign with this key, whose name may stand in what is signed. Raises KeyNotThere."""
    value = ports.wiring().vault.sign(key.key_id, key.algorithm, payload)
    return Signature(key_id=key.key_id, value=value)


def certificate_chain(owner: str) -> list[bytes]:
    """The certificates of the owner's key for seals in DER, its own first. Raises NoSigningKey."""
    return certificates.from_pem(needed_key(owner, Purpose.SEAL).chain)


def reseal() -> int:
    """Seal the files of keys under the installation's current key; how many there were."""
    return ports.wiring().vault.reseal()
