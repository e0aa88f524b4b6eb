"""Where somebody stands in the queue, and how far it has moved; numbers only."""

import math


BURST_SECONDS = 2.0  # of the rate, that may be saved up while nobody comes
LONGEST_STEP = 5.0  # seconds that one step counts at most: a clock that jumps lets nobody in
CLAIM_SECONDS = 600.0  # after so long a number that came up and was not used is lost


def advance(serving: float, *, rate: float, seconds: float, issued: int) -> float:
    """The number up to which tickets are let in, `seconds` later, at `rate` a second.

    It never goes back, and never runs further ahead of the numbers given out than a short burst:
    a quiet hour is not saved up for the rush after it.
    """
    moved = serving + rate * min(max(seconds, 0.0), LONGEST_STEP)
    return max(serving, min(moved, issued + rate * BURST_SECONDS))


def ahead(number: int, serving: float) -> int:
    """How many are before this number; 0 is let in."""
    return max(0, number - math.floor(serving))


def seconds_left(number: int, *, serving: float, rate: float) -> float:
    """About how long this number will wait."""
    return ahead(number, serving) / rate if rate > 0 else math.inf


def is_lost(number: int, *, serving: float, rate: float) -> bool:
    """Whether the number came up so long ago that it no longer lets in (no hoarding)."""
    return (serving - number) / rate > CLAIM_SECONDS if rate > 0 else False


def lease(last: int, *, within: float, most: int = 128) -> int:
    """How many numbers to take at once, after `last` were used up `within` seconds.

    Twice as many while they go quickly, one by one when it is calm: what a process holds back is
    never more than about a second of its own arrivals.
    """
    return min(most, max(1, last * 2)) if within < 1.0 else 1
