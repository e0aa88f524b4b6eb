"""One strict order of the applicants for each score column: by score, then by the tie-break list.

Each step is an array of whole numbers of which the lower comes first; what all steps leave
equal is decided by the order of the ids, so that no two applicants are ever equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pishkhan.kernel.allocation.rules.markets import NONE, Flags, Masks, Numbers, Small


FEMALE, LOTTERY, ID = "female", "lottery", "id"
HIGHEST, LOWEST = "highest", "lowest"
_WORST = np.uint64(2**64 - 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the tie-break list and its key for each applicant."""

    name: str
    key: Masks


def women_first(is_female: Flags) -> Step:
    """Women before men."""
    return Step(FEMALE, (~is_female).astype(np.uint64))


def by_lottery(numbers: NDArray[np.uint64]) -> Step:
    """The lower lottery number first."""
    return Step(LOTTERY, numbers)


def by_fact(name: str, values: Numbers, *, highest: bool) -> Step:
    """The higher (or lower) of a whole number first; who has none comes last."""
    key = values.astype(np.uint64)
    if highest:
        key = np.uint64(2**63) - key
    return Step(f"{HIGHEST if highest else LOWEST} {name}", np.where(values == NONE, _WORST, key))


def orders(score: Numbers, steps: Sequence[Step]) -> tuple[Small, Small]:
    """Rank of each applicant in each column, and each column's applicants, best first."""
    count, columns = score.shape
    rank = np.empty((count, columns), np.int32)
    order = np.empty((columns, count), np.int32)
    ties = [step.key for step in reversed(steps)]
    for column in range(columns):
        best_first = by_fact("score", score[:, column], highest=True).key
        order[column] = np.lexsort((*ties, best_first))  # stable: what is equal stays by id
        rank[order[column], column] = np.arange(count, dtype=np.int32)
    return rank, order


def places(step: Step) -> Small:
    """The place of each applicant in the order of one step alone, by id among equals."""
    place = np.empty(len(step.key), np.int32)
    place[np.argsort(step.key, kind="stable")] = np.arange(len(step.key), dtype=np.int32)
    return place


def deciding_step(steps: Sequence[Step], winners: Small, losers: Small) -> NDArray[np.int64]:
    """For each pair the first step that tells them apart; `len(steps)` where only the id does."""
    decided = np.full(len(winners), len(steps), np.int64)
    for number in range(len(steps) - 1, -1, -1):
        key = steps[number].key
        decided[key[winners] != key[losers]] = number
    return decided
