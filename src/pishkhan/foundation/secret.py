"""Randomness and secrets: the only place that draws them or compares them."""

import hashlib
import hmac
import secrets


def digits(n: int) -> str:
    """`n` random decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(n))


def below(limit: int) -> int:
    """A random whole number from 0 to `limit` - 1."""
    return secrets.randbelow(limit)


def token(nbytes: int = 32) -> str:
    """A random word, safe in addresses, of `nbytes` bytes of randomness."""
    return secrets.token_urlsafe(nbytes)


def octets(count: int) -> bytes:
    """`count` random bytes."""
    return secrets.token_bytes(count)


def digest(purpose: str, text: str, key: str) -> str:
    """HMAC-SHA256 of `text` in hexadecimal; the same text has another digest per `purpose`."""
    message = f"{purpose}\0{text}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def equal(a: str, b: str) -> bool:
    """Compare without telling by the time taken how much was alike."""
    return hmac.compare_digest(a.encode(), b.encode())
