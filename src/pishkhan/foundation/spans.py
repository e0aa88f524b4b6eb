"""Where the time goes: pieces of work by name, for whoever keeps traces; usually nobody does.

Nothing is imported and nothing is done until `connect` was called (config/telemetry.py). Names and
attributes hold routes, tables and counts, never a person, a number of theirs or a token.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from typing import Protocol


Attribute = str | int | float | bool


class Kind(StrEnum):
    """What a piece of work is to the others of its trace."""

    SERVER = "server"
    CLIENT = "client"
    CONSUMER = "consumer"
    INTERNAL = "internal"


class Span(Protocol):
    """A piece of work that goes on."""

    def rename(self, name: str, /) -> None:
        """Give it the name that was not known at its beginning."""

    def tell(self, told: Mapping[str, Attribute], /) -> None:
        """Say more about it."""

    def failed(self) -> None:
        """Say that it did not succeed."""


class Tracer(Protocol):
    """Keeps traces."""

    def span(
        self, name: str, kind: Kind, told: Mapping[str, Attribute], after: Mapping[str, str]
    ) -> AbstractContextManager[Span]:
        """A span around a block; `after` has the `traceparent` of what asked for it."""

    def carried(self) -> dict[str, str]:
        """The headers by which another program goes on with this trace."""


class _Silent:
    """What is told to nobody."""

    def rename(self, name: str, /) -> None:
        """Nothing."""

    def tell(self, told: Mapping[str, Attribute], /) -> None:
        """Nothing."""

    def failed(self) -> None:
        """Nothing."""


class _Connected:
    tracer: Tracer | None = None


_SILENCE: AbstractContextManager[Span] = nullcontext(_Silent())
_NOTHING: Mapping[str, Attribute] = {}
_NO_HEADERS: Mapping[str, str] = {}


def connect(tracer: Tracer | None) -> None:
    """From now on `tracer` is told; None: nobody."""
    _Connected.tracer = tracer


def span(
    name: str,
    kind: Kind = Kind.INTERNAL,
    told: Mapping[str, Attribute] = _NOTHING,
    *,
    after: Mapping[str, str] = _NO_HEADERS,
) -> AbstractContextManager[Span]:
    """A span around a block, or nothing while nobody keeps traces."""
    tracer = _Connected.tracer
    return _SILENCE if tracer is None else tracer.span(name, kind, told, after)


def carried() -> dict[str, str]:
    """Headers for an outgoing call (`traceparent`, W3C); none while nobody keeps traces."""
    tracer = _Connected.tracer
    return {} if tracer is None else tracer.carried()
