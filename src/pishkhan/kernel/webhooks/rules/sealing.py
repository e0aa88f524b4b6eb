"""Secrets of receivers at rest (foundation/sealing.py); each opens only for its receiver."""

from pishkhan.foundation import sealing
from pishkhan.foundation.sealing import DoesNotOpen, Keys, Sealed


PURPOSE = "pishkhan.webhooks.secret"


def seal(secret: bytes, keys: Keys, *, endpoint_id: int) -> Sealed:
    """The secret, sealed by the current key."""
    return sealing.seal(secret, keys, purpose=PURPOSE, thing=endpoint_id)


def unseal(sealed: Sealed, keys: Keys, *, endpoint_id: int) -> bytes:
    """The secret in clear. Raises DoesNotOpen."""
    return sealing.unseal(sealed, keys, purpose=PURPOSE, thing=endpoint_id)


__all__ = ["DoesNotOpen", "Keys", "Sealed", "seal", "unseal"]
