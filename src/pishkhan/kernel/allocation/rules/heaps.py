"""The fast engine: deferred acceptance where each bucket is a heap with the weakest on top.

Applicants are taken best first and relabelled by that order, so memory is read front to back and
few are ever displaced. Compiled by numba where it is installed; the same text runs without.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import ParamSpec, TypeVar

import numpy as np

from pishkhan.kernel.allocation.rules.markets import (
    AFTER_THOSE_FIRST,
    NONE,
    Market,
    Masks,
    Numbers,
    Outcome,
    Small,
    starts_of,
)


Given = ParamSpec("Given")
Result = TypeVar("Result")
_RANK = AFTER_THOSE_FIRST - 1


def compiled(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """The function as machine code, kept on disk; as it is where numba is not installed."""
    if find_spec("numba") is None:
        return function
    import numba  # noqa: PLC0415 - an optional dependency

    made: Callable[Given, Result] = numba.njit(cache=True)(function)
    return made


def allocate(market: Market) -> Outcome:
    """Applicant-proposing deferred acceptance; for markets without ceilings on women."""
    choice = np.full(market.count, NONE, np.int32)
    bucket = np.full(market.count, NONE, np.int32)
    if not market.count or not market.programmes.count:
        return Outcome(choice=choice, bucket=bucket)
    people, programmes = market.applicants, market.programmes
    by_rank = people.order[0]
    start, listed = in_order(by_rank, market.start, market.listed)
    new_name = np.empty(market.count, np.int32)
    new_name[by_rank] = np.arange(market.count, dtype=np.int32)
    choice[by_rank], bucket[by_rank] = _deferred_acceptance(
        start,
        listed,
        people.groups[by_rank],
        people.rank[by_rank],
        new_name[people.order],
        programmes.column,
        programmes.first_bucket,
        programmes.seats,
        programmes.may_sit,
        programmes.comes_first,
    )
    return Outcome(choice=choice, bucket=bucket)


def in_order(by_rank: Small, start: Numbers, listed: Small) -> tuple[Numbers, Small]:
    """The lists of choices, those of the best applicant first."""
    length = np.diff(start)[by_rank]
    moved = starts_of(length)
    taken = np.repeat(start[by_rank] - moved[:-1], length) + np.arange(moved[-1])
    return moved, listed[taken]


@compiled
def _rise(heap: Numbers, base: np.int64, place: np.int64) -> None:
    """Move the item at `place` up to where nothing above it is stronger."""
    item = heap[base + place]
    while place > 0:
        above = (place - 1) >> 1
        if heap[base + above] >= item:
            break
        heap[base + place] = heap[base + above]
        place = above
    heap[base + place] = item


@compiled
def _replace_weakest(heap: Numbers, base: np.int64, size: np.int64, item: np.int64) -> None:
    """Put the item where the weakest was, and the weakest of all on top again."""
    place = np.int64(0)
    while 2 * place + 1 < size:
        below = 2 * place + 1
        if below + 1 < size and heap[base + below + 1] > heap[base + below]:
            below += 1
        if heap[base + below] <= item:
            break
        heap[base + place] = heap[base + below]
        place = below
    heap[base + place] = item


@compiled
def _deferred_acceptance(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - one loop, no calls to pay for
    start: Numbers,
    listed: Small,
    groups: Masks,
    rank: Small,
    order: Small,
    column: Small,
    first_bucket: Numbers,
    seats: Numbers,
    may_sit: Masks,
    comes_first: Masks,
) -> tuple[Small, Small]:
    """Choice and bucket of each applicant. An item of a heap is the key; rank names the person."""
    count, buckets = start.size - 1, seats.size
    base = np.zeros(buckets + 1, np.int64)
    for b in range(buckets):
        base[b + 1] = base[b] + min(seats[b], count)
    heap = np.empty(base[buckets], np.int64)
    size = np.zeros(buckets, np.int64)
    choice = np.zeros(count, np.int32)
    bucket = np.zeros(count, np.int32)
    for beginner in range(count):
        applicant = beginner
        while applicant >= 0:
            j, i = choice[applicant], bucket[applicant]
            end = start[applicant + 1] - start[applicant]
            displaced, is_seated = -1, False
            while j < end and not is_seated:
                p = listed[start[applicant] + j]
                while first_bucket[p] + i < first_bucket[p + 1]:
                    b = first_bucket[p] + i
                    room = base[b + 1] - base[b]
                    is_open = may_sit[b] == 0 or (may_sit[b] & groups[applicant]) != 0
                    if room > 0 and is_open:
                        key = np.int64(rank[applicant, column[p]])
                        if comes_first[b] != 0 and (comes_first[b] & groups[applicant]) == 0:
                            key += AFTER_THOSE_FIRST
                        if size[b] < room:
                            heap[base[b] + size[b]] = key
                            _rise(heap, base[b], size[b])
                            size[b] += 1
                            is_seated = True
                            break
                        if key < heap[base[b]]:
                            displaced = order[column[p], heap[base[b]] & _RANK]
                            _replace_weakest(heap, base[b], room, key)
                            is_seated = True
                            break
                    i += 1
                if not is_seated:
                    j += 1
                    i = 0
            choice[applicant] = j if is_seated else -1
            bucket[applicant] = i if is_seated else -1
            if displaced >= 0:
                bucket[displaced] += 1  # the next bucket of the same programme, then further down
            applicant = displaced
    return choice, bucket
