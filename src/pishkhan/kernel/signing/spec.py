"""What others see of keys; plain values."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pishkhan.kernel.signing.rules.encodings import (
    Jwk as Jwk,  # noqa: PLC0414 - re-export for who publishes keys
    base64url as base64url,  # noqa: PLC0414 - the same
    jwk,
    raw,
    unbase64url as unbase64url,  # noqa: PLC0414 - the same
)
from pishkhan.kernel.signing.terms import Algorithm, KeyState, Purpose


NATIONAL: Final = "national"
TRIAL: Final = "trial"  # of conformance suites: nobody trusts it
_INSTITUTION = re.compile(r"institution:([1-9][0-9]{0,18})")


def institution(organisation_id: int) -> str:
    """The owner that an organisation is."""
    return f"institution:{organisation_id}"


def institution_of(owner: str) -> int | None:
    """Which organisation an owner is; None for the platform itself."""
    found = _INSTITUTION.fullmatch(owner)
    return int(found[1]) if found else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """What was signed with which key: `r‖s` of ES256, or the 64 octets of Ed25519."""

    key_id: str
    value: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyView:
    """A key, of which only the public half is known; `chain` is PEM, its own certificate first.

    Signatures of a retired key stay good. Of a compromised one only those count that the public
    log had before `compromised_at`.
    """

    key_id: str
    owner: str
    purpose: Purpose
    algorithm: Algorithm
    public: bytes
    chain: str
    made_at: datetime
    retired_at: datetime | None
    compromised_at: datetime | None
    because: str

    @property
    def state(self) -> KeyState:
        """Whether it signs, and what its signatures are worth."""
        if self.compromised_at is not None:
            return KeyState.COMPROMISED
        return KeyState.IN_USE if self.retired_at is None else KeyState.RETIRED

    @property
    def raw(self) -> bytes:
        """The public key as bare as it is: 32 octets of Ed25519, or the point of P-256."""
        return raw(self.public)

    @property
    def jwk(self) -> Jwk:
        """The public key as JSON (RFC 7517)."""
        return {
            **jwk(self.public),
            "kid": self.key_id,
            "use": "sig",
            "alg": self.algorithm.value,
        }
