"""What identity needs from outside: somebody to carry a code, somebody who knows owners of numbers.

`config.wiring` says who answers, with `wire(...)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from pishkhan.kernel.identity.terms import Ownership


class CodeCarrier(Protocol):
    """Brings a one-time code to its mobile."""

    def carry(self, mobile: str, code: str, purpose: str, language: str) -> None:
        """Write the message in the caller's transaction; keep `code` nowhere in clear, log nothing."""


class MobileOwnership(Protocol):
    """Asks whether a mobile number is registered to the holder of a national id."""

    def match(self, national_id: str, mobile: str) -> Ownership:
        """Never raises: an outside that fails answers UNKNOWN. Not to be called in a transaction."""


class NobodyWired(RuntimeError):
    """Something was asked of the outside before `config.wiring` said who answers."""


@dataclass(slots=True)
class _Wiring:
    carrier: CodeCarrier | None = None
    ownership: MobileOwnership | None = None


_wiring = _Wiring()


def wire(*, carrier: CodeCarrier | None = None, ownership: MobileOwnership | None = None) -> None:
    """Say who answers; what is not given stays as it was."""
    _wiring.carrier = carrier or _wiring.carrier
    _wiring.ownership = ownership or _wiring.ownership


@contextmanager
def wired(
    *, carrier: CodeCarrier | None = None, ownership: MobileOwnership | None = None
) -> Iterator[None]:
    """Others answer inside the block; afterwards those of before do."""
    before = _wiring.carrier, _wiring.ownership
    wire(carrier=carrier, ownership=ownership)
    try:
        yield
    finally:
        _wiring.carrier, _wiring.ownership = before


def carrier() -> CodeCarrier:
    """Who carries codes."""
    if _wiring.carrier is None:
        raise NobodyWired("identity.ports.wire(carrier=...) was not called")
    return _wiring.carrier


def ownership() -> MobileOwnership:
    """Who knows the owners of mobile numbers."""
    if _wiring.ownership is None:
        raise NobodyWired("identity.ports.wire(ownership=...) was not called")
    return _wiring.ownership
