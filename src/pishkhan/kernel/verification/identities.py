"""Digests of persons' numbers: what is kept in their place, and what finds them again."""

from pishkhan.foundation import sealing
from pishkhan.kernel.identity.spec import PersonView
from pishkhan.kernel.verification import ports


PURPOSE = "pishkhan.verification.identity"


def digest(kind: str, number: str) -> str:
    """What is kept of a number."""
    return digests(kind, number)[0]


def digests(kind: str, number: str) -> list[str]:
    """By every key of the installation, the current one first."""
    return sealing.digests(f"{kind}:{number}", ports.wiring().keys(), purpose=PURPOSE)


def digests_of(person: PersonView) -> list[str]:
    """Of all numbers by which a person is known."""
    return [one for known in person.identifiers for one in digests(known.kind.value, known.value)]


def mark(purpose: str, text: str) -> str:
    """Of a token, a PIN, an address, what was told: under the current key."""
    return marks(purpose, text)[0]


def marks(purpose: str, text: str) -> list[str]:
    """By every key of the installation, the current one first."""
    purpose = f"pishkhan.verification.{purpose}"
    return sealing.digests(text, ports.wiring().keys(), purpose=purpose)
