"""Signatures by the Standard Webhooks specification: HMAC-SHA256 over id, time and body."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta


PREFIX = "whsec_"
SECRET_BYTES = 32
# What receivers are told to allow between our clock and theirs.
TOLERANCE = timedelta(minutes=5)


def shown(secret: bytes) -> str:
    """The secret as the receiver keeps it: `whsec_` and base64."""
    return PREFIX + base64.b64encode(secret).decode()


def signature(secret: bytes, *, name: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of the HMAC; `timestamp` in seconds since 1970."""
    signed = f"{name}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


def headers(secrets: Sequence[bytes], *, name: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; one signature for each secret that is alive, with spaces between."""
    signatures = [signature(one, name=name, timestamp=timestamp, body=body) for one in secrets]
    return {
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
