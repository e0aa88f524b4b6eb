"""Whose records stand in the log: components say so, and verification asks them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pishkhan.kernel.transparency.spec import RecordSource


_sources: dict[str, RecordSource] = {}


def vouch(source: RecordSource) -> None:
    """Let verification make the commitments of these records anew. Called from `apps.ready`.

    `read` goes through all of them as they are stored now, in any order, without holding them all.
    """
    _sources[source.code] = source


def sources() -> Iterable[RecordSource]:
    """All that were declared."""
    return list(_sources.values())


def withdraw(code: str) -> None:
    """Ask this source no more (tests)."""
    _sources.pop(code, None)


@contextmanager
def without_records() -> Iterator[None]:
    """Inside the block nobody has records but who declares them there (tests, measuring)."""
    kept = dict(_sources)
    _sources.clear()
    try:
        yield
    finally:
        _sources.clear()
        _sources.update(kept)
