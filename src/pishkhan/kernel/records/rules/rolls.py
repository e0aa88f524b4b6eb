"""Graduation rolls: which class a document has, who may sign, what a roll is sealed as."""

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from pishkhan.foundation import jalali
from pishkhan.foundation.canonical_json import encode
from pishkhan.kernel.records.terms import LogClass, RollState


# A roll that is opened so many years after its own is of the institution's old books.
OLD_AFTER = 2


@lru_cache(maxsize=20_000)
def year_of(awarded_on: date) -> int:
    """The Jalali year whose roll an award stands in."""
    return jalali.of(awarded_on).year


def is_old(year: int, opened_on: date) -> bool:
    """Whether a roll opened on this day was made of old books."""
    return year_of(opened_on) - year >= OLD_AFTER


def log_class(year: int, *, opened_on: date, state: RollState) -> LogClass:
    """The class of a document that is entered now into the roll of a year."""
    if state is RollState.CLOSED:
        return LogClass.LATE
    return LogClass.LEGACY_VERIFIED if is_old(year, opened_on) else LogClass.IN_ROLL


def root(digests: Iterable[str]) -> str:
    """What a roll is sealed as: SHA-256 over the digests of its documents in their order."""
    whole = hashlib.sha256()
    for one in sorted(digests):
        whole.update(one.encode() + b"\n")
    return whole.hexdigest()


def digest(facts: dict[str, object]) -> str:
    """Of one document with its award and person, in canonical JSON."""
    return hashlib.sha256(encode(facts)).hexdigest()
