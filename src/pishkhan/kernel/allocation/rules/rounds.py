"""The second engine, which shares nothing with the first: rounds on cutoffs, in numpy alone.

In each round everybody without a seat moves on to the first bucket whose cutoff they beat; each
bucket keeps its best, and its cutoff becomes its last. Cutoffs only ever tighten, so the rounds
end, and nobody is refused who could have stayed.
"""

import numpy as np

from pishkhan.kernel.allocation.rules import ceilings
from pishkhan.kernel.allocation.rules.markets import (
    BEYOND,
    NONE,
    Flags,
    Market,
    Numbers,
    Outcome,
    Small,
)


def allocate(market: Market) -> Outcome:
    """The same outcome as deferred acceptance, ceilings on women included."""
    choice = np.zeros(market.count, np.int32)
    bucket = np.zeros(market.count, np.int32)
    sits = np.full(market.count, NONE, np.int64)  # in which bucket, counted over all
    cutoff = np.where(market.programmes.seats > 0, BEYOND, NONE)  # a key below it gets in
    trying = np.arange(market.count, dtype=np.int32)
    while len(trying):
        came = _move_on(market, trying, choice, bucket, cutoff, sits)
        touched = np.zeros(len(cutoff) + 1, np.bool_)  # one more for whoever sits nowhere
        touched[sits[came]] = True
        holders = np.flatnonzero((sits != NONE) & touched[sits]).astype(np.int32)
        kept = _keep_best(market, holders, sits[holders], cutoff)
        trying = holders[~kept]
        sits[trying] = NONE
        bucket[trying] += 1
    is_placed = sits != NONE
    return Outcome(
        choice=np.where(is_placed, choice, NONE).astype(np.int32),
        bucket=np.where(is_placed, bucket, NONE).astype(np.int32),
    )


def _move_on(
    market: Market, trying: Small, choice: Small, bucket: Small, cutoff: Numbers, sits: Numbers
) -> Small:
    """Move each one to the first bucket that they can win; who found one."""
    found = []
    first = market.programmes.first_bucket
    while len(trying):
        trying = trying[choice[trying] < np.diff(market.start)[trying]]
        programme = market.listed[market.start[trying] + choice[trying]]
        here = first[programme] + bucket[trying]
        is_past = here >= first[programme + 1]
        past = trying[is_past]
        choice[past] += 1
        bucket[past] = 0
        at, here = trying[~is_past], here[~is_past]
        wins = market.may_sit(at, here) & (market.key(at, here) < cutoff[here])
        sits[at[wins]] = here[wins]
        found.append(at[wins])
        bucket[at[~wins]] += 1
        trying = np.concatenate([past, at[~wins]])
    return np.concatenate(found) if found else trying


def _keep_best(market: Market, holders: Small, buckets: Numbers, cutoff: Numbers) -> Flags:
    """Which of those who sit may stay; tightens the cutoffs of the buckets that are full."""
    key = market.key(holders, buckets)
    sort = np.lexsort((key, buckets))
    begins = np.flatnonzero(np.diff(buckets[sort], prepend=NONE))
    position = np.arange(len(sort)) - np.repeat(begins, np.diff(begins, append=len(sort)))
    seats = market.programmes.seats[buckets[sort]]
    kept = np.empty(len(sort), np.bool_)
    kept[sort] = position < seats
    programme = market.programmes.programme_of_bucket[buckets[sort]]
    is_plain = market.programmes.female_ceiling[programme] == NONE
    last = is_plain & (position == seats - 1)
    cutoff[buckets[sort][last]] = key[sort][last]
    ends = np.append(begins[1:], len(sort))
    with_ceiling = ~is_plain[begins]
    for begin, end in zip(begins[with_ceiling], ends[with_ceiling], strict=True):
        members = sort[begin:end]
        kept[members] = _under_ceiling(market, holders[members], int(programme[begin]))
    return kept


def _under_ceiling(market: Market, candidates: Small, programme: int) -> Flags:
    """Which of the candidates a programme with a ceiling on women takes."""
    people, programmes = market.applicants, market.programmes
    return ceilings.admitted(
        people.score[candidates, programmes.column[programme]],
        people.is_female[candidates],
        people.draw[candidates],
        seats=int(programmes.seats[programmes.first_bucket[programme]]),
        ceiling=int(programmes.female_ceiling[programme]),
    )
