"""What webhooks need from outside: who carries, who seals, who tells the administrators."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pishkhan.kernel.webhooks.rules.sealing import Keys
from pishkhan.kernel.webhooks.spec import EndpointView
from pishkhan.kernel.webhooks.terms import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a receiver said; `status` 0 where it said nothing, `text` its beginning as it came."""

    status: int = 0
    text: str = ""
    problem: Problem = Problem.NONE


class Sender(Protocol):
    """Carries one body to one address; takes at most its time, whatever the receiver does."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Whatever goes wrong is in the answer; raises nothing."""
        ...


def _no_reference(_case_id: int) -> str:
    return ""


def _tell_nobody(_endpoint: EndpointView) -> None:
    return


@dataclass(kw_only=True, slots=True)
class _Wired:
    sender: Sender | None = None
    keys: Callable[[], Keys] | None = None
    reference_of: Callable[[int], str] = field(default=_no_reference)
    tell_switched_off: Callable[[EndpointView], None] = field(default=_tell_nobody)
    is_development: bool = False


_wired = _Wired()


def wire(
    *,
    sender: Sender,
    keys: Callable[[], Keys],
    reference_of: Callable[[int], str],
    tell_switched_off: Callable[[EndpointView], None],
    is_development: bool,
) -> None:
    """From now on these (called by config/wiring).

    `reference_of` gives the letter number of a case, which is not known yet when it is opened.
    `tell_switched_off` runs in the transaction that switched a receiver off by itself.
    """
    _wired.sender, _wired.keys, _wired.is_development = sender, keys, is_development
    _wired.reference_of, _wired.tell_switched_off = reference_of, tell_switched_off


def sender() -> Sender:
    """Who carries; raises RuntimeError where nobody was wired."""
    if _wired.sender is None:
        raise RuntimeError("webhooks have no sender: config/wiring was not called")
    return _wired.sender


def keys() -> Keys:
    """The installation's keys; raises RuntimeError where none were wired."""
    if _wired.keys is None:
        raise RuntimeError("webhooks have no keys: config/wiring was not called")
    return _wired.keys()


def reference_of(case_id: int) -> str:
    """The letter number of a case, empty if it has none."""
    return _wired.reference_of(case_id)


def tell_switched_off(endpoint: EndpointView) -> None:
    """Let the administrators of its organisation know."""
    _wired.tell_switched_off(endpoint)


def is_development() -> bool:
    """Whether receivers without TLS, on this machine, may be used."""
    return _wired.is_development
