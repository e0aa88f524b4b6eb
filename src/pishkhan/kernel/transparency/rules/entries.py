"""What stands in the log of an event: no name, no number, no code; only a salted commitment.

Whoever has the record and its salt can show that it is the one; nobody else learns anything of it,
not even by trying all national ids. Without the salt the entry means nothing any more, and the tree
stays whole: so a record can be erased.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pishkhan.foundation import canonical_json


VERSION = 1
SALT_OCTETS = 16
# How far the moment an entry tells may lie from when it was put in order: the length of the
# longest transaction and an error of clocks.
LATE, EARLY = timedelta(hours=2), timedelta(minutes=10)
# An entry as `entry` writes it, for reading many of them; anything else is read as JSON.
_WRITTEN = re.compile(
    r'\{"at":"([^"\\]+)","cm":"[0-9a-f]{64}","doc_kind":"(?:[^"\\]|\\.)*","ev":"(\w+)",'
    r'"inst":(null|"\d+"),"v":1\}'
)


def commitment(salt: bytes, record: Mapping[str, object]) -> bytes:
    """SHA-256 of the salt and the canonical record; raises ValueError as canonical JSON does."""
    return hashlib.sha256(salt + canonical_json.encode(record)).digest()


def entry(
    *, event: str, institution_id: int | None, commitment: bytes, document_kind: str, at: datetime
) -> bytes:
    """The entry of an event, canonical."""
    return canonical_json.encode(
        {
            "v": VERSION,
            "ev": event,
            "inst": None if institution_id is None else str(institution_id),
            "cm": commitment.hex(),
            "doc_kind": document_kind,
            "at": moment_text(at),
        }
    )


def first_entry(*, event: str, previous: str, at: datetime) -> bytes:
    """The entry that begins a log after another one: it holds that one's last good checkpoint."""
    return canonical_json.encode(
        {"v": VERSION, "ev": event, "previous": previous, "at": moment_text(at)}
    )


def moment_text(at: datetime) -> str:
    """A moment as entries tell it: UTC, in seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def told_at(said: Mapping[str, object] | None) -> datetime | None:
    """The moment that an entry tells, None if it tells none."""
    text = said.get("at") if said else None
    return _moment(text) if isinstance(text, str) else None


def tells(text: str) -> tuple[datetime | None, str, int | None] | None:
    """Moment, event and institution of an entry that is written as ours are; None for any other."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    at, event, institution = found.groups()
    return _moment(at), event, None if institution == "null" else int(institution[1:-1])


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and moment_text(found) == text else None


def said(octets: str | bytes) -> Mapping[str, object] | None:
    """What an entry says, None if it is no JSON object."""
    try:
        found = json.loads(octets)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def is_timely(at: datetime, *, since: datetime, until: datetime) -> bool:
    """Whether an entry may tell `at`, put in order after the checkpoint at `since`, before `until`."""
    earliest, latest = window(since=since, until=until)
    return earliest <= at <= latest


def window(*, since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """The first and the last moment that such an entry may tell."""
    return since - LATE, until + EARLY
