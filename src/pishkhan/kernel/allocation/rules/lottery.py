"""The draw: a seed that nobody could choose, and one number for each person.

A person's number depends on the seed and the person's id alone: who joins or leaves changes
nobody's number, and everybody can compute their own.
"""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


DOMAIN = b"pishkhan-allocation-seed-1\0"
NUMBER_OCTETS = 8


def seed_of(root: bytes, public_value: str) -> bytes:
    """The seed from the frozen inputs and an event after the freezing that nobody controls."""
    return hashlib.sha256(DOMAIN + root + b"\0" + public_value.encode()).digest()


def number_of(seed: bytes, applicant_id: str) -> int:
    """The lottery number of a person; the lower wins."""
    drawn = hashlib.sha256(seed + applicant_id.encode()).digest()
    return int.from_bytes(drawn[:NUMBER_OCTETS], "big")


def numbers_of(seed: bytes, applicant_ids: Iterable[str]) -> NDArray[np.uint64]:
    """The numbers of many, the same as one by one."""
    begun = hashlib.sha256(seed)
    drawn = bytearray()
    for one in applicant_ids:
        hashed = begun.copy()
        hashed.update(one.encode())
        drawn += hashed.digest()[:NUMBER_OCTETS]
    return np.frombuffer(bytes(drawn), ">u8").astype(np.uint64)
