"""Cutoffs: the last admitted of each bucket, and what decided between the last in and the first out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pishkhan.kernel.allocation.rules.checking import better_choices
from pishkhan.kernel.allocation.rules.markets import (
    BEYOND,
    NONE,
    Flags,
    Market,
    Numbers,
    Outcome,
    buckets_of_choices,
)
from pishkhan.kernel.allocation.rules.ranking import Step, deciding_step


@dataclass(frozen=True, kw_only=True, slots=True)
class Cutoffs:
    """For each bucket; `last` and `first_out` are applicants or NONE.

    `last` is NONE while a seat is empty: then everybody got in who wanted it and might sit there.
    `equals` is how many of those admitted have the score of the last. `decided_by` is the step
    that put `last` before `first_out` where their scores are equal, else NONE.
    """

    filled: Numbers
    last: Numbers
    first_out: Numbers
    equals: Numbers
    decided_by: Numbers


def cutoffs(market: Market, outcome: Outcome, steps: Sequence[Step]) -> Cutoffs:
    """The cutoffs of an outcome; they say nothing about anybody but two people a bucket."""
    placed, programme, bucket = outcome.seats(market)
    seats = market.programmes.seats
    filled = np.bincount(bucket, minlength=len(seats)).astype(np.int64)
    last = np.full(len(seats), NONE, np.int64)
    weakest_last = np.lexsort((market.key(placed, bucket), bucket))
    last[bucket[weakest_last]] = placed[weakest_last]  # of many writes the last one stays
    score = market.applicants.score[placed, market.programmes.column[programme]]
    equals = np.bincount(
        bucket[score == _score_of(market, last)[bucket]], minlength=len(seats)
    ).astype(np.int64)
    last[filled < seats] = NONE
    first_out = _first_out(market, outcome, last)
    return Cutoffs(
        filled=filled,
        last=last,
        first_out=first_out,
        equals=np.where(last == NONE, 0, equals),
        decided_by=_decided_by(market, last, first_out, steps),
    )


def _score_of(market: Market, people: Numbers) -> Numbers:
    """The score of one applicant a bucket, in the column of its programme; NONE of nobody."""
    column = market.programmes.column[market.programmes.programme_of_bucket]
    if not market.count:
        return np.full(len(people), NONE, np.int64)
    return np.where(people == NONE, NONE, market.applicants.score[people, column])


def _first_out(market: Market, outcome: Outcome, last: Numbers) -> Numbers:
    """The best of those whom each full bucket refused."""
    best = np.full(len(last), BEYOND, np.int64)
    refused = np.full(len(last), NONE, np.int64)
    for choosers, choices in better_choices(market, outcome):
        for have, all_buckets in buckets_of_choices(market, choices):
            counts = market.may_sit(choosers[have], all_buckets) & (last[all_buckets] != NONE)
            who, bucket = choosers[have][counts], all_buckets[counts]
            key = market.key(who, bucket)
            np.minimum.at(best, bucket, key)
            is_best = key == best[bucket]
            refused[bucket[is_best]] = who[is_best]
    return refused


def _decided_by(
    market: Market, last: Numbers, first_out: Numbers, steps: Sequence[Step]
) -> Numbers:
    decided = np.full(len(last), NONE, np.int64)
    both = np.flatnonzero((last != NONE) & (first_out != NONE))
    winners, losers = last[both], first_out[both]
    score_last, score_out = _score_of(market, last)[both], _score_of(market, first_out)[both]
    are_equal = (score_last == score_out) & ~_differ_in_group(market, both, winners, losers)
    tied = both[are_equal]
    decided[tied] = deciding_step(steps, last[tied], first_out[tied])
    return decided


def _differ_in_group(market: Market, buckets: Numbers, one: Numbers, other: Numbers) -> Flags:
    """Whether just one of the two is among those whom the bucket takes first."""
    far = np.abs(market.key(one, buckets) - market.key(other, buckets))
    is_far: Flags = far > np.iinfo(np.int32).max
    return is_far
