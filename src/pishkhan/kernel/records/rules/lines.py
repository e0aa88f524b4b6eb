"""Lines of a batch (NDJSON) as texts by path, and back."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from pishkhan.kernel.records.rules.reading import flatten


LONGEST_LINE = 20_000


class NotOneMeaning(ValueError):
    """An object has the same name twice."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotOneMeaning
    return found


_decode = json.JSONDecoder(object_pairs_hook=_object).decode


def line(octets: bytes) -> dict[str, str] | None:
    """The record of a line; None if it is none: no JSON in UTF-8, no object, too long or deep."""
    if len(octets) > LONGEST_LINE:
        return None
    try:
        return flatten(_decode(octets.decode()))
    except (ValueError, RecursionError):
        return None


def lines(body: bytes) -> Iterator[bytes]:
    """The lines of a body that are not blank."""
    for one in body.split(b"\n"):
        if one.strip():
            yield one.strip()


def count(body: bytes) -> int:
    """How many records a body has."""
    return sum(1 for _ in lines(body))


def written(records: Iterable[Mapping[str, str]]) -> bytes:
    """Records as lines."""
    return b"".join(json.dumps(dict(one), ensure_ascii=False).encode() + b"\n" for one in records)


def text_of(value: object) -> str:
    """A JSON value as text."""
    return json.dumps(value, ensure_ascii=False)


def digest(part_digests: Iterable[str]) -> str:
    """Of a whole batch: SHA-256 over the digests of its parts in their order, a line each."""
    whole = hashlib.sha256()
    for one in part_digests:
        whole.update(one.encode() + b"\n")
    return whole.hexdigest()
